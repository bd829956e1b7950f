import { forwardKinematics } from '../skeleton/forward-kinematics.ts';
import { JOINT_COUNT, JOINT_INDEX } from '../skeleton/human-joints.ts';
import { CLIP_FRAME_VALUES, type Clip } from './clip.ts';

/** Same thresholds as the training labels, on a 0.83 m leg: on below and slower, off above or faster. */
const CONTACT = { onM: 0.055, onMps: 0.28, offM: 0.07, offMps: 0.5, leastS: 0.1 } as const;
const TOE_REST_M = 0.02;
const TOES = [JOINT_INDEX.leftToes, JOINT_INDEX.rightToes];

/** World places of both toe joints of every frame, frames x 2 x 3, m. */
export function toePlaces(clip: Clip): Float64Array {
  const out = new Float64Array(clip.frames * 6);
  const positions = new Float64Array(JOINT_COUNT * 3);
  const rotations = new Float64Array(JOINT_COUNT * 4);
  const { hips, joints, rig } = clip;
  for (let frame = 0; frame < clip.frames; frame++) {
    forwardKinematics(
      positions,
      rotations,
      hips,
      frame * 3,
      joints,
      frame * CLIP_FRAME_VALUES,
      rig.restOffsets,
    );
    TOES.forEach((toe, foot) => {
      for (let k = 0; k < 3; k++) out[frame * 6 + foot * 3 + k] = positions[toe * 3 + k];
    });
  }
  return out;
}

/** Which toes are planted, a byte a frame: bit 0 left, bit 1 right; by height and speed, with hysteresis. */
export function footContacts(clip: Clip): Uint8Array {
  const toes = toePlaces(clip);
  const ratio = clip.rig.legLengthM / 0.83;
  const out = new Uint8Array(clip.frames);
  const least = Math.max(1, Math.round(CONTACT.leastS * clip.fps));
  for (let foot = 0; foot < 2; foot++) {
    const flags = new Uint8Array(clip.frames);
    const floor = floorOf(toes, foot, clip.frames, ratio);
    let on = false;
    for (let frame = 0; frame < clip.frames; frame++) {
      const height = toes[frame * 6 + foot * 3 + 1] / ratio - floor;
      const speed = toeSpeed(toes, frame, foot, clip.frames, clip.fps) / ratio;
      on = on
        ? height < CONTACT.offM && speed < CONTACT.offMps
        : height < CONTACT.onM && speed < CONTACT.onMps;
      flags[frame] = on ? 1 : 0;
    }
    for (const [from, to] of runsOf(flags))
      if (to - from >= least) for (let i = from; i < to; i++) out[i] |= 1 << foot;
  }
  return out;
}

/** Height at which this toe stands beside where it should, m on a 0.83 m leg: rigs and takes are off by centimetres. */
function floorOf(toes: Float64Array, foot: number, frames: number, ratio: number): number {
  const heights = Float64Array.from({ length: frames }, (_, i) => toes[i * 6 + foot * 3 + 1] / ratio).sort();
  return Math.min(0.08, Math.max(-0.06, heights[Math.floor(frames * 0.08)] - TOE_REST_M));
}

function toeSpeed(toes: Float64Array, frame: number, foot: number, frames: number, fps: number): number {
  const [a, b] = [Math.max(0, frame - 1), Math.min(frames - 1, frame + 1)];
  let sum = 0;
  for (let k = 0; k < 3; k++) sum += (toes[b * 6 + foot * 3 + k] - toes[a * 6 + foot * 3 + k]) ** 2;
  return (Math.sqrt(sum) * fps) / (b - a);
}

/** [from, to) of every run of non-zero flags. */
export function runsOf(flags: ArrayLike<number>): [number, number][] {
  const out: [number, number][] = [];
  let from = -1;
  for (let i = 0; i <= flags.length; i++) {
    const on = i < flags.length && flags[i] !== 0;
    if (on && from < 0) from = i;
    if (!on && from >= 0) {
      out.push([from, i]);
      from = -1;
    }
  }
  return out;
}

/** Mean horizontal speed of planted toes, cm/s; NaN when none is planted. */
export function skateCmPerS(clip: Clip, contacts: Uint8Array): number {
  const toes = toePlaces(clip);
  let sum = 0;
  let count = 0;
  for (let frame = 1; frame < clip.frames; frame++) {
    for (let foot = 0; foot < 2; foot++) {
      if (!(contacts[frame] & contacts[frame - 1] & (1 << foot))) continue;
      const [i, j] = [frame * 6 + foot * 3, (frame - 1) * 6 + foot * 3];
      sum += Math.hypot(toes[i] - toes[j], toes[i + 2] - toes[j + 2]) * clip.fps;
      count += 1;
    }
  }
  return count > 0 ? (sum / count) * 100 : Number.NaN;
}
