/** Hair that is tied back: every strand lies on the head from the hairline to one knot, and a tail hangs from it where it was seen. */
import { clamp } from '../../maths/angle.ts';
import { createRandom } from '../../maths/random.ts';
import type { BodySpace } from '../fit/body-space.ts';
import type { Look } from '../understand/look.ts';
import { rootsOver, scalpOf, thinnedTo } from './hair-roots.ts';
import type { RestBody } from './make-garments.ts';
import { resampled, type Surroundings } from './march-hair.ts';
import { gathered, type Strand, type Strands } from './strands.ts';
import { unit, type Vector } from './vector.ts';

const ROWS = 11;
const SEED = 5;
const COUNT = { scalp: 220, hairline: 200, tail: 56 } as const;
const STREWN = 3000;
const HAIRLINE_MM = 5;
/** Hair that is combed back shows the fine hair below the hairline, which loose hair covers, mm. */
const LEAST_MM = -6;
/** Temples are farther from the middle than this, m, above the eyes and before the ears. */
const TEMPLE_M = 0.045;
const WIDTH_M = { scalp: 0.017, hairline: 0.01, tail: 0.016 } as const;
/** Height of the knot above the chin, as a share of the head's; it stands off the head by so much, m. */
const KNOT_HIGH = 0.36;
const KNOT_OUT_M = 0.006;
/** Between so far tied hair lies off the scalp, m: less at its edges. */
const LIFT_M = [0.001, 0.008] as const;
/** Radius of a tail, m, and how little of it is left at its tip. */
const TAIL_M = 0.024;
const TIP_SHARE = 0.35;
/** A tail before the shoulder lies so far from the middle, m. */
const BEFORE_M = 0.075;

/** Strands of hair that is tied. */
export function tieHair(space: BodySpace, rest: RestBody, look: Look, around: Surroundings): Strands {
  const dice = createRandom(SEED);
  const eyeY = rest.joints[space.model.manifest.bones.indexOf('leftEye') * 3 + 1];
  const scalp = scalpOf(space, rest, around.field, Math.min(LEAST_MM, -(look.hair.templesMm ?? 0)));
  const grows = ({ at, aboveMm }: { at: Vector; aboveMm: number }) =>
    aboveMm > LEAST_MM || (Math.abs(at[0]) > TEMPLE_M && at[1] > eyeY && at[2] > around.field.centre[2]);
  const knot = knotOf(around);
  const strewn = rootsOver(space, rest, scalp, COUNT.scalp, dice)
    .filter(grows)
    .map((root) => ({ ...root, kind: 'scalp' as const }));
  const low = rootsOver(space, rest, scalp, STREWN, dice).filter(
    (root) => root.aboveMm < HAIRLINE_MM && grows(root),
  );
  const edge = thinnedTo(low, COUNT.hairline).map((root) => ({ ...root, kind: 'hairline' as const }));
  const laid = [...strewn, ...edge].map(({ at, aboveMm, kind }): Strand => {
    const layer = clamp(aboveMm / 30, 0, 1);
    const lift = LIFT_M[0] + (LIFT_M[1] - LIFT_M[0]) * layer * (0.5 + 0.5 * dice()) + 0.0015 * dice();
    return {
      line: toTheKnot(at, knot, lift, around),
      widthM: WIDTH_M[kind] * (0.75 + 0.5 * dice()),
      shade: (0.8 + 0.2 * layer) * (0.85 + 0.3 * dice()),
    };
  });
  return gathered([...laid, ...tailOf(look, knot, around, dice)], ROWS, dice);
}

function knotOf({ field, chinY, heightM }: Surroundings): Vector {
  const { centre } = field;
  const y = chinY + KNOT_HIGH * heightM;
  const r = Math.sqrt(
    Math.max(0, field.surfaceAt(centre[0], y, centre[2] - 0.1) ** 2 - (y - centre[1]) ** 2),
  );
  return [centre[0], y, centre[2] - r - KNOT_OUT_M];
}

