import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

interface ArrayEntry {
  readonly name: string;
  readonly dtype: 'int16' | 'uint16' | 'uint8' | 'uint32' | 'float32';
  readonly shape: readonly number[];
  readonly byteOffset: number;
}

/** body-model.json; see MODEL_CARD.md beside it. */
export interface BodyModelManifest {
  readonly format: string;
  readonly version: number;
  readonly vertices: number;
  readonly components: number;
  readonly stepM: number;
  readonly bones: readonly string[];
  readonly parents: readonly number[];
  readonly units: readonly string[];
  readonly presets: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly arkit: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly semantics: readonly string[];
  readonly heldOut: Readonly<Record<string, { meanMm: number; p95Mm: number; maxMm: number }>>;
  readonly arrays: readonly ArrayEntry[];
  readonly files: Readonly<Record<string, { bytes: number; sha256: string }>>;
}

/** The statistical body: arrays in m and vertex order of the base mesh. */
export interface BodyModel {
  readonly manifest: BodyModelManifest;
  /** Mean of vertices then joints, (vertices + bones) x 3, m. */
  readonly mean: Float32Array;
  /** One standard deviation of each component, components x (vertices + bones) x 3, m. */
  readonly components: Float32Array;
  readonly triangles: Uint16Array;
  readonly skinJoints: Uint8Array;
  readonly skinWeights: Uint8Array;
  readonly unitStarts: Uint32Array;
  readonly unitVertices: Uint16Array;
  readonly unitOffsets: Float32Array;
  readonly semanticMap: Float32Array;
}

/** A shaped body. */
export interface ShapedBody {
  /** Vertices x 3, m; soles at y = 0, facing +Z, arms in the A-pose of the mesh. */
  readonly positions: Float32Array;
  /** Bones x 3, m. */
  readonly joints: Float32Array;
}

/** Semantic parameters; 0..1 each but the stature. */
export interface BodySemantics {
  readonly sex: number;
  readonly age: number;
  readonly heightM: number;
  readonly muscle: number;
  readonly weight: number;
  readonly proportions: number;
  readonly cup: number;
}

/**
 * Reads assets/models/body and checks it against its manifest.
 *
 * @throws Error naming the file and what to do
 */
export function readBodyModel(folder: string): BodyModel {
  const manifest = JSON.parse(readFileSync(join(folder, 'body-model.json'), 'utf8')) as BodyModelManifest;
  const packed = readFileSync(join(folder, 'body-model.bin'));
  const wanted = manifest.files['body-model.bin']?.sha256;
  if (createHash('sha256').update(packed).digest('hex') !== wanted) {
    throw new Error(
      `${folder}: body-model.bin does not fit body-model.json; check both out again or rebuild them`,
    );
  }
  const bytes = gunzipSync(packed);
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const raw = (name: string) => {
    const entry = manifest.arrays.find((array) => array.name === name);
    if (!entry) throw new Error(`${folder}: the manifest has no array ${name}`);
    return VIEW[entry.dtype](
      buffer,
      entry.byteOffset,
      entry.shape.reduce((a, b) => a * b, 1),
    );
  };
  const metres = (name: string): Float32Array =>
    Float32Array.from(raw(name), (step) => step * manifest.stepM);
  return {
    manifest,
    mean: metres('mean'),
    components: metres('components'),
    triangles: raw('triangles') as Uint16Array,
    skinJoints: raw('skinJoints') as Uint8Array,
    skinWeights: raw('skinWeights') as Uint8Array,
    unitStarts: raw('unitStarts') as Uint32Array,
    unitVertices: raw('unitVertices') as Uint16Array,
    unitOffsets: metres('unitOffsets'),
    semanticMap: raw('semanticMap') as Float32Array,
  };
}

const VIEW = {
  int16: (b: ArrayBuffer, at: number, n: number) => new Int16Array(b, at, n),
  uint16: (b: ArrayBuffer, at: number, n: number) => new Uint16Array(b, at, n),
  uint8: (b: ArrayBuffer, at: number, n: number) => new Uint8Array(b, at, n),
  uint32: (b: ArrayBuffer, at: number, n: number) => new Uint32Array(b, at, n),
  float32: (b: ArrayBuffer, at: number, n: number) => new Float32Array(b, at, n),
} as const;

/** Component weights of semantic parameters, by the model's least-squares map. */
export function betasOf(model: BodyModel, semantics: BodySemantics): Float32Array {
  const s = model.manifest.semantics.map((name) => semantics[name as keyof BodySemantics]);
  const features = [1, ...s, ...s.map((x) => x * x), ...s.slice(1).map((x) => x * s[0])];
  const { components } = model.manifest;
  const betas = new Float32Array(components);
  features.forEach((feature, row) => {
    for (let k = 0; k < components; k++) betas[k] += feature * model.semanticMap[row * components + k];
  });
  return betas;
}

/** The body of component weights. */
export function shapeBody(model: BodyModel, betas: ArrayLike<number>): ShapedBody {
  const { vertices, bones } = model.manifest;
  const length = (vertices + bones.length) * 3;
  const all = model.mean.slice();
  for (let k = 0; k < betas.length; k++) {
    const weight = betas[k];
    const from = k * length;
    for (let i = 0; i < length; i++) all[i] += weight * model.components[from + i];
  }
  return { positions: all.slice(0, vertices * 3), joints: all.slice(vertices * 3) };
}

/** Height of a shaped body, m. */
export function statureOf(body: ShapedBody): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 1; i < body.positions.length; i += 3) {
    low = Math.min(low, body.positions[i]);
    high = Math.max(high, body.positions[i]);
  }
  return high - low;
}
