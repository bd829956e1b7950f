// The thread that owns the motion model: waits for a batch, works it out, says so. See motion-runner.ts.
import { parentPort, workerData } from 'node:worker_threads';
import { createMotionControls, createMotionFrame } from '@troupe/avatars/motion';
import { createLocalMotion } from './local-motion.ts';
import {
  BATCH,
  engineOptions,
  type MotionWorkerData,
  openGestures,
  SIGNAL,
  type SpokenFeatures,
  type WornBody,
} from './motion-runner.ts';
import { readMotionModel } from './read-motion-model.ts';

const data = workerData as MotionWorkerData;
const port = parentPort!;
const signal = new Int32Array(data.signal);
const controls = createMotionControls(data.capacity, data.controls);
const frame = createMotionFrame(data.capacity, data.frame);
const motion = await createLocalMotion(readMotionModel(data.folder), engineOptions(data));
let failures = 0;
const gestures = await openGestures(data.gestureFolder, (problem) => port.postMessage(problem));

port.on('message', (message: 0 | SpokenFeatures | WornBody) => {
  if (message !== 0 && 'body' in message) {
    motion.engine.wear(message.index, message.body);
    return;
  }
  if (message !== 0) {
    if (gestures) void motion.speak(gestures, message.netId, message.startTick, message.features);
    return;
  }
  if (Atomics.load(signal, SIGNAL.state) !== BATCH.submitted) return;
  motion.step(controls, signal[SIGNAL.count], signal[SIGNAL.tick], frame).then(() => {
    const { stats } = motion.engine;
    signal[SIGNAL.kept] = stats.kept;
    Atomics.store(signal, SIGNAL.state, BATCH.done);
    // A word when the network failed, a bare wake-up otherwise.
    port.postMessage(stats.failures > failures ? `the network failed: ${stats.lastFailure}` : 0);
    failures = stats.failures;
  });
});
port.postMessage('ready');
