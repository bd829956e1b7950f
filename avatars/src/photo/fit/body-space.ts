import type { BodyModel } from '../../body/index.ts';
import type { PhotoKit } from '../kit/photo-kit.ts';

/**
 * Shape of a body as one linear space: components of the whole body, components of the face, expression units.
 * Rest points are vertices first, then bones.
 */
export interface BodySpace {
  readonly model: BodyModel;
  readonly kit: PhotoKit;
  readonly vertices: number;
  readonly bones: number;
  readonly parents: readonly number[];
  /** bones x bones: 1 where the row's bone is the column's bone or lies above it. */
  readonly above: Uint8Array;
  readonly bodyCount: number;
  readonly faceCount: number;
  /** Units that may be fitted, by index of the model's units. */
  readonly units: readonly number[];
  readonly shapeCount: number;
  /** Row of the face components of each vertex, or -1. */
  readonly faceRow: Int32Array;
  /** (vertices + bones) x 3 with the mean face added, m. */
  readonly mean: Float32Array;
  /** Dense units, each vertices x 3 in a map of vertex to offset; sparse rows of the model. */
  readonly unitOffsets: readonly Map<number, readonly [number, number, number]>[];
}

/** A unit of expression goes from 0 to this. */
export const UNIT_MOST = 1.2;

/** Units a face may show in a photograph. */
const FITTED_UNITS = [
  'eye-left-closure',
  'eye-right-closure',
  'eyebrows-left-down',
  'eyebrows-right-down',
  'eyebrows-left-up',
  'eyebrows-right-up',
  'mouth-open',
  'mouth-corner-puller',
  'mouth-pursing',
  'mouth-retraction',
  'mouth-depression',
  'mouth-parling',
];

export function createBodySpace(model: BodyModel, kit: PhotoKit): BodySpace {
  const { vertices, bones: names, parents, components } = model.manifest;
  const bones = names.length;
  const above = new Uint8Array(bones * bones);
  for (let b = 0; b < bones; b++) for (let a = b; a >= 0; a = parents[a]) above[a * bones + b] = 1;
  const faceRow = new Int32Array(vertices).fill(-1);
  kit.faceVertices.forEach((v, row) => {
    faceRow[v] = row;
  });
  const mean = model.mean.slice();
  const units = FITTED_UNITS.map((name) => model.manifest.units.indexOf(name)).filter((u) => u >= 0);
  const space: BodySpace = {
    model,
    kit,
    vertices,
    bones,
    parents,
    above,
    bodyCount: components,
    faceCount: kit.faceComponentCount,
    units,
    shapeCount: components + kit.faceComponentCount + units.length,
    faceRow,
    mean,
    unitOffsets: units.map((u) => unitMap(model, u)),
  };
  for (let p = 0; p < vertices + bones; p++) {
    const row = faceRowOf(space, p);
    if (row >= 0) for (let k = 0; k < 3; k++) mean[p * 3 + k] += kit.faceMean[row * 3 + k];
  }
  return space;
}

function unitMap(model: BodyModel, unit: number): Map<number, readonly [number, number, number]> {
  const out = new Map<number, readonly [number, number, number]>();
  for (let i = model.unitStarts[unit]; i < model.unitStarts[unit + 1]; i++) {
    const [x, y, z] = model.unitOffsets.subarray(i * 3, i * 3 + 3);
    out.set(model.unitVertices[i], [x, y, z]);
  }
  return out;
}

/** Row of a rest point (vertex or bone) in the face components, or -1. */
function faceRowOf(space: BodySpace, point: number): number {
  return point < space.vertices
    ? space.faceRow[point]
    : space.kit.faceVertices.length + point - space.vertices;
}

