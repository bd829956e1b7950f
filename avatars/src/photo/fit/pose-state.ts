import { type BodySpace, restDerivatives, restPoint } from './body-space.ts';

/** Bones that a fit may turn. */
export const POSED_BONES = [
  'hips',
  'spine',
  'chest',
  'neck',
  'head',
  'leftShoulder',
  'leftUpperArm',
  'leftLowerArm',
  'leftHand',
  'rightShoulder',
  'rightUpperArm',
  'rightLowerArm',
  'rightHand',
  'leftUpperLeg',
  'leftLowerLeg',
  'leftFoot',
  'rightUpperLeg',
  'rightLowerLeg',
  'rightFoot',
] as const;

/** Garments whose thickness a fit finds beside the body: above and below the waist. */
const GARMENTS = 2;
/** How far everyday clothes stand off, m. */
export const CLOTH_USUAL_M = 0.0115;

/** What a fit changes. Parameters in order: place (3), turns (3 a posed bone), shape, cloth. */
export interface FitState {
  /** Added to every point, m; the camera stands at the origin and looks along -Z. */
  readonly place: Float64Array;
  /** bones x 9, row major: turn of each bone against its parent. */
  readonly turns: Float64Array;
  readonly shape: Float64Array;
  /** Thickness of upper and lower garment, m. */
  readonly cloth: Float64Array;
}

/** A state carried out: every bone's turn and place, and how places move with the shape. */
export interface PosedBones {
  readonly space: BodySpace;
  readonly state: FitState;
  readonly posed: readonly number[];
  /** bones x 9: turn in the camera's frame. */
  readonly turns: Float64Array;
  /** bones x 3 */
  readonly places: Float64Array;
  /** bones x 3: rest places. */
  readonly heads: Float64Array;
  /** bones x shapeCount x 3: move of the bone's place less the turned move of its rest place. */
  readonly drift: Float64Array;
  /** bones x shapeCount x 3: move of the bone's place. */
  readonly moves: Float64Array;
}

/** What it takes to carry points of the rest pose into a pose. */
export type Posture = Pick<PosedBones, 'turns' | 'places' | 'heads'>;

export function createFitState(space: BodySpace): FitState {
  const turns = new Float64Array(space.bones * 9);
  for (let b = 0; b < space.bones; b++) turns[b * 9] = turns[b * 9 + 4] = turns[b * 9 + 8] = 1;
  return {
    place: new Float64Array([0, -1, -4]),
    turns,
    shape: new Float64Array(space.shapeCount),
    cloth: new Float64Array(GARMENTS).fill(CLOTH_USUAL_M),
  };
}

export function cloneState(state: FitState): FitState {
  return {
    place: state.place.slice(),
    turns: state.turns.slice(),
    shape: state.shape.slice(),
    cloth: state.cloth.slice(),
  };
}

/** Numbers of the posed bones. */
export function posedBones(space: BodySpace): number[] {
  return POSED_BONES.map((name) => space.model.manifest.bones.indexOf(name));
}

export function parameterCount(space: BodySpace): number {
  return clothParameter(space) + GARMENTS;
}

/** Number of the first shape parameter. */
export const SHAPE_PARAMETER = 3 + POSED_BONES.length * 3;

/** Number of the first cloth parameter. */
export function clothParameter(space: BodySpace): number {
  return SHAPE_PARAMETER + space.shapeCount;
}

