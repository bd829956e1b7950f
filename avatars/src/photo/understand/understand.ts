/**
 * Skin, hair and clothes of the person, read off the photo through the fitted body.
 *
 * CONTRIBUTOR NOTES: no network. The fitted body says which pixel is which part; the cheeks say what skin looks like
 * in this light; a boundary (sleeve, hem, neckline) is the place along a part that best separates skin from cloth.
 */
import type { Sight } from '../see/see.ts';
import { type BodyChart, CHART_PARTS, type ChartPart } from './body-chart.ts';
import { colourDistance, type Lab, labOf, medianColour, type Rgb } from './colour.ts';
import { findHair } from './find-hair.ts';
import type { Look } from './look.ts';

/** The fitted body as the camera sees it. */
export interface SeenBody {
  readonly sight: Sight;
  readonly chart: BodyChart;
  /** Vertices x 3: px, px, distance in m. */
  readonly pixels: Float32Array;
  /** 1 where nothing stands before the vertex and it faces the camera. */
  readonly visible: Uint8Array;
  /** Body drawn over the picture: nearest vertex of each pixel, or -1. */
  readonly vertexAt: Int32Array;
  /** mm above the hairline of each vertex. */
  readonly hairline: Int8Array;
}

/** What skin looks like in this photo. */
export interface SkinModel {
  readonly colour: Rgb;
  readonly lab: Lab;
}

/** FaceMesh points on cheeks, forehead and chin. */
const SKIN_POINTS = [50, 280, 205, 425, 101, 330, 151, 9, 117, 346, 36, 266];
const SKIN_NEAR = 15;

export function pixelAt(sight: Sight, x: number, y: number): Rgb | undefined {
  const { data, width, height } = sight.picture;
  const [px, py] = [Math.floor(x), Math.floor(y)];
  if (px < 0 || py < 0 || px >= width || py >= height) return undefined;
  const at = (py * width + px) * 3;
  return [data[at], data[at + 1], data[at + 2]];
}

export function isPerson(sight: Sight, x: number, y: number): boolean {
  const [px, py] = [Math.floor(x), Math.floor(y)];
  const { width, height } = sight.picture;
  return px >= 0 && py >= 0 && px < width && py < height && sight.mask[py * width + px] > 127;
}

export function readSkin(sight: Sight): SkinModel {
  const found: Rgb[] = [];
  for (const k of SKIN_POINTS) {
    for (let dy = -2; dy <= 2; dy++) {
      for (let dx = -2; dx <= 2; dx++) {
        const c = pixelAt(sight, sight.face.points[k * 3] + dx, sight.face.points[k * 3 + 1] + dy);
        if (c) found.push(c);
      }
    }
  }
  const colour = medianColour(found) ?? [190, 150, 130];
  return { colour, lab: labOf(...colour) };
}

export const isSkin = (skin: SkinModel, c: Rgb): boolean => colourDistance(labOf(...c), skin.lab, 0.3) < SKIN_NEAR;

/** One look at one vertex: where it lies along its part, and whether it shows skin. */
interface Probe {
  readonly along: number;
  readonly skin: boolean;
  readonly colour: Rgb;
}

/** Reads everything off. */
export function understand(seen: SeenBody): Look {
  const skin = readSkin(seen.sight);
  const arm = probesOf(seen, skin, ['arm']);
  const leg = probesOf(seen, skin, ['leg']);
  const trunk = probesOf(seen, skin, ['trunk']);
  const foot = probesOf(seen, skin, ['foot']);
  const sleeve = boundary(arm, { from: 0, to: 2, first: 'cloth' });
  const length = boundary(leg, { from: 0.12, to: 2, first: 'cloth' });
  const neckline = boundary(trunk.filter((p) => p.along > 0.7), { from: 0.72, to: 1, first: 'cloth' });
  const waist = findWaist(trunk);
  const cloth = (probes: readonly Probe[], low: number, high: number) =>
    medianColour(probes.filter((p) => !p.skin && p.along >= low && p.along <= high).map((p) => p.colour));
  const upper = cloth(trunk, waist.hem, neckline) ?? [120, 120, 125];
  const lower = cloth([...leg, ...trunk.filter((p) => p.along < waist.waist)], -9, length) ?? upper;
  const bareFeet = foot.length > 8 && foot.filter((p) => p.skin).length > 0.55 * foot.length;
  return {
    skin: skin.colour,
    iris: readIris(seen.sight),
    hair: findHair(seen, skin),
    upper: { colour: upper, sleeve, hem: waist.hem, neckline },
    lower: { colour: lower, kind: isSkirt(seen, length) ? 'skirt' : 'trousers', length, waist: waist.waist },
    shoes: bareFeet ? undefined : { colour: medianColour(foot.filter((p) => !p.skin).map((p) => p.colour)) ?? [60, 60, 64] },
  };
}

