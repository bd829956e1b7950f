import { inUnits, type PackedManifest, readPackedArrays } from './packed-arrays.ts';

/** body-model.json; see MODEL_CARD.md beside it. */
export interface BodyModelManifest extends PackedManifest {
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
}

/** The statistical body: arrays in m and vertex order of the base mesh. */
export interface BodyModel {
  readonly manifest: BodyModelManifest;
  /** Mean of vertices then joints, (vertices + bones) x 3, m. */
  readonly mean: Float32Array;
  /** One standard deviation of each component, components x (vertices + bones) x 3, m. */
  readonly components: Float32Array;
  readonly triangles: Uint16Array;
  /** Corners of the triangles in `uvs`; v grows upwards. */
  readonly uvTriangles: Uint16Array;
  readonly uvs: Float32Array;
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
  const { manifest, raw } = readPackedArrays<BodyModelManifest>(folder, 'body-model');
  const metres = (name: string): Float32Array => inUnits(raw(name), manifest.stepM);
  return {
    manifest,
    mean: metres('mean'),
    components: metres('components'),
    triangles: raw('triangles') as Uint16Array,
    uvTriangles: raw('uvTriangles') as Uint16Array,
    uvs: raw('uvs') as Float32Array,
    skinJoints: raw('skinJoints') as Uint8Array,
    skinWeights: raw('skinWeights') as Uint8Array,
    unitStarts: raw('unitStarts') as Uint32Array,
    unitVertices: raw('unitVertices') as Uint16Array,
    unitOffsets: metres('unitOffsets'),
    semanticMap: raw('semanticMap') as Float32Array,
  };
}

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
