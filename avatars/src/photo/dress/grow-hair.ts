/**
 * Hair that hangs, grown over the head of the person: parted where it is, as long on either side as it was seen, before the
 * shoulders or behind them.
 *
 * CONTRIBUTOR NOTES: the kit's styles came first: cards with roots strewn over the scalp cross at the parting in a zigzag a
 * centimetre wide, end in a straight edge along the forehead, know one length and fall through shoulders. Here rows of narrow
 * cards stand along the parting and the hairline, and what is strewn lies below them. Growing 400 strands takes 50 ms.
 */
import { smoothStep } from '../../maths/angle.ts';
import { createRandom } from '../../maths/random.ts';
import type { BodySpace } from '../fit/body-space.ts';
import type { HairWave, Look } from '../understand/look.ts';
import { drapeOver } from './drape.ts';
import {
  type Parting,
  partingAt,
  partingOf,
  type Root,
  rootsAlong,
  rootsOfCrown,
  rootsOver,
  scalpOf,
  thinnedTo,
} from './hair-roots.ts';
import { type HeadField, headField } from './head-field.ts';
import type { HeadFrame } from './head-frame.ts';
import type { RestBody } from './make-garments.ts';
import { type Fall, fall, resampled, type Surroundings, type Wave } from './march-hair.ts';
import { gathered, type Strand, type Strands } from './strands.ts';
import { unit, type Vector } from './vector.ts';

/** Points of a strand; of one that waves more, so many a wave. */
const ROWS = 15;
const ROWS_MOST = 26;
const ROWS_A_WAVE = 5;
const SEED = 3;
const COUNT = { scalp: 240, parting: 32, hairline: 84, fringe: 70, crown: 26 } as const;
/** Of so many strewn points those beside the hairline are its roots. */
const STREWN = 1800;
const HAIRLINE_MM = 6;
/** What lies beside the parting is covered by its own rows, m. */
const BESIDE_PARTING_M = 0.01;
const PARTED_USUALLY = 0.06;
const WIDTH_M = { scalp: 0.02, parting: 0.014, hairline: 0.01, fringe: 0.013 } as const;
/** Hair lies between so far off the scalp, m. */
const LIFT_M = [0.003, 0.021] as const;
/** Hair shorter than this below the chin, in heads, ends above the shoulders. */
const REACHES_SHOULDERS = 0.3;
/** Strands whose roots lie farther forward than this may fall before the shoulders, m before the middle. */
const BEFORE_M = -0.035;
/** Before the chest strands lie between so far from its middle, m. */
const ON_CHEST_M = [0.045, 0.125] as const;
/** Hair ends raggedly: within this share of its length below the ears, m at least. */
const RAGGED = [0.16, 0.02] as const;
/** Hair under a cap lies so flat. */
const CAPPED = 0.25;
/** The fringe: roots so far from the middle and above the hairline. */
const FRINGE_M = 0.058;
const FRINGE_MM = 26;
/** From here on hair at the edge falls down instead of being combed back, m from the middle. */
const TEMPLE_M = 0.047;
const FRINGE_AHEAD_M = 0.05;

/** What surrounds the hair of a person. */
export function surroundingsOf(
  space: BodySpace,
  rest: RestBody,
  head: HeadFrame,
  { capped, worn }: { readonly capped?: Float32Array | undefined; readonly worn?: Float32Array | undefined },
): Surroundings {
  const field = headField(space, rest, head.centre);
  return {
    field,
    drape: drapeOver(space, rest, worn),
    chinY: head.chinY,
    heightM: head.heightM,
    flat: (x, y, z) => (capped && capped[field.vertexAt(x, y, z)] > -0.015 ? CAPPED : 1),
  };
}

