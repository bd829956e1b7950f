/**
 * Where the networks run: in this thread, or the large ones in a thread of their own.
 *
 * CONTRIBUTOR NOTES: the three networks of the pose follow one another and are half of all waiting, most of it loading; beside
 * them this thread reads the body model and loads the small networks. The thread ends with the last look, and with it a
 * quarter of a GiB of weights.
 */
import { openThread } from '../side-thread.ts';
import { loadModel } from './litert.ts';
import type { ModelName } from './model-bytes.ts';
import type { NetworkAnswer, NetworkQuestion } from './networks-worker.ts';
import type { Network } from './run-network.ts';

export type LoadModel = (name: ModelName) => Promise<Network>;

export interface Networks {
  readonly load: LoadModel;
  /** Lets go of what runs beside this thread. */
  close(): Promise<void>;
}

/** All in this thread. */
export const NETWORKS_HERE: Networks = { load: loadModel, close: async () => {} };

/** In the thread beside: they are run before anything else can go on. */
const BESIDE: ReadonlySet<ModelName> = new Set([
  'pose_detection',
  'pose_landmark_full',
  'pose_landmark_heavy',
]);

/** Starts the thread; it loads the networks that every photo needs unasked. */
export function openNetworks(): Networks {
  const thread = openThread<NetworkQuestion, NetworkAnswer>(
    new URL('./networks-worker.ts', import.meta.url),
  );
  const loaded = new Map<ModelName, Promise<Network>>();
  const beside = (name: ModelName): Promise<Network> => {
    const known = loaded.get(name);
    if (known) return known;
    const network = thread.ask({ load: name }).then(
      (): Network => ({
        run: (input, shape) => thread.ask({ run: name, input, shape: [...shape] }, [input.buffer as ArrayBuffer]),
      }),
    );
    // Whoever asked for it first hears of it; asked for unasked, nobody does.
    network.catch(() => {});
    loaded.set(name, network);
    return network;
  };
  for (const name of FIRST) void beside(name);
  return { load: (name) => (BESIDE.has(name) ? beside(name) : loadModel(name)), close: () => thread.close() };
}

const FIRST: readonly ModelName[] = ['pose_detection', 'pose_landmark_full'];
