/**
 * Takes the photo's light out of its colours: shading as spherical harmonics of second order over the fitted body's
 * normals, found from skin and clothes together, then divided out in linear light.
 *
 * CONTRIBUTOR NOTES: exposure and the colour of the light cannot be told from the colour of skin, so the mean of the shading
 * is 1 in each channel: the tone the photo shows is kept, what changes with the normal is taken off. A person's own albedo
 * changes too (lips, prints, beard); the fit is robust against it, and its order is too low to follow it.
 */
import { length3 } from '../../maths/angle.ts';
import { solveStep } from '../fit/normal-equations.ts';
import type { PixelHits } from '../render/rasterise.ts';
import { vertexNormals } from '../render/vertex-normals.ts';
import type { Picture } from '../see/read-photo.ts';
import { LINEAR, type Rgb, toSrgbFast } from '../understand/colour.ts';
import type { PaintScene } from './scene.ts';

/** A surface whose own colour is taken to be one. */
export interface LitSurface {
  /** Vertices x 3, camera frame. */
  readonly points: Float32Array;
  readonly triangles: ArrayLike<number>;
  /** Number of its first triangle among those that were drawn. */
  readonly first: number;
  /** Whether a pixel's colour (sRGB bytes) may be this surface's. */
  readonly accept: (colour: Rgb) => boolean;
  /** Points of the surface of cloth, by vertex: it does not follow every fold between limbs and trunk. */
  readonly hanging?: Int32Array | undefined;
}

/** The photo, where the person stands in it, and which triangle is seen at each pixel. */
export type LitScene = Pick<PaintScene, 'picture' | 'mask' | 'edgePx'> & {
  readonly hits: Pick<PixelHits, 'triangle' | 'shares'>;
};

const CHANNELS = [0, 1, 2] as const;
const TERMS = 9;
const ROUNDS = 8;
/** A round that changes no weight by more than this is the last. */
const SETTLED = 0.002;
/** Ridge on the harmonics of first and second order, as shares of the number of samples. */
const RIDGE = [0, 0.002, 0.002, 0.002, 0.01, 0.01, 0.01, 0.01, 0.01] as const;
/** A pixel this far from its surface's shaded colour (share) has little say. */
const FAR = 0.22;
/**
 * How much of what the fit says of the light's hue is believed: skin that the sun browned on one side, foliage that shines
 * through hair and hands before cloth turn the hue with the normal as a coloured light would, and do so more often.
 */
const HUE_SAY = 0.3;
const SAMPLES_LEAST = 400;
const SHADE_LEAST = 0.45;
const SHADE_MOST = 2.2;
/** Every so many pixels across and down are asked, and of those so many at most: evenly, they say the same. */
const STRIDE = 2;
const SAMPLES_MOST = 8_000;

/** Real spherical harmonics of the unit normal at a place of a table, up to second order, without constants. */
function harmonics(normals: Float32Array, from: number, out: Float64Array, to: number): void {
  const x = normals[from];
  const y = normals[from + 1];
  const z = normals[from + 2];
  out[to] = 1;
  out[to + 1] = x;
  out[to + 2] = y;
  out[to + 3] = z;
  out[to + 4] = x * y;
  out[to + 5] = y * z;
  out[to + 6] = 3 * z * z - 1;
  out[to + 7] = x * z;
  out[to + 8] = x * x - y * y;
}

interface Normals {
  /** Surface in front of each pixel, or -1. */
  readonly surface: Int16Array;
  /** Pixels x 3. */
  readonly normals: Float32Array;
}

/** How often the normals of cloth take up those beside them. */
const HANG_ROUNDS = 6;

