/**
 * Skin, hair and clothes of the person, read off the photo through the fitted body.
 *
 * CONTRIBUTOR NOTES: no network. The fitted body says which pixel is which part; the cheeks say what skin looks like
 * in this light; a boundary (sleeve, hem, neckline) is the place along a part that best separates skin from cloth.
 */
import { CHART_PARTS, type ChartPart } from './body-chart.ts';
import { colourDistance, labOf, medianColour, type Rgb, secondColour, toLinear } from './colour.ts';
import { findFace } from './find-face.ts';
import { findHair } from './find-hair.ts';
import type { Look } from './look.ts';
import {
  type FaceOf,
  isPerson,
  isSkin,
  pixelAt,
  readSkin,
  type SeenBody,
  type SkinModel,
} from './seen-body.ts';
import { type Probe, skinLikeCloth, withoutCloth } from './skin-like-cloth.ts';

/** What only the face shows; a close-up shows it best. */
export function understandFace(sight: FaceOf): Pick<Look, 'iris' | 'face'> {
  return { iris: readIris(sight), face: findFace(sight, readSkin(sight)) };
}

/** The outermost of the shoulder in lengths of the upper arm before its joint: a sleeveless garment ends there or before. */
const SHOULDER = -0.2;

/** Reads everything off. */
export function understand(seen: SeenBody): Look {
  const skin = readSkin(seen.sight);
  const { arm, leg, trunk, foot } = limbsOf(seen, skin);
  const neckline = boundary(
    trunk.filter((p) => p.along > 0.7),
    { from: 0.72, to: 1, first: 'cloth' },
  );
  const waist = findWaist(trunk);
  const upper = clothOf(trunk, (p) => p.along >= waist.hem && p.along <= neckline) ?? {
    colour: [120, 120, 125],
  };
  const sleeve = boundary(tellSkin(arm, skin, upper), { from: SHOULDER, to: 2, first: 'cloth' });
  const length = boundary(leg, { from: 0.12, to: 2, first: 'cloth' });
  const lower =
    clothOf([...leg, ...trunk], (p) => p.along <= (p.part === 'leg' ? length : waist.waist)) ?? upper;
  const bareFeet = foot.length > 8 && foot.filter((p) => p.skin).length > 0.55 * foot.length;
  const top = { ...upper, sleeve, hem: waist.hem, neckline };
  return {
    skin: skin.colour,
    iris: readIris(seen.sight),
    hair: findHair(seen, skin, { ...top, waist: waist.waist }),
    face: findFace(seen.sight, skin),
    upper: top,
    lower: {
      ...lower,
      kind: isSkirt(seen, length, lower.colour) ? 'skirt' : 'trousers',
      length,
      waist: waist.waist,
    },
    shoes: bareFeet
      ? undefined
      : { colour: medianColour(foot.filter((p) => !p.skin).map((p) => p.colour)) ?? [60, 60, 64] },
  };
}

/** Stretches of the trunk and the thighs that hardly anybody bares before a camera. */
const BREAST = [0.45, 0.7] as const;
const HIPS_TO = 0.1;

/** Looks at limbs and trunk, with cloth that passes for skin told from it. */
function limbsOf(seen: SeenBody, skin: SkinModel) {
  const [arm, leg, trunk, foot] = (['arm', 'leg', 'trunk', 'foot'] as const).map((part) =>
    probesOf(seen, skin, [part]),
  );
  const hand = probesOf(seen, skin, ['hand']).filter((p) => p.skin);
  const bare = [
    skin.lab,
    ...(hand.length > 0 ? [labOf(...(medianColour(hand.map((p) => p.colour)) as Rgb))] : []),
  ];
  const upper = skinLikeCloth(
    trunk.filter((p) => p.along > BREAST[0] && p.along < BREAST[1]),
    bare,
  );
  const lower = skinLikeCloth(
    [...leg, ...trunk].filter((p) => p.along < HIPS_TO),
    bare,
  );
  // Fair hair before the breast has the colour of beige shorts.
  const isLow = (p: Probe) => p.along < BREAST[0];
  return {
    arm: withoutCloth(arm, upper),
    leg: withoutCloth(leg, lower),
    trunk: [
      ...withoutCloth(withoutCloth(trunk.filter(isLow), lower), upper),
      ...withoutCloth(
        trunk.filter((p) => !isLow(p)),
        upper,
      ),
    ],
    foot,
  };
}

