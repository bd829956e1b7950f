/**
 * Brows, beard and glasses, read at the places where the face network says they would be.
 *
 * CONTRIBUTOR NOTES: no network of its own, so only what is plain is claimed: hair on the upper lip and chin must be darker
 * than the cheeks on both sides of the mouth, a bridge of glasses is a thin dark line across the nose between two strips of
 * skin and rims lie under both eyes. Small faces are not asked.
 */
import { type Lab, labOf, medianColour, type Rgb } from './colour.ts';
import type { Look } from './look.ts';
import { type FaceOf, pixelAt, type SkinModel } from './seen-body.ts';

/** Eyes to mouth, px: below this rims cannot be told from lids. */
const GLASSES_LEAST_PX = 26;
const CHEEKS = [50, 280, 101, 330, 205, 425, 36, 266];
const UPPER_LIP = [164, 167, 393, 165, 391];
const CHINS = [18, 200, 199, 175, 83, 313, 201, 421];
/** Darker than the cheeks by this much: stubble, and a full beard. */
const STUBBLE_L = 9;
const BEARD_L = 26;
const BROW_FULL_L = 30;

type Place = readonly [number, number];

/** Reads all of it. */
export function findFace(sight: FaceOf, skin: SkinModel): Look['face'] {
  const at = (k: number): Place => [sight.face.points[k * 3], sight.face.points[k * 3 + 1]];
  const reach = Math.max(1, sight.face.eyeToMouthPx * 0.04);
  const patch = (ks: readonly number[]) => medianColour(ks.flatMap((k) => around(sight, at(k), reach)));
  const cheek = labOf(...(patch(CHEEKS) ?? skin.colour));
  return {
    brows: findBrows(sight, at, cheek),
    ...findBeard(patch(UPPER_LIP), patch(CHINS), cheek),
    ...findGlasses(sight, at),
  };
}

function around(sight: FaceOf, [x, y]: Place, reach: number): Rgb[] {
  const out: Rgb[] = [];
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      const colour = pixelAt(sight, x + dx, y + dy);
      if (colour) out.push(colour);
    }
  }
  return out;
}

/** Top and bottom of the brows by stations, from the inner end outwards. */
const BROW_STATIONS = [
  [66, 65],
  [105, 52],
  [63, 53],
  [296, 295],
  [334, 282],
  [293, 283],
] as const;

function findBrows(sight: FaceOf, at: (k: number) => Place, cheek: Lab): Look['face']['brows'] {
  const dark: Rgb[] = [];
  const depths: number[] = [];
  const heights: number[] = [];
  for (const [top, low] of BROW_STATIONS) {
    const [a, b] = [at(top), at(low)];
    // Past both edges, so that a thick brow shows how thick.
    const profile = Array.from({ length: 21 }, (_, i) => {
      const t = -0.5 + i * 0.1;
      return pixelAt(sight, a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t);
    }).filter((colour) => colour !== undefined);
    if (profile.length === 0) continue;
    const lights = profile.map((colour) => labOf(...colour)[0]);
    const deepest = Math.min(...lights);
    const depth = Math.max(0, cheek[0] - deepest);
    depths.push(depth);
    heights.push(lights.filter((l) => l < cheek[0] - depth / 2).length * 0.1);
    dark.push(profile[lights.indexOf(deepest)]);
  }
  const middle = (values: number[]) => values.sort((p, q) => p - q)[values.length >> 1] ?? 0;
  return {
    colour: medianColour(dark) ?? [70, 50, 40],
    strength: Math.min(1, middle(depths) / BROW_FULL_L),
    thickness: Math.min(1.6, Math.max(0.4, middle(heights))),
  };
}

function findBeard(
  lip: Rgb | undefined,
  chin: Rgb | undefined,
  cheek: Lab,
): { beard: number; beardColour: Rgb } {
  const off = (colour: Rgb | undefined) => (colour ? cheek[0] - labOf(...colour)[0] : 0);
  const share = (Math.min(off(lip), off(chin)) - STUBBLE_L) / (BEARD_L - STUBBLE_L);
  return { beard: Math.min(1, Math.max(0, share)), beardColour: chin ?? [80, 60, 50] };
}

/** Skin left and right of a line is this much lighter than a frame across the nose. */
const BRIDGE_L = 16;
const RIM_L = 14;
/** Lines across the bridge of the nose, and across each lower rim from the lid to the cheek. */
const BRIDGE = [9, 195] as const;
const RIMS = [
  [145, 101],
  [374, 330],
] as const;
const STEPS = 24;

/** Whether there are rims and a bridge, and their colour. */
function findGlasses(sight: FaceOf, at: (k: number) => Place): Pick<Look['face'], 'glasses' | 'frame'> {
  const across = ([from, to]: readonly [number, number]) => {
    const [a, b] = [at(from), at(to)];
    const line = Array.from({ length: STEPS }, (_, i): Rgb => {
      const t = i / (STEPS - 1);
      return pixelAt(sight, a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t) ?? [120, 120, 120];
    });
    return darkestStretch(line);
  };
  const bridge = across(BRIDGE);
  const rims = RIMS.map(across);
  const seen = bridge.depth > BRIDGE_L && Math.min(...rims.map(({ depth }) => depth)) > RIM_L;
  const frame = medianColour([bridge, ...rims].map(({ colour }) => colour)) ?? bridge.colour;
  const small = sight.face.eyeToMouthPx < GLASSES_LEAST_PX;
  return { glasses: small ? 'not judged' : seen ? 'seen' : 'none', frame };
}

/** The place of a line that is most darker than what is lightest on both its sides, and by how much. */
function darkestStretch(line: readonly Rgb[]): { depth: number; colour: Rgb } {
  const lights = line.map((colour) => labOf(...colour)[0]);
  let [depth, place] = [0, 0];
  for (let i = 2; i < lights.length - 2; i++) {
    const off = Math.min(Math.max(...lights.slice(0, i)), Math.max(...lights.slice(i + 1))) - lights[i];
    if (off > depth) [depth, place] = [off, i];
  }
  return { depth, colour: line[place] };
}
