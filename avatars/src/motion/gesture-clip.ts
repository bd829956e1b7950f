import { minimumJerk } from '../maths/angle.ts';
import { quatFromColumns, quatSlerp } from '../maths/quat.ts';
import { BODY_JOINT_COUNT, HUMAN_JOINTS } from '../skeleton/human-joints.ts';

/** Joints a gesture model may drive: the upper body; legs and hips stay with the learned motion. */
export const GESTURE_JOINTS: readonly string[] = HUMAN_JOINTS.slice(0, BODY_JOINT_COUNT).filter((name) =>
  /spine|chest|Chest|neck|head|Shoulder|Arm|Hand/.test(name),
);

/** Upper-body motion that goes with a stretch of speech: local rotations in the canonical skeleton. */
export interface GestureClip {
  readonly hz: number;
  readonly frames: number;
  /** Indices of the joints it drives. */
  readonly joints: readonly number[];
  /** Quaternions, frames x joints x 4. */
  readonly rotations: Float32Array;
}

/** In and out of a clip, s. */
const BLEND_S = { in: 0.3, out: 0.45 } as const;
const CLIPS_MAX = 256;

/**
 * Builds a clip from what a gesture model gave: for each frame and joint the first two columns of its rotation.
 *
 * @param six frames x joints x 6
 * @throws Error naming the frame and joint that is no rotation
 */
export function clipFromColumns(six: Float32Array, names: readonly string[], hz: number): GestureClip {
  const frames = six.length / (names.length * 6);
  const joints = names.map((name) => (HUMAN_JOINTS as readonly string[]).indexOf(name));
  const rotations = new Float32Array(frames * names.length * 4);
  const turn = new Float64Array(4);
  for (let frame = 0; frame < frames; frame++) {
    for (let k = 0; k < names.length; k++) {
      const i = frame * names.length + k;
      if (!quatFromColumns(turn, 0, six, i * 6))
        throw new Error(`frame ${frame}, joint ${names[k]}: no rotation`);
      rotations.set(turn, i * 4);
    }
  }
  return { hz, frames, joints, rotations };
}

/** Clips that play over bodies, by wire id; a new one of the same human replaces the old. */
export class GestureClips {
  private readonly playing = new Map<number, { clip: GestureClip; startTick: number }>();
  private readonly dtS: number;
  private readonly last = new Float64Array(4);
  private readonly next = new Float64Array(4);

  constructor(dtS: number) {
    this.dtS = dtS;
  }

  play(netId: number, startTick: number, clip: GestureClip): void {
    if (this.playing.size >= CLIPS_MAX && !this.playing.has(netId)) return;
    this.playing.set(netId, { clip, startTick });
  }

  /** Puts the clip of a human over its pose (local rotations, canonical skeleton); returns its weight 0..1. */
  apply(netId: number, tick: number, joints: Float64Array): number {
    const entry = this.playing.get(netId);
    if (!entry) return 0;
    const { clip, startTick } = entry;
    const s = (tick - startTick) * this.dtS;
    const lengthS = clip.frames / clip.hz;
    if (s >= lengthS) {
      this.playing.delete(netId);
      return 0;
    }
    if (s <= 0) return 0;
    const weight =
      minimumJerk(Math.min(1, s / BLEND_S.in)) * minimumJerk(Math.min(1, (lengthS - s) / BLEND_S.out));
    const at = Math.min(clip.frames - 1, s * clip.hz);
    const f = Math.floor(at);
    const g = Math.min(clip.frames - 1, f + 1);
    const count = clip.joints.length;
    for (let k = 0; k < count; k++) {
      for (let c = 0; c < 4; c++) {
        this.last[c] = clip.rotations[(f * count + k) * 4 + c];
        this.next[c] = clip.rotations[(g * count + k) * 4 + c];
      }
      quatSlerp(this.next, 0, this.last, 0, this.next, 0, at - f);
      const joint = clip.joints[k] * 4;
      quatSlerp(joints, joint, joints, joint, this.next, 0, weight);
    }
    return weight;
  }
}
