/**
 * CONTRIBUTOR NOTES
 * Paths and local avoidance by recast-navigation (Detour), behind the Navigator port. Facts that shaped it:
 * - DetourCrowd wants to move its agents itself; physics owns our roots. So before each update the agent is put where
 *   the body stands (small corrections keep its corridor), and only its new velocity is read. A body further than
 *   TELEPORT_M from its agent is teleported and re-targeted.
 * - It runs at a fixed 10 Hz: large or varying steps scatter agents (recast-navigation-js issue 392).
 * - Guests are agents too, driven by their own velocity, so performers step around them. Only walkers sample
 *   velocities to avoid others: that sampling is three quarters of the cost, and who stands has nothing to choose.
 * - Figures (1,000 walkers on the plaza, 2 busy cores, p50 a call): Detour's defaults 9.5 ms; sampling depth 3 and a
 *   query range of 2.2 m 6.4 ms with fewer bumps (1.2 against 1.5 a person a minute) and faster people.
 * - Triangles must face up: with the tops of the round stage facing down, recast let nobody stand on it, silently. The
 *   test walks to every mark for that reason.
 */
import { Crowd, type CrowdAgent, init, NavMeshQuery } from '@recast-navigation/core';
import { generateSoloNavMesh } from '@recast-navigation/generators';
import { BODY_RADIUS_M, type StageFile } from '@troupe/client-sdk/protocol';
import { DRIVE, HUMAN_KIND, type World } from '../world/world.ts';
import { stageTriangles } from './stage-triangles.ts';

/** Finds ways: reads goals, writes desired velocity, way left and whether one still walks. */
export interface Navigator {
  /** Plans for everybody; call every tick, it works every NAVIGATE_EVERY_TICKS. */
  step(world: World): void;
  /** Nearest place one can stand to (x, z), or undefined when there is none near. */
  nearest(x: number, z: number): { x: number; y: number; z: number } | undefined;
  agentCount(): number;
  dispose(): void;
}

/** 10 Hz at 20 ticks a second. */
export const NAVIGATE_EVERY_TICKS = 2;
const NAVIGATE_S = 0.1;
const MESH = { cellM: 0.15, cellHeightM: 0.05, climbM: 0.25, slopeDegrees: 30 } as const;
const TELEPORT_M = 0.8;
const ARRIVED_M = 0.14;
/** So near one goes straight, and at least so fast: round whom one goes to, the crowd's directions turned people on the spot. */
const LAST_STEP_M = 0.45;
const LAST_STEP_MPS = 0.3;
/** Whoever was pushed further than this from where they arrived walks back. */
const PUSHED_AWAY_M = 0.6;
/** A goal moved less than this keeps its path, m. */
const SAME_GOAL_M = 0.05;
const SEARCH_EXTENTS = { x: 1.5, y: 1, z: 1.5 };
/** Standing still with a way to go: the path is asked again after this long, and given up after twice as long. */
const STUCK_STEPS = 25;
const STUCK_MPS = 0.06;
const SPEED = { leastMps: 0.2, mostMps: 2 } as const;
/** Who has stood still this long on the way stops being polite: walks the path as it is and lets bodies touch. */
const IMPOLITE_STEPS = 10;
/** Crowd flags: 1 anticipate turns, 2 avoid, 4 keep apart, 8 straighten, 16 shorten the path. */
const FLAGS = { walking: 31, impolite: 25, standing: 0 } as const;
const AGENT = {
  radius: BODY_RADIUS_M + 0.05,
  height: 1.75,
  maxAcceleration: 6,
  maxSpeed: 1.4,
  collisionQueryRange: 2.2,
  pathOptimizationRange: 8,
  separationWeight: 0.9,
  obstacleAvoidanceType: 0,
  updateFlags: FLAGS.standing,
} as const;
const SAMPLING_DEPTH = 3;
/** Crates and lanterns are walked round; a ball is there to be kicked. */
const PROP = { heightM: 1, marginM: 0.05, radiusMaxM: 0.6 } as const;

/** A held prop's agent waits out here, m. */
const HELD_FAR_M = 900;

/** What became of a goal. */
type Progress = 'none' | 'walking' | 'arrived' | 'refused' | 'gaveUp';

