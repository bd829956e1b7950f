// CONTRIBUTOR NOTES
// onnxruntime-node 1.30: a run blocks its thread although it returns a promise, two sessions run one after the other, and
// tensors over a SharedArrayBuffer are refused; so a worker owns the session and private buffers (measured in
// reference notes: 7.9 us a pose at N = 256 on one thread, 45 us at N = 1). Batches are padded to whole steps, so that
// the runtime sees few shapes, and run in chunks of 256, where more rows bring nothing.

import { CODE, POSE_VALUES } from '@troupe/avatars/motion';
import { InferenceSession, Tensor } from 'onnxruntime-node';

/** Turns codes of rows into poses. */
export interface Decoder {
  /** Decodes the first `rows` rows of codes (x 65); resolves to poses (x 135), valid until the next call. */
  decode(codes: Float32Array, rows: number): Promise<Float32Array>;
  release(): Promise<void>;
}

const CHUNK = 256;
const PADDED = [16, 32, 64, 96, 128, 192, CHUNK] as const;

/**
 * Opens the decompressor.
 *
 * @param network bytes of decompressor.onnx
 * @param rowsMax most rows of a call
 * @throws Error when the network is not the decompressor
 */
export async function createDecoder(network: Uint8Array, rowsMax: number, threads = 1): Promise<Decoder> {
  const session = await InferenceSession.create(network, {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
  });
  if (!session.inputNames.includes('xz') || !session.outputNames.includes('pose')) {
    throw new Error(
      `motion model: decompressor.onnx maps ${session.inputNames} to ${session.outputNames}, not xz to pose; rebuild it`,
    );
  }
  const input = new Float32Array(CHUNK * CODE);
  const output = new Float32Array((Math.ceil(rowsMax / CHUNK) + 1) * CHUNK * POSE_VALUES);
  const inputs = new Map(
    PADDED.map(
      (rows) => [rows, new Tensor('float32', input.subarray(0, rows * CODE), [rows, CODE])] as const,
    ),
  );
  async function decodeChunk(codes: Float32Array, from: number, rows: number): Promise<void> {
    const padded = PADDED.find((size) => size >= rows) ?? CHUNK;
    for (let k = 0, o = from * CODE; k < rows * CODE; k++) input[k] = codes[o + k];
    input.fill(0, rows * CODE, padded * CODE);
    const into = output.subarray(from * POSE_VALUES, (from + padded) * POSE_VALUES);
    const feeds = { xz: inputs.get(padded)! };
    await session.run(feeds, { pose: new Tensor('float32', into, [padded, POSE_VALUES]) });
  }
  return {
    async decode(codes, rows) {
      if (rows > rowsMax) throw new Error(`decoder: ${rows} rows, made for ${rowsMax}`);
      for (let from = 0; from < rows; from += CHUNK)
        await decodeChunk(codes, from, Math.min(CHUNK, rows - from));
      return output;
    },
    release: () => session.release(),
  };
}
