/** One of the processes of `troupe body faces`: draws heads, reads them and writes rows of features and truth. */
import { appendFileSync } from 'node:fs';
import { frontalFace, meanFacePoints } from '../face/face-frame.ts';
import { faceFeatures } from '../face/regression-features.ts';
import { readFitModel } from '../fit/fit-model.ts';
import { loadModel } from '../see/litert.ts';
import { createFaceTools, faceSamples } from './face-samples.ts';

/** What a worker is to do. */
export interface FaceOrder {
  readonly modelFolder: string;
  readonly first: number;
  readonly people: number;
  readonly views: number;
  /** Rows of f32: features, then the shape. */
  readonly out: string;
}

const TELL_EVERY = 20;

const order = JSON.parse(process.argv[2]) as FaceOrder;
const { space, facePoints } = readFitModel(order.modelFolder);
const tools = await createFaceTools(space, facePoints, await loadModel('face_landmark'));
const mean = meanFacePoints(space, facePoints);
for (let k = 0; k < order.people; k++) {
  for (const sample of await faceSamples(tools, 'training', order.first + k, order.views)) {
    const features = faceFeatures(frontalFace(sample.points, mean, facePoints), mean);
    const row = new Float32Array(1 + features.length + sample.shape.length);
    row[0] = order.first + k;
    row.set(features, 1);
    row.set(sample.shape, 1 + features.length);
    appendFileSync(order.out, new Uint8Array(row.buffer));
  }
  if (k % TELL_EVERY === TELL_EVERY - 1) process.send?.({ done: k + 1 });
}
if (process.connected) process.disconnect();
