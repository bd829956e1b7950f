/** One of the processes of `troupe body regressor`: runs networks on drawn photos, or makes samples with their errors. */
import { readFileSync, writeFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import { readFitModel } from '../fit-person.ts';
import { createOutlineTools } from './outline.ts';
import { makeSamples, measureError, type SeenError } from './samples.ts';

/** What a worker is to do. */
export type SamplesOrder = {
  readonly modelFolder: string;
  readonly first: number;
  readonly count: number;
} & (
  | { readonly kind: 'errors'; readonly out: string }
  | {
      readonly kind: 'samples';
      readonly errors: readonly string[];
      readonly features: string;
      readonly truth: string;
    }
);

const order = JSON.parse(process.argv[2]) as SamplesOrder;
const { space, facePoints } = readFitModel(order.modelFolder);
const tools = createOutlineTools(space);
const tell = (done: number) => process.send!({ done });

if (order.kind === 'errors') {
  const found: SeenError[] = [];
  for (let k = 0; k < order.count; k++) {
    const error = await measureError(tools, facePoints, order.first + k);
    if (error) found.push(error);
    if (k % 20 === 19) tell(k + 1);
  }
  writeFileSync(order.out, serialize(found));
} else {
  const errors = order.errors.flatMap((file) => deserialize(readFileSync(file)) as SeenError[]);
  const { features, truth } = makeSamples(tools, facePoints, errors, order.first, order.count, tell);
  writeFileSync(order.features, new Uint8Array(features.buffer));
  writeFileSync(order.truth, new Uint8Array(truth.buffer));
}
process.disconnect();