/** Forward kinematics; with `derivatives` also how everything moves with the shape. */
export function poseBones(space: BodySpace, state: FitState, derivatives: boolean): PosedBones {
  const { bones, shapeCount, vertices, parents } = space;
  const heads = new Float64Array(bones * 3);
  for (let b = 0; b < bones; b++) restPoint(space, state.shape, vertices + b, heads, b * 3);
  const turns = new Float64Array(bones * 9);
  const places = new Float64Array(bones * 3);
  const moves = new Float64Array(derivatives ? bones * shapeCount * 3 : 0);
  const drift = new Float64Array(moves.length);
  const rest = derivatives ? new Float64Array(bones * shapeCount * 3) : undefined;
  for (let b = 0; b < bones; b++) {
    if (rest)
      restDerivatives(space, vertices + b, rest.subarray(b * shapeCount * 3, (b + 1) * shapeCount * 3));
    const p = parents[b];
    const own = state.turns.subarray(b * 9, b * 9 + 9);
    if (p < 0) {
      turns.set(own, b * 9);
      for (let k = 0; k < 3; k++) places[b * 3 + k] = heads[b * 3 + k] + state.place[k];
      if (rest) moves.set(rest.subarray(b * shapeCount * 3, (b + 1) * shapeCount * 3), b * shapeCount * 3);
    } else {
      multiply(turns, p * 9, own, 0, turns, b * 9);
      for (let k = 0; k < 3; k++) {
        let x = places[p * 3 + k];
        for (let j = 0; j < 3; j++) x += turns[p * 9 + k * 3 + j] * (heads[b * 3 + j] - heads[p * 3 + j]);
        places[b * 3 + k] = x;
      }
      if (rest) carryMoves(moves, rest, turns, b, p, shapeCount);
    }
    if (rest) carryDrift(drift, moves, rest, turns, b, shapeCount);
  }
  return { space, state, posed: posedBones(space), turns, places, heads, drift, moves };
}

function carryMoves(
  moves: Float64Array,
  rest: Float64Array,
  turns: Float64Array,
  b: number,
  p: number,
  count: number,
) {
  for (let c = 0; c < count; c++) {
    const [i, j] = [(b * count + c) * 3, (p * count + c) * 3];
    const dx = rest[i] - rest[j];
    const dy = rest[i + 1] - rest[j + 1];
    const dz = rest[i + 2] - rest[j + 2];
    for (let k = 0; k < 3; k++) {
      const r = p * 9 + k * 3;
      moves[i + k] = moves[j + k] + turns[r] * dx + turns[r + 1] * dy + turns[r + 2] * dz;
    }
  }
}

function carryDrift(
  drift: Float64Array,
  moves: Float64Array,
  rest: Float64Array,
  turns: Float64Array,
  b: number,
  count: number,
) {
  for (let c = 0; c < count; c++) {
    const i = (b * count + c) * 3;
    for (let k = 0; k < 3; k++) {
      const r = b * 9 + k * 3;
      drift[i + k] =
        moves[i + k] - turns[r] * rest[i] - turns[r + 1] * rest[i + 1] - turns[r + 2] * rest[i + 2];
    }
  }
}

/** c = a b of 3 x 3 matrices, row major. */
export function multiply(
  a: Float64Array,
  ai: number,
  b: Float64Array,
  bi: number,
  c: Float64Array,
  ci: number,
): void {
  for (let r = 0; r < 3; r++) {
    for (let k = 0; k < 3; k++) {
      c[ci + r * 3 + k] =
        a[ai + r * 3] * b[bi + k] + a[ai + r * 3 + 1] * b[bi + 3 + k] + a[ai + r * 3 + 2] * b[bi + 6 + k];
    }
  }
}

/** Rotation matrix of a rotation vector, rad. */
export function turnOf(x: number, y: number, z: number): Float64Array {
  const angle = Math.hypot(x, y, z);
  const s = angle < 1e-8 ? 1 : Math.sin(angle) / angle;
  const c = angle < 1e-8 ? 0.5 : (1 - Math.cos(angle)) / (angle * angle);
  return new Float64Array([
    1 - c * (y * y + z * z),
    c * x * y - s * z,
    c * x * z + s * y,
    c * x * y + s * z,
    1 - c * (x * x + z * z),
    c * y * z - s * x,
    c * x * z - s * y,
    c * y * z + s * x,
    1 - c * (x * x + y * y),
  ]);
}

/** Rotation vector of a rotation matrix. */
export function vectorOf(m: ArrayLike<number>, at = 0): [number, number, number] {
  const x = m[at + 7] - m[at + 5];
  const y = m[at + 2] - m[at + 6];
  const z = m[at + 3] - m[at + 1];
  const sin = Math.hypot(x, y, z) / 2;
  const cos = (m[at] + m[at + 4] + m[at + 8] - 1) / 2;
  const angle = Math.atan2(sin, cos);
  if (sin > 1e-6) return [x, y, z].map((q) => (q * angle) / (2 * sin)) as [number, number, number];
  if (cos > 0) return [x / 2, y / 2, z / 2];
  // Half a turn: the axis is the column of (M + 1) that is longest.
  const column = [0, 1, 2].reduce((best, k) => (m[at + k * 4] > m[at + best * 4] ? k : best), 0);
  const axis = [0, 1, 2].map((k) => m[at + k * 3 + column] + (k === column ? 1 : 0));
  const length = Math.hypot(...axis);
  return axis.map((q) => (q / length) * Math.PI) as [number, number, number];
}

