import type { BodySpace } from '../fit/body-space.ts';
import { vertexNormals } from '../render/vertex-normals.ts';
import { type GarmentFields, smoothOver } from './garment-fields.ts';
import { cutSurface, type Part } from './part.ts';

/** A dressed body's shape in the rest pose. */
export interface RestBody {
  readonly positions: Float32Array;
  readonly normals: Float32Array;
  readonly joints: Float32Array;
}

/** Shells of shirt and trousers: the body's surface, cut at the hems and lifted by the cloth's thickness. */
export function makeShell(
  space: BodySpace,
  rest: RestBody,
  name: string,
  field: Float32Array,
  thickness: Float32Array,
  lift: number,
): Part | undefined {
  const { model, kit } = space;
  const cut = cutSurface({ vertices: model.triangles, uvs: model.uvTriangles, uvTable: model.uvs }, field);
  if (cut.triangles.length === 0) return undefined;
  const lifted = rest.positions.slice();
  for (let v = 0; v < space.vertices; v++) {
    const off = (thickness[v] || 0.005) + lift;
    for (let k = 0; k < 3; k++) lifted[v * 3 + k] += rest.normals[v * 3 + k] * off;
  }
  // Cloth spans hollows of the body instead of lining them.
  smoothOver(lifted, 3, model.triangles, 4, (v) => field[v] > -BEYOND_M);
  putOnNormals(rest, lifted, overSkin(field, thickness, model.triangles), CLEAR_M + lift);
  const count = cut.from.length;
  const mix = (table: Float32Array, i: number, k: number) =>
    table[cut.from[i] * 3 + k] * (1 - cut.share[i]) + table[cut.to[i] * 3 + k] * cut.share[i];
  const positions = new Float32Array(count * 3);
  for (let i = 0; i < count; i++) for (let k = 0; k < 3; k++) positions[i * 3 + k] = mix(lifted, i, k);
  const near = Int32Array.from(cut.share, (s, i) => (s < 0.5 ? cut.from[i] : cut.to[i]));
  const skin = weightsOf(space, near);
  const point = pointNumbers(cut.from, cut.to);
  const all = vertexNormals(lifted, model.triangles);
  const normals = new Float32Array(count * 3);
  for (let i = 0; i < count; i++) for (let k = 0; k < 3; k++) normals[i * 3 + k] = mix(all, i, k);
  return {
    name,
    positions,
    normals,
    uvs: cut.uvs,
    triangles: cut.triangles,
    ...skin,
    point: point.numbers,
    mirror: Int32Array.from(cut.from, (a, i) => point.find(kit.mirror[a], kit.mirror[cut.to[i]])),
    material: { name: 'cloth', roughness: 0.86, doubleSided: true },
  };
}

/** What is smoothed shrinks; so far beyond a hem too, m, or the hem would turn up. */
const BEYOND_M = 0.03;
/** Skin is left so deep within a hem, m, and deeper the wider the cloth stands off there: one looks farther into a wide sleeve. */
const HEM_SKIN_M = 0.02;

/** Whether there is no skin beneath the cloth at a vertex. */
export const hidesSkin = (field: Float32Array, thickness: Float32Array, v: number): boolean =>
  field[v] > HEM_SKIN_M + thickness[v];

/**
 * How far a shell stands off the skin beneath it at least, m: what is smoothed shrinks, by 6 mm around a thigh, and the skin
 * would show through.
 */
const CLEAR_M = 0.002;

/** 1 for each vertex of a triangle of which skin is left. */
function overSkin(field: Float32Array, thickness: Float32Array, triangles: ArrayLike<number>): Uint8Array {
  const hidden = (v: number) => hidesSkin(field, thickness, v);
  const out = new Uint8Array(field.length);
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [triangles[t], triangles[t + 1], triangles[t + 2]];
    if (!hidden(a) || !hidden(b) || !hidden(c)) out[a] = out[b] = out[c] = 1;
  }
  return out;
}

/** Leaves of where vertices went how far before the body's surface that is; along it hems would wind, and too near skin shows. */
function putOnNormals(
  { positions, normals }: RestBody,
  lifted: Float32Array,
  over: Uint8Array,
  leastM: number,
): void {
  for (let v = 0; v < over.length; v++) {
    let off = 0;
    for (let k = v * 3; k < v * 3 + 3; k++) off += (lifted[k] - positions[k]) * normals[k];
    if (over[v]) off = Math.max(leastM, off);
    for (let k = v * 3; k < v * 3 + 3; k++) lifted[k] = positions[k] + off * normals[k];
  }
}

/** One number for each pair of body vertices. */
function pointNumbers(from: Int32Array, to: Int32Array) {
  const known = new Map<string, number>();
  const key = (a: number, b: number) => (a < b ? `${a}:${b}` : `${b}:${a}`);
  const numbers = Int32Array.from(from, (a, i) => {
    const k = key(a, to[i]);
    const found = known.get(k) ?? known.size;
    known.set(k, found);
    return found;
  });
  return { numbers, find: (a: number, b: number) => known.get(key(a, b)) ?? -1 };
}

export function weightsOf(
  space: BodySpace,
  vertices: ArrayLike<number>,
): { joints: Uint8Array; weights: Uint8Array } {
  const { skinJoints, skinWeights } = space.model;
  const joints = new Uint8Array(vertices.length * 4);
  const weights = new Uint8Array(vertices.length * 4);
  for (let i = 0; i < vertices.length; i++) {
    for (let k = 0; k < 4; k++) {
      joints[i * 4 + k] = skinJoints[vertices[i] * 4 + k];
      weights[i * 4 + k] = skinWeights[vertices[i] * 4 + k];
    }
  }
  return { joints, weights };
}

