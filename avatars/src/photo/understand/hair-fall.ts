/** How hair falls: how far on either side and before what, where it is parted, how wavy it is. */
import { CHART_PARTS } from './body-chart.ts';
import { colourDistance, type Lab, labOf, type Rgb } from './colour.ts';
import type { HairSide, Look } from './look.ts';
import { isPerson, pixelAt, type SeenBody, type SeenHead } from './seen-body.ts';

/** The head in the picture with throat and nape, px: in its heights hair is looked for. */
export interface HeadBox {
  readonly x0: number;
  readonly x1: number;
  readonly top: number;
  readonly chin: number;
  readonly height: number;
}

/** Where clothes lie on the trunk: the upper garment's hems, and the top of the lower. */
export interface Worn {
  readonly hem: number;
  readonly neckline: number;
  readonly waist: number;
}

/** Colours that tell hair from what it hangs before: as they are seen in light and in shade. */
export interface HairColours {
  readonly hair: readonly Lab[];
  readonly skin: readonly Lab[];
  readonly cloth: readonly Lab[];
}

/** Cells in which hair is followed, on the height of the head. */
const CELLS = 40;
/** So far around the head it is looked for: to the sides, above and below, in heights of the head. */
const ASIDE = 1.1;
const ABOVE = 0.4;
const BELOW = 3.6;
const LIGHT_SHARE = 0.55;
const HAIR_NEAR = 13;
/** Tips are of another shade than what was seen at the head. */
const TIP_NEAR = 26;
/** Hair is nearer to its own colours than to skin and cloth by so much. */
const THAN_SKIN = 0.85;
const THAN_CLOTH = 0.7;
/** The face itself: half its width and its height from the chin up, in heights of the head. */
const FACE_HALF = 0.3;
const FACE_HIGH = 0.62;

/** Cells around the head that show hair which goes on from the head without a gap. */
export interface HairCells {
  readonly columns: number;
  readonly rows: number;
  readonly cellPx: number;
  readonly x0: number;
  readonly y0: number;
  /** 1 hair, 2 hair or skin. */
  readonly hair: Uint8Array;
}

/** Follows hair from around the head over everything it hangs before. */
export function hairCells(seen: SeenBody, head: HeadBox, worn: Worn, colours: HairColours): HairCells {
  const cellPx = head.height / CELLS;
  const columns = Math.ceil((head.x1 - head.x0 + 2 * ASIDE * head.height) / cellPx);
  const rows = Math.ceil((1 + ABOVE + BELOW) * CELLS);
  const x0 = (head.x0 + head.x1) / 2 - (columns / 2) * cellPx;
  const y0 = head.top - ABOVE * head.height;
  const like = new Uint8Array(columns * rows);
  for (let i = 0; i < like.length; i++) {
    const x = x0 + ((i % columns) + 0.5) * cellPx;
    const y = y0 + (Math.floor(i / columns) + 0.5) * cellPx;
    if (!isPerson(seen.sight, x, y)) continue;
    const aside = Math.abs(x - (head.x0 + head.x1) / 2) / head.height;
    const high = (head.chin - y) / head.height;
    if (aside < FACE_HALF && high > 0 && high < FACE_HIGH) continue;
    const c = pixelAt(seen.sight, x, y);
    if (c) like[i] = kindOf(labOf(...c), placeOf(seen, x, y, worn), colours);
  }
  const hair = new Uint8Array(columns * rows);
  const open: number[] = [];
  const visit = (c: number, r: number) => {
    const i = r * columns + c;
    if (c < 0 || r < 0 || c >= columns || r >= rows || !like[i] || hair[i]) return;
    hair[i] = like[i];
    open.push(i);
  };
  for (let r = 0; r < (ABOVE + 1) * CELLS; r++) for (let c = 0; c < columns; c++) visit(c, r);
  for (let i = open.pop(); i !== undefined; i = open.pop()) {
    const [c, r] = [i % columns, Math.floor(i / columns)];
    for (let dr = -1; dr <= 2; dr++) for (let dc = -1; dc <= 1; dc++) visit(c + dc, r + dr);
  }
  return { columns, rows, cellPx, x0, y0, hair };
}