/** The state after a step of all parameters. */
export function stepState(space: BodySpace, state: FitState, step: ArrayLike<number>): FitState {
  const next = cloneState(state);
  for (let k = 0; k < 3; k++) next.place[k] += step[k];
  posedBones(space).forEach((b, i) => {
    const turn = turnOf(step[3 + i * 3], step[4 + i * 3], step[5 + i * 3]);
    multiply(state.turns, b * 9, turn, 0, next.turns, b * 9);
  });
  const from = SHAPE_PARAMETER;
  for (let c = 0; c < space.shapeCount; c++) next.shape[c] += step[from + c];
  for (let g = 0; g < GARMENTS; g++) next.cloth[g] += step[clothParameter(space) + g];
  return next;
}

/** A place fixed to a bone (m, in its frame) and its derivatives: `out` is 3 rows of all parameters. */
export function bonePoint(
  posed: PosedBones,
  bone: number,
  out: Float64Array,
  offset: readonly [number, number, number] = [0, 0, 0],
): [number, number, number] {
  const { space, moves } = posed;
  const count = parameterCount(space);
  out.fill(0, 0, count * 3);
  const place = fixedPlace(posed, bone, offset);
  turnColumns(posed, out, count, (j) =>
    space.above[j * space.bones + bone]
      ? [
          place[0] - posed.places[j * 3],
          place[1] - posed.places[j * 3 + 1],
          place[2] - posed.places[j * 3 + 2],
        ]
      : undefined,
  );
  const from = SHAPE_PARAMETER;
  for (let c = 0; c < space.shapeCount; c++) {
    for (let k = 0; k < 3; k++) out[k * count + from + c] = moves[(bone * space.shapeCount + c) * 3 + k];
  }
  return place;
}

/** A place fixed to a bone, in the camera's frame. */
export function fixedPlace(
  posed: PosedBones,
  bone: number,
  offset: readonly [number, number, number],
): [number, number, number] {
  const { places, turns } = posed;
  return [0, 1, 2].map((k) => {
    const r = bone * 9 + k * 3;
    return places[bone * 3 + k] + turns[r] * offset[0] + turns[r + 1] * offset[1] + turns[r + 2] * offset[2];
  }) as [number, number, number];
}

/** A skinned vertex's place, without derivatives. */
export function vertexPlace(posed: PosedBones, vertex: number): [number, number, number] {
  const { space, turns, places, heads, state } = posed;
  const { skinJoints, skinWeights } = space.model;
  restPoint(space, state.shape, vertex, restScratch);
  const out: [number, number, number] = [0, 0, 0];
  for (let i = 0; i < 4; i++) {
    const w = skinWeights[vertex * 4 + i] / 255;
    if (w === 0) continue;
    const b = skinJoints[vertex * 4 + i];
    const dx = restScratch[0] - heads[b * 3];
    const dy = restScratch[1] - heads[b * 3 + 1];
    const dz = restScratch[2] - heads[b * 3 + 2];
    for (let k = 0; k < 3; k++) {
      const r = b * 9 + k * 3;
      out[k] += w * (places[b * 3 + k] + turns[r] * dx + turns[r + 1] * dy + turns[r + 2] * dz);
    }
  }
  return out;
}

const restScratch = new Float64Array(3);
let shapeScratch = new Float64Array(0);
let shapeDrift = new Float64Array(0);