interface Walker {
  readonly agent: CrowdAgent;
  readonly netId: number;
  progress: Progress;
  goalX: number;
  goalZ: number;
  /** Where it arrived. */
  restX: number;
  restZ: number;
  speed: number;
  stuckSteps: number;
}

/** One module for all stages of a process: of two that load side by side, the newer would free what is the older's. */
let loading: Promise<void> | undefined;

/**
 * Builds the navigation mesh of a stage and an empty crowd.
 *
 * @throws Error when no mesh can be built from the stage
 */
export async function createNavigator(stage: StageFile, humansMax: number): Promise<Navigator> {
  loading ??= init();
  await loading;
  const mesh = stageTriangles(stage);
  const built = generateSoloNavMesh(mesh.positions, mesh.indices, {
    cs: MESH.cellM,
    ch: MESH.cellHeightM,
    walkableRadius: Math.ceil(BODY_RADIUS_M / MESH.cellM),
    walkableHeight: Math.ceil(AGENT.height / MESH.cellHeightM),
    walkableClimb: Math.floor(MESH.climbM / MESH.cellHeightM),
    walkableSlopeAngle: MESH.slopeDegrees,
  });
  if (!built.success) throw new Error(`stage ${stage.id}: no navigation mesh could be built: ${built.error}`);
  const query = new NavMeshQuery(built.navMesh);
  const crowd = new Crowd(built.navMesh, {
    maxAgents: humansMax + stage.props.length,
    maxAgentRadius: PROP.radiusMaxM,
  });
  const sampling = crowd.raw.getObstacleAvoidanceParams(AGENT.obstacleAvoidanceType);
  sampling.adaptiveDepth = SAMPLING_DEPTH;
  crowd.raw.setObstacleAvoidanceParams(AGENT.obstacleAvoidanceType, sampling);
  const props = stage.props.map((prop) => addPropAgent(crowd, prop));
  const propAgents = props.filter((agent) => agent !== undefined).length;
  const walkers: (Walker | undefined)[] = [];
  const fetched = new Uint8Array(props.length);
  const nearest: Navigator['nearest'] = (x, z) => {
    if (!Number.isFinite(x) || !Number.isFinite(z)) return undefined;
    const found = query.findClosestPoint({ x, y: 0.3, z }, { halfExtents: SEARCH_EXTENTS });
    return found.success && found.polyRef !== 0 ? found.point : undefined;
  };
  return {
    step(world) {
      if (world.tick % NAVIGATE_EVERY_TICKS !== 0) return;
      const { humans } = world;
      const slots = Math.max(humans.count, walkers.length);
      for (let slot = 0; slot < slots; slot++) syncAgent(world, crowd, walkers, slot);
      for (let slot = 0; slot < humans.count; slot++) {
        const walker = walkers[slot];
        if (!walker) continue;
        if (humans.kind[slot] === HUMAN_KIND.guest) leadGuest(world, walker, slot);
        else aim(world, walker, slot, nearest);
      }
      findFetched(world, fetched);
      for (let i = 0; i < props.length; i++) placeProp(world, props[i], i, fetched[i] === 1);
      crowd.update(NAVIGATE_S);
      for (let slot = 0; slot < humans.count; slot++) {
        if (walkers[slot] && humans.kind[slot] === HUMAN_KIND.performer) readWay(world, walkers[slot]!, slot);
      }
    },
    nearest,
    agentCount: () => crowd.getActiveAgentCount() - propAgents,
    dispose() {
      crowd.destroy();
      query.destroy();
      built.navMesh.destroy();
    },
  };
}

function addPropAgent(crowd: Crowd, prop: StageFile['props'][number]): CrowdAgent | undefined {
  if (prop.shape === 'sphere') return undefined;
  const [x, y, z] = prop.position;
  return crowd.addAgent(
    { x, y: y - prop.half[1], z },
    {
      ...AGENT,
      radius: Math.min(PROP.radiusMaxM, Math.max(prop.half[0], prop.half[2]) + PROP.marginM),
      height: PROP.heightM,
    },
  );
}

/** Marks the props that somebody is on the way to. */
function findFetched(world: World, fetched: Uint8Array): void {
  fetched.fill(0);
  for (let slot = 0; slot < world.humans.count; slot++) {
    const { kind, prop } = world.social.tasks[slot];
    if (kind === 'goFor' || kind === 'lift') fetched[prop] = 1;
  }
}

