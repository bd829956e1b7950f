/** Running a model by LiteRT.js, alike in Node and in a worker of a page. */
import type * as LiteRt from '@litertjs/core';

/** Runs one model: a float picture in, every output as a float array. */
export interface Network {
  run(input: Float32Array, shape: readonly number[]): Promise<Float32Array[]>;
}

/** Makes a network of a model's bytes. @throws what LiteRT.js throws of bytes that are no model */
export async function createNetwork(
  lib: Pick<typeof LiteRt, 'loadAndCompile' | 'Tensor'>,
  bytes: Uint8Array,
): Promise<Network> {
  const model = await lib.loadAndCompile(bytes, { accelerator: 'wasm' });
  const runOnce = async (input: Float32Array, shape: readonly number[]): Promise<Float32Array[]> => {
    const tensor = new lib.Tensor(input, [...shape]);
    const outputs = (await model.run(tensor)) as LiteRt.Tensor[];
    const out: Float32Array[] = [];
    for (const output of outputs) {
      out.push(Float32Array.from((await output.data()) as Float32Array));
      output.delete();
    }
    tensor.delete();
    return out;
  };
  // Outputs lie in the model's own memory until they are read: one run after another.
  let before: Promise<unknown> = Promise.resolve();
  return {
    run(input, shape) {
      const made = before.then(() => runOnce(input, shape));
      before = made.catch(() => {});
      return made;
    },
  };
}

/** Works that want it quiet, and what the console was before the first of them. */
let quiet = 0;
let loud: Pick<Console, 'warn' | 'error' | 'log' | 'info'> | undefined;

/** The wasm tells its life on the console, as errors, and warns of missing WebGPU and NPU; what goes wrong is thrown. */
export async function quietly<T>(work: () => Promise<T>): Promise<T> {
  const silent = (): void => {};
  loud ??= { warn: console.warn, error: console.error, log: console.log, info: console.info };
  if (quiet++ === 0) Object.assign(console, { warn: silent, error: silent, log: silent, info: silent });
  try {
    return await work();
  } finally {
    if (--quiet === 0) {
      Object.assign(console, loud);
      loud = undefined;
    }
  }
}
