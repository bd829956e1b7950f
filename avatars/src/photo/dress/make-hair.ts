import { smoothStep } from '../../maths/angle.ts';
import type { BodySpace } from '../fit/body-space.ts';
import { placeBound } from '../kit/photo-kit.ts';
import { toLinear } from '../understand/colour.ts';
import type { Look } from '../understand/look.ts';
import { growHair, surroundingsOf } from './grow-hair.ts';
import { type HeadFrame, headOf } from './head-frame.ts';
import type { RestBody } from './make-garments.ts';
import type { Part } from './part.ts';
import type { Strands } from './strands.ts';
import { tieHair } from './tie-hair.ts';
import { cross, unit, type Vector } from './vector.ts';

/** How flat hair lies under a cap, as a share of how it lies without. */
const CAPPED = 0.25;
/** Styles whose strands hang beside the face. */
const HANGING: readonly Look['hair']['style'][] = ['bob', 'shoulder', 'long'];

/** What lies over or under hair. */
export interface HairOptions {
  /** How deep each body vertex lies under a cap, m. */
  readonly capped?: Float32Array | undefined;
  /** How far clothes stand off each body vertex, m. */
  readonly worn?: Float32Array | undefined;
}

/** Lays cards of hair along strands: short hair is the kit's, what hangs or is tied grows on this head. */
export function makeHair(
  space: BodySpace,
  rest: RestBody,
  look: Look,
  options: HairOptions = {},
): Part | undefined {
  if (look.hair.style === 'none') return undefined;
  const head = headOf(space, rest);
  const strands = strandsOf(space, rest, look, head, options);
  const { rows } = strands;
  const wider = new Float32Array(strands.count).fill(1);
  if (HANGING.includes(look.hair.style)) {
    overNape(strands.lines, wider, head);
    if (look.hair.spread !== undefined) widen(strands.lines, wider, head, look.hair.spread * head.heightM);
  }
  const count = strands.count * rows * 3;
  const part = {
    positions: new Float32Array(count * 3),
    normals: new Float32Array(count * 3),
    tangents: new Float32Array(count * 4),
    uvs: new Float32Array(count * 2),
    colours: new Uint8Array(count * 4),
    triangles: new Uint32Array(strands.count * (rows - 1) * 12),
  };
  for (let s = 0; s < strands.count; s++) {
    const line = strands.lines.subarray(s * rows * 3, (s + 1) * rows * 3);
    layCard(part, strands, s, line, { centre: head.centre, look, wider: wider[s] });
  }
  return {
    name: 'hair',
    ...part,
    ...hairWeights(space, part.positions, head),
    point: Int32Array.from({ length: count }, (_, i) => i),
    material: {
      name: 'hair',
      roughness: 0.6,
      cutoff: 0.38,
      doubleSided: true,
      image: { mime: 'image/png', bytes: space.kit.image('strands.png') },
    },
  };
}

function strandsOf(
  space: BodySpace,
  rest: RestBody,
  look: Look,
  head: HeadFrame,
  options: HairOptions,
): Strands {
  const { style } = look.hair;
  if (HANGING.includes(style)) return growHair(space, rest, look, surroundingsOf(space, rest, head, options));
  if (style === 'updo') return tieHair(space, rest, look, surroundingsOf(space, rest, head, options));
  return placed(space, rest, look, head, options.capped);
}

/** Strands of a style of the kit, without those over the forehead where there is no fringe. */
function placed(
  { kit }: BodySpace,
  rest: RestBody,
  { hair }: Look,
  head: HeadFrame,
  capped: Float32Array | undefined,
): Strands {
  const style = kit.hair(hair.style);
  const scale = head.heightM / kit.manifest.headHeightM;
  const lines = placeBound(style, rest.positions, scale);
  if (capped) {
    const flat = placeBound(style, rest.positions, scale * CAPPED);
    for (let i = 0; i < lines.length; i++)
      if (capped[style.index[Math.floor(i / 3) * 3]] > -0.005) lines[i] = flat[i];
  }
  const kept = Array.from({ length: style.strands }, (_, s) => s).filter(
    (s) => hair.fringe || style.fringe[s] !== 1,
  );
  const values = style.points * 3;
  const all = new Float32Array(kept.length * values);
  kept.forEach((s, i) => {
    all.set(lines.subarray(s * values, (s + 1) * values), i * values);
  });
  return {
    count: kept.length,
    rows: style.points,
    lines: all,
    widthM: Float32Array.from(kept, (s) => style.widthM[s]),
    shade: Float32Array.from(kept, (s) => style.shade[s]),
    u: Float32Array.from(kept, (s) => style.u[s]),
    fringe: Uint8Array.from(kept, (s) => style.fringe[s]),
  };
}

/** Beside the face: from the chin up to this share of the head's height. */
const BESIDE_FACE = 0.4;
/** Of all points beside the face so many lie nearer to the middle than hair is wide. */
const WIDEST_SHARE = 0.95;
/** Hair stands no wider than this beside what its style has. */
const WIDEN_MOST = 0.6;

/** So near to the middle strands stay where they are, m: nothing covers the nape but they. */
const MIDDLE_M = 0.025;
/** A card over the nape is so much wider: styles are parted there, and what fades out at a card's edge lets skin through. */
const OVER_NAPE = 1.8;

/** Makes cards that hang behind the head near its middle wider, so that they overlap. */
function overNape(lines: Float32Array, wider: Float32Array, head: HeadFrame): void {
  const values = lines.length / wider.length;
  wider.forEach((_, s) => {
    const tip = s * values + Math.floor(values / 6) * 3;
    const middle = Math.abs(lines[tip] - head.centre[0]) < MIDDLE_M;
    if (middle && lines[tip + 2] < head.centre[2] - 0.03) wider[s] = OVER_NAPE;
  });
}

