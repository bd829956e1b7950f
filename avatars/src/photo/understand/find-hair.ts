import type { Sight } from '../see/see.ts';
import { CHART_PARTS } from './body-chart.ts';
import { colourDistance, type Lab, labOf, medianColour, type Rgb } from './colour.ts';
import {
  type HairColours,
  type HeadBox,
  hairAtTemples,
  hairCells,
  hairOver,
  hairSides,
  heightsOnBody,
  oneLength,
  partedBy,
  typicalColours,
} from './hair-fall.ts';
import { goesBehind, spreadOf } from './hair-shape.ts';
import { hairWave } from './hair-wave.ts';
import type { Look } from './look.ts';
import { isPerson, isSkin, pixelAt, type SeenBody, type SkinModel } from './seen-body.ts';

const HAIR_NEAR = 17;
/** Share of the scalp that must not look like skin. */
const HAIR_MIN = 0.35;
/** Less hair than this on a head with hair beside it is covered by something. */
const COVERED_MOST = 0.1;
/** Nothing stands higher than this over a bald head, by its height: shaved sides under long hair are not bald. */
const BALD_ABOVE = 0.06;
/** Pixels beside the head, by its height squared, from which on hair hangs there. */
const HANGING_MIN = 0.08;
/** Up to so many hair is bound, if it hangs at all. */
const BOUND_MOST = 0.035;
/** Fewer pixels beside the head say nothing of hair there. */
const BESIDE_LEAST = 60;

/** Colour, length and style of hair. @param upper what the trunk wears */
export function findHair(
  seen: SeenBody,
  skin: SkinModel,
  upper: Look['upper'] & { readonly waist: number },
): Look['hair'] {
  const head = headBox(seen);
  const top = scalpColours(seen, skin);
  const beside = besideHead(seen, skin, head);
  const topColour = hairColour(top.low.length > LOW_LEAST ? top.low : top.hair);
  const sideColour = hairColour(beside);
  const hangs = beside.length > HANGING_MIN * head.height * head.height;
  const bald = top.hair.length < HAIR_MIN * top.all;
  const above = heightAbove(seen, head);
  if (!topColour || (bald && !hangs && above < BALD_ABOVE)) {
    return {
      style: 'none',
      colour: topColour ?? [60, 45, 38],
      tip: topColour ?? [60, 45, 38],
      belowChin: -1,
      fringe: false,
      hat: false,
    };
  }
  // Hair beside the head and none on it: something of a skin's colour covers it.
  const hat =
    sideColour !== undefined &&
    beside.length > BESIDE_LEAST &&
    (top.hair.length < COVERED_MOST * top.all ||
      colourDistance(labOf(...topColour), labOf(...sideColour), 0.9) > 38);
  // Light from above bleaches the crown; what hangs beside the face shows the hair's own colour.
  const colour =
    hat && sideColour ? sideColour : hangs ? (hairColour([...top.low, ...beside]) ?? topColour) : topColour;
  const lit = medianColour(beside);
  const kinds = [
    colour,
    ...(sideColour ? [sideColour] : []),
    ...(lit && beside.length > BESIDE_LEAST ? [lit] : []),
  ].map((c) => labOf(...c));
  const bound = beside.length < BOUND_MOST * head.height * head.height;
  const hang = hangOf(seen, skin, head, { kinds, apart: bound || hat, cloth: labOf(...upper.colour) });
  const cells = hairCells(seen, head, upper, coloursOf(seen, skin, [...top.low, ...beside], kinds, upper));
  const sides = oneLength(hairSides(seen, head, cells));
  const { both, ...parted } = partedBy(hairOver(seen, head, cells));
  const onBody = heightsOnBody(head, seen.head);
  const style = bound ? boundStyle(hang.belowChin, above) : styleOf(hang.belowChin, above, hang.wide);
  const hanging = HANGING.includes(style);
  const wave = hanging ? hairWave(seen.sight.picture, cells, seen.head) : undefined;
  const before = Math.max(...[sides.left, sides.right].map((side) => (side.before ? side.belowChin : -1)));
  const belowChin = lengthBelowChin(style, hang.belowChin, before);
  const seenTo = Math.max(hang.seenTo, before);
  return {
    style: hanging ? styleOf(belowChin, above, hang.wide) : style,
    colour,
    // What was found below is the tip of hair that hangs; of other hair it is somebody's collar.
    tip: (hanging && hang.tip) || colour,
    // What goes on behind the shoulders is not seen: its least length is the body's own already.
    belowChin: belowChin > seenTo ? Math.max(BEHIND_BELOW, onBody.below(seenTo)) : onBody.below(belowChin),
    ...(hanging && hang.spread ? { spread: onBody.length(hang.spread) } : {}),
    ...(hanging || style === 'updo' ? { sides: onBody.sides(sides) } : {}),
    ...(hanging ? parted : {}),
    ...(wave ? { wave } : {}),
    ...(style === 'updo' ? { templesMm: hairAtTemples(seen, cells) } : {}),
    fringe: both && hasFringe(seen, skin, kinds),
    hat,
    ...(hat ? { hatColour: medianColour(top.hair) ?? topColour } : {}),
  };
}

