/**
 * Colours of hair, strand by strand, from where the photos show them.
 *
 * CONTRIBUTOR NOTES: cards are too thin to carry a picture, and the photo's strands are not the cards'. So each point of a
 * strand takes a colour, not a texture: what is seen there if it looks like hair, else what strands near it show, from either
 * side of the head. Streaks, dark roots, pale tips and a shaved side come along; shine and strands over the face do not.
 */

import type { Part } from '../dress/part.ts';
import type { Camera } from '../fit/camera.ts';
import { projectAll } from '../fit/camera.ts';
import { type DistanceField, distanceAt } from '../fit/distance-field.ts';
import { type Posture, poseSkinned } from '../fit/pose-state.ts';
import type { Picture } from '../see/read-photo.ts';
import { colourDistance, type Lab, labOf, type Rgb, toLinear } from '../understand/colour.ts';
import type { Look } from '../understand/look.ts';
import type { DepthMap } from './scene.ts';

/** A photo with hair in it. */
export interface HairView {
  readonly picture: Picture;
  readonly camera: Camera;
  readonly posed: Posture;
  readonly mask: DistanceField;
  /** Head, body and clothes as they stood. */
  readonly hits: DepthMap;
}

/** Hair may lie this far behind the fitted surface and still be seen, m. */
const BEHIND_M = 0.012;
const FACING_LEAST = 0.1;
/** At the very edge of the person the background shines through. */
const EDGE_PX = 4;
/** What is this far from the hair's colour is something else. */
const NEAR = 15;
const LIGHT_SHARE = 0.35;
/** What is bluer than the hair by this much is sky. */
const BLUER_MOST = 6;
/** Strands whose roots lie this near one another look alike, m; those of the other side count as this much farther. */
const ALIKE_M = 0.02;
const OTHER_SIDE_M = 0.02;
/** How much of the unevenness that the style brings is kept beside the photo's own. */
const SHADE_KEPT = 0.6;
/** Mean of the sheet of strands, linear. */
const SHEET_MEAN = 0.64;

/** The hair with its colours read from the photos. */
export function paintHair(part: Part, views: readonly HairView[], look: Look): Part {
  const rows = rowsOf(part);
  const strands = part.positions.length / 9 / rows;
  const seen = new Float32Array(strands * rows * 3);
  const known = new Uint8Array(strands * rows);
  for (const view of views) lookAt(part, view, look, seen, known);
  const root = look.hair.colour.map(toLinear);
  const tip = look.hair.tip.map(toLinear);
  extendAlong(seen, known, rows);
  evenOut(seen, known, look);
  const field = spread(part, seen, known, rows);
  const colours = new Uint8Array((part.positions.length / 3) * 4);
  const shades = shadesOf(part, rows);
  for (let s = 0; s < strands; s++) {
    for (let r = 0; r < rows; r++) {
      const at = s * rows + r;
      const t = r / (rows - 1);
      for (let k = 0; k < 3; k++) {
        const own = field.weight[at] > 0 ? field.values[at * 3 + k] : root[k] * (1 - t) + tip[k] * t;
        const byte = Math.min(255, Math.round((own * shades[s] * 255) / SHEET_MEAN));
        for (let c = 0; c < 3; c++) colours[(at * 3 + c) * 4 + k] = byte;
      }
      for (let c = 0; c < 3; c++) colours[(at * 3 + c) * 4 + 3] = 255;
    }
  }
  return { ...part, colours };
}

/** Points along a strand: its texture runs from 0 to 1. */
function rowsOf({ uvs }: Part): number {
  let rows = 1;
  while (uvs[(rows - 1) * 6 + 1] < 1) rows++;
  return rows;
}

/** How light each strand is beside the mean, as the style has it. */
function shadesOf({ colours }: Part, rows: number): Float32Array {
  const strands = (colours?.length ?? 0) / 12 / rows;
  const light = Float32Array.from({ length: strands }, (_, s) => {
    const at = s * rows * 12;
    return colours ? colours[at] + colours[at + 1] + colours[at + 2] + 1 : 1;
  });
  const mean = light.reduce((sum, x) => sum + x, 0) / strands;
  return light.map((x) => (x / mean) ** SHADE_KEPT);
}

function lookAt(part: Part, view: HairView, look: Look, seen: Float32Array, known: Uint8Array): void {
  const { picture, camera, posed, mask, hits } = view;
  const points = poseSkinned(posed, part.positions, part.joints, part.weights);
  const tips = Float32Array.from(part.positions, (x, i) => x + part.normals[i] * 0.01);
  const ends = poseSkinned(posed, tips, part.joints, part.weights);
  const pixels = projectAll(camera, points);
  const skin = labOf(...look.skin);
  const kinds = [labOf(...look.hair.colour), labOf(...look.hair.tip)];
  const cloth = labOf(...look.upper.colour);
  for (let at = 0; at < known.length; at++) {
    if (known[at]) continue;
    const i = (at * 3 + 1) * 3;
    const away = Math.hypot(points[i], points[i + 1], points[i + 2]);
    const facing = [0, 1, 2].reduce(
      (sum, k) => sum - ((ends[i + k] - points[i + k]) / 0.01) * points[i + k],
      0,
    );
    if (facing / away < FACING_LEAST) continue;
    const [x, y] = [Math.floor(pixels[i]), Math.floor(pixels[i + 1])];
    if (x < 1 || y < 1 || x >= picture.width - 1 || y >= picture.height - 1) continue;
    if (pixels[i + 2] > hits.depth[y * picture.width + x] + BEHIND_M || distanceAt(mask, x, y)[0] > -EDGE_PX)
      continue;
    const colour = patch(picture, x, y, (lab) => isHair(lab, kinds, skin, cloth));
    if (!colour) continue;
    known[at] = 1;
    for (let k = 0; k < 3; k++) seen[at * 3 + k] = colour[k];
  }
}

