import { quatNormalize, quatSlerp } from '../maths/quat.ts';
import { CLIP_LIMITS } from './clip.ts';
import { ClipError } from './clip-error.ts';
import { type GltfAnimation, type GltfFile, nodeName, readAccessor } from './gltf-file.ts';

const PATHS = { translation: 3, rotation: 4, scale: 3 } as const;
export type Path = keyof typeof PATHS;

/** Keys of one property of one node. */
export interface Track {
  readonly node: number;
  readonly path: Path;
  readonly times: Float32Array;
  /** Values of a key; a cubic one has its tangents beside it: in, value, out. */
  readonly values: Float32Array;
  readonly kind: 'LINEAR' | 'STEP' | 'CUBICSPLINE';
}

/** Tracks of an animation that move nodes; morph targets are left to the face. @throws ClipError */
export function readTracks(gltf: GltfFile, animation: GltfAnimation): Track[] {
  const seen = new Set<string>();
  return animation.channels.flatMap((channel) => {
    const { node, path } = channel.target;
    if (node === undefined || !(path in PATHS)) return [];
    const sampler = animation.samplers[channel.sampler];
    if (!gltf.json.nodes?.[node] || !sampler)
      throw new ClipError(
        'accessor',
        gltf.file,
        `a channel names node ${node} or sampler ${channel.sampler}, which is not there`,
      );
    const joint = nodeName(gltf, node);
    if (seen.has(`${node} ${path}`))
      throw new ClipError('duplicateJoint', gltf.file, `two channels move its ${path}; keep one`, { joint });
    seen.add(`${node} ${path}`);
    const kind = sampler.interpolation ?? 'LINEAR';
    if (kind !== 'LINEAR' && kind !== 'STEP' && kind !== 'CUBICSPLINE')
      throw new ClipError('syntax', gltf.file, 'the interpolation is none of LINEAR, STEP, CUBICSPLINE', {
        joint,
      });
    const width = PATHS[path as Path];
    const times = readAccessor(gltf, sampler.input, `times of ${joint}`, 'SCALAR');
    const values = readAccessor(gltf, sampler.output, `${path} of ${joint}`, width === 4 ? 'VEC4' : 'VEC3');
    const track: Track = { node, path: path as Path, times, values, kind };
    checkTrack(gltf, track, joint);
    return [track];
  });
}

function checkTrack(gltf: GltfFile, track: Track, joint: string): void {
  const { times, values, kind, path } = track;
  const each = PATHS[path] * (kind === 'CUBICSPLINE' ? 3 : 1);
  if (times.length === 0 || values.length !== times.length * each)
    throw new ClipError(
      'accessor',
      gltf.file,
      `${path} has ${values.length} numbers for ${times.length} keys`,
      { joint },
    );
  for (let i = 0; i < times.length; i++) {
    if (!(times[i] >= 0 && times[i] <= CLIP_LIMITS.durationMaxS) || (i > 0 && !(times[i] >= times[i - 1])))
      throw new ClipError(
        'frameTime',
        gltf.file,
        `the time ${times[i]} s is out of order or not within 0 and ${CLIP_LIMITS.durationMaxS} s`,
        { joint, frame: i },
      );
    for (let k = 0; k < each; k++)
      if (!(Math.abs(values[i * each + k]) < 1e7))
        throw new ClipError(
          'notANumber',
          gltf.file,
          `${path} is not a usable number (${values[i * each + k]})`,
          { joint, frame: i },
        );
  }
}

/** Last time of any track, s. */
export function lastTime(tracks: readonly Track[]): number {
  return tracks.reduce((most, { times }) => Math.max(most, times[times.length - 1]), 0);
}

const RATES = [24, 25, 30, 50, 60, 90, 100, 120];

/** Frames a second at which nothing of the tracks is lost: that of their densest keys, within 20..120. */
export function rateOf(tracks: readonly Track[]): number {
  let rate = 0;
  for (const { times } of tracks) {
    const length = times[times.length - 1] - times[0];
    if (times.length > 1 && length > 0) rate = Math.max(rate, (times.length - 1) / length);
  }
  // A take of whole frames whose last key is a little late is of the rate it was made at.
  const whole = RATES.find((usual) => Math.abs(usual - rate) < 0.03 * usual) ?? Math.round(rate);
  // Keys set by hand stand far apart: they are read at 30 a second.
  return whole < 20 ? 30 : Math.min(120, whole);
}

/** Value of a track at a time, into out. */
export function sampleTrack(track: Track, timeS: number, out: number[]): void {
  const { times, values, kind, path } = track;
  const width = PATHS[path];
  const each = width * (kind === 'CUBICSPLINE' ? 3 : 1);
  const own = kind === 'CUBICSPLINE' ? width : 0;
  let low = 0;
  let high = times.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (times[middle] <= timeS) low = middle;
    else high = middle - 1;
  }
  const next = Math.min(low + 1, times.length - 1);
  const span = times[next] - times[low];
  const t = span > 0 ? Math.min(1, Math.max(0, (timeS - times[low]) / span)) : 0;
  const a = low * each;
  const b = next * each;
  if (kind === 'CUBICSPLINE') cubic(values, a, b, width, span, t, out);
  else if (kind === 'STEP' || t === 0) for (let k = 0; k < width; k++) out[k] = values[a + own + k];
  else if (path === 'rotation') {
    const [from, to] = [Array.from(values.subarray(a, a + 4)), Array.from(values.subarray(b, b + 4))];
    quatNormalize(from, 0);
    quatNormalize(to, 0);
    quatSlerp(out, 0, from, 0, to, 0, t);
  } else for (let k = 0; k < width; k++) out[k] = values[a + k] * (1 - t) + values[b + k] * t;
  if (path === 'rotation') quatNormalize(out, 0);
}

function cubic(
  values: Float32Array,
  a: number,
  b: number,
  width: number,
  span: number,
  t: number,
  out: number[],
): void {
  const [t2, t3] = [t * t, t * t * t];
  for (let k = 0; k < width; k++)
    out[k] =
      (2 * t3 - 3 * t2 + 1) * values[a + width + k] +
      span * (t3 - 2 * t2 + t) * values[a + 2 * width + k] +
      (-2 * t3 + 3 * t2) * values[b + width + k] +
      span * (t3 - t2) * values[b + k];
}
