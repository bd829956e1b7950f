// CONTRIBUTOR NOTES
// The capsule is authoritative; the root plays its row's motion and is pulled to the capsule by no more than a share of
// its own speed, so that feet are not dragged. Without the pull 16.8 cm RMS from the capsule, with it 4 to 5. Rows of
// root velocity are read at the middle of the step, because a tick of 50 ms is three frames of the proof.
// Errors grow with the body as its steps do, so long legs are pulled harder, by the fourth power of their ratio (`bench
// retarget`, a body of 1.88 m: by the square 6.2 cm, by the fourth 5.9; skate after IK 1.28 and 1.31 cm/s).
// A jump's difference of root velocities starts a spring of place, as the joints' do, rather than one that fades velocity:
// the toe of a leg that blends in joint space then stays where it was (trajectory 5.1 to 4.4 cm, heading 2.3 to 1.5 deg,
// skate before IK 17.6 to 16.5 cm/s), and no drift is left behind.
import { clamp, length2, wrapAngle } from '../maths/angle.ts';
import { decaySprings, halfLifeDecay, type SpringStep, springStep } from '../maths/spring.ts';
import { actionRow } from './action-layer.ts';
import type { ClipLayer } from './clip-layer.ts';
import { MOTION_DRIVE, type MotionControls } from './controls.ts';
import { speedOf } from './foresight.ts';
import type { MotionModel, PlaybackSettings } from './motion-model.ts';
import type { MotionState } from './motion-state.ts';

/** In a step aside the root is brought nearer to its capsule by this share a tick, at most so much faster than that goes, m/s. */
const STEP_PULL = { share: 0.5, leastMps: 0.15 } as const;

/** Moves every human's root: where its body stands and faces. */
export class RootMotion {
  private readonly model: MotionModel;
  private readonly state: MotionState;
  private readonly clips: ClipLayer;
  private readonly dtS: number;
  private readonly settings: PlaybackSettings;
  private readonly blend: SpringStep;
  private readonly pullShare: number;
  private readonly excessShare: number;
  /** vx, vz (m/s, root frame of the canonical person) and yaw rate (rad/s) of a row, warped. */
  private readonly velocity = new Float64Array(3);
  /** Velocity of the motion each human played last, before blend offsets. */
  private readonly last: Float32Array;

  constructor(model: MotionModel, state: MotionState, clips: ClipLayer, dtS: number) {
    this.model = model;
    this.state = state;
    this.clips = clips;
    this.last = new Float32Array(state.capacity * 3);
    this.dtS = dtS;
    this.settings = model.manifest.playback;
    this.blend = springStep(this.settings.blendHalfLifeS, dtS);
    this.pullShare = 1 - halfLifeDecay(this.settings.pullHalfLifeS, dtS);
    this.excessShare = 1 - halfLifeDecay(this.settings.clampHalfLifeS, dtS);
  }

  private readVelocity(n: number, f: number): void {
    const i = Math.floor(f);
    const j = Math.min(i + 1, this.model.clipLast[i]);
    const t = f - i;
    const rate = this.state.rate[n];
    const { rootVelocity } = this.model;
    for (let k = 0; k < 3; k++) {
      this.velocity[k] = (rootVelocity[i * 3 + k] * (1 - t) + rootVelocity[j * 3 + k] * t) * rate;
    }
    this.velocity[0] *= this.state.stride[n];
    this.velocity[1] *= this.state.stride[n];
  }

  /** Takes the difference of two rows' velocities into the blend offset: after a jump. */
  addJump(n: number, from: number, to: number): void {
    const { rootOffsetV } = this.state;
    if (this.clips.holdsBody(n)) return;
    this.readVelocity(n, from);
    for (let k = 0; k < 3; k++) rootOffsetV[n * 3 + k] += this.velocity[k];
    this.readVelocity(n, to);
    for (let k = 0; k < 3; k++) rootOffsetV[n * 3 + k] -= this.velocity[k];
  }

