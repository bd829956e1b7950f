import {
  type CapsuleSettings,
  createCapsuleState,
  createCapsuleWish,
  createMotionControls,
  MOTION_DRIVE,
  type MotionControls,
  stepCapsule,
} from '@troupe/avatars/motion';
import { createRandom } from '@troupe/avatars/maths';

/** What a scripted person does next; angles in degrees against its present heading. */
export type CrowdStep =
  | { readonly kind: 'idle'; readonly seconds: number }
  | { readonly kind: 'go'; readonly turnDeg: number; readonly speedMps: number; readonly distanceM: number; readonly cut?: boolean }
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
  readonly styles?: number;
  /** Everybody does this instead of what chance says. */
  readonly script?: readonly CrowdStep[];
  /** Distance between people at the start, m. */
  readonly spacingM?: number;
  readonly bodies?: number;
  readonly groundAt?: (x: number, z: number) => number;
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

/** People who go about at random: to places at 0.6 to 1.6 m/s, turning, stopping on the way, idling, waving, looking. */
export function createCrowd(options: CrowdOptions): Crowd {
  const { people, capsule } = options;
  const random = createRandom(options.seed);
  const controls = createMotionControls(people);
  const command = new Int32Array(people).fill(-1);
  const arrived = new Uint8Array(people);
  const states = Array.from({ length: people }, () => createCapsuleState());
  const left = new Float64Array(people);
  const cut = new Uint8Array(people);
  const wish = createCapsuleWish();
  const across = Math.ceil(Math.sqrt(people));
  let tick = 0;

  states.forEach((state, n) => {
    const spacing = options.spacingM ?? 2;
    state.x = (n % across) * spacing;
    state.z = Math.floor(n / across) * spacing;
    state.yaw = options.script ? 0 : (random() * 2 - 1) * Math.PI;
    controls.kind[n] = 1;
    controls.netId[n] = n + 1;
    controls.body[n] = n % (options.bodies ?? 1);
    controls.goalYaw[n] = Number.NaN;
    controls.style[n] = Math.floor(random() * (options.styles ?? 1));
  });

  function draw(n: number, last: CrowdStep['kind'] | ''): CrowdStep {
    if (options.script) return options.script[Math.min(command[n], options.script.length - 1)];
    const dice = random();
    if (last !== 'idle' && dice < 0.4) return { kind: 'idle', seconds: 1.5 + random() * 2.5 };
    if (options.actions && dice > 0.9) {
      return { kind: 'act', action: 1 + Math.floor(random() * options.actions), seconds: 3 };
    }
    const turns = [0, 90, -90, 180, random() * 360 - 180];
    return {
      kind: 'go',
      turnDeg: turns[Math.floor(random() * turns.length)],
      speedMps: 0.6 + random(),
      distanceM: 2.5 + random() * 4.5,
      cut: random() < 0.4,
    };
  }

  const last: CrowdStep['kind'][] = new Array(people).fill('idle');

  function next(n: number): void {
    command[n] += 1;
    const step = draw(n, last[n]);
    last[n] = step.kind;
    const state = states[n];
    controls.drive[n] = MOTION_DRIVE.stand;
    controls.walking[n] = 0;
    controls.action[n] = 0;
    controls.goalYaw[n] = Number.NaN;
    cut[n] = 0;
    if (step.kind === 'go') {
      const yaw = state.yaw + (step.turnDeg * Math.PI) / 180;
      controls.drive[n] = MOTION_DRIVE.walkTo;
      controls.walking[n] = 1;
      controls.goal[n * 2] = state.x + Math.sin(yaw) * step.distanceM;
      controls.goal[n * 2 + 1] = state.z + Math.cos(yaw) * step.distanceM;
      controls.goalSpeed[n] = step.speedMps;
      cut[n] = step.cut ? 1 : 0;
      left[n] = step.cut ? (step.distanceM / step.speedMps) * 0.6 : step.distanceM / step.speedMps + 3.5;
      return;
    }
    left[n] = step.seconds;
    if (step.kind === 'face') controls.goalYaw[n] = state.yaw + (step.turnDeg * Math.PI) / 180;
    if (step.kind === 'act') {
      controls.action[n] = step.action;
      controls.actionStartTick[n] = tick;
    }
  }

  function look(n: number): void {
    if (!options.looks || (tick + n * 13) % 60 !== 0) return;
    const other = Math.floor(random() * people);
    controls.lookWeight[n] = random() < 0.6 ? 1 : 0;
    controls.lookAt[n * 3] = states[other].x;
    controls.lookAt[n * 3 + 1] = 1.55;
    controls.lookAt[n * 3 + 2] = states[other].z;
  }

  function move(n: number): void {
    const state = states[n];
    arrived[n] = 0;
    left[n] -= DT_S;
    if (left[n] <= 0) next(n);
    const walking = controls.walking[n] === 1;
    const dx = controls.goal[n * 2] - state.x;
    const dz = controls.goal[n * 2 + 1] - state.z;
    const distance = Math.hypot(dx, dz);
    wish.directionX = walking ? dx : 0;
    wish.directionZ = walking ? dz : 0;
    wish.remainingM = walking ? distance : 0;
    wish.speedMps = walking ? controls.goalSpeed[n] : 0;
    wish.yaw = walking ? Number.NaN : controls.goalYaw[n];
    if (walking && cut[n] === 0 && distance < 0.12 && state.speedMps < 0.02) {
      arrived[n] = 1;
      controls.walking[n] = 0;
      left[n] = 1.2;
      last[n] = 'idle';
    }
    const share = walking ? controls.goalSpeed[n] / Math.max(distance, 1e-6) : 0;
    controls.desired[n * 2] = dx * share;
    controls.desired[n * 2 + 1] = dz * share;
    controls.remaining[n] = walking ? distance : 0;
    stepCapsule(state, wish, capsule, DT_S);
    controls.position[n * 3] = state.x;
    controls.position[n * 3 + 1] = options.groundAt?.(state.x, state.z) ?? 0;
    controls.position[n * 3 + 2] = state.z;
    controls.yaw[n] = state.yaw;
    controls.yawRate[n] = state.turnRadps;
    controls.velocity[n * 3] = Math.sin(state.yaw) * state.speedMps;
    controls.velocity[n * 3 + 2] = Math.cos(state.yaw) * state.speedMps;
    look(n);
  }

  return {
    people,
    controls,
    command,
    arrived,
    step() {
      for (let n = 0; n < people; n++) move(n);
      tick += 1;
    },
  };
}