function normalsOf({ points, triangles, hanging }: LitSurface): Float32Array {
  const normals = vertexNormals(points, triangles);
  if (!hanging) return normals;
  const sums = new Float32Array(3 * (1 + hanging.reduce((most, p) => Math.max(most, p), 0)));
  for (let round = 0; round < HANG_ROUNDS; round++) {
    sums.fill(0);
    for (let t = 0; t < triangles.length; t++) {
      const v = triangles[t];
      const next = triangles[t % 3 === 2 ? t - 2 : t + 1];
      const p = hanging[v] * 3;
      const q = hanging[next] * 3;
      for (let k = 0; k < 3; k++) {
        const both = normals[v * 3 + k] + normals[next * 3 + k];
        sums[p + k] += both;
        sums[q + k] += both;
      }
    }
    for (let v = 0; v < hanging.length; v++) {
      const p = hanging[v] * 3;
      const length = length3(sums[p], sums[p + 1], sums[p + 2]) || 1;
      for (let k = 0; k < 3; k++) normals[v * 3 + k] = sums[p + k] / length;
    }
  }
  return normals;
}

/** The normal of each pixel that shows one of the surfaces. */
function normalsSeen({ hits }: LitScene, surfaces: readonly LitSurface[]): Normals {
  const drawn = surfaces.reduce(
    (most, { first, triangles }) => Math.max(most, first + triangles.length / 3),
    0,
  );
  const owners = new Int16Array(drawn).fill(-1);
  surfaces.forEach(({ first, triangles }, s) => {
    owners.fill(s, first, first + triangles.length / 3);
  });
  const tables = surfaces.map(normalsOf);
  const surface = new Int16Array(hits.triangle.length).fill(-1);
  const normals = new Float32Array(surface.length * 3);
  for (let i = 0; i < surface.length; i++) {
    const hit = hits.triangle[i];
    if (hit < 0 || hit >= drawn || owners[hit] < 0) continue;
    const s = owners[hit];
    const { first, triangles } = surfaces[s];
    const table = tables[s];
    const t = (hit - first) * 3;
    const a = triangles[t] * 3;
    const b = triangles[t + 1] * 3;
    const c = triangles[t + 2] * 3;
    const u = hits.shares[i * 2];
    const v = hits.shares[i * 2 + 1];
    const x = (1 - u - v) * table[a] + u * table[b] + v * table[c];
    const y = (1 - u - v) * table[a + 1] + u * table[b + 1] + v * table[c + 1];
    const z = (1 - u - v) * table[a + 2] + u * table[b + 2] + v * table[c + 2];
    const length = length3(x, y, z) || 1;
    surface[i] = s;
    normals[i * 3] = x / length;
    normals[i * 3 + 1] = y / length;
    normals[i * 3 + 2] = z / length;
  }
  return { surface, normals };
}

interface Samples {
  readonly count: number;
  readonly basis: Float64Array;
  /** Samples x 3, linear light. */
  readonly light: Float64Array;
  readonly surface: Int16Array;
}

function gatherSamples(scene: LitScene, surfaces: readonly LitSurface[], seen: Normals): Samples {
  const { data, width, height } = scene.picture;
  const all: number[] = [];
  for (let y = 0; y < height; y += STRIDE) {
    for (let x = 0; x < width; x += STRIDE) {
      const i = y * width + x;
      const s = seen.surface[i];
      if (s < 0 || scene.mask.values[i] > -scene.edgePx || seen.normals[i * 3 + 2] < 0.15) continue;
      if (surfaces[s].accept([data[i * 3], data[i * 3 + 1], data[i * 3 + 2]])) all.push(i);
    }
  }
  const every = Math.ceil(all.length / SAMPLES_MOST);
  const found = every > 1 ? all.filter((_, n) => n % every === 0) : all;
  const basis = new Float64Array(found.length * TERMS);
  const light = new Float64Array(found.length * 3);
  found.forEach((i, n) => {
    harmonics(seen.normals, i * 3, basis, n * TERMS);
    for (let k = 0; k < 3; k++) light[n * 3 + k] = Math.max(0.002, LINEAR[data[i * 3 + k]]);
  });
  return { count: found.length, basis, light, surface: Int16Array.from(found, (i) => seen.surface[i]) };
}

/** The value that would stand at `rank` were the first `count` sorted; changes their order (Hoare's selection). */
function rankedAt(values: Float64Array, count: number, rank: number): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1];
    let [i, j] = [low, high];
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i > j) break;
      const kept = values[i];
      values[i++] = values[j];
      values[j--] = kept;
    }
    if (rank <= j) high = j;
    else if (rank >= i) low = i;
    else break;
  }
  return values[rank];
}

