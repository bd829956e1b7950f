import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** One typed array of a packed file. */
export interface ArrayEntry {
  readonly name: string;
  readonly dtype: 'int8' | 'int16' | 'uint16' | 'uint8' | 'uint32' | 'float32';
  readonly shape: readonly number[];
  readonly byteOffset: number;
}

/** What every manifest of packed arrays holds. */
export interface PackedManifest {
  readonly arrays: readonly ArrayEntry[];
  readonly files: Readonly<Record<string, { bytes: number; sha256: string }>>;
}

export type PackedArray = Int8Array | Int16Array | Uint16Array | Uint8Array | Uint32Array | Float32Array;

const VIEW = {
  int8: (b: ArrayBuffer, at: number, n: number) => new Int8Array(b, at, n),
  int16: (b: ArrayBuffer, at: number, n: number) => new Int16Array(b, at, n),
  uint16: (b: ArrayBuffer, at: number, n: number) => new Uint16Array(b, at, n),
  uint8: (b: ArrayBuffer, at: number, n: number) => new Uint8Array(b, at, n),
  uint32: (b: ArrayBuffer, at: number, n: number) => new Uint32Array(b, at, n),
  float32: (b: ArrayBuffer, at: number, n: number) => new Float32Array(b, at, n),
} as const;

/**
 * Reads `<stem>.json` and `<stem>.bin` (gzip) of a folder and checks one against the other.
 *
 * @returns the manifest and a getter of its arrays
 * @throws Error naming the file and what to do
 */
export function readPackedArrays<M extends PackedManifest>(
  folder: string,
  stem: string,
): { manifest: M; raw: (name: string) => PackedArray } {
  const manifest = JSON.parse(readFileSync(join(folder, `${stem}.json`), 'utf8')) as M;
  const packed = readFileSync(join(folder, `${stem}.bin`));
  const wanted = manifest.files[`${stem}.bin`]?.sha256;
  if (createHash('sha256').update(packed).digest('hex') !== wanted) {
    throw new Error(`${folder}: ${stem}.bin does not fit ${stem}.json; check both out again or rebuild them`);
  }
  const bytes = gunzipSync(packed);
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const raw = (name: string) => {
    const entry = manifest.arrays.find((array) => array.name === name);
    if (!entry) throw new Error(`${folder}: ${stem}.json has no array ${name}`);
    const length = entry.shape.reduce((a, b) => a * b, 1);
    return VIEW[entry.dtype](buffer, entry.byteOffset, length);
  };
  return { manifest, raw };
}

/** Whole steps as lengths. */
export function inUnits(steps: PackedArray, stepM: number): Float32Array {
  const out = new Float32Array(steps.length);
  for (let i = 0; i < out.length; i++) out[i] = steps[i] * stepM;
  return out;
}