  /**
   * Moves the root of human n by the tick that ends at `tick`, along the row it played in the middle of it, or along its clip.
   *
   * @param changed whether a clip began or ended in this tick
   */
  advance(
    n: number,
    controls: MotionControls,
    legRatio: number,
    midRow: number,
    tick: number,
    changed: boolean,
  ): void {
    const { state, dtS, velocity } = this;
    const { root, rootOffset } = state;
    const clipped = this.clips.holdsBody(n);
    const acting = clipped ? 0 : this.wholeBodyShare(n);
    const idle = this.model.idle[Math.floor(midRow)] === 1 && acting === 0 && !clipped;
    if (clipped) {
      this.clips.step(n, tick, controls, velocity);
      for (let k = 0; k < 3; k++) velocity[k] /= dtS;
    } else this.readVelocity(n, midRow);
    this.noteVelocity(n, changed, idle);
    for (let k = 0; k < 3; k++) velocity[k] -= rootOffset[n * 3 + k] / dtS;
    decaySprings(rootOffset, state.rootOffsetV, n * 3, 3, this.blend);
    for (let k = 0; k < 3; k++) velocity[k] += rootOffset[n * 3 + k] / dtS;
    if (acting > 0) this.blendAction(n, acting, this.model.idle[Math.floor(midRow)] === 1);
    const vx = idle ? 0 : velocity[0] * legRatio;
    const vz = idle ? 0 : velocity[1] * legRatio;
    const turn = idle ? 0 : velocity[2];
    const yaw = root[n * 3 + 2] + (turn * dtS) / 2;
    const sin = Math.sin(yaw);
    const cos = Math.cos(yaw);
    root[n * 3] += (cos * vx + sin * vz) * dtS;
    root[n * 3 + 1] += (cos * vz - sin * vx) * dtS;
    root[n * 3 + 2] += turn * dtS;
    const speed = length2(vx, vz);
    this.pullPlace(n, controls, speed, legRatio);
    this.pullHeading(n, controls, speed, Math.abs(turn), idle);
  }

  /** Takes what a clip that begins or ends changes of the velocity into the blend offset. */
  private noteVelocity(n: number, changed: boolean, idle: boolean): void {
    const { last, velocity } = this;
    const { rootOffsetV } = this.state;
    for (let k = 0; k < 3; k++) {
      const now = idle ? 0 : velocity[k];
      if (changed) rootOffsetV[n * 3 + k] += last[n * 3 + k] - now;
      last[n * 3 + k] = now;
    }
  }

  /** How much a whole-body action carries the root of human n (0..1). */
  private wholeBodyShare(n: number): number {
    const { state } = this;
    if (state.action[n] === 0) return 0;
    const action = this.model.manifest.actions[state.action[n] - 1];
    return action.mask === 'fullBody' ? state.actionWeight[n] * state.standing[n] : 0;
  }

  /** Mixes the root velocity of the action's row in; an idle's own counts for nothing. */
  private blendAction(n: number, share: number, idle: boolean): void {
    const row = Math.floor(actionRow(this.model, this.state.action[n], this.state.actionRow[n]));
    for (let k = 0; k < 3; k++) {
      const own = idle ? 0 : this.velocity[k] * (1 - share);
      this.velocity[k] = own + this.model.rootVelocity[row * 3 + k] * share;
    }
  }

  private pullPlace(n: number, controls: MotionControls, speed: number, legRatio: number): void {
    const { settings, dtS } = this;
    const { root } = this.state;
    const x = controls.position[n * 3];
    const z = controls.position[n * 3 + 2];
    let ex = x - root[n * 3];
    let ez = z - root[n * 3 + 1];
    let error = length2(ex, ez);
    if (error < 1e-9) return;
    // A standing body has no way of its own: in a step aside it goes with its capsule.
    const steps = controls.drive[n] === MOTION_DRIVE.step;
    const carried = steps ? STEP_PULL.leastMps + speedOf(n, controls) : 0;
    const most = (speed * settings.pullRatio + settings.pullMinMps + carried) * dtS;
    const square = legRatio * legRatio;
    const share = steps ? STEP_PULL.share : this.pullShare * Math.max(1, square * square);
    const pull = Math.min(error * share, most) / error;
    root[n * 3] += ex * pull;
    root[n * 3 + 1] += ez * pull;
    ex = x - root[n * 3];
    ez = z - root[n * 3 + 1];
    error = length2(ex, ez);
    if (error <= settings.clampM) return;
    const excess = ((error - settings.clampM) * this.excessShare) / error;
    root[n * 3] += ex * excess;
    root[n * 3 + 1] += ez * excess;
  }

  private pullHeading(n: number, controls: MotionControls, speed: number, turn: number, idle: boolean): void {
    const { settings, dtS } = this;
    const { root } = this.state;
    const least = idle ? settings.turnMinIdleRadps : settings.turnMinRadps;
    const most = (turn * settings.turnRatio + least + settings.turnPerMetre * speed) * dtS;
    const error = wrapAngle(controls.yaw[n] - root[n * 3 + 2]);
    root[n * 3 + 2] = wrapAngle(root[n * 3 + 2] + clamp(error * this.pullShare, -most, most));
  }
}
