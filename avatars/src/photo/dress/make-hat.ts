import type { BodySpace } from '../fit/body-space.ts';
import { vertexNormals } from '../render/vertex-normals.ts';
import { type BodyChart, CHART_PARTS } from '../understand/body-chart.ts';
import { type Rgb, toLinear } from '../understand/colour.ts';
import { makeShell, type RestBody } from './make-garments.ts';
import type { Part } from './part.ts';

/** The rim runs this far above the eyes in front, and at the back of the head, m. */
const FRONT_M = 0.042;
const BACK_M = 0.004;
/** How far it stands off the head: hair lies flat below it. */
const THICK_M = 0.016;
/** The crown keeps its own shape: at this height above the rim it stands off so much more, m. */
const CROWN_HIGH_M = 0.1;
const CROWN_M = 0.014;
/** The peak: how far it reaches forward in the middle, how much it drops, how far round it goes. */
const PEAK_M = 0.068;
const PEAK_DROP_M = 0.014;
const PEAK_RAD = 1.05;
const PEAK_STEPS = 18;
const PEAK_RINGS = 5;

/** How deep each vertex of the head lies under a cap, m; negative: not covered. */
export function hatField(space: BodySpace, rest: RestBody, chart: BodyChart): Float32Array {
  const { bones } = space.model.manifest;
  const eye = bones.indexOf('leftEye') * 3;
  const [eyeY, eyeZ] = [rest.joints[eye + 1], rest.joints[eye + 2]];
  const head = CHART_PARTS.indexOf('head');
  let back = 9;
  for (let v = 0; v < space.vertices; v++)
    if (chart.part[v] === head) back = Math.min(back, rest.positions[v * 3 + 2]);
  return Float32Array.from({ length: space.vertices }, (_, v) => {
    if (chart.part[v] !== head) return -1;
    const ahead = Math.min(1, Math.max(0, (rest.positions[v * 3 + 2] - back) / (eyeZ - back)));
    return rest.positions[v * 3 + 1] - eyeY - BACK_M - (FRONT_M - BACK_M) * ahead;
  });
}

/** A cap with a peak, of one colour. */
export function makeHat(
  space: BodySpace,
  rest: RestBody,
  field: Float32Array,
  colour: Rgb,
): Part | undefined {
  const thickness = field.map((deep) => THICK_M + CROWN_M * Math.min(1, Math.max(0, deep / CROWN_HIGH_M)));
  const shell = makeShell(space, rest, 'hat', field, thickness, 0);
  if (!shell) return undefined;
  const peak = peakOf(space, rest, field);
  const first = shell.positions.length / 3;
  const count = peak.positions.length / 3;
  const bone = space.model.manifest.bones.indexOf('head');
  const join = <T extends Float32Array | Uint8Array>(a: T, b: ArrayLike<number>): T => {
    const out =
      a.constructor === Float32Array
        ? new Float32Array(a.length + b.length)
        : new Uint8Array(a.length + b.length);
    out.set(a);
    out.set(b, a.length);
    return out as T;
  };
  const quad = (x: number) => Array.from({ length: count * 4 }, (_, i) => (i % 4 === 0 ? x : 0));
  const positions = join(shell.positions, peak.positions);
  return {
    name: 'hat',
    positions,
    normals: join(shell.normals, vertexNormals(peak.positions, peak.triangles)),
    uvs: join(shell.uvs, new Float32Array(count * 2)),
    triangles: Uint32Array.from([...shell.triangles, ...peak.triangles.map((v) => v + first)]),
    // A cap does not bend with the neck.
    joints: Uint8Array.from({ length: (first + count) * 4 }, (_, i) => (i % 4 === 0 ? bone : 0)),
    weights: join(
      new Uint8Array(first * 4).map((_, i) => (i % 4 === 0 ? 255 : 0)),
      quad(255),
    ),
    point: Int32Array.from({ length: first + count }, (_, i) => i),
    material: {
      name: 'hat',
      roughness: 0.85,
      doubleSided: true,
      colour: [toLinear(colour[0]), toLinear(colour[1]), toLinear(colour[2]), 1],
    },
  };
}

/** The peak as a bent sheet: rings from the rim forward. */
function peakOf(space: BodySpace, rest: RestBody, field: Float32Array) {
  let [z0, z1, y, near, half] = [9, -9, 0, 9, 0];
  for (let v = 0; v < space.vertices; v++) {
    if (Math.abs(field[v]) > 0.012) continue;
    const [px, py, pz] = rest.positions.subarray(v * 3, v * 3 + 3);
    [z0, z1, half] = [Math.min(z0, pz), Math.max(z1, pz), Math.max(half, Math.abs(px))];
    if (Math.abs(px) < 0.02 && pz > 0 && Math.abs(field[v]) < near) [near, y] = [Math.abs(field[v]), py];
  }
  const centreZ = z1 - half - THICK_M;
  const radius = half + THICK_M;
  const positions: number[] = [];
  const triangles: number[] = [];
  for (let r = 0; r <= PEAK_RINGS; r++) {
    for (let s = 0; s <= PEAK_STEPS; s++) {
      const angle = ((s / PEAK_STEPS) * 2 - 1) * PEAK_RAD;
      const share = (r / PEAK_RINGS) * Math.cos((angle / PEAK_RAD) * (Math.PI / 2)) ** 0.5;
      const depth = (z1 + THICK_M * 0.4 - centreZ) * Math.cos(angle);
      positions.push(
        radius * 0.95 * Math.sin(angle) * (1 + 0.06 * share),
        y + 0.007 - PEAK_DROP_M * share - 0.018 * (1 - Math.cos(angle)),
        centreZ + depth + PEAK_M * share,
      );
      if (r === PEAK_RINGS || s === PEAK_STEPS) continue;
      const a = r * (PEAK_STEPS + 1) + s;
      const b = a + PEAK_STEPS + 1;
      triangles.push(a, b, a + 1, a + 1, b, b + 1);
    }
  }
  return { positions: Float32Array.from(positions), triangles: Uint32Array.from(triangles) };
}
