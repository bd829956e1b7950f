/** One of the processes of `troupe body regressor`: runs networks on drawn photos, or makes samples with their errors. */
import { readFileSync, writeFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import { readFitModel } from '../fit/fit-model.ts';
import { createOutlineTools } from './outline.ts';
import { makeSamples, measureRun, type SeenRun } from './samples.ts';

/** What a worker is to do. */
export type SamplesOrder = {
  readonly modelFolder: string;
  readonly first: number;
  readonly count: number;
} & (
  | { readonly kind: 'runs'; readonly out: string }
  | {
      readonly kind: 'samples';
      readonly runs: readonly string[];
      readonly features: string;
      readonly truth: string;
    }
);

const order = JSON.parse(process.argv[2]) as SamplesOrder;
const { space, facePoints } = readFitModel(order.modelFolder);
const tools = createOutlineTools(space);
const tell = (done: number) => process.send!({ done });

if (order.kind === 'runs') {
  const found: SeenRun[] = [];
  for (let k = 0; k < order.count; k++) {
    const run = await measureRun(tools, facePoints, order.first + k);
    if (run) found.push(run);
    if (k % 20 === 19) tell(k + 1);
  }
  writeFileSync(order.out, serialize(found));
} else {
  const runs = order.runs.flatMap((file) => deserialize(readFileSync(file)) as SeenRun[]);
  const errors = runs.map((run) => run.error);
  const { features, truth } = makeSamples(tools, facePoints, errors, order.first, order.count, tell);
  writeFileSync(order.features, new Uint8Array(features.buffer));
  writeFileSync(order.truth, new Uint8Array(truth.buffer));
}
process.disconnect();