/**
 * How far hair reaches below the chin, heights of the head: as it hangs beside the neck, and before shoulders and chest (below 0:
 * not there). What lies below hair that neither hangs nor is tied is somebody's suit.
 */
export function lengthBelowChin(style: Look['hair']['style'], hangs: number, before: number): number {
  if (before < 0) return hangs;
  if (style === 'updo') return before;
  return HANGING.includes(style) ? Math.max(before, hangs) : hangs;
}

/** What tells hair from skin and clothes in this photo. @param seenHair colours where only hair can be, background among them */
function coloursOf(
  seen: SeenBody,
  skin: SkinModel,
  seenHair: readonly Rgb[],
  kinds: readonly Lab[],
  { colour, second }: Look['upper'],
): HairColours {
  const own = (c: Rgb) => kinds.some((kind) => colourDistance(labOf(...c), kind, 0.3) < KIND_REACH);
  return {
    hair: typicalColours(seenHair.filter(own), KINDS),
    skin: typicalColours(faceColours(seen, skin), KINDS),
    cloth: [colour, ...(second ? [second] : [])].map((c) => labOf(...c)),
  };
}

/** Styles whose tips are seen below the face. */
const HANGING: readonly Look['hair']['style'][] = ['bob', 'shoulder', 'long'];

function headBox(seen: SeenBody): HeadBox {
  const part = CHART_PARTS.indexOf('head');
  let [x0, x1, top, chin] = [1e9, -1e9, 1e9, -1e9];
  for (let v = 0; v < seen.chart.part.length; v++) {
    if (seen.chart.part[v] !== part) continue;
    const [x, y] = [seen.pixels[v * 3], seen.pixels[v * 3 + 1]];
    x0 = Math.min(x0, x);
    x1 = Math.max(x1, x);
    top = Math.min(top, y);
    chin = Math.max(chin, y);
  }
  return { x0, x1, top, chin, height: chin - top };
}

/** The band of the scalp just above the hairline, mm: glasses pushed up and the shine of the sky lie above it. */
const SCALP_MM = 2;
const LOW_MM = 24;
/** From here on all of it is scalp. */
const CROWN_MM = 8;
/** So many of its pixels must show hair. */
const LOW_LEAST = 30;
const EDGE_PX = 2;

/** Pixels of the scalp: how many there are, and the colours of those that are not skin, in all and low down. */
function scalpColours(seen: SeenBody, skin: SkinModel): { all: number; hair: Rgb[]; low: Rgb[] } {
  const { sight, vertexAt, hairline } = seen;
  const { width, height } = sight.picture;
  const hair: Rgb[] = [];
  const low: Rgb[] = [];
  let all = 0;
  for (let y = EDGE_PX; y < height - EDGE_PX; y++) {
    for (let x = EDGE_PX; x < width - EDGE_PX; x++) {
      const v = vertexAt[y * width + x];
      if (v < 0 || hairline[v] < SCALP_MM || !isWithin(sight, x, y)) continue;
      const c = pixelAt(sight, x, y);
      if (!c) continue;
      const scalp = hairline[v] >= CROWN_MM;
      if (scalp) all++;
      const lab = labOf(...c);
      // A white cap in warm light is near to skin; its chroma is not.
      const pale = Math.hypot(lab[1], lab[2]) < 0.5 * Math.hypot(skin.lab[1], skin.lab[2]);
      if (isSkin(skin, c) && !pale && lab[0] >= skin.lab[0] - 22) continue;
      if (scalp) hair.push(c);
      if (hairline[v] < LOW_MM) low.push(c);
    }
  }
  return { all, hair, low };
}