function isHair(lab: Lab, kinds: readonly Lab[], skin: Lab, cloth: Lab): boolean {
  const off = Math.min(...kinds.map((kind) => colourDistance(lab, kind, LIGHT_SHARE)));
  const blue = lab[2] < Math.min(...kinds.map((kind) => kind[2])) - BLUER_MOST;
  if (off > NEAR || blue) return false;
  const others = Math.min(colourDistance(lab, skin, 0.6), colourDistance(lab, cloth, 0.6));
  return Math.min(...kinds.map((kind) => colourDistance(lab, kind, 0.6))) < others;
}

/** Mean linear light of what passes around a pixel; undefined when less than half does. */
function patch(picture: Picture, x: number, y: number, passes: (lab: Lab) => boolean): Rgb | undefined {
  const sum: [number, number, number] = [0, 0, 0];
  let count = 0;
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      const at = ((y + dy) * picture.width + x + dx) * 3;
      const { data } = picture;
      if (!passes(labOf(data[at], data[at + 1], data[at + 2]))) continue;
      count++;
      for (let k = 0; k < 3; k++) sum[k] += toLinear(data[at + k]);
    }
  }
  return count < 5 ? undefined : [sum[0] / count, sum[1] / count, sum[2] / count];
}

/** Shine and shade of the photo's light: a strand is at most so much lighter or darker than the hair's colour, in linear light. */
const LIGHTER_MOST = 1.2;
const DARKER_MOST = 0.4;

const lightOf = ([r, g, b]: ArrayLike<number> & Iterable<number>) => 0.3 * r + 0.6 * g + 0.1 * b;

function evenOut(seen: Float32Array, known: Uint8Array, look: Look): void {
  const middle = Math.max(...[look.hair.colour, look.hair.tip].map((c) => lightOf(c.map(toLinear))));
  for (let at = 0; at < known.length; at++) {
    if (!known[at]) continue;
    const light = lightOf(seen.subarray(at * 3, at * 3 + 3)) || 1e-6;
    const gain = Math.min(LIGHTER_MOST * middle, Math.max(DARKER_MOST * middle, light)) / light;
    for (let k = 0; k < 3; k++) seen[at * 3 + k] *= gain;
  }
}

/** What a strand shows somewhere holds so many points on: its tip says nothing of its root. */
const HOLDS_POINTS = 2;

function extendAlong(seen: Float32Array, known: Uint8Array, rows: number): void {
  const shown = known.slice();
  for (let at = 0; at < known.length; at++) {
    if (shown[at]) continue;
    const first = Math.floor(at / rows) * rows;
    for (let far = 1; far <= HOLDS_POINTS && !known[at]; far++) {
      const near = [at - far, at + far].find((q) => q >= first && q < first + rows && shown[q]);
      if (near === undefined) continue;
      seen.copyWithin(at * 3, near * 3, near * 3 + 3);
      known[at] = 1;
    }
  }
}

/** Each strand's colours from the strands around its root that were seen, on either side of the head. */
function spread(part: Part, seen: Float32Array, known: Uint8Array, rows: number) {
  const strands = known.length / rows;
  const root = (s: number, k: number) => part.positions[(s * rows * 3 + 1) * 3 + k];
  const values = new Float32Array(seen.length);
  const weight = new Float32Array(known.length);
  const shown = Array.from({ length: strands }, (_, s) => s).filter((s) =>
    known.subarray(s * rows, (s + 1) * rows).includes(1),
  );
  for (let s = 0; s < strands; s++) {
    const [x, y, z] = [root(s, 0), root(s, 1), root(s, 2)];
    for (const q of shown) {
      const [across, up, deep] = [root(q, 0), root(q, 1) - y, root(q, 2) - z];
      const same = (across - x) ** 2;
      const mirrored = (Math.abs(across + x) + OTHER_SIDE_M) ** 2;
      const squared = (up * up + deep * deep + Math.min(same, mirrored)) / ALIKE_M ** 2;
      // Far strands have a little say, so that a head seen from one side is whole.
      const say = 1 / (1 + squared) ** 3;
      for (let r = 0; r < rows; r++) {
        const at = s * rows + r;
        if (!known[q * rows + r]) continue;
        weight[at] += say;
        for (let k = 0; k < 3; k++) values[at * 3 + k] += say * seen[(q * rows + r) * 3 + k];
      }
    }
    for (let r = s * rows; r < (s + 1) * rows; r++) {
      if (weight[r] > 0) for (let k = 0; k < 3; k++) values[r * 3 + k] /= weight[r];
    }
  }
  return { values, weight };
}