/** Props are pushed about: walkers avoid them where they are now. */
function placeProp(world: World, agent: CrowdAgent | undefined, i: number, fetched: boolean): void {
  if (!agent) return;
  const { position, velocity: moving, holder } = world.props;
  if (holder[i] !== 0 || fetched) {
    // In somebody's hands it is in nobody's way, and whoever comes for it must not walk round it.
    agent.raw.set_npos(0, HELD_FAR_M);
    agent.raw.set_npos(2, HELD_FAR_M);
    return;
  }
  agent.raw.set_npos(0, position[i * 3]);
  agent.raw.set_npos(2, position[i * 3 + 2]);
  agent.raw.set_vel(0, moving[i * 3]);
  agent.raw.set_vel(2, moving[i * 3 + 2]);
}

/** Makes the agents match the slots, and puts each where its body stands. */
function syncAgent(world: World, crowd: Crowd, walkers: (Walker | undefined)[], slot: number): void {
  const { humans } = world;
  const netId = slot < humans.count && humans.kind[slot] !== HUMAN_KIND.free ? humans.netId[slot] : 0;
  const walker = walkers[slot];
  if ((walker?.netId ?? 0) !== netId) {
    if (walker) crowd.removeAgent(walker.agent);
    walkers[slot] = netId === 0 ? undefined : createWalker(world, crowd, slot, netId);
    return;
  }
  if (!walker) return;
  const { raw } = walker.agent;
  const dx = humans.position[slot * 3] - raw.get_npos(0);
  const dz = humans.position[slot * 3 + 2] - raw.get_npos(2);
  if (dx * dx + dz * dz > TELEPORT_M * TELEPORT_M) {
    walker.agent.teleport(positionOf(world, slot));
    if (walker.progress === 'walking') walker.progress = 'none';
    return;
  }
  raw.set_npos(0, humans.position[slot * 3]);
  raw.set_npos(2, humans.position[slot * 3 + 2]);
  raw.set_vel(0, humans.velocity[slot * 3]);
  raw.set_vel(2, humans.velocity[slot * 3 + 2]);
}

function createWalker(world: World, crowd: Crowd, slot: number, netId: number): Walker {
  const agent = crowd.addAgent(positionOf(world, slot), AGENT);
  return {
    agent,
    netId,
    progress: 'none',
    goalX: Number.NaN,
    goalZ: Number.NaN,
    restX: 0,
    restZ: 0,
    speed: AGENT.maxSpeed,
    stuckSteps: 0,
  };
}

function positionOf(world: World, slot: number): { x: number; y: number; z: number } {
  const { position } = world.humans;
  return { x: position[slot * 3], y: position[slot * 3 + 1], z: position[slot * 3 + 2] };
}

const velocity = { x: 0, y: 0, z: 0 };

/** A guest goes where it goes; others foresee it by its velocity. */
function leadGuest(world: World, walker: Walker, slot: number): void {
  velocity.x = world.humans.velocity[slot * 3];
  velocity.z = world.humans.velocity[slot * 3 + 2];
  walker.agent.requestMoveVelocity(velocity);
}

/** Gives the agent its goal when it changed; a goal nobody can reach is refused and counted once. */
function aim(world: World, walker: Walker, slot: number, nearest: Navigator['nearest']): void {
  const { humans } = world;
  if (humans.drive[slot] !== DRIVE.walkTo) {
    if (walker.progress !== 'none') rest(walker, 'none');
    humans.walking[slot] = 0;
    return;
  }
  const x = humans.goal[slot * 2];
  const z = humans.goal[slot * 2 + 1];
  // A goal that is no number never equals itself: Object.is keeps it from being counted again at every step.
  const near = Math.hypot(x - walker.goalX, z - walker.goalZ) < SAME_GOAL_M;
  const same = near || (Object.is(x, walker.goalX) && Object.is(z, walker.goalZ));
  if (same && walker.progress === 'walking') setSpeed(walker, humans.goalSpeed[slot]);
  if (same && walker.progress !== 'none' && !pushedAway(world, walker, slot)) return;
  const target = world.ground.inside(x, z) ? nearest(x, z) : undefined;
  walker.goalX = x;
  walker.goalZ = z;
  walker.stuckSteps = same ? walker.stuckSteps : 0;
  if (!target || !walker.agent.requestMoveTarget(target)) {
    world.counters.goalsOutside += 1;
    rest(walker, 'refused');
    humans.walking[slot] = 0;
    return;
  }
  walker.progress = 'walking';
  walker.agent.updateFlags = FLAGS.walking;
  setSpeed(walker, humans.goalSpeed[slot]);
  humans.walking[slot] = 1;
}