/** Far below the hairline nothing but skin and features is seen, mm. */
const FACE_MM = -45;
/** Skin in light and shade is of so different hue at most, hair too; each is told in so many tones. */
const SKIN_REACH = 18;
const KIND_REACH = 20;
const KINDS = 6;

/** Colours of the face as it is seen. */
function faceColours(seen: SeenBody, skin: SkinModel): Rgb[] {
  const head = CHART_PARTS.indexOf('head');
  const out: Rgb[] = [];
  for (let v = 0; v < seen.visible.length; v++) {
    if (!seen.visible[v] || seen.chart.part[v] !== head || seen.hairline[v] > FACE_MM) continue;
    const c = pixelAt(seen.sight, seen.pixels[v * 3], seen.pixels[v * 3 + 1]);
    if (c && colourDistance(labOf(...c), skin.lab, 0.3) < SKIN_REACH) out.push(c);
  }
  return out;
}

/** The person's, and not at their very edge, where the background shines through. */
const isWithin = (sight: Sight, x: number, y: number): boolean =>
  isPerson(sight, x - EDGE_PX, y) &&
  isPerson(sight, x + EDGE_PX, y) &&
  isPerson(sight, x, y - EDGE_PX) &&
  isPerson(sight, x, y + EDGE_PX);

/** Colours of the person just left and right of the head, where only hair can be. */
function besideHead(seen: SeenBody, skin: SkinModel, head: HeadBox): Rgb[] {
  const out: Rgb[] = [];
  const { width } = seen.sight.picture;
  for (let y = Math.floor(head.top + head.height * 0.45); y < head.chin; y++) {
    for (let x = Math.floor(head.x0 - head.height * 0.35); x < head.x1 + head.height * 0.35; x++) {
      if (!isPerson(seen.sight, x, y) || seen.vertexAt[y * width + x] >= 0) continue;
      const c = pixelAt(seen.sight, x, y);
      if (c && !isSkin(skin, c)) out.push(c);
    }
  }
  return out;
}

/** Hair that goes on behind the shoulders hangs at least so far below the chin, in heights of the head. */
const BEHIND_BELOW = 0.6;
const LIMBS = (['arm', 'hand', 'leg', 'foot'] as const).map((part) => CHART_PARTS.indexOf(part));

/** Bluer than this are the sky on hair, a shine, glasses pushed up; where most is, the hair itself is. */
const BLUE_B = -2;
const BLUE_MOST = 0.8;
/** Share of the colours, from the darkest, that shows hair without its shine. */
const UNLIT_SHARE = 0.8;

/** The colour of hair without shine and sky. @returns undefined of nothing */
export function hairColour(colours: readonly Rgb[]): Rgb | undefined {
  const labs = colours.map((c) => labOf(...c));
  const warm = colours.filter((_, i) => labs[i][2] > BLUE_B);
  const own = warm.length > (1 - BLUE_MOST) * colours.length ? warm : colours;
  const light = ([r, g, b]: Rgb) => 0.3 * r + 0.6 * g + 0.1 * b;
  const sorted = [...own].sort((p, q) => light(p) - light(q));
  return medianColour(sorted.slice(0, Math.ceil(sorted.length * UNLIT_SHARE)));
}

