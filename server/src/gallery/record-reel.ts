import {
  BATCH_ROWS,
  type BodyProportions,
  createCapsuleState,
  createCapsuleWish,
  createMotionControls,
  createMotionEngine,
  createMotionFrame,
  createSearchIndex,
  MOTION_DRIVE,
  type MotionControls,
  type MotionEngine,
  type MotionStyle,
  stepCapsule,
  stylesOf,
  walkSpeed,
} from '@troupe/avatars/motion';
import { JOINT_COUNT } from '@troupe/avatars/skeleton';
import type { MotionReel, ReelMark } from '@troupe/client-sdk/protocol';
import { createDecoder } from '../motion/index.ts';
import type { MotionFiles } from '../motion/read-motion-model.ts';
import { TICK_HZ } from '../world/index.ts';
import { SYNC_POINTS } from '../world/performance.ts';

/** What is to be seen. */
export interface ReelRequest {
  readonly kind: 'style' | 'action';
  readonly name: string;
  readonly body: string;
  readonly seed: number;
}

/** Records reels with the very engine of a stage, one person at a time. */
export interface ReelRecorder {
  record(request: ReelRequest): Promise<MotionReel>;
}

/** Stands this long before anything is recorded, then before the action begins and after it ends, s. */
const WARM_S = 2;
const LEAD_S = 0.5;
const TAIL_S = 1;
/** A style is shown standing, walking, turning and stopping, s. */
const WALK: readonly {
  readonly name: string;
  readonly s: number;
  readonly direction: readonly [number, number];
}[] = [
  { name: 'stand', s: 0, direction: [0, 0] },
  { name: 'walk', s: 1.5, direction: [0, 1] },
  { name: 'turn', s: 5, direction: [1, 0] },
  { name: 'stop', s: 8, direction: [0, 0] },
];
const WALK_END_S = 10;
/** Pace of a style of which the model has no walking; rows slower than the other are no walking, m/s. */
const WALK_MPS = 1.25;
const LEAST_WALK_MPS = 0.5;

/**
 * Opens a recorder on a motion model.
 *
 * @param bodies proportions by id
 */
export async function createReelRecorder(
  files: MotionFiles,
  bodies: readonly BodyProportions[],
): Promise<ReelRecorder> {
  const { model } = files;
  const index = createSearchIndex(model);
  const decoder = await createDecoder(files.exactNetwork, BATCH_ROWS);
  const { manifest } = model;
  const styles = stylesOf(manifest);

  async function record(request: ReelRequest): Promise<MotionReel> {
    const body = bodies.find(({ id }) => id === request.body);
    if (!body) throw new Error(`there is no body "${request.body}"`);
    const action = manifest.actions.findIndex(({ name }) => name === request.name);
    const style = styles.findIndex(({ name }) => name === request.name);
    if ((request.kind === 'action' ? action : style) < 0)
      throw new Error(`the motion model has no ${request.kind} "${request.name}"`);
    const engine = createMotionEngine({ model, index, bodies: [body], capacity: 1, seed: request.seed });
    const controls = createMotionControls(1);
    stand(controls);
    if (request.kind === 'style') controls.style[0] = style;
    const marks = request.kind === 'action' ? actionMarks(action) : WALK.map(({ name, s }) => ({ name, s }));
    const lengthS = request.kind === 'action' ? LEAD_S + actionS(action) + TAIL_S : WALK_END_S;
    const warm = Math.round(WARM_S * TICK_HZ);
    const frames = Math.round(lengthS * TICK_HZ) + 1;
    const pace = request.kind === 'style' ? paceOf(model, styles[style]) : WALK_MPS;
    const reel = emptyReel(request, frames, marks);
    const capsule = createCapsuleState();
    const wish = createCapsuleWish();
    const frame = createMotionFrame(1);
    for (let tick = 0; tick < warm + frames; tick++) {
      const s = (tick - warm) / TICK_HZ;
      if (request.kind === 'action' && tick === warm + Math.round(LEAD_S * TICK_HZ)) {
        controls.action[0] = action + 1;
        controls.actionStartTick[0] = tick;
      }
      if (request.kind === 'style') {
        const leg = WALK.findLast((one) => one.s <= s) ?? WALK[0];
        [wish.directionX, wish.directionZ] = leg.direction;
        wish.speedMps = leg.direction[0] === 0 && leg.direction[1] === 0 ? 0 : pace;
        stepCapsule(capsule, wish, manifest.capsule, 1 / TICK_HZ);
        drive(controls, capsule, wish);
      }
      const rows = engine.advance(controls, 1, tick);
      engine.pose(await decoder.decode(engine.codes, rows), controls, 1, tick, frame);
      if (tick >= warm) keep(reel, tick - warm, frame, engine);
    }
    return reel;
  }

  function actionS(action: number): number {
    return (manifest.actions[action].rows - 1) / manifest.rowsHz;
  }

  function actionMarks(action: number): ReelMark[] {
    const { sync } = manifest.actions[action];
    return SYNC_POINTS.map((name) => ({ name, s: LEAD_S + sync[name] / manifest.rowsHz }));
  }

  // One at a time: the decoder's buffers are shared.
  let last: Promise<unknown> = Promise.resolve();
  return {
    record(request) {
      const next = last.then(() => record(request));
      last = next.catch(() => {});
      return next;
    },
  };
}