const TRUNK = CHART_PARTS.indexOf('trunk');
const LEG = CHART_PARTS.indexOf('leg');
const LIMBS = (['arm', 'hand', 'foot'] as const).map((part) => CHART_PARTS.indexOf(part));
/** Hair is followed no farther than a lower garment's top: trousers of its colour would be hair. */
type Place = 'garment' | 'limb' | 'below' | 'other';

/** What the fitted body has at a place of the picture. */
function placeOf(seen: SeenBody, x: number, y: number, { hem, neckline, waist }: Worn): Place {
  const { width, height } = seen.sight.picture;
  const [px, py] = [Math.floor(x), Math.floor(y)];
  const v = px >= 0 && py >= 0 && px < width && py < height ? seen.vertexAt[py * width + px] : -1;
  if (v < 0) return 'other';
  const part = seen.chart.part[v];
  if (part === LEG) return 'below';
  if (LIMBS.includes(part)) return 'limb';
  const along = seen.chart.along[v];
  if (part !== TRUNK) return 'other';
  if (along < waist + HEM_OFF) return 'below';
  return along > hem + HEM_OFF && along < neckline - HEM_OFF ? 'garment' : 'other';
}

/** Hems are known no better than this. */
const HEM_OFF = 0.04;
const HAIR = 1;
/** Hair or skin: hair may go on through it. */
const EITHER = 2;

/** Fair hair and tanned skin are of one colour: before a garment it is hair, elsewhere it is not known. */
function kindOf(lab: Lab, place: Place, { hair, skin, cloth }: HairColours): 0 | typeof HAIR | typeof EITHER {
  const least = (kinds: readonly Lab[]) =>
    kinds.reduce((off, kind) => Math.min(off, colourDistance(lab, kind, LIGHT_SHARE)), 99);
  const off = least(hair);
  if (place === 'below' || off >= THAN_CLOTH * least(cloth)) return 0;
  if (place === 'garment') return off < TIP_NEAR ? HAIR : 0;
  if (off >= HAIR_NEAR) return 0;
  if (off < THAN_SKIN * least(skin)) return HAIR;
  return place === 'limb' ? 0 : EITHER;
}

const ROUNDS = 6;
/** So many colours say what all of them do. */
const LOOKED_AT_MOST = 800;

/** A few colours that stand for many: means of those nearest to each, begun along their lightness. */
export function typicalColours(colours: readonly Rgb[], count: number): Lab[] {
  if (colours.length === 0) return [];
  const every = Math.ceil(colours.length / LOOKED_AT_MOST);
  const labs = colours
    .filter((_, i) => i % every === 0)
    .map((c) => labOf(...c))
    .sort((a, b) => a[0] - b[0]);
  let kinds = Array.from({ length: count }, (_, k) => labs[Math.floor(((k + 0.5) / count) * labs.length)]);
  for (let round = 0; round < ROUNDS; round++) {
    const sums = kinds.map(() => [0, 0, 0, 0]);
    for (const lab of labs) {
      const off = kinds.map((kind) => colourDistance(lab, kind, LIGHT_SHARE));
      const sum = sums[off.indexOf(Math.min(...off))];
      for (let k = 0; k < 3; k++) sum[k] += lab[k];
      sum[3]++;
    }
    kinds = kinds.map((kind, k) =>
      sums[k][3] > 0 ? [sums[k][0] / sums[k][3], sums[k][1] / sums[k][3], sums[k][2] / sums[k][3]] : kind,
    );
  }
  return kinds;
}

/** A side's row shows hair where so many heads of it lie there. */
const ROW_LEAST = 0.06;
/** Hair lies before shoulder and chest where so many of its rows are seen before them, in heights of the head. */
const BEFORE_ROWS = 0.12;
/** It reaches so far below the chin before it can. */
const SHOULDER_AT = 0.22;
const BEFORE = (['trunk', 'arm'] as const).map((part) => CHART_PARTS.indexOf(part));