/** Follows hair-coloured pixels down both sides of the neck. */
function hangOf(
  seen: SeenBody,
  skin: SkinModel,
  head: HeadBox,
  { kinds, apart, cloth }: { readonly kinds: readonly Lab[]; readonly apart: boolean; readonly cloth: Lab },
) {
  const { width } = seen.sight.picture;
  const trunk = CHART_PARTS.indexOf('trunk');
  const wanted = Math.max(3, head.height * 0.07);
  const reach = head.height * 0.55;
  let last = Math.floor(head.top + head.height * 0.6);
  let misses = 0;
  let wide = 0;
  let tips: Rgb[] = [];
  let ends: number[] = [];
  const rows: (readonly number[])[] = [];
  const { landmarks } = seen.sight.pose;
  const hips = Math.max(landmarks[23].y, landmarks[24].y);
  const from = last;
  // Bound hair, or hair under a hat, may show nothing beside the face and come out beside the neck.
  const ended = (y: number) =>
    misses >= head.height * 0.1 && (!apart || last > from || y > head.chin + 0.2 * head.height);
  for (let y = from; y < hips && !ended(y); y++) {
    const row: Rgb[] = [];
    const places: number[] = [];
    for (let x = Math.floor(head.x0 - reach); x < head.x1 + reach; x++) {
      const c = isPerson(seen.sight, x, y) ? pixelAt(seen.sight, x, y) : undefined;
      if (!c || (x > head.x0 && x < head.x1 && y < head.chin)) continue;
      const lab = labOf(...c);
      const off = kinds.reduce((least, kind) => Math.min(least, colourDistance(lab, kind, 0.55)), 99);
      // On the trunk a dark shirt passes for dark hair: there it must be nearer to hair than to cloth.
      const v = seen.vertexAt[y * width + x];
      if (v >= 0 && LIMBS.includes(seen.chart.part[v])) continue;
      const worn = v >= 0 && seen.chart.part[v] === trunk ? colourDistance(lab, cloth, 0.55) : 99;
      const near = off < HAIR_NEAR && off < 0.7 * worn && worn > HAIR_NEAR / 2;
      if (near && (!isSkin(skin, c) || lab[0] < skin.lab[0] - 12)) {
        row.push(c);
        places.push(x);
      }
    }
    if (row.length < wanted) {
      misses++;
      continue;
    }
    misses = 0;
    last = y;
    ends = places;
    if (y < head.chin) rows.push(places);
    wide = Math.max(wide, row.length / head.height);
    tips = tips.length > 400 ? row : tips.concat(row);
  }
  const seenTo = (last - head.chin) / head.height;
  return {
    seenTo,
    belowChin: goesBehind(seen, skin, ends, last, head.height) ? Math.max(seenTo, BEHIND_BELOW) : seenTo,
    wide,
    tip: medianColour(tips),
    spread: spreadOf(rows, (head.x0 + head.x1) / 2, head.height),
  };
}

/** Rows of the forehead below the hairline, mm, and the share of it that hair must cover to be called a fringe. */
const FOREHEAD_MM = [-26, -7] as const;
const FRINGE_SHARE = 0.5;

/** Hair over the forehead: less skin there than not. */
function hasFringe(seen: SeenBody, skin: SkinModel, kinds: readonly Lab[]): boolean {
  let all = 0;
  let covered = 0;
  for (let v = 0; v < seen.visible.length; v++) {
    const line = seen.hairline[v];
    if (!seen.visible[v] || line < FOREHEAD_MM[0] || line > FOREHEAD_MM[1] || !onForehead(seen, v)) continue;
    const c = pixelAt(seen.sight, seen.pixels[v * 3], seen.pixels[v * 3 + 1]);
    if (!c) continue;
    all++;
    const lab = labOf(...c);
    const near = kinds.some((kind) => colourDistance(lab, kind, 0.55) < HAIR_NEAR);
    if (near && colourDistance(lab, skin.lab, 0.55) > HAIR_NEAR / 2) covered++;
  }
  return covered > FRINGE_SHARE * all;
}

/** Between the outer ends of the brows and above them, in the picture. */
function onForehead({ sight, pixels }: SeenBody, v: number): boolean {
  const { points } = sight.face;
  const [x, y] = [pixels[v * 3], pixels[v * 3 + 1]];
  const [a, b] = [points[70 * 3], points[300 * 3]];
  const brow = (points[105 * 3 + 1] + points[334 * 3 + 1]) / 2;
  return x > Math.min(a, b) && x < Math.max(a, b) && y < brow;
}

/** How far the person reaches above the bald head, as a share of its height. */
function heightAbove(seen: SeenBody, head: HeadBox): number {
  const x = (head.x0 + head.x1) / 2;
  let y = Math.floor(head.top);
  while (y > 0 && isPerson(seen.sight, x, y - 1)) y--;
  return (head.top - y) / head.height;
}

/** Hair that shows beside the neck but not beside the face is bound. */
const BOUND_LEAST = 0.3;
const boundStyle = (belowChin: number, above: number): Look['hair']['style'] =>
  belowChin > BOUND_LEAST ? 'updo' : styleOf(-1, above, 0);

function styleOf(belowChin: number, above: number, wide: number): Look['hair']['style'] {
  if (belowChin > 0.55) return 'long';
  if (belowChin > 0.15) return 'shoulder';
  if (belowChin > -0.12 && wide > 0.2) return 'bob';
  if (above > 0.1) return 'swept';
  return above > 0.035 ? 'short' : 'crop';
}
