import { length2, wrapAngle } from '../maths/angle.ts';
import { createCapsuleState, createCapsuleWish, stepCapsule } from './capsule-law.ts';
import { MOTION_DRIVE, type MotionControls } from './controls.ts';
import type { CapsuleSettings, SearchSettings } from './motion-model.ts';

/** Guests' bodies answer at once (GUEST_MOVE of the protocol), performers' as the capsule settings say. */
const INPUT_LAW = {
  accelerationMps2: 6,
  decelerationMps2: 6,
  turnRadps: 7,
  turnAccelerationRadps2: 60,
} as const;
const STEPS = 15;
const SAMPLE = 5;
/** Nearer than this the future aims straight at the goal, m. */
const AIMED_M = 2;
/** A body that is pushed aside goes on sliding for this long, s. */
const SLIDE_S = 0.2;

/** What a capsule is asked to do, and where it will be within a second; of one human at a time. */
export class Foresight {
  readonly wish = createCapsuleWish();
  /** Capsule one third, two thirds and one second ahead: x, z, yaw. */
  readonly future = new Float64Array(9);
  private readonly capsule = createCapsuleState();
  private readonly search: SearchSettings;
  private readonly law: CapsuleSettings;
  private readonly inputLaw: CapsuleSettings;

  constructor(search: SearchSettings, law: CapsuleSettings) {
    this.search = search;
    this.law = law;
    this.inputLaw = { ...law, ...INPUT_LAW };
  }

  /** Reads what human n is asked to do into `wish`, as physics does. */
  readWish(n: number, controls: MotionControls): void {
    const { wish } = this;
    const drive = controls.drive[n];
    const walks = drive === MOTION_DRIVE.walkTo && controls.walking[n] === 1;
    const goes = walks || drive === MOTION_DRIVE.input;
    wish.directionX = goes ? controls.desired[n * 2] : 0;
    wish.directionZ = goes ? controls.desired[n * 2 + 1] : 0;
    wish.speedMps = length2(wish.directionX, wish.directionZ);
    if (walks) wish.speedMps = Math.min(wish.speedMps, controls.goalSpeed[n]);
    wish.remainingM = walks ? controls.remaining[n] : Number.POSITIVE_INFINITY;
    wish.yaw = walks ? Number.NaN : controls.goalYaw[n];
  }

  /**
   * Runs the capsule law ahead under `wish`, one second of the rows' time; fills `future`.
   *
   * @param tempo rows are played this much faster
   */
  look(n: number, controls: MotionControls, tempo: number): void {
    const { wish, capsule, future } = this;
    const vx = controls.velocity[n * 3];
    const vz = controls.velocity[n * 3 + 2];
    const yaw = controls.yaw[n];
    const along = vx * Math.sin(yaw) + vz * Math.cos(yaw);
    capsule.x = controls.position[n * 3];
    capsule.z = controls.position[n * 3 + 2];
    capsule.yaw = yaw;
    const steps = controls.drive[n] === MOTION_DRIVE.step;
    capsule.speedMps = steps ? 0 : Math.max(0, along);
    capsule.turnRadps = controls.yawRate[n];
    const law = controls.drive[n] === MOTION_DRIVE.input ? this.inputLaw : this.law;
    const { remainingM, directionX, directionZ } = wish;
    for (let k = 1; k <= STEPS; k++) {
      stepCapsule(capsule, wish, law, 1 / STEPS / tempo);
      if (remainingM < AIMED_M) {
        // Near the goal the way is straight: aim at it, as the navigator will.
        wish.directionX = controls.goal[n * 2] - capsule.x;
        wish.directionZ = controls.goal[n * 2 + 1] - capsule.z;
        wish.remainingM = length2(wish.directionX, wish.directionZ);
      }
      if (k % SAMPLE > 0) continue;
      const o = (k / SAMPLE - 1) * 3;
      future[o] = capsule.x;
      future[o + 1] = capsule.z;
      future[o + 2] = capsule.yaw;
    }
    wish.remainingM = remainingM;
    wish.directionX = directionX;
    wish.directionZ = directionZ;
    const sideX = vx - Math.sin(yaw) * along;
    const sideZ = vz - Math.cos(yaw) * along;
    if (steps || sideX * sideX + sideZ * sideZ < 0.01) return;
    for (let o = 0; o < 9; o += 3) {
      future[o] += sideX * SLIDE_S;
      future[o + 1] += sideZ * SLIDE_S;
    }
  }

  /** Whether the body moves or will within a second. Call after `look`. */
  moves(n: number, controls: MotionControls): boolean {
    const { search, future } = this;
    const x = future[6] - controls.position[n * 3];
    const z = future[7] - controls.position[n * 3 + 2];
    return (
      walkedMps(n, controls) > search.movingSpeedMps ||
      length2(x, z) > search.movingAheadM ||
      Math.abs(wrapAngle(future[8] - controls.yaw[n])) > search.movingTurnRad
    );
  }

  /** Whether anything asks the body to leave its place or heading; cheap, asked every tick after `readWish`. */
  stirs(n: number, controls: MotionControls): boolean {
    const { wish, search } = this;
    if (walkedMps(n, controls) > search.movingSpeedMps) return true;
    if (wish.speedMps > 0.05 && wish.remainingM > 0.1) return true;
    return Math.abs(wrapAngle(wish.yaw - controls.yaw[n])) > search.movingTurnRad;
  }
}

/** Speed that legs must walk for, m/s: a step aside is taken by feet that are set anew under a standing body. */
function walkedMps(n: number, controls: MotionControls): number {
  return controls.drive[n] === MOTION_DRIVE.step ? 0 : speedOf(n, controls);
}

/** Speed of a capsule over the ground, m/s. */
export function speedOf(n: number, controls: MotionControls): number {
  return length2(controls.velocity[n * 3], controls.velocity[n * 3 + 2]);
}