/** Shading of one channel by turns with the surfaces' own colours. */
function fitChannel(samples: Samples, surfaces: number, channel: number): Float64Array {
  const { count, basis, light, surface } = samples;
  const weights = new Float64Array(TERMS);
  weights[0] = 1;
  const flat = new Float64Array(count);
  const shades = new Float64Array(count);
  const shade = () => {
    for (let n = 0; n < count; n++) {
      let sum = 0;
      for (let k = 0; k < TERMS; k++) sum += weights[k] * basis[n * TERMS + k];
      shades[n] = Math.max(0.05, sum);
    }
  };
  for (let round = 0; round < ROUNDS; round++) {
    shade();
    const albedo = Array.from({ length: surfaces }, (_, s) => {
      let found = 0;
      for (let n = 0; n < count; n++)
        if (surface[n] === s) flat[found++] = light[n * 3 + channel] / shades[n];
      return found > 0 ? rankedAt(flat, found, found >> 1) : 1;
    });
    const matrix = new Float64Array(TERMS * TERMS);
    const gradient = new Float64Array(TERMS);
    for (let n = 0; n < count; n++) {
      const value = light[n * 3 + channel] / albedo[surface[n]];
      const off = (value - shades[n]) / FAR;
      const say = 1 / (1 + off * off) ** 2;
      for (let a = 0; a < TERMS; a++) {
        const w = say * basis[n * TERMS + a];
        gradient[a] -= w * value;
        for (let b = 0; b <= a; b++) matrix[a * TERMS + b] += w * basis[n * TERMS + b];
      }
    }
    for (let a = 0; a < TERMS; a++) matrix[a * TERMS + a] += RIDGE[a] * count + 1e-9;
    const found = solveStep({ size: TERMS, matrix, gradient, cost: 0 }, 0);
    if (!found) break;
    const before = weights.slice();
    weights.set(found);
    shade();
    let mean = 0;
    for (let n = 0; n < count; n++) mean += shades[n] / count;
    let most = 0;
    for (let k = 0; k < TERMS; k++) {
      weights[k] /= mean;
      most = Math.max(most, Math.abs(weights[k] - before[k]));
    }
    if (most < SETTLED) break;
  }
  return weights;
}

/** Shading whose channels differ from one another by a share of what was fitted. */
const nearlyGrey = (channels: readonly Float64Array[]): Float64Array[] => {
  const grey = Float64Array.from({ length: TERMS }, (_, term) =>
    channels.reduce((sum, channel) => sum + channel[term] / channels.length, 0),
  );
  return channels.map((channel) => channel.map((x, term) => grey[term] + HUE_SAY * (x - grey[term])));
};

/**
 * The photo with the light of the surfaces divided out; elsewhere as it was.
 *
 * @returns the picture as given when too little of the surfaces shows to tell the light
 */
export function takeLightOut(scene: LitScene, surfaces: readonly LitSurface[]): Picture {
  const seen = normalsSeen(scene, surfaces);
  const samples = gatherSamples(scene, surfaces, seen);
  if (samples.count < SAMPLES_LEAST) return scene.picture;
  const shading = nearlyGrey(CHANNELS.map((k) => fitChannel(samples, surfaces.length, k)));
  const data = scene.picture.data.slice();
  const basis = new Float64Array(TERMS);
  for (let i = 0; i < seen.surface.length; i++) {
    if (seen.surface[i] < 0) continue;
    harmonics(seen.normals, i * 3, basis, 0);
    for (let k = 0; k < 3; k++) {
      let shade = 0;
      for (let term = 0; term < TERMS; term++) shade += shading[k][term] * basis[term];
      const clamped = Math.min(SHADE_MOST, Math.max(SHADE_LEAST, shade));
      data[i * 3 + k] = toSrgbFast(LINEAR[data[i * 3 + k]] / clamped);
    }
  }
  return { ...scene.picture, data };
}
