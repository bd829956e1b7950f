/**
 * Where the networks run: in this thread, or some in a thread of their own.
 *
 * CONTRIBUTOR NOTES: looking is half of all waiting, most of it loading. What is loaded beside is chosen so that both threads are
 * busy: one loads the detector while the other reads its code and loads the scout, then the largest while the other reads
 * the body model, then the hands' while the other looks at the face. The runtime's code is compiled once a process, whoever
 * comes first. With the last look the thread ends, and with it a quarter of a GiB of weights.
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

const BESIDE: ReadonlySet<ModelName> = new Set([
  'pose_detection',
  'pose_landmark_heavy',
  'hand_landmark_full',
]);

/** Starts the thread; it loads the first network unasked. */
export function openNetworks(): Networks {
  const thread = openThread<NetworkQuestion, NetworkAnswer>(new URL('./networks-worker.ts', import.meta.url));
  const asked = new Map<ModelName, Network>();
  const beside = (name: ModelName): Network => {
    const known = asked.get(name);
    if (known) return known;
    // Nobody waits for it: a run comes after it, and throws what it threw.
    thread.ask({ load: name }).catch(() => {});
    const network: Network = {
      run: (input, shape) =>
        thread.ask({ run: name, input, shape: [...shape] }, [input.buffer as ArrayBuffer]),
    };
    asked.set(name, network);
    return network;
  };
  beside('pose_detection');
  return {
    load: async (name) => (BESIDE.has(name) ? beside(name) : loadModel(name)),
    close: () => thread.close(),
  };
}