/** Strands of hair that hangs. */
export function growHair(space: BodySpace, rest: RestBody, look: Look, around: Surroundings): Strands {
  const dice = createRandom(SEED);
  const rows = rowsFor(look);
  const parting = partingOf(
    space,
    rest,
    around.field,
    (look.hair.parting ?? PARTED_USUALLY) * around.heightM,
  );
  const eye = rest.joints[space.model.manifest.bones.indexOf('leftEye') * 3 + 1];
  const strands = rootsOf(space, rest, around.field, parting, { fringed: look.hair.fringe, dice }).map(
    (root): Strand => {
      const strand = plan(root, look, parting, around, eye, dice);
      const [low, high] = LIFT_M;
      const outer = Math.min(1, Math.max(0, (strand.liftM - low) / (high - low)));
      return {
        line: resampled(fall(strand, around), rows),
        widthM: WIDTH_M[root.kind] * (0.75 + 0.5 * dice()),
        shade: strand.fringe ? 0.5 + 0.2 * dice() : (0.62 + 0.38 * outer) * (0.85 + 0.3 * dice()),
        fringe: strand.fringe,
      };
    },
  );
  return gathered(strands, rows, dice);
}

/** Points of every strand: from the crown to the tips so many heights of the head, so many waves. */
function rowsFor({ hair: { wave, belowChin } }: Look): number {
  const waves = wave ? (1 + belowChin) / wave.length : 0;
  return Math.min(ROWS_MOST, Math.max(ROWS, Math.ceil(waves * ROWS_A_WAVE)));
}

/** Roots of all kinds: strewn ones first, what lies over them later. */
function rootsOf(
  space: BodySpace,
  rest: RestBody,
  field: HeadField,
  parting: Parting,
  { fringed, dice }: { readonly fringed: boolean; readonly dice: () => number },
): Root[] {
  const scalp = scalpOf(space, rest, field, 0);
  const sideOf = (at: Vector): 1 | -1 => (at[0] >= partingAt(parting, at[2]) ? 1 : -1);
  const inFringe = ({ at, aboveMm }: { at: Vector; aboveMm: number }) =>
    fringed && at[2] > field.centre[2] + FRINGE_AHEAD_M && aboveMm < FRINGE_MM && Math.abs(at[0]) < FRINGE_M;
  const as = (kind: Root['kind']) => (root: { at: Vector; aboveMm: number }) =>
    ({ ...root, side: sideOf(root.at), kind }) satisfies Root;
  const beside = ({ at }: { at: Vector }) =>
    at[2] < parting.crownZ || Math.abs(at[0] - partingAt(parting, at[2])) > BESIDE_PARTING_M;
  const strewn = rootsOver(space, rest, scalp, COUNT.scalp, dice).filter(
    (root) => beside(root) && !inFringe(root),
  );
  const dense = rootsOver(space, rest, scalp, STREWN, dice);
  const edge = dense.filter(
    (root) => root.aboveMm < HAIRLINE_MM && root.at[2] > field.centre[2] - 0.01 && !inFringe(root),
  );
  const fringe = dense.filter(inFringe);
  return [
    ...strewn.map(as('scalp')),
    ...thinnedTo(edge, COUNT.hairline).map(as('hairline')),
    ...rootsAlong(parting, field, { perSide: COUNT.parting, apartM: 0.003 }, dice),
    ...rootsOfCrown(parting, field, { count: COUNT.crown, radiusM: 0.006 }, dice),
    ...thinnedTo(fringe, COUNT.fringe).map(as('fringe')),
  ];
}