const RINGS = 20;
const SECTORS = 56;

/** A skirt: rings around hips and legs, as wide as the widest body above, hanging to the hem. */
export function makeSkirt(
  space: BodySpace,
  rest: RestBody,
  fields: GarmentFields,
  options: { thicknessM: number; flare: number },
): Part {
  const inside: number[] = [];
  let top = -9;
  let hem = 9;
  for (let v = 0; v < space.vertices; v++) {
    if (fields.lower[v] < 0) continue;
    inside.push(v);
    top = Math.max(top, rest.positions[v * 3 + 1]);
    hem = Math.min(hem, rest.positions[v * 3 + 1]);
  }
  const hips = space.model.manifest.bones.indexOf('hips') * 3;
  const centre = [0, 0, rest.joints[hips + 2]];
  const radius = new Float32Array((RINGS + 1) * SECTORS);
  const slab = (top - hem) / RINGS;
  for (let r = 0; r <= RINGS; r++) {
    const y = top - r * slab;
    const reach = r === 0 ? WAIST_M : Math.max(slab, 0.02);
    const near = inside.filter((v) => Math.abs(rest.positions[v * 3 + 1] - y) < reach);
    const hull = hullRadii(rest.positions, near, centre);
    const off = Math.min(1, (WAIST_SHARE * RINGS + r) / (3 * WAIST_SHARE * RINGS)) * options.thicknessM;
    for (let s = 0; s < SECTORS; s++) {
      const above = r > 0 ? radius[(r - 1) * SECTORS + s] : 0;
      const base = hull[s] > 0 ? hull[s] + off : above;
      radius[r * SECTORS + s] = Math.max(base, above * 0.985) + (r / RINGS) * options.flare * slab;
    }
  }
  return skirtPart(space, rest, { radius, top, slab, centre, inside });
}

/** The waistband lies on the waist: what is wider below it does not count, and cloth is thin there; m, and share of the skirt. */
const WAIST_M = 0.012;
const WAIST_SHARE = 0.1;

/**
 * How far the convex outline of vertices lies from a centre, for each sector: how far they reach in a direction is as far only
 * where the outline faces it; between front and side a waist would step out by two centimetres.
 */
function hullRadii(
  positions: Float32Array,
  vertices: readonly number[],
  centre: readonly number[],
): Float32Array {
  const reach = Float32Array.from({ length: SECTORS }, (_, s) => {
    const [dx, dz] = direction(s);
    return vertices.reduce(
      (most, v) =>
        Math.max(most, (positions[v * 3] - centre[0]) * dx + (positions[v * 3 + 2] - centre[2]) * dz),
      0,
    );
  });
  return reach.map((own, s) => {
    let least = own;
    for (let turn = 1; turn < SECTORS / 4; turn++) {
      const cos = Math.cos((turn / SECTORS) * 2 * Math.PI);
      const [a, b] = [reach[(s + turn) % SECTORS], reach[(s + SECTORS - turn) % SECTORS]];
      least = Math.min(least, a / cos, b / cos);
    }
    return least;
  });
}

const direction = (s: number): [number, number] => {
  const angle = (s / SECTORS) * 2 * Math.PI;
  return [Math.sin(angle), Math.cos(angle)];
};

function skirtPart(
  space: BodySpace,
  rest: RestBody,
  plan: { radius: Float32Array; top: number; slab: number; centre: number[]; inside: number[] },
): Part {
  const columns = SECTORS + 1;
  const count = (RINGS + 1) * columns;
  const positions = new Float32Array(count * 3);
  const uvs = new Float32Array(count * 2);
  const point = new Int32Array(count);
  const triangles: number[] = [];
  const near = new Int32Array(count);
  for (let r = 0; r <= RINGS; r++) {
    for (let s = 0; s < columns; s++) {
      const i = r * columns + s;
      const [dx, dz] = direction(s % SECTORS);
      const wide = plan.radius[r * SECTORS + (s % SECTORS)];
      positions.set(
        [plan.centre[0] + dx * wide, plan.top - r * plan.slab, plan.centre[2] + dz * wide],
        i * 3,
      );
      uvs.set([s / SECTORS, r / RINGS], i * 2);
      point[i] = r * SECTORS + (s % SECTORS);
      near[i] = nearest(rest.positions, plan.inside, positions, i);
      if (r < RINGS && s < SECTORS) {
        triangles.push(i, i + columns, i + 1, i + 1, i + columns, i + columns + 1);
      }
    }
  }
  const grid = Uint32Array.from(triangles);
  const mirror = Int32Array.from(
    point,
    (p) => Math.floor(p / SECTORS) * SECTORS + ((SECTORS - (p % SECTORS)) % SECTORS),
  );
  return {
    name: 'skirt',
    positions,
    normals: vertexNormals(positions, grid),
    uvs,
    triangles: grid,
    ...weightsOf(space, near),
    point,
    mirror,
    material: { name: 'cloth_skirt', roughness: 0.86, doubleSided: true },
  };
}

function nearest(body: Float32Array, among: readonly number[], points: Float32Array, i: number): number {
  let best = among[0];
  let least = Number.POSITIVE_INFINITY;
  for (const v of among) {
    const d =
      (body[v * 3] - points[i * 3]) ** 2 +
      (body[v * 3 + 1] - points[i * 3 + 1]) ** 2 +
      (body[v * 3 + 2] - points[i * 3 + 2]) ** 2;
    if (d < least) {
      least = d;
      best = v;
    }
  }
  return best;
}