function probesOf(seen: SeenBody, skin: SkinModel, parts: readonly ChartPart[]): Probe[] {
  const out: Probe[] = [];
  const wanted = parts.map((part) => CHART_PARTS.indexOf(part));
  for (let v = 0; v < seen.visible.length; v++) {
    if (!seen.visible[v] || !wanted.includes(seen.chart.part[v])) continue;
    const [x, y] = [seen.pixels[v * 3], seen.pixels[v * 3 + 1]];
    const colour = isPerson(seen.sight, x, y) ? pixelAt(seen.sight, x, y) : undefined;
    if (colour)
      out.push({
        part: CHART_PARTS[seen.chart.part[v]],
        along: seen.chart.along[v],
        skin: isSkin(skin, colour),
        colour,
      });
  }
  return out;
}

/** What cloth of a stretch looks like; undefined where none is seen. */
function clothOf(
  probes: readonly Probe[],
  within: (p: Probe) => boolean,
): Pick<Look['upper'], 'colour' | 'second'> | undefined {
  const colours = probes.filter((p) => !p.skin && within(p)).map((p) => p.colour);
  const colour = medianColour(colours);
  const second = colour && secondColour(colours, colour);
  return colour && { colour, ...(second ? { second } : {}) };
}

/** Skin in another light than the face's: so far from it at most, and nearer to it than to the cloth by this share. */
const OTHER_LIGHT = 26;
const NEARER = 0.45;
/** The same for shares of red, green and blue, which more or less light does not change; too dark a place has none. */
const OTHER_TINT = 0.12;
const DARK = 90;

/** Limbs catch the sun that the face turns away from: what is far nearer to skin than to the garment's colours is skin. */
export function tellSkin<T extends Pick<Probe, 'skin' | 'colour'>>(
  probes: readonly T[],
  skin: Pick<SkinModel, 'lab' | 'colour'>,
  garment: Pick<Look['upper'], 'colour' | 'second'>,
): T[] {
  const colours = [garment.colour, ...(garment.second ? [garment.second] : [])];
  const kinds = colours.map((c) => labOf(...c));
  const tints = colours.map(tintOf);
  const own = tintOf(skin.colour);
  return probes.map((probe) => {
    if (probe.skin) return probe;
    const lab = labOf(...probe.colour);
    const off = colourDistance(lab, skin.lab, 0.3);
    const cloth = Math.min(...kinds.map((kind) => colourDistance(lab, kind, 0.3)));
    if (off < OTHER_LIGHT && off < NEARER * cloth) return { ...probe, skin: true };
    if (Math.max(...probe.colour) < DARK) return probe;
    const tint = tintOf(probe.colour);
    const apart = tintsApart(tint, own);
    const lit =
      apart < OTHER_TINT && apart < NEARER * Math.min(...tints.map((kind) => tintsApart(tint, kind)));
    return { ...probe, skin: lit };
  });
}

/** Shares of red and green of the light that a colour sends back. */
function tintOf(colour: Rgb): readonly [number, number] {
  const [r, g, b] = colour.map(toLinear);
  const sum = Math.max(1e-6, r + g + b);
  return [r / sum, g / sum];
}

const tintsApart = (a: readonly [number, number], b: readonly [number, number]): number =>
  Math.hypot(a[0] - b[0], a[1] - b[1]);

