import { forwardKinematics } from '../skeleton/forward-kinematics.ts';
import { JOINT_COUNT, JOINT_INDEX } from '../skeleton/human-joints.ts';
import type { CanonicalContext, CanonicalMotion } from './canonical.ts';
import { CLIP_FRAME_VALUES, type ClipRig } from './clip.ts';
import { sampleFrames } from './rig-frame.ts';
import { at3, at4, inverse, median, multiply, rotate, scale, sub, type Vec } from './vectors.ts';

const SAMPLES = 300;
/** A foot slower than this stands, m/s. */
const STANDING_MPS = 0.3;
const LEAST_STANDING = 6;
const LEAST_PITCH_RAD = 0.03;
const MOST_PITCH_RAD = 0.6;

/**
 * A foot that stands is flat: turns the feet's rest so that it is. Rigs rest with feet that point down, or have an ankle
 * and a ball at odd heights, and only the motion tells.
 */
export function levelFeet(context: CanonicalContext): void {
  const { take, map, up, turns, metres } = context;
  if (take.frames < LEAST_STANDING) return;
  const size = take.rig.names.length;
  const rotations = new Float64Array(size * 4);
  const [now, next] = [new Float64Array(size * 3), new Float64Array(size * 3)];
  for (const side of ['left', 'right'] as const) {
    const [foot, toes] = [JOINT_INDEX[`${side}Foot`], JOINT_INDEX[`${side}Toes`]];
    if (map[foot] < 0 || map[toes] < 0) continue;
    const slopes: { speed: number; slope: number }[] = [];
    for (const frame of sampleFrames(take.frames - 1, SAMPLES)) {
      take.pose(frame + 1, next, rotations);
      take.pose(frame, now, rotations);
      const place = (from: Float64Array, joint: number): Vec =>
        scale(rotate(up, at3(from, map[joint])), metres);
      const speed = [foot, toes]
        .map((joint) => Math.hypot(...sub(place(next, joint), place(now, joint))) * take.fps)
        .reduce((a, b) => Math.max(a, b));
      slopes.push({ speed, slope: slopeOf(sub(place(now, toes), place(now, foot))) });
    }
    const standing = slopes
      .sort((a, b) => a.speed - b.speed)
      .slice(0, Math.max(LEAST_STANDING, slopes.length * 0.15));
    if (standing.length < LEAST_STANDING || standing[LEAST_STANDING - 1].speed > STANDING_MPS) continue;
    const rest = sub(at3(take.rig.restPositions, map[toes]), at3(take.rig.restPositions, map[foot]));
    const turn = inverse(turns[foot]);
    const own = slopeOf(rotate(turn, rotate(inverse(at4(take.rig.restRotations, map[foot])), rest)));
    const pitch = median(standing.map(({ slope }) => slope)) - own;
    if (Math.abs(pitch) < LEAST_PITCH_RAD || Math.abs(pitch) > MOST_PITCH_RAD) continue;
    for (const joint of [foot, toes])
      turns[joint] = multiply(turns[joint], [Math.sin(pitch / 2), 0, 0, Math.cos(pitch / 2)]);
  }
}

function slopeOf(bone: Vec): number {
  return Math.atan2(bone[1], Math.hypot(bone[0], bone[2]));
}

/** Of a flat foot's toe joint, m; and less than this is no reason to move a floor. */
const TOE_REST_M = 0.02;
const LEAST_FLOOR_M = 0.015;
/** A floor this far from y = 0 is moved whatever the feet do (a rig whose hips are its origin), m. */
const FAR_FLOOR_M = 0.25;
const LOW_SHARE = 0.1;
const PLANTED_SHARE = 0.3;

/** Height of the floor under a motion, m: where the lower foot stands. 0 when it is near enough or nothing stands. */
export function findFloor(motion: CanonicalMotion, rig: ClipRig, fps: number): number {
  const positions = new Float64Array(JOINT_COUNT * 3);
  const rotations = new Float64Array(JOINT_COUNT * 4);
  const lowest: number[] = [];
  let planted = 0;
  let before: [Vec, Vec] | undefined;
  const frames = sampleFrames(motion.frames, 1000);
  for (const frame of frames) {
    forwardKinematics(
      positions,
      rotations,
      motion.hips,
      frame * 3,
      motion.joints,
      frame * CLIP_FRAME_VALUES,
      rig.restOffsets,
    );
    const toes: [Vec, Vec] = [at3(positions, JOINT_INDEX.leftToes), at3(positions, JOINT_INDEX.rightToes)];
    const low = toes[0][1] < toes[1][1] ? 0 : 1;
    lowest.push(toes[low][1]);
    const step = Math.max(1, Math.round(motion.frames / frames.length)) / fps;
    if (before && Math.hypot(...sub(toes[low], before[low])) / step < STANDING_MPS) planted += 1;
    before = toes;
  }
  lowest.sort((a, b) => a - b);
  const floor = lowest[Math.floor(lowest.length * LOW_SHARE)] - (TOE_REST_M * rig.legLengthM) / 0.83;
  const stands = planted >= frames.length * PLANTED_SHARE;
  if (Math.abs(floor) < LEAST_FLOOR_M || (Math.abs(floor) < FAR_FLOOR_M && !stands)) return 0;
  return floor;
}