function probesOf(seen: SeenBody, skin: SkinModel, parts: readonly ChartPart[]): Probe[] {
  const out: Probe[] = [];
  const wanted = parts.map((part) => CHART_PARTS.indexOf(part));
  for (let v = 0; v < seen.visible.length; v++) {
    if (!seen.visible[v] || !wanted.includes(seen.chart.part[v])) continue;
    const [x, y] = [seen.pixels[v * 3], seen.pixels[v * 3 + 1]];
    const colour = isPerson(seen.sight, x, y) ? pixelAt(seen.sight, x, y) : undefined;
    if (colour) out.push({ along: seen.chart.along[v], skin: isSkin(skin, colour), colour });
  }
  return out;
}

/** The place that best parts cloth (before) from skin (after), every stretch counting alike. */
function boundary(probes: readonly Probe[], range: { from: number; to: number; first: 'cloth' }): number {
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
  return range.from + ((range.to - range.from) * best) / bins;
}

const ROWS = 20;
const SPLIT_MIN = 9;

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
  for (let k = 2; k <= ROWS * 0.6; k++) {
    const colour = (low: number, high: number) =>
      medianColour(trunk.filter((p) => !p.skin && p.along >= low && p.along < high).map((p) => p.colour));
    const [below, above] = [colour(k / ROWS - 0.16, k / ROWS), colour(k / ROWS, k / ROWS + 0.16)];
    if (!below || !above) continue;
    const difference = colourDistance(labOf(...below), labOf(...above), 0.8);
    if (difference > most) {
      most = difference;
      best = k / ROWS;
    }
  }
  return { hem: best, waist: best };
}

const SKIRT_SHARE = 0.55;

/** A skirt fills the gap between the legs that the fitted body leaves open. */
function isSkirt(seen: SeenBody, length: number): boolean {
  const { width, height } = seen.sight.picture;
  const leg = CHART_PARTS.indexOf('leg');
  let open = 0;
  let filled = 0;
  for (let y = 0; y < height; y += 2) {
    const ends: number[] = [];
    let last = 0;
    for (let x = 0; x < width; x++) {
      const v = seen.vertexAt[y * width + x];
      if (v < 0 || seen.chart.part[v] !== leg) continue;
      const along = seen.chart.along[v];
      if (along < 0.1 || along > Math.min(length, 1.6)) continue;
      if (last !== 0 && seen.chart.side[v] !== last) ends.push(x);
      if (ends.length === 0) ends[0] = x;
      else if (ends.length === 1) ends[0] = x;
      last = seen.chart.side[v];
    }
    if (ends.length < 2) continue;
    for (let x = ends[0] + 1; x < ends[1]; x++) {
      if (seen.vertexAt[y * width + x] >= 0) continue;
      open++;
      if (seen.sight.mask[y * width + x] > 127) filled++;
    }
  }
  return open > (seen.sight.extentPx / 40) ** 2 && filled > SKIRT_SHARE * open;
}

/** Colour between the lids, without the white and the pupil. */
function readIris(sight: Sight): Rgb {
  const { points } = sight.face;
  const found: Rgb[] = [];
  for (const [a, b, c, d] of [
    [33, 133, 159, 145],
    [362, 263, 386, 374],
  ]) {
    const x = (points[a * 3] + points[b * 3] + points[c * 3] + points[d * 3]) / 4;
    const y = (points[a * 3 + 1] + points[b * 3 + 1] + points[c * 3 + 1] + points[d * 3 + 1]) / 4;
    const reach = Math.max(1, 0.14 * Math.hypot(points[a * 3] - points[b * 3], points[a * 3 + 1] - points[b * 3 + 1]));
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