/** The place that best parts cloth (before) from skin (after), every stretch counting alike. */
export function boundary(
  probes: readonly Pick<Probe, 'along' | 'skin'>[],
  range: { from: number; to: number; first: 'cloth' },
): number {
  const bins = 24;
  const share = new Float64Array(bins).fill(-1);
  for (let k = 0; k < bins; k++) {
    const low = range.from + ((range.to - range.from) * k) / bins;
    const high = low + (range.to - range.from) / bins;
    const inside = probes.filter((p) => p.along >= low && p.along < high);
    if (inside.length >= 3) share[k] = inside.filter((p) => p.skin).length / inside.length;
  }
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let cut = 0; cut <= bins; cut++) {
    let wrong = 0;
    for (let k = 0; k < bins; k++) if (share[k] >= 0) wrong += k < cut ? share[k] : 1 - share[k];
    if (wrong < least) {
      least = wrong;
      best = cut;
    }
  }
  return nearer(probes, range, best / bins, 1 / bins);
}

/** Steps in which a place is sought between the stretches on both its sides. */
const FINE = 8;

/** A hem within a stretch: where fewest probes of the stretches around it lie on the wrong side; in the middle of such places. */
function nearer(
  probes: readonly Pick<Probe, 'along' | 'skin'>[],
  { from, to }: { readonly from: number; readonly to: number },
  cut: number,
  step: number,
): number {
  // At an end of the range nothing parts there.
  if (cut <= 0 || cut >= 1) return from + (to - from) * cut;
  const at = (share: number) => from + (to - from) * share;
  const near = probes.filter((p) => p.along >= at(cut - step) && p.along < at(cut + step));
  const wrongAt = Array.from({ length: 2 * FINE + 1 }, (_, k) => {
    const place = at(cut + step * (k / FINE - 1));
    return near.filter((p) => p.skin === p.along < place).length;
  });
  const least = Math.min(...wrongAt);
  const best = wrongAt.flatMap((wrong, k) => (wrong === least ? [k] : []));
  return at(cut + step * ((best[0] + (best.at(-1) ?? best[0])) / 2 / FINE - 1));
}

const ROWS = 20;
const SPLIT_MIN = 9;
const EDGE_REACH = 0.12;

/** Hem of the upper and waist of the lower garment: apart where skin shows, else where the colour changes most. */
function findWaist(trunk: readonly Probe[]): { hem: number; waist: number } {
  const row = (k: number) => trunk.filter((p) => p.along >= k / ROWS && p.along < (k + 1) / ROWS);
  const bare: number[] = [];
  for (let k = 1; k < ROWS * 0.6; k++) {
    const probes = row(k);
    if (probes.length >= 4 && probes.filter((p) => p.skin).length > 0.55 * probes.length) bare.push(k);
  }
  if (bare.length > 0) return { hem: (Math.max(...bare) + 1) / ROWS, waist: Math.min(...bare) / ROWS };
  let best = 0.3;
  let most = SPLIT_MIN;
  let isBelow: ((p: Probe) => boolean) | undefined;
  for (let k = 2; k <= ROWS * 0.6; k++) {
    const colour = (low: number, high: number) =>
      medianColour(trunk.filter((p) => !p.skin && p.along >= low && p.along < high).map((p) => p.colour));
    const [below, above] = [colour(k / ROWS - 0.16, k / ROWS), colour(k / ROWS, k / ROWS + 0.16)];
    if (!below || !above) continue;
    const difference = colourDistance(labOf(...below), labOf(...above), 0.8);
    if (difference > most) {
      most = difference;
      best = k / ROWS;
      const kinds = [labOf(...below), labOf(...above)] as const;
      isBelow = ({ colour }) => {
        const lab = labOf(...colour);
        return colourDistance(lab, kinds[0], 0.8) < colourDistance(lab, kinds[1], 0.8);
      };
    }
  }
  const hem = isBelow ? sharpen(trunk, best, isBelow) : best;
  return { hem, waist: hem };
}

/** A row says where an edge is to a few centimetres; the colours on its sides say it better. */
function sharpen(trunk: readonly Probe[], at: number, isBelow: (p: Probe) => boolean): number {
  const range = { from: at - EDGE_REACH, to: at + EDGE_REACH, first: 'cloth' } as const;
  const near = trunk.filter((p) => !p.skin && p.along >= range.from && p.along < range.to);
  return boundary(
    near.map((p) => ({ along: p.along, skin: !isBelow(p) })),
    range,
  );
}

