// CONTRIBUTOR NOTES
// Constructed, not captured: a body that is pushed gives way and comes back. Trunk and hips are a mass on a damped
// spring (a standing person's sway after a push comes back in about a second and passes the middle once), struck by what
// physics tells of contacts. Feet stay where they are: stepping is the business of the foot lock, which follows the root.
import { clamp, length2 } from '../maths/angle.ts';
import { quatCopy, quatFromVector, quatMultiply } from '../maths/quat.ts';
import { ARMS } from '../skeleton/arm-ik.ts';
import { placeJoints } from '../skeleton/forward-kinematics.ts';
import type { MotionControls } from './controls.ts';
import { bringFeetBack, createHeldFeet, noteFeet } from './leg-hold.ts';
import type { PosedBody } from './posed-body.ts';
import { bendSpine, leanHips, TRUNK } from './trunk-help.ts';

export const BALANCE_DEFAULTS = {
  /** Swing of the trunk: turns a second, and share of critical damping. */
  swingHz: 0.9,
  damping: 0.5,
  /** Lean speed (rad/s) for a push of 1 m/s, and most lean, rad. */
  radpsPerMps: 1.5,
  mostRad: 0.5,
  /** From this push on one stumbles, m/s, for so long, s. */
  stumbleMps: 0.9,
  stumbleS: 1.2,
  /** How a lean shows: part of it in the hips, and how far they give way, m a radian. */
  hipsShare: 0.35,
  hipsM: 0.14,
  /** How far arms go out for a radian of lean, and when it is nothing any more, rad. */
  armsRad: 1.3,
  restRad: 0.002,
} as const;

/** Lets bodies give way to pushes. */
export class Balance {
  private readonly dtS: number;
  /** Lean along world x and z (rad) and its speed; tick of the last push taken. */
  private readonly lean: Float64Array;
  private readonly leanV: Float64Array;
  private readonly pushTick: Int32Array;
  /** 1: the last push was one to stumble from. */
  private readonly hard: Uint8Array;
  private readonly feet = createHeldFeet();
  private readonly turn = new Float64Array(4);

  constructor(capacity: number, dtS: number) {
    this.dtS = dtS;
    this.lean = new Float64Array(capacity * 2);
    this.leanV = new Float64Array(capacity * 2);
    this.hard = new Uint8Array(capacity);
    this.pushTick = new Int32Array(capacity).fill(-1);
  }

  /** Human n stands calm; pushes of before do not count. */
  reset(n: number, controls: MotionControls): void {
    this.lean.fill(0, n * 2, n * 2 + 2);
    this.leanV.fill(0, n * 2, n * 2 + 2);
    this.pushTick[n] = controls.pushTick[n];
    this.hard[n] = 0;
  }

  /** True while a push moves human n. */
  busy(n: number, controls: MotionControls): boolean {
    const i = n * 2;
    return (
      controls.pushTick[n] !== this.pushTick[n] ||
      this.lean[i] !== 0 ||
      this.lean[i + 1] !== 0 ||
      this.leanV[i] !== 0 ||
      this.leanV[i + 1] !== 0
    );
  }

  /** True while human n is thrown so hard that it must step to keep standing. */
  stumbles(n: number, tick: number): boolean {
    return this.hard[n] === 1 && tick - this.pushTick[n] < BALANCE_DEFAULTS.stumbleS / this.dtS;
  }

  /** Leans hips and spine of human n; hips are placed. */
  apply(n: number, ticks: number, controls: MotionControls, body: PosedBody): void {
    const { lean, leanV, pushTick, feet } = this;
    const i = n * 2;
    if (controls.pushTick[n] !== pushTick[n]) {
      pushTick[n] = controls.pushTick[n];
      const force = length2(controls.push[i], controls.push[i + 1]);
      this.hard[n] = force >= BALANCE_DEFAULTS.stumbleMps ? 1 : 0;
      for (let k = 0; k < 2; k++) {
        const push = controls.push[i + k];
        if (Number.isFinite(push)) leanV[i + k] += clamp(push, -4, 4) * BALANCE_DEFAULTS.radpsPerMps;
      }
    }
    for (let k = 0; k < ticks; k++) this.swing(i);
    const size = length2(lean[i], lean[i + 1]);
    if (size < 1e-4) return;
    noteFeet(body, feet);
    const share = BALANCE_DEFAULTS.hipsShare;
    // Leaning along x is a turn about -z, along z one about +x.
    leanHips(body, lean[i + 1] * share, -lean[i] * share, 0);
    body.positions[0] += lean[i] * BALANCE_DEFAULTS.hipsM;
    body.positions[2] += lean[i + 1] * BALANCE_DEFAULTS.hipsM;
    quatCopy(body.rotations, 0, body.joints, 0);
    placeJoints(body.positions, body.rotations, body.joints, 0, body.scale.restOffsets, TRUNK);
    bendSpine(body, lean[i + 1] * (1 - share), 0, -lean[i] * (1 - share));
    bringFeetBack(body, feet);
    this.spreadArms(size, body);
  }

  /** One tick of the spring, in four steps: explicit Euler would ring at 20 Hz. */
  private swing(i: number): void {
    const { lean, leanV } = this;
    const w = 2 * Math.PI * BALANCE_DEFAULTS.swingHz;
    const h = this.dtS / 4;
    for (let step = 0; step < 4; step++) {
      for (let k = i; k < i + 2; k++) {
        leanV[k] += (-w * w * lean[k] - 2 * BALANCE_DEFAULTS.damping * w * leanV[k]) * h;
        lean[k] += leanV[k] * h;
      }
    }
    const size = length2(lean[i], lean[i + 1]);
    const most = BALANCE_DEFAULTS.mostRad / Math.max(size, BALANCE_DEFAULTS.mostRad);
    const calm =
      size < BALANCE_DEFAULTS.restRad && length2(leanV[i], leanV[i + 1]) < BALANCE_DEFAULTS.restRad * w;
    for (let k = i; k < i + 2; k++) {
      lean[k] = calm ? 0 : lean[k] * most;
      leanV[k] = calm ? 0 : leanV[k];
    }
  }

  /** Arms go out to the sides a little, elbows along. */
  private spreadArms(lean: number, body: PosedBody): void {
    const { turn } = this;
    for (const arm of ARMS) {
      quatFromVector(turn, 0, 0, 0, arm.side * lean * BALANCE_DEFAULTS.armsRad);
      quatMultiply(body.joints, arm.upper * 4, turn, 0, body.joints, arm.upper * 4);
    }
  }
}
