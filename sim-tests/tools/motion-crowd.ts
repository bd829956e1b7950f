import { createRandom } from '@troupe/avatars/maths';
import {
  type CapsuleSettings,
  type CapsuleState,
  createCapsuleState,
  createCapsuleWish,
  createMotionControls,
  MOTION_DRIVE,
  type MotionControls,
  type MotionStyle,
  stepCapsule,
  walkSpeed,
} from '@troupe/avatars/motion';

/** What a scripted person does next; angles in degrees against its present heading. */
export type CrowdStep =
  | { readonly kind: 'idle'; readonly seconds: number }
  | {
      readonly kind: 'go';
      readonly turnDeg: number;
      readonly speedMps: number;
      readonly distanceM: number;
      readonly cut?: boolean;
    }
  | { readonly kind: 'face'; readonly turnDeg: number; readonly seconds: number }
  | { readonly kind: 'act'; readonly action: number; readonly seconds: number };

export interface CrowdOptions {
  readonly people: number;
  readonly seed: number;
  readonly capsule: CapsuleSettings;
  /** Actions that may be drawn at random; 0: none. */
  readonly actions?: number;
  /** Gaze at one another now and then. */
  readonly looks?: boolean;
  /** Turns on the spot of 90 and 180 degrees now and then. */
  readonly faces?: boolean;
  /** What style indices mean; everybody draws one, and walks as fast as it allows. Without: the first style, any speed. */
  readonly styles?: readonly MotionStyle[];
  /** Everybody does this instead of what chance says. */
  readonly script?: readonly CrowdStep[];
  /** Distance between people at the start, m. */
  readonly spacingM?: number;
  readonly bodies?: number;
  readonly groundAt?: (x: number, z: number) => number;
  /** Has the last word on the controls of every tick: hands, seats, pushes. */
  readonly direct?: (controls: MotionControls, tick: number) => void;
}

export interface Crowd {
  readonly people: number;
  readonly controls: MotionControls;
  /** Number of the command each person is at. */
  readonly command: Int32Array;
  /** 1 in the tick in which a person has just arrived at its goal and stopped. */
  readonly arrived: Uint8Array;
  /** Moves every capsule by one tick and brings the controls up to date. */
  step(): void;
}

const DT_S = 1 / 20;
/** Speeds of people whose style has none of its own, m/s. */
const ANY_MPS = [0.6, 1.6] as const;

/** People who go about at random: to places at 0.6 to 1.6 m/s, turning, stopping on the way, idling, waving, looking. */
export function createCrowd(options: CrowdOptions): Crowd {
  return new RandomCrowd(options);
}

class RandomCrowd implements Crowd {
  readonly people: number;
  readonly controls: MotionControls;
  readonly command: Int32Array;
  readonly arrived: Uint8Array;
  private readonly options: CrowdOptions;
  private readonly random: () => number;
  private readonly states: CapsuleState[];
  private readonly left: Float64Array;
  private readonly cut: Uint8Array;
  private readonly last: CrowdStep['kind'][];
  private readonly wish = createCapsuleWish();
  private tick = 0;

  constructor(options: CrowdOptions) {
    const { people, script, spacingM = 2 } = options;
    this.people = people;
    this.options = options;
    this.random = createRandom(options.seed);
    this.controls = createMotionControls(people);
    this.command = new Int32Array(people).fill(-1);
    this.arrived = new Uint8Array(people);
    this.left = new Float64Array(people);
    this.cut = new Uint8Array(people);
    this.last = new Array(people).fill('idle');
    const across = Math.ceil(Math.sqrt(people));
    this.states = Array.from({ length: people }, (_, n) => {
      const yaw = script ? 0 : (this.random() * 2 - 1) * Math.PI;
      this.controls.kind[n] = 1;
      this.controls.netId[n] = n + 1;
      this.controls.body[n] = n % (options.bodies ?? 1);
      this.controls.goalYaw[n] = Number.NaN;
      this.controls.style[n] = Math.floor(this.random() * (options.styles?.length ?? 1));
      return createCapsuleState((n % across) * spacingM, Math.floor(n / across) * spacingM, yaw);
    });
  }

  step(): void {
    for (let n = 0; n < this.people; n++) this.move(n);
    this.options.direct?.(this.controls, this.tick);
    this.tick += 1;
  }