/** Rest place of one point. */
export function restPoint(
  space: BodySpace,
  shape: ArrayLike<number>,
  point: number,
  out: Float64Array,
  at = 0,
): void {
  const { model, kit, bodyCount, faceCount } = space;
  const length = (space.vertices + space.bones) * 3;
  const faceLength = (kit.faceVertices.length + space.bones) * 3;
  const row = faceRowOf(space, point);
  for (let k = 0; k < 3; k++) {
    let x = space.mean[point * 3 + k];
    for (let c = 0; c < bodyCount; c++) x += shape[c] * model.components[c * length + point * 3 + k];
    if (row >= 0) {
      for (let c = 0; c < faceCount; c++) {
        x += shape[bodyCount + c] * kit.faceComponents[c * faceLength + row * 3 + k];
      }
    }
    out[at + k] = x;
  }
  if (point >= space.vertices || row < 0) return;
  space.unitOffsets.forEach((offsets, u) => {
    const weight = shape[bodyCount + faceCount + u];
    const offset = weight === 0 ? undefined : offsets.get(point);
    if (offset) for (let k = 0; k < 3; k++) out[at + k] += weight * offset[k];
  });
}

/** How a rest point moves with each shape parameter: shapeCount x 3 into `out`. */
export function restDerivatives(space: BodySpace, point: number, out: Float64Array): void {
  const { model, kit, bodyCount, faceCount } = space;
  const length = (space.vertices + space.bones) * 3;
  const faceLength = (kit.faceVertices.length + space.bones) * 3;
  const row = faceRowOf(space, point);
  for (let c = 0; c < bodyCount; c++) {
    for (let k = 0; k < 3; k++) out[c * 3 + k] = model.components[c * length + point * 3 + k];
  }
  for (let c = 0; c < faceCount; c++) {
    for (let k = 0; k < 3; k++) {
      out[(bodyCount + c) * 3 + k] = row < 0 ? 0 : kit.faceComponents[c * faceLength + row * 3 + k];
    }
  }
  space.unitOffsets.forEach((offsets, u) => {
    const offset = point < space.vertices ? offsets.get(point) : undefined;
    for (let k = 0; k < 3; k++) out[(bodyCount + faceCount + u) * 3 + k] = offset ? offset[k] : 0;
  });
}

/** All rest vertices (vertices x 3) and bones (bones x 3) of a shape, m. Units are left out when `neutral`. */
export function restBody(
  space: BodySpace,
  shape: ArrayLike<number>,
  neutral = false,
): { positions: Float32Array; joints: Float32Array } {
  const { model, kit, bodyCount, faceCount, vertices, bones } = space;
  const length = (vertices + bones) * 3;
  const all = space.mean.slice();
  for (let c = 0; c < bodyCount; c++) {
    const weight = shape[c];
    for (let i = 0; i < length; i++) all[i] += weight * model.components[c * length + i];
  }
  const rows = kit.faceVertices.length;
  for (let c = 0; c < faceCount; c++) {
    const weight = shape[bodyCount + c];
    const from = c * (rows + bones) * 3;
    for (let r = 0; r < rows + bones; r++) {
      const at = (r < rows ? kit.faceVertices[r] : vertices + r - rows) * 3;
      for (let k = 0; k < 3; k++) all[at + k] += weight * kit.faceComponents[from + r * 3 + k];
    }
  }
  if (!neutral) {
    space.unitOffsets.forEach((offsets, u) => {
      const weight = shape[bodyCount + faceCount + u];
      if (weight === 0) return;
      for (const [v, offset] of offsets) for (let k = 0; k < 3; k++) all[v * 3 + k] += weight * offset[k];
    });
  }
  return { positions: all.subarray(0, vertices * 3), joints: all.subarray(vertices * 3) };
}

/** The bone that holds the largest share of a vertex. */
export function mainBone({ model }: BodySpace, v: number): number {
  let best = 0;
  for (let k = 1; k < 4; k++) if (model.skinWeights[v * 4 + k] > model.skinWeights[v * 4 + best]) best = k;
  return model.skinJoints[v * 4 + best];
}