/** How far hair hangs on either side of the neck, the person's own left and right. */
export function hairSides(
  seen: SeenBody,
  head: HeadBox,
  cells: HairCells,
): { left: HairSide; right: HairSide } {
  const sideAt = sidesOf(seen, head);
  const sideOf = (wanted: 1 | -1): HairSide => {
    let last = -1;
    let before = 0;
    for (let r = 0; r < cells.rows; r++) {
      const y = cells.y0 + (r + 0.5) * cells.cellPx;
      const below = (y - head.chin) / head.height;
      let count = 0;
      let on = 0;
      for (let c = 0; c < cells.columns; c++) {
        if (cells.hair[r * cells.columns + c] !== HAIR) continue;
        const x = cells.x0 + (c + 0.5) * cells.cellPx;
        const { side, part } = sideAt(x, y);
        if (side !== wanted) continue;
        count++;
        if (BEFORE.includes(part)) on++;
      }
      if (count < ROW_LEAST * CELLS) continue;
      last = below;
      if (below > SHOULDER_AT && on >= 0.5 * ROW_LEAST * CELLS) before++;
    }
    return { belowChin: last, before: before > BEFORE_ROWS * CELLS };
  };
  return { left: sideOf(1), right: sideOf(-1) };
}

/** Which side of the person a place of the picture is, and what of the body is there: a head may be turned, a body lean. */
function sidesOf(seen: SeenBody, head: HeadBox) {
  const { chart, pixels, vertexAt, sight } = seen;
  const headPart = CHART_PARTS.indexOf('head');
  let sum = 0;
  for (let v = 0; v < chart.part.length; v++)
    if (chart.part[v] === headPart) sum += chart.side[v] * pixels[v * 3];
  const leftward = sum >= 0 ? 1 : -1;
  return (x: number, y: number): { side: number; part: number } => {
    const [px, py] = [Math.floor(x), Math.floor(y)];
    const { width, height } = sight.picture;
    const v = px >= 0 && py >= 0 && px < width && py < height ? vertexAt[py * width + px] : -1;
    if (v >= 0) return { side: chart.side[v], part: chart.part[v] };
    return { side: Math.sign(x - (head.x0 + head.x1) / 2) * leftward, part: -1 };
  };
}

/** Rows of the forehead below the hairline, mm. */
const FOREHEAD_MM = [-30, -6] as const;
/** Between the ears and in front: hair that hangs beside the face covers the temples of everybody. */
const FOREHEAD_HALF = 0.26;

/** Share of either half of the forehead that hair covers. */
export function hairOver(seen: SeenBody, head: HeadBox, cells: HairCells): { left: number; right: number } {
  const all = [0, 0];
  const covered = [0, 0];
  const middle = (head.x0 + head.x1) / 2;
  for (let v = 0; v < seen.visible.length; v++) {
    const line = seen.hairline[v];
    if (!seen.visible[v] || line < FOREHEAD_MM[0] || line > FOREHEAD_MM[1]) continue;
    const [x, y] = [seen.pixels[v * 3], seen.pixels[v * 3 + 1]];
    if (Math.abs(x - middle) > FOREHEAD_HALF * head.height || head.chin - y < FACE_HIGH * head.height)
      continue;
    const at =
      Math.floor((y - cells.y0) / cells.cellPx) * cells.columns + Math.floor((x - cells.x0) / cells.cellPx);
    const k = seen.chart.side[v] > 0 ? 0 : 1;
    all[k]++;
    if (cells.hair[at] === HAIR) covered[k]++;
  }
  const share = (k: number) => covered[k] / Math.max(1, all[k]);
  // Of a half that is turned away the other tells.
  return { left: share(all[0] < FEW ? 1 : 0), right: share(all[1] < FEW ? 0 : 1) };
}

/** Outer ends of the brows and outer corners of the eyes among the points of the face: temples lie beside them, ears below. */
const BROW_ENDS = [70, 300] as const;
const EYE_CORNERS = [33, 263] as const;
/** Temples are looked at in steps so wide, mm; so many places of a step and so much hair on them count; and so far at most. */
const TEMPLE_STEP_MM = 6;
const TEMPLE_FEW = 4;
const TEMPLE_SHARE = 0.5;
const TEMPLE_MOST_MM = 24;