  private draw(n: number): CrowdStep {
    const { random } = this;
    const { script, actions, faces } = this.options;
    if (script) return script[Math.min(this.command[n], script.length - 1)];
    const dice = random();
    if (this.last[n] !== 'idle' && dice < 0.4) return { kind: 'idle', seconds: 1.5 + random() * 2.5 };
    if (actions && dice > 0.9) return { kind: 'act', action: 1 + Math.floor(random() * actions), seconds: 3 };
    if (faces && dice > 0.8) {
      return { kind: 'face', turnDeg: [90, -90, 180, -180][Math.floor(random() * 4)], seconds: 3 };
    }
    const turns = [0, 90, -90, 180, random() * 360 - 180];
    return {
      kind: 'go',
      turnDeg: turns[Math.floor(random() * turns.length)],
      speedMps: this.anySpeed(n, random()),
      distanceM: 2.5 + random() * 4.5,
      cut: random() < 0.4,
    };
  }

  /** A speed anywhere in what the style of person n walks at. */
  private anySpeed(n: number, share: number): number {
    const [least, most] = this.options.styles?.[this.controls.style[n]]?.speedMps ?? ANY_MPS;
    return least + share * (most - least);
  }

  /** Begins the next command of person n. */
  private next(n: number): void {
    this.command[n] += 1;
    const { controls } = this;
    const step = this.draw(n);
    const state = this.states[n];
    this.last[n] = step.kind;
    controls.drive[n] = MOTION_DRIVE.stand;
    controls.walking[n] = 0;
    controls.action[n] = 0;
    controls.goalYaw[n] = Number.NaN;
    this.cut[n] = 0;
    if (step.kind === 'go') {
      const yaw = state.yaw + (step.turnDeg * Math.PI) / 180;
      const speedMps = walkSpeed(this.options.styles?.[controls.style[n]], step.speedMps);
      const seconds = step.distanceM / speedMps;
      controls.drive[n] = MOTION_DRIVE.walkTo;
      controls.walking[n] = 1;
      controls.goal[n * 2] = state.x + Math.sin(yaw) * step.distanceM;
      controls.goal[n * 2 + 1] = state.z + Math.cos(yaw) * step.distanceM;
      controls.goalSpeed[n] = speedMps;
      this.cut[n] = step.cut ? 1 : 0;
      this.left[n] = step.cut ? seconds * 0.6 : seconds + 3.5;
      return;
    }
    this.left[n] = step.seconds;
    if (step.kind === 'face') controls.goalYaw[n] = state.yaw + (step.turnDeg * Math.PI) / 180;
    if (step.kind !== 'act') return;
    controls.action[n] = step.action;
    controls.actionStartTick[n] = this.tick;
  }

  private look(n: number): void {
    const { controls } = this;
    if (!this.options.looks || (this.tick + n * 13) % 60 !== 0) return;
    const other = this.states[Math.floor(this.random() * this.people)];
    controls.lookWeight[n] = this.random() < 0.6 ? 1 : 0;
    controls.lookAt[n * 3] = other.x;
    controls.lookAt[n * 3 + 1] = 1.55;
    controls.lookAt[n * 3 + 2] = other.z;
  }

  private move(n: number): void {
    const { controls, wish } = this;
    const state = this.states[n];
    this.arrived[n] = 0;
    this.left[n] -= DT_S;
    if (this.left[n] <= 0) this.next(n);
    const walking = controls.walking[n] === 1;
    const dx = controls.goal[n * 2] - state.x;
    const dz = controls.goal[n * 2 + 1] - state.z;
    const distance = Math.hypot(dx, dz);
    wish.directionX = walking ? dx : 0;
    wish.directionZ = walking ? dz : 0;
    wish.remainingM = walking ? distance : 0;
    wish.speedMps = walking ? controls.goalSpeed[n] : 0;
    wish.yaw = walking ? Number.NaN : controls.goalYaw[n];
    if (walking && this.cut[n] === 0 && distance < 0.12 && state.speedMps < 0.02) {
      this.arrived[n] = 1;
      controls.walking[n] = 0;
      this.left[n] = 1.2;
      this.last[n] = 'idle';
    }
    stepCapsule(state, wish, this.options.capsule, DT_S);
    const share = walking ? controls.goalSpeed[n] / Math.max(distance, 1e-6) : 0;
    controls.desired[n * 2] = dx * share;
    controls.desired[n * 2 + 1] = dz * share;
    controls.remaining[n] = walking ? distance : 0;
    controls.position[n * 3] = state.x;
    controls.position[n * 3 + 1] = this.options.groundAt?.(state.x, state.z) ?? 0;
    controls.position[n * 3 + 2] = state.z;
    controls.yaw[n] = state.yaw;
    controls.yawRate[n] = state.turnRadps;
    controls.velocity[n * 3] = Math.sin(state.yaw) * state.speedMps;
    controls.velocity[n * 3 + 2] = Math.cos(state.yaw) * state.speedMps;
    this.look(n);
  }
}