/** Strands farther to the front than this, m before the middle of the head, frame the face and stay; those behind the second widen in full. */
const FRAME_M = [0.05, -0.01] as const;

/**
 * Lets strands lie as wide beside the face as was seen: they leave the scalp where they did, and those before the ears go on
 * covering cheeks and ears. Never narrower than their style.
 *
 * @param wider how much wider each strand's card becomes: lines that are spread apart would let the nape through between them
 */
function widen(lines: Float32Array, wider: Float32Array, head: HeadFrame, halfM: number): void {
  const rows = lines.length / 3 / wider.length;
  const beside: number[] = [];
  for (let i = 0; i < lines.length; i += 3) {
    const y = lines[i + 1] - head.chinY;
    if (y > 0 && y < BESIDE_FACE * head.heightM) beside.push(Math.abs(lines[i] - head.centre[0]));
  }
  if (beside.length === 0) return;
  beside.sort((a, b) => a - b);
  const own = beside[Math.floor(beside.length * WIDEST_SHARE)];
  const more = Math.min(WIDEN_MOST, halfM / own - 1) * (own / (own - MIDDLE_M));
  if (more <= 0) return;
  for (let i = 0; i < lines.length / 3; i++) {
    const behind = smoothStep(FRAME_M[0], FRAME_M[1], lines[i * 3 + 2] - head.centre[2]);
    const grown = behind * smoothStep(0, 0.35, (i % rows) / (rows - 1));
    const across = lines[i * 3] - head.centre[0];
    lines[i * 3] += Math.sign(across) * Math.max(0, Math.abs(across) - MIDDLE_M) * more * grown;
    const strand = Math.floor(i / rows);
    wider[strand] = Math.max(wider[strand], 1 + more * grown);
  }
}

interface CardArrays {
  positions: Float32Array;
  normals: Float32Array;
  tangents: Float32Array;
  uvs: Float32Array;
  colours: Uint8Array;
  triangles: Uint32Array;
}

/** Three vertices across every point of the line; normals come from the head's hull, not from the card. */
function layCard(
  out: CardArrays,
  style: Strands,
  s: number,
  line: Float32Array,
  { centre, look, wider }: { readonly centre: Vector; readonly look: Look; readonly wider: number },
): void {
  const { rows } = style;
  const at = (r: number): Vector => [line[r * 3], line[r * 3 + 1], line[r * 3 + 2]];
  const root = look.hair.colour.map(toLinear);
  const tip = look.hair.tip.map(toLinear);
  const fringe = style.fringe[s] === 1;
  for (let r = 0; r < rows; r++) {
    const t = r / (rows - 1);
    const p = at(r);
    const [a, b] = [at(Math.max(0, r - 1)), at(Math.min(rows - 1, r + 1))];
    const tangent = unit([b[0] - a[0], b[1] - a[1], b[2] - a[2]]);
    const hull = unit([p[0] - centre[0], (p[1] - centre[1]) * 0.45, p[2] - centre[2]]);
    const across = unit(cross(tangent, hull));
    const half =
      (style.widthM[s] * wider * Math.min(1, 0.55 + t * 2) * (1 - 0.55 * Math.max(0, (t - 0.7) / 0.3))) / 2;
    for (let c = 0; c < 3; c++) {
      const i = (s * rows + r) * 3 + c;
      const side = c - 1;
      for (let k = 0; k < 3; k++) {
        out.positions[i * 3 + k] = p[k] + across[k] * half * side + (c === 1 ? hull[k] * half * 0.25 : 0);
      }
      out.normals.set(unit(hull.map((x, k) => x + across[k] * 0.35 * side) as Vector), i * 3);
      out.tangents.set([...tangent, 1], i * 4);
      out.uvs.set([style.u[s] + ((fringe ? 0.055 : 0.085) * c) / 2, t], i * 2);
      for (let k = 0; k < 3; k++) {
        const colour = (root[k] * (1 - t) + tip[k] * t) * style.shade[s] * 1.45;
        out.colours[i * 4 + k] = Math.min(255, Math.round(colour * 255));
      }
      out.colours[i * 4 + 3] = 255;
    }
    if (r + 1 === rows) continue;
    const first = (s * rows + r) * 3;
    const to = (s * (rows - 1) + r) * 12;
    out.triangles.set([first, first + 3, first + 1, first + 1, first + 3, first + 4], to);
    out.triangles.set([first + 1, first + 4, first + 2, first + 2, first + 4, first + 5], to + 6);
  }
}

/** Hair on the head follows it; what hangs below the chin goes over to the chest, so that it lies still. */
function hairWeights(space: BodySpace, positions: Float32Array, head: HeadFrame) {
  const bones = space.model.manifest.bones;
  const [a, b] = [bones.indexOf('head'), bones.indexOf('upperChest')];
  const count = positions.length / 3;
  const joints = new Uint8Array(count * 4);
  const weights = new Uint8Array(count * 4);
  for (let i = 0; i < count; i++) {
    const low = Math.min(1, Math.max(0, (head.chinY - 0.01 - positions[i * 3 + 1]) / 0.14));
    const chest = Math.round(low * 255);
    joints.set([a, chest > 0 ? b : 0, 0, 0], i * 4);
    weights.set([255 - chest, chest, 0, 0], i * 4);
  }
  return { joints, weights };
}