/** A skinned vertex's place and its derivatives, added into `out` (3 rows of all parameters) times `share`. */
export function addVertexPoint(
  posed: PosedBones,
  vertex: number,
  share: number,
  out: Float64Array,
): [number, number, number] {
  const { space, turns, places, heads, drift, state } = posed;
  const { model, shapeCount, bones } = space;
  const count = parameterCount(space);
  restPoint(space, state.shape, vertex, restScratch);
  const blend = new Float64Array(9);
  const byBone: { b: number; w: number; x: readonly number[] }[] = [];
  const place: [number, number, number] = [0, 0, 0];
  for (let i = 0; i < 4; i++) {
    const w = model.skinWeights[vertex * 4 + i] / 255;
    if (w === 0) continue;
    const b = model.skinJoints[vertex * 4 + i];
    const x = [0, 0, 0];
    for (let k = 0; k < 3; k++) {
      let q = places[b * 3 + k];
      for (let j = 0; j < 3; j++) q += turns[b * 9 + k * 3 + j] * (restScratch[j] - heads[b * 3 + j]);
      x[k] = q;
      place[k] += w * q;
    }
    for (let k = 0; k < 9; k++) blend[k] += w * turns[b * 9 + k];
    byBone.push({ b, w, x });
  }
  turnColumns(
    posed,
    out,
    count,
    (j) => {
      const m: [number, number, number] = [0, 0, 0];
      let any = false;
      for (const { b, w, x } of byBone) {
        if (!space.above[j * bones + b]) continue;
        any = true;
        for (let k = 0; k < 3; k++) m[k] += w * (x[k] - places[j * 3 + k]);
      }
      return any ? m : undefined;
    },
    share,
  );
  if (shapeScratch.length < shapeCount * 3) {
    shapeScratch = new Float64Array(shapeCount * 3);
    shapeDrift = new Float64Array(shapeCount * 3);
  }
  restDerivatives(space, vertex, shapeScratch);
  const from = SHAPE_PARAMETER;
  for (let i = 0; i < byBone.length; i++) {
    const { b, w } = byBone[i];
    const first = b * shapeCount * 3;
    for (let c = 0; c < shapeCount * 3; c++)
      shapeDrift[c] = (i > 0 ? shapeDrift[c] : 0) + w * drift[first + c];
  }
  for (let c = 0; c < shapeCount; c++) {
    const dx = shapeScratch[c * 3];
    const dy = shapeScratch[c * 3 + 1];
    const dz = shapeScratch[c * 3 + 2];
    for (let k = 0; k < 3; k++) {
      const q = blend[k * 3] * dx + blend[k * 3 + 1] * dy + blend[k * 3 + 2] * dz;
      out[k * count + from + c] += share * (q + shapeDrift[c * 3 + k]);
    }
  }
  return place;
}

/** Columns of place and turns: a point moves by ω × arm when a bone above it turns. */
function turnColumns(
  posed: PosedBones,
  out: Float64Array,
  count: number,
  armOf: (bone: number) => readonly [number, number, number] | undefined,
  share = 1,
): void {
  for (let k = 0; k < 3; k++) out[k * count + k] += share;
  posed.posed.forEach((j, i) => {
    const arm = armOf(j);
    if (!arm) return;
    for (let axis = 0; axis < 3; axis++) {
      const wx = posed.turns[j * 9 + axis];
      const wy = posed.turns[j * 9 + 3 + axis];
      const wz = posed.turns[j * 9 + 6 + axis];
      const column = 3 + i * 3 + axis;
      out[column] += share * (wy * arm[2] - wz * arm[1]);
      out[count + column] += share * (wz * arm[0] - wx * arm[2]);
      out[2 * count + column] += share * (wx * arm[1] - wy * arm[0]);
    }
  });
}

/** All vertices posed: vertices x 3, in the camera's frame. */
export function skinBody(posed: PosedBones, rest: Float32Array): Float32Array {
  const { skinJoints, skinWeights } = posed.space.model;
  return poseSkinned(posed, rest, skinJoints, skinWeights);
}

/** Points of a rest pose carried into the photo's pose by their own weights. */
export function poseSkinned(
  posed: Posture,
  positions: Float32Array,
  joints: Uint8Array,
  weights: Uint8Array,
): Float32Array {
  const { turns, places, heads } = posed;
  const out = new Float32Array(positions.length);
  for (let v = 0; v < positions.length / 3; v++) {
    for (let i = 0; i < 4; i++) {
      const w = weights[v * 4 + i] / 255;
      if (w === 0) continue;
      const b = joints[v * 4 + i];
      const dx = positions[v * 3] - heads[b * 3];
      const dy = positions[v * 3 + 1] - heads[b * 3 + 1];
      const dz = positions[v * 3 + 2] - heads[b * 3 + 2];
      for (let k = 0; k < 3; k++) {
        const r = b * 9 + k * 3;
        out[v * 3 + k] += w * (places[b * 3 + k] + turns[r] * dx + turns[r + 1] * dy + turns[r + 2] * dz);
      }
    }
  }
  return out;
}