/** How fast the people recorded for a style walk (median, m/s): a style is itself only at its own pace. */
function paceOf(model: MotionFiles['model'], style: MotionStyle): number {
  const { mode, derived } = style;
  const { modes, styles } = model.manifest;
  const own = modes[model.modeNames[mode]].styles
    .filter((name) => name !== 'idle')
    .map((name) => styles.indexOf(name));
  const speeds: number[] = [];
  for (let row = 0; row < model.manifest.rows; row++) {
    const speed = Math.hypot(model.rootVelocity[row * 3], model.rootVelocity[row * 3 + 1]);
    if (own.includes(model.style[row]) && speed > LEAST_WALK_MPS) speeds.push(speed);
  }
  speeds.sort((a, b) => a - b);
  const pace = speeds[speeds.length >> 1] ?? WALK_MPS;
  return walkSpeed(style, derived ? pace * derived.tempo * derived.stride : pace);
}

function stand(controls: MotionControls): void {
  controls.kind[0] = 1;
  controls.netId[0] = 1;
  controls.drive[0] = MOTION_DRIVE.stand;
  controls.goalYaw[0] = Number.NaN;
}

function drive(
  controls: MotionControls,
  capsule: ReturnType<typeof createCapsuleState>,
  wish: ReturnType<typeof createCapsuleWish>,
): void {
  controls.position.set([capsule.x, 0, capsule.z]);
  controls.yaw[0] = capsule.yaw;
  controls.yawRate[0] = capsule.turnRadps;
  controls.velocity.set([
    Math.sin(capsule.yaw) * capsule.speedMps,
    0,
    Math.cos(capsule.yaw) * capsule.speedMps,
  ]);
  controls.drive[0] = wish.speedMps > 0 ? MOTION_DRIVE.input : MOTION_DRIVE.stand;
  controls.desired.set([wish.directionX * wish.speedMps, wish.directionZ * wish.speedMps]);
}

function emptyReel(request: ReelRequest, frames: number, marks: readonly ReelMark[]): MotionReel {
  const { kind, name, body } = request;
  return {
    kind,
    name,
    body,
    fps: TICK_HZ,
    frames,
    marks,
    hips: new Float32Array(frames * 3),
    footTargets: new Float32Array(frames * 6),
    joints: new Float32Array(frames * JOINT_COUNT * 4),
    contacts: new Uint8Array(frames),
  };
}

function keep(
  reel: MotionReel,
  at: number,
  frame: ReturnType<typeof createMotionFrame>,
  engine: MotionEngine,
): void {
  reel.hips.set(frame.hips, at * 3);
  reel.joints.set(frame.joints, at * JOINT_COUNT * 4);
  reel.footTargets.set(engine.state.footTarget, at * 6);
  reel.contacts[at] = frame.contacts[0];
}