function pushedAway(world: World, walker: Walker, slot: number): boolean {
  if (walker.progress !== 'arrived') return false;
  const { position } = world.humans;
  return Math.hypot(position[slot * 3] - walker.restX, position[slot * 3 + 2] - walker.restZ) > PUSHED_AWAY_M;
}

function setSpeed(walker: Walker, wanted: number): void {
  const speed = Math.min(SPEED.mostMps, Math.max(SPEED.leastMps, Number.isFinite(wanted) ? wanted : 0));
  if (speed === walker.speed) return;
  walker.speed = speed;
  walker.agent.maxSpeed = speed;
}

function rest(walker: Walker, progress: Progress): void {
  walker.progress = progress;
  walker.agent.resetMoveTarget();
  walker.agent.updateFlags = FLAGS.standing;
}

function readWay(world: World, walker: Walker, slot: number): void {
  const { humans } = world;
  if (walker.progress !== 'walking') {
    halt(world, slot);
    return;
  }
  const { raw } = walker.agent;
  let x = humans.position[slot * 3];
  let z = humans.position[slot * 3 + 2];
  const [towardsX, towardsZ] = [raw.get_targetPos(0) - x, raw.get_targetPos(2) - z];
  const straight = Math.hypot(towardsX, towardsZ);
  if (straight < ARRIVED_M) {
    rest(walker, 'arrived');
    // The nearest standing place was reached, which may not be the goal: being pushed away is measured from here.
    walker.restX = x;
    walker.restZ = z;
    halt(world, slot);
    return;
  }
  let way = 0;
  const corners = raw.ncorners;
  for (let i = 0; i < corners; i++) {
    const cornerX = raw.get_cornerVerts(i * 3);
    const cornerZ = raw.get_cornerVerts(i * 3 + 2);
    way += Math.hypot(cornerX - x, cornerZ - z);
    x = cornerX;
    z = cornerZ;
  }
  if (isStuck(world, walker, slot)) {
    rest(walker, 'gaveUp');
    halt(world, slot);
    return;
  }
  humans.remaining[slot] = Math.max(way, straight);
  let [wantX, wantZ] = [raw.get_nvel(0), raw.get_nvel(2)];
  if (straight < LAST_STEP_M) {
    const speed = Math.max(LAST_STEP_MPS, Math.hypot(wantX, wantZ)) / straight;
    [wantX, wantZ] = [towardsX * speed, towardsZ * speed];
  }
  humans.desired[slot * 2] = wantX;
  humans.desired[slot * 2 + 1] = wantZ;
}

/** Counts how long one has stood still on one's way: first the path is asked again, then the goal is given up. */
function isStuck(world: World, walker: Walker, slot: number): boolean {
  const { velocity: moving } = world.humans;
  const speed = Math.hypot(moving[slot * 3], moving[slot * 3 + 2]);
  const before = walker.stuckSteps;
  walker.stuckSteps = speed < STUCK_MPS ? before + 1 : Math.max(0, before - 1);
  if (walker.stuckSteps === IMPOLITE_STEPS && before < IMPOLITE_STEPS)
    walker.agent.updateFlags = FLAGS.impolite;
  if (walker.stuckSteps === 0 && before > 0) walker.agent.updateFlags = FLAGS.walking;
  if (walker.stuckSteps === STUCK_STEPS) walker.progress = 'none';
  return walker.stuckSteps > 2 * STUCK_STEPS;
}

function halt(world: World, slot: number): void {
  const { humans } = world;
  humans.walking[slot] = 0;
  humans.desired[slot * 2] = 0;
  humans.desired[slot * 2 + 1] = 0;
  humans.remaining[slot] = 0;
}