/** The shortest way over the head, a little off it in the middle of the way. */
function toTheKnot(at: Vector, knot: Vector, liftM: number, { field, flat }: Surroundings): Float32Array {
  const { centre } = field;
  const from = unit([at[0] - centre[0], at[1] - centre[1], at[2] - centre[2]]);
  const q: Vector = [knot[0] - centre[0], knot[1] - centre[1], knot[2] - centre[2]];
  const to = unit(q);
  const turn = Math.acos(Math.min(1, Math.max(-1, from[0] * to[0] + from[1] * to[1] + from[2] * to[2])));
  // The field is smooth, the skin at the root is not.
  const off = Math.hypot(at[0] - centre[0], at[1] - centre[1], at[2] - centre[2]) - field.surfaceAt(...at);
  const line = new Float32Array(ROWS * 3);
  for (let r = 0; r < ROWS; r++) {
    // Denser at the root, where a strand leaves the skin.
    const t = (r / (ROWS - 1)) ** 1.5;
    const [a, b] =
      turn < 1e-3
        ? [1 - t, t]
        : [Math.sin((1 - t) * turn) / Math.sin(turn), Math.sin(t * turn) / Math.sin(turn)];
    const d = unit([0, 1, 2].map((k) => from[k] * a + to[k] * b) as Vector);
    const p: Vector = [centre[0] + d[0] * 0.1, centre[1] + d[1] * 0.1, centre[2] + d[2] * 0.1];
    const surface = field.surfaceAt(...p) + off * Math.max(0, 1 - t * 4);
    const risen = liftM * flat(...p) * Math.min(1, 0.3 + t * 6) + Math.max(0, t - 0.85) * 6 * KNOT_OUT_M;
    for (let k = 0; k < 3; k++) line[r * 3 + k] = centre[k] + d[k] * (surface + risen);
  }
  return line;
}

/** The middle of a tail from the knot to its tip, in a few points that a curve runs through. */
function middleOf(look: Look, knot: Vector, { drape, chinY, heightM }: Surroundings): Vector[] {
  const { sides, belowChin } = look.hair;
  const before = (['left', 'right'] as const)
    .filter((side) => sides?.[side].before)
    .sort((a, b) => (sides?.[b].belowChin ?? 0) - (sides?.[a].belowChin ?? 0))[0];
  const low = before && sides ? sides[before].belowChin : belowChin;
  const endY = chinY - Math.max(0.1, low) * heightM;
  const points: Vector[] = [knot, [knot[0], knot[1] - 0.012, knot[2] - 0.014]];
  const sign = before === 'left' ? 1 : -1;
  const x = before ? sign * BEFORE_M : 0;
  if (before) points.push([sign * 0.062, chinY + 0.02, knot[2] + 0.05]);
  const steps = 8;
  for (let i = 1; i <= steps; i++) {
    const y = chinY - 0.03 + ((endY - chinY + 0.03) * i) / steps;
    const front = drape.front(x, y);
    const back = drape.back(x, y);
    const z = before
      ? Math.max(knot[2] + 0.1, front > -9 ? front + TAIL_M * 0.7 : -9)
      : Math.min(knot[2] - 0.012, back < 9 ? back - TAIL_M * 0.7 : 9);
    points.push([x, y, z]);
  }
  return points;
}

function tailOf(look: Look, knot: Vector, around: Surroundings, dice: () => number): Strand[] {
  const middle = middleOf(look, knot, around);
  return Array.from({ length: COUNT.tail }, (_, s): Strand => {
    const angle = (s / COUNT.tail) * 2 * Math.PI * 5;
    const off = TAIL_M * Math.sqrt((s + 0.5) / COUNT.tail);
    const shorter = 1 - 0.18 * dice() ** 2;
    const path: number[] = [];
    middle.forEach((p, i) => {
      const t = i / (middle.length - 1);
      const wide = off * Math.min(1, 0.35 + 3 * t) * (1 - (1 - TIP_SHARE) * Math.max(0, (t - 0.5) / 0.5));
      if (t <= shorter) path.push(p[0] + wide * Math.cos(angle), p[1], p[2] + 0.7 * wide * Math.sin(angle));
    });
    return {
      line: resampled(path, ROWS),
      widthM: WIDTH_M.tail * (0.75 + 0.5 * dice()),
      shade: (0.65 + (0.35 * off) / TAIL_M) * (0.85 + 0.3 * dice()),
    };
  });
}
