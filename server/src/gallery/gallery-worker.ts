// The thread that records reels for the gallery, so that a stage never waits for one. See motion-gallery.ts.
import { parentPort, workerData } from 'node:worker_threads';
import type { BodyProportions } from '@troupe/avatars/motion';
import { encodeReel } from '@troupe/client-sdk/protocol';
import { readMotionModel } from '../motion/index.ts';
import { createReelRecorder, type ReelRequest } from './record-reel.ts';

const { folder, bodies } = workerData as { folder: string; bodies: readonly BodyProportions[] };
const port = parentPort!;
const recorder = createReelRecorder(readMotionModel(folder), bodies);

port.on('message', async ({ id, request }: { id: number; request: ReelRequest }) => {
  try {
    port.postMessage({ id, bytes: encodeReel(await (await recorder).record(request)) });
  } catch (error) {
    port.postMessage({ id, problem: (error as Error).message });
  }
});