/** How the strand of a root falls. */
function plan(
  root: Root,
  look: Look,
  parting: Parting,
  around: Surroundings,
  eyeY: number,
  dice: () => number,
): Fall {
  const { hair } = look;
  const { chinY, heightM, field } = around;
  const q: Vector = [
    root.at[0] - field.centre[0],
    root.at[1] - field.centre[1],
    root.at[2] - field.centre[2],
  ];
  const fringe = root.kind === 'fringe';
  const own = hair.sides?.[root.side > 0 ? 'left' : 'right'];
  const below = Math.max(-0.05, own?.belowChin ?? hair.belowChin);
  const hangsLow = Math.max(below, hair.belowChin) > REACHES_SHOULDERS;
  const before = hangsLow ? (own?.before ?? false) && q[2] > BEFORE_M : undefined;
  const over = fringe ? 1 : (hair.over?.[root.side > 0 ? 'left' : 'right'] ?? 0);
  const endY = chinY - (before === true ? below : Math.max(below, hair.belowChin)) * heightM;
  const ragged = Math.max(RAGGED[1], RAGGED[0] * (chinY + 0.5 * heightM - endY));
  const high = Math.min(1, Math.max(0, (root.at[1] - chinY) / heightM));
  const [low, most] = LIFT_M;
  const layer = root.kind === 'parting' ? 0.8 + 0.2 * dice() : 0.65 * high ** 2 + 0.35 * dice();
  const comb = combOf(root, q, parting, { fringe, over });
  const normal = unit(q);
  const noise = root.kind === 'parting' ? 0.04 : root.kind === 'hairline' ? 0.2 : 0.12;
  const rough = comb.map((c) => c + noise * (2 * dice() - 1)) as Vector;
  const out = rough.reduce((sum, c, k) => sum + c * normal[k], 0);
  const flat = unit(rough.map((c, k) => c - normal[k] * out) as Vector);
  return {
    at: root.at.map((x, k) => x + normal[k] * (root.kind === 'hairline' ? 0.001 : -0.002)) as Vector,
    along: unit(flat.map((c, k) => c * 0.9 + normal[k] * 0.25) as Vector),
    liftM: root.kind === 'hairline' ? low * (0.7 + dice()) : low + (most - low) * layer,
    endY: fringe
      ? eyeY + 0.01 + 0.012 * dice() - 0.5 * Math.max(0, Math.abs(root.at[0]) - 0.03)
      : endY + ragged * (dice() - 0.3),
    before: fringe ? undefined : before,
    overFace: over,
    asideM: ON_CHEST_M[0] + (ON_CHEST_M[1] - ON_CHEST_M[0]) * dice(),
    fringe,
    wave: hair.wave && !fringe ? waveOf(hair.wave, heightM, q, dice) : undefined,
    curl: hair.style === 'bob' ? 0.35 : 0.06,
  };
}

/** Strands beside one another swing together, as locks do. */
function waveOf({ swing, length }: HairWave, heightM: number, [x, , z]: Vector, dice: () => number): Wave {
  return {
    swingM: swing * heightM,
    lengthM: length * heightM,
    phase: Math.atan2(x, z) * 5 + 1.2 * dice(),
  };
}

/** Where hair is combed at its root: from the parting sideways, behind it away from the crown, along the forehead backwards. */
function combOf(
  root: Root,
  q: Vector,
  parting: Parting,
  { fringe, over }: { readonly fringe: boolean; readonly over: number },
): Vector {
  if (root.comb) return root.comb;
  if (fringe) return [q[0] * 7, -0.25, 1];
  if (root.kind === 'hairline' && Math.abs(q[0]) > TEMPLE_M) return [root.side * 0.3, -1, -0.15];
  if (root.kind === 'hairline') return [root.side * (0.6 + 0.5 * over), 0.25 - 0.3 * over, -0.8 + 1.1 * over];
  if (root.kind === 'parting') return [root.side, 0.05, -0.2 + 0.35 * over];
  const behind = Math.min(1, Math.max(0, (parting.crownZ + 0.02 - root.at[2]) / 0.03));
  const from: Vector = [q[0], 0, root.at[2] - parting.crownZ];
  const away = unit([from[0] || 0.01 * root.side, -0.3 * Math.hypot(...from), from[2] - 0.01]);
  // Towards the nape everything falls.
  const low = smoothStep(0.03, -0.02, q[1]);
  const down: Vector = [q[0] * 2, -1, -0.1];
  const sideways: Vector = [root.side, -0.15, -0.2 + 0.35 * over * (q[2] > 0 ? 1 : 0)];
  return sideways.map((x, k) => (x * (1 - behind) + away[k] * behind) * (1 - low) + down[k] * low) as Vector;
}