/** Share of the gap's rows that cloth must fill, and the stretch of the thighs looked at. */
const SKIRT_SHARE = 0.75;
const GAP_FROM = 0.28;
const GAP_TO = 1.3;
/** A gap narrower than the mask is sharp says nothing, one wider is a stride: shares of the body's extent. */
const GAP_LEAST = 0.014;
const GAP_MOST = 0.2;
/** So many rows of pixels must tell, as a share of the body's extent and at least. */
const GAP_ROWS_SHARE = 0.01;
const GAP_ROWS_LEAST = 8;
/** What fills a gap and is not of this colour is the wall behind. */
const SKIRT_NEAR = 24;

/**
 * A skirt fills the gap between the legs that the fitted body leaves open, down to its hem; in a picture that ends above
 * the hem, or with the legs close together, a few rows must do.
 */
function isSkirt(seen: SeenBody, length: number, cloth: Rgb): boolean {
  const { width, height } = seen.sight.picture;
  const leg = CHART_PARTS.indexOf('leg');
  const to = Math.min(length - 0.08, GAP_TO);
  const lab = labOf(...cloth);
  const { extentPx } = seen.sight;
  const isCloth = (x: number, y: number) => {
    const colour = isPerson(seen.sight, x, y) ? pixelAt(seen.sight, x, y) : undefined;
    return colour !== undefined && colourDistance(labOf(...colour), lab, 0.5) < SKIRT_NEAR;
  };
  let rows = 0;
  let filledRows = 0;
  for (let y = 0; y < height; y++) {
    const span = { left: [1e9, -1], right: [1e9, -1] };
    for (let x = 0; x < width; x++) {
      const v = seen.vertexAt[y * width + x];
      if (v < 0 || seen.chart.part[v] !== leg) continue;
      if (seen.chart.along[v] < GAP_FROM || seen.chart.along[v] > to) continue;
      const side = seen.chart.side[v] > 0 ? span.left : span.right;
      side[0] = Math.min(side[0], x);
      side[1] = Math.max(side[1], x);
    }
    if (span.left[1] < 0 || span.right[1] < 0) continue;
    const [a, b] =
      span.right[0] < span.left[0] ? [span.right[1], span.left[0]] : [span.left[1], span.right[0]];
    const gap = (b - a) / extentPx;
    if (gap < GAP_LEAST || gap > GAP_MOST) continue;
    let filled = 0;
    for (let x = a + 1; x < b; x++) if (isCloth(x, y)) filled++;
    rows++;
    if (filled > 0.9 * (b - a - 1)) filledRows++;
  }
  return rows > Math.max(GAP_ROWS_LEAST, GAP_ROWS_SHARE * extentPx) && filledRows > SKIRT_SHARE * rows;
}

/** Colour between the lids, without the white and the pupil. */
function readIris(sight: FaceOf): Rgb {
  const { points } = sight.face;
  const found: Rgb[] = [];
  for (const [a, b, c, d] of [
    [33, 133, 159, 145],
    [362, 263, 386, 374],
  ]) {
    const x = (points[a * 3] + points[b * 3] + points[c * 3] + points[d * 3]) / 4;
    const y = (points[a * 3 + 1] + points[b * 3 + 1] + points[c * 3 + 1] + points[d * 3 + 1]) / 4;
    const reach = Math.max(
      1,
      0.14 * Math.hypot(points[a * 3] - points[b * 3], points[a * 3 + 1] - points[b * 3 + 1]),
    );
    for (let dy = -reach; dy <= reach; dy++) {
      for (let dx = -reach; dx <= reach; dx++) {
        const colour = pixelAt(sight, x + dx, y + dy);
        if (colour) found.push(colour);
      }
    }
  }
  found.sort((p, q) => p[0] + p[1] + p[2] - q[0] - q[1] - q[2]);
  const middle = medianColour(found.slice(Math.floor(found.length * 0.25), Math.ceil(found.length * 0.7)));
  return middle ?? [80, 56, 40];
}
