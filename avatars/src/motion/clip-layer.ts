// CONTRIBUTOR NOTES
// A clip takes its joints over at once, and the difference to what was shown fades as at every other jump
// (pose-blend.ts): a crossfade of two walks drags both pairs of feet. What the engine adds to everybody (habits, breath,
// strokes, gaze) fades out over `easeS` while a clip plays: a recording brings its own.
import { minimumJerk } from '../maths/angle.ts';
import { quatSlerp } from '../maths/quat.ts';
import { BODY_JOINT_COUNT } from '../skeleton/human-joints.ts';
import type { MotionControls } from './controls.ts';
import {
  CLIP_FLAG,
  CLIP_HZ,
  CLIP_PLAY,
  type ClipSpan,
  clipFrameAt,
  clipStep,
  type MotionClip,
  readClipFingers,
  readClipPose,
} from './motion-clip.ts';
import type { MotionModel } from './motion-model.ts';
import { FINGER_VALUES, RAW_VALUES } from './motion-state.ts';

const CLIP_LAYER_DEFAULTS = { easeS: 0.3 } as const;
const HIP = BODY_JOINT_COUNT * 4;

/** Which clip every human plays, and where in it. */
export class ClipLayer {
  /** 1: what clips do to human n changed in this tick (began, ended, began again). */
  readonly changed: Uint8Array;
  private readonly clips: readonly MotionClip[];
  private readonly dtS: number;
  private readonly upper: Float64Array;
  private readonly whole = new Float64Array(BODY_JOINT_COUNT).fill(1);
  /** Index + 1, start tick and flags of the clip that plays, its frame and frames a tick; then the one before a change. */
  private readonly clip: Uint16Array;
  private readonly start: Int32Array;
  private readonly flags: Uint8Array;
  private readonly frame: Float64Array;
  private readonly rate: Float64Array;
  private readonly oldClip: Uint16Array;
  private readonly oldFlags: Uint8Array;
  private readonly oldFrame: Float64Array;
  private readonly ease: Float32Array;
  private readonly lastClip: Uint16Array;
  private readonly lastFlags: Uint8Array;
  private readonly lastFrame: Float64Array;
  private readonly span: ClipSpan = { fromFrame: 0, toFrame: 0, rate: 1, loop: false };
  private readonly pose = new Float64Array(RAW_VALUES);
  private readonly fingers = new Float64Array(FINGER_VALUES);

  constructor(model: MotionModel, clips: readonly MotionClip[], capacity: number, dtS: number) {
    const { masks } = model.manifest;
    const u16 = (): Uint16Array => new Uint16Array(capacity);
    this.clips = clips;
    this.dtS = dtS;
    this.upper = Float64Array.from(masks.upperBody ?? masks.fullBody);
    this.changed = new Uint8Array(capacity);
    this.clip = u16();
    this.start = new Int32Array(capacity);
    this.flags = new Uint8Array(capacity);
    this.frame = new Float64Array(capacity);
    this.rate = new Float64Array(capacity);
    this.oldClip = u16();
    this.oldFlags = new Uint8Array(capacity);
    this.oldFrame = new Float64Array(capacity);
    this.ease = new Float32Array(capacity);
    this.lastClip = u16();
    this.lastFlags = new Uint8Array(capacity);
    this.lastFrame = new Float64Array(capacity);
  }

  /** Forgets what human n played. */
  reset(n: number): void {
    this.clip[n] = 0;
    this.oldClip[n] = 0;
    this.changed[n] = 0;
    this.ease[n] = 0;
  }

  /** Finds what human n plays in this tick. Called before anything else of the tick. */
  advance(n: number, tick: number, ticks: number, controls: MotionControls): void {
    const { clip, frame, flags } = this;
    if (controls.clip[n] === 0 && clip[n] === 0 && this.ease[n] === 0) {
      this.changed[n] = 0;
      return;
    }
    this.oldClip[n] = clip[n];
    this.oldFlags[n] = flags[n];
    this.oldFrame[n] = frame[n] + this.rate[n] * ticks;
    const now = this.readSpan(n, controls) ? clipFrameAt(this.span, tick - controls.clipStartTick[n]) : -1;
    clip[n] = now < 0 ? 0 : controls.clip[n];
    flags[n] = now < 0 ? 0 : controls.clipFlags[n];
    const again = clip[n] > 0 && (now < frame[n] || controls.clipStartTick[n] !== this.start[n]);
    this.changed[n] = clip[n] !== this.oldClip[n] || flags[n] !== this.oldFlags[n] || again ? 1 : 0;
    frame[n] = now;
    this.rate[n] = this.span.rate;
    this.start[n] = controls.clipStartTick[n];
    const step = (this.dtS * ticks) / CLIP_LAYER_DEFAULTS.easeS;
    this.ease[n] = Math.min(1, Math.max(0, this.ease[n] + (clip[n] > 0 ? step : -step)));
    if (clip[n] === 0) return;
    this.lastClip[n] = clip[n];
    this.lastFlags[n] = flags[n];
    this.lastFrame[n] = frame[n];
  }