/** How far before the hairline of a mean head hair is seen at the temples, mm. */
export function hairAtTemples(seen: SeenBody, cells: HairCells): number {
  const { points } = seen.sight.face;
  const [left, right] = BROW_ENDS.map((k) => points[k * 3]).sort((a, b) => a - b);
  const eyeY = Math.min(...EYE_CORNERS.map((k) => points[k * 3 + 1]));
  const steps = TEMPLE_MOST_MM / TEMPLE_STEP_MM;
  const all = new Array<number>(steps).fill(0);
  const hairy = new Array<number>(steps).fill(0);
  for (let v = 0; v < seen.visible.length; v++) {
    const before = -seen.hairline[v];
    const [x, y] = [seen.pixels[v * 3], seen.pixels[v * 3 + 1]];
    if (!seen.visible[v] || before < 0 || before >= TEMPLE_MOST_MM || y > eyeY || (x > left && x < right))
      continue;
    const at =
      Math.floor((y - cells.y0) / cells.cellPx) * cells.columns + Math.floor((x - cells.x0) / cells.cellPx);
    const step = Math.floor(before / TEMPLE_STEP_MM);
    all[step]++;
    if (cells.hair[at] === HAIR) hairy[step]++;
  }
  return reachOf(all, hairy) * TEMPLE_STEP_MM;
}

/** Steps up to the last that shows hair and before which hair is seen: single places are light on the skin or a stray lock. */
export function reachOf(all: readonly number[], hairy: readonly number[]): number {
  let [places, hair, reach] = [0, 0, 0];
  all.forEach((count, s) => {
    places += count;
    hair += hairy[s];
    const shows = hairy[s] >= TEMPLE_SHARE * count && hair >= TEMPLE_SHARE * places;
    if (count >= TEMPLE_FEW && shows) reach = s + 1;
  });
  return reach;
}

/** Fewer places of the forehead tell nothing. */
const FEW = 6;
/** Hair is parted the farther from the middle the more of one half it covers, in heights of the head; less than this difference is none. */
const PARTED_BY = 0.2;
const OVER_LEAST = 0.2;
const OVER_BOTH = 0.35;

/** Which of the two ways hair lies over a forehead: parted at one side and over the other, or as a fringe. */
export function partedBy({ left, right }: { left: number; right: number }): Pick<
  Look['hair'],
  'parting' | 'over'
> & {
  readonly both: boolean;
} {
  const both = Math.min(left, right) > OVER_BOTH;
  const more = right - left;
  if (both || Math.abs(more) < OVER_LEAST) return { both };
  return {
    both,
    parting: PARTED_BY * more,
    over: { left: more < 0 ? left : 0, right: more > 0 ? right : 0 },
  };
}

/** Hair is cut to one length: where it lies before the shoulders on both sides, the side that is seen better tells. */
export function oneLength(sides: { left: HairSide; right: HairSide }): { left: HairSide; right: HairSide } {
  const longest = Math.max(
    sides.left.before ? sides.left.belowChin : -1,
    sides.right.before ? sides.right.belowChin : -1,
  );
  const even = (side: HairSide) => (side.before ? { ...side, belowChin: longest } : side);
  return { left: even(sides.left), right: even(sides.right) };
}

/**
 * Lengths in heights of the box around the head that was seen as heights of the body's own head, by which hair grows: with throat
 * and nape the box is a fifth higher and begins lower, and hair ended on the chest that reached the waist.
 */
export function heightsOnBody(box: Pick<HeadBox, 'chin' | 'height'>, { chinPx, heightPx }: SeenHead) {
  const length = (heights: number) => (heights * box.height) / heightPx;
  const below = (heights: number) => (box.chin - chinPx) / heightPx + length(heights);
  const side = (one: HairSide): HairSide => ({ ...one, belowChin: below(one.belowChin) });
  return {
    length,
    below,
    sides: ({ left, right }: { left: HairSide; right: HairSide }) => ({
      left: side(left),
      right: side(right),
    }),
  };
}
