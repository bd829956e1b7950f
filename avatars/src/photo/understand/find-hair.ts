import { CHART_PARTS } from './body-chart.ts';
import { colourDistance, type Lab, labOf, medianColour, type Rgb } from './colour.ts';
import type { Look } from './look.ts';
import { isPerson, isSkin, pixelAt, type SeenBody, type SkinModel } from './seen-body.ts';

const HAIR_NEAR = 17;
/** Share of the scalp that must not look like skin. */
const HAIR_MIN = 0.35;
/** Pixels beside the head, by its height squared, from which on hair hangs there. */
const HANGING_MIN = 0.08;

/** Colour, length and style of hair. */
export function findHair(seen: SeenBody, skin: SkinModel): Look['hair'] {
  const head = headBox(seen);
  const top = scalpColours(seen, skin);
  const beside = besideHead(seen, skin, head);
  const topColour = medianColour(top.hair);
  const sideColour = medianColour(beside);
  if (!topColour || top.hair.length < HAIR_MIN * top.all) {
    return {
      style: 'none',
      colour: topColour ?? [60, 45, 38],
      tip: topColour ?? [60, 45, 38],
      belowChin: -1,
      hat: false,
    };
  }
  const hat =
    sideColour !== undefined &&
    beside.length > 60 &&
    colourDistance(labOf(...topColour), labOf(...sideColour), 0.9) > 38;
  const hangs = beside.length > HANGING_MIN * head.height * head.height;
  // Light from above bleaches the crown; what hangs beside the face shows the hair's own colour.
  const colour =
    hat && sideColour
      ? sideColour
      : hangs
        ? (medianColour([...top.hair, ...beside]) ?? topColour)
        : topColour;
  const kinds = [colour, ...(sideColour ? [sideColour] : [])].map((c) => labOf(...c));
  const hang = hangOf(seen, skin, head, kinds);
  const above = heightAbove(seen, head);
  return {
    style: styleOf(hang.belowChin, above, hang.wide),
    colour,
    tip: hang.tip ?? colour,
    belowChin: hang.belowChin,
    hat,
  };
}

interface HeadBox {
  readonly x0: number;
  readonly x1: number;
  readonly top: number;
  readonly chin: number;
  readonly height: number;
}

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

function scalpColours(seen: SeenBody, skin: SkinModel): { all: number; hair: Rgb[] } {
  const hair: Rgb[] = [];
  let all = 0;
  for (let v = 0; v < seen.visible.length; v++) {
    if (!seen.visible[v] || seen.hairline[v] < 8) continue;
    const [x, y] = [seen.pixels[v * 3], seen.pixels[v * 3 + 1]];
    const c = isPerson(seen.sight, x, y) ? pixelAt(seen.sight, x, y) : undefined;
    if (!c) continue;
    all++;
    if (!isSkin(skin, c) || labOf(...c)[0] < skin.lab[0] - 22) hair.push(c);
  }
  return { all, hair };
}

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

/** Follows hair-coloured pixels down both sides of the neck. */
function hangOf(seen: SeenBody, skin: SkinModel, head: HeadBox, kinds: readonly Lab[]) {
  const wanted = Math.max(3, head.height * 0.07);
  const reach = head.height * 0.55;
  let last = head.top + head.height * 0.6;
  let misses = 0;
  let wide = 0;
  let tips: Rgb[] = [];
  for (let y = Math.floor(last); y < seen.sight.picture.height && misses < head.height * 0.1; y++) {
    const row: Rgb[] = [];
    for (let x = Math.floor(head.x0 - reach); x < head.x1 + reach; x++) {
      const c = isPerson(seen.sight, x, y) ? pixelAt(seen.sight, x, y) : undefined;
      if (!c || (x > head.x0 && x < head.x1 && y < head.chin)) continue;
      const lab = labOf(...c);
      const near = kinds.some((kind) => colourDistance(lab, kind, 0.55) < HAIR_NEAR);
      if (near && (!isSkin(skin, c) || lab[0] < skin.lab[0] - 12)) row.push(c);
    }
    if (row.length < wanted) {
      misses++;
      continue;
    }
    misses = 0;
    last = y;
    wide = Math.max(wide, row.length / head.height);
    tips = tips.length > 400 ? row : tips.concat(row);
  }
  return { belowChin: (last - head.chin) / head.height, wide, tip: medianColour(tips) };
}

/** How far the person reaches above the bald head, as a share of its height. */
function heightAbove(seen: SeenBody, head: HeadBox): number {
  const x = (head.x0 + head.x1) / 2;
  let y = Math.floor(head.top);
  while (y > 0 && isPerson(seen.sight, x, y - 1)) y--;
  return (head.top - y) / head.height;
}

function styleOf(belowChin: number, above: number, wide: number): Look['hair']['style'] {
  if (belowChin > 0.55) return 'long';
  if (belowChin > 0.15) return 'shoulder';
  if (belowChin > -0.12 && wide > 0.2) return 'bob';
  if (above > 0.1) return 'swept';
  return above > 0.035 ? 'short' : 'crop';
}