  /** Reads which part of its clip human n is to play into `span`; false when it is to play none. */
  private readSpan(n: number, controls: MotionControls): boolean {
    const clip = this.clips[controls.clip[n] - 1];
    if (!clip) return false;
    readClipSpan(clip, n, controls, this.span);
    return true;
  }

  /** True while a clip has the whole body of human n, legs and root too. */
  holdsBody(n: number): boolean {
    return this.clip[n] > 0 && (this.flags[n] & CLIP_FLAG.upperBody) === 0;
  }

  /** True while a clip has at least the arms of human n. */
  plays(n: number): boolean {
    return this.clip[n] > 0;
  }

  /** How much a clip keeps what the engine adds to everybody off human n, 0..1. */
  over(n: number): number {
    return minimumJerk(this.ease[n]);
  }

  /** Weight of a joint in the clip that human n plays, or played before a change. */
  mask(n: number, joint: number): number {
    const own = this.clip[n] > 0 ? this.maskOf(this.flags[n])[joint] : 0;
    return this.changed[n] && this.oldClip[n] > 0 ? Math.max(own, this.maskOf(this.oldFlags[n])[joint]) : own;
  }

  /** Weight of a joint in the clip played last, for what fades when it has ended. */
  lastMask(n: number, joint: number): number {
    return this.maskOf(this.lastFlags[n])[joint];
  }

  private maskOf(flags: number): Float64Array {
    return flags & CLIP_FLAG.upperBody ? this.upper : this.whole;
  }

  /** Planted toes as recorded. */
  contacts(n: number): number {
    const clip = this.clips[this.clip[n] - 1];
    return clip.contacts[Math.min(clip.frames - 1, Math.round(this.frame[n]))];
  }

  /** Puts the clip over a raw pose: as it plays now (and `laterS` on), or the one before a change. */
  overlay(n: number, before: boolean, laterS: number, out: Float64Array): void {
    const index = before ? this.oldClip[n] : this.clip[n];
    if (index === 0) return;
    const clip = this.clips[index - 1];
    const frame = (before ? this.oldFrame[n] : this.frame[n]) + laterS * CLIP_HZ * this.rate[n];
    const mask = this.maskOf(before ? this.oldFlags[n] : this.flags[n]);
    readClipPose(clip, Math.min(frame, clip.frames - 1), this.pose);
    for (let joint = 0; joint < BODY_JOINT_COUNT; joint++) {
      if (mask[joint] > 0) quatSlerp(out, joint * 4, out, joint * 4, this.pose, joint * 4, mask[joint]);
    }
    for (let k = HIP; k < RAW_VALUES; k++) out[k] += (this.pose[k] - out[k]) * mask[0];
  }

  /** Way of the root of human n in the tick that ends at `tick`: x, z (m, canonical), turn (rad). See clipStep. */
  step(n: number, tick: number, controls: MotionControls, out: Float64Array): void {
    if (this.readSpan(n, controls))
      clipStep(this.clips[controls.clip[n] - 1], this.span, tick - controls.clipStartTick[n], out);
    else out.fill(0, 0, 3);
  }

  /** Puts the fingers of the clip over 30 rotations from `at`. */
  overlayFingers(n: number, joints: Float32Array, at: number): void {
    const clip = this.clips[this.lastClip[n] - 1];
    const weight = this.over(n);
    if (weight <= 0 || !clip?.fingers) return;
    readClipFingers(clip, this.lastFrame[n], this.fingers);
    for (let q = 0; q < FINGER_VALUES; q += 4)
      quatSlerp(joints, at + q, joints, at + q, this.fingers, q, weight);
  }
}

/** What of the controls tells how a clip is played. */
export type ClipControls = Pick<MotionControls, 'clipSpan' | 'clipRate' | 'clipFlags'>;

/** The part of a clip that human n is to play: kept within the clip, whatever the numbers are. */
export function readClipSpan(
  track: { readonly frames: number },
  n: number,
  controls: ClipControls,
  out: ClipSpan,
): void {
  const last = track.frames - 1;
  const least = CLIP_PLAY.leastS * CLIP_HZ;
  const from = controls.clipSpan[n * 2] * CLIP_HZ;
  const to = controls.clipSpan[n * 2 + 1] * CLIP_HZ;
  out.fromFrame = from > 0 ? Math.min(from, Math.max(0, last - least)) : 0;
  out.toFrame = to > out.fromFrame && to < last ? Math.max(to, out.fromFrame + Math.min(least, last)) : last;
  const rate = controls.clipRate[n];
  out.rate = rate > 0 ? Math.min(CLIP_PLAY.rateMax, Math.max(CLIP_PLAY.rateMin, rate)) : 1;
  out.loop = (controls.clipFlags[n] & CLIP_FLAG.loop) !== 0;
}
