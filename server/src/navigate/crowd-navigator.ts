/**
 * CONTRIBUTOR NOTES
 * Paths and local avoidance by recast-navigation (Detour), behind the Navigator port. Facts that shaped it:
 * - DetourCrowd wants to move its agents itself; physics owns our roots. So before each update the agent is put where
 *   the body stands (small corrections keep its corridor), and only its new velocity is read. A body further than
 *   TELEPORT_M from its agent is teleported and re-targeted.
 * - It runs at a fixed 10 Hz: large or varying steps scatter agents (recast-navigation-js issue 392).
 * - Guests are agents too, driven by their own velocity, so performers step around them.
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
const CELL_M = 0.15;
const CELL_HEIGHT_M = 0.05;
const TELEPORT_M = 0.8;
const ARRIVED_M = 0.14;
/** A goal moved less than this keeps its path, m. */
const SAME_GOAL_M = 0.05;
const SEARCH_EXTENTS = { x: 1.5, y: 1, z: 1.5 };
/** Standing still with a way to go: the path is asked again after this long, and given up after twice as long. */
const STUCK_STEPS = 25;
const STUCK_MPS = 0.06;
const AGENT = {
  radius: BODY_RADIUS_M + 0.05,
  height: 1.75,
  maxAcceleration: 6,
  collisionQueryRange: 3.2,
  pathOptimizationRange: 8,
  separationWeight: 0.9,
  obstacleAvoidanceType: 2,
} as const;

interface Walker {
  readonly agent: CrowdAgent;
  readonly netId: number;
  goalX: number;
  goalZ: number;
  stuckSteps: number;
}

/** Builds the navigation mesh of a stage and an empty crowd. */
export async function createNavigator(stage: StageFile, humansMax: number): Promise<Navigator> {
  await init();
  const mesh = stageTriangles(stage);
  const built = generateSoloNavMesh(mesh.positions, mesh.indices, {
    cs: CELL_M,
    ch: CELL_HEIGHT_M,
    walkableRadius: Math.ceil(BODY_RADIUS_M / CELL_M),
    walkableHeight: Math.ceil(AGENT.height / CELL_HEIGHT_M),
    walkableClimb: Math.floor(0.25 / CELL_HEIGHT_M),
    walkableSlopeAngle: 30,
  });
  if (!built.success) throw new Error(`stage ${stage.id}: no navigation mesh could be built: ${built.error}`);
  const query = new NavMeshQuery(built.navMesh);
  const crowd = new Crowd(built.navMesh, { maxAgents: humansMax, maxAgentRadius: AGENT.radius });
  const walkers: (Walker | undefined)[] = [];
  const nearest: Navigator['nearest'] = (x, z) => {
    const found = query.findClosestPoint({ x, y: 0.3, z }, { halfExtents: SEARCH_EXTENTS });
    return found.success && found.polyRef !== 0 ? found.point : undefined;
  };
  return {
    step(world) {
      if (world.tick % NAVIGATE_EVERY_TICKS !== 0) return;
      const { humans } = world;
      for (let slot = 0; slot < Math.max(humans.count, walkers.length); slot++)
        syncAgent(world, crowd, walkers, slot);
      for (let slot = 0; slot < humans.count; slot++)
        if (walkers[slot]) aim(world, walkers[slot]!, slot, nearest);
      crowd.update(NAVIGATE_S);
      for (let slot = 0; slot < humans.count; slot++) {
        if (walkers[slot] && humans.kind[slot] === HUMAN_KIND.performer) readWay(world, walkers[slot]!, slot);
      }
    },
    nearest,
    agentCount: () => crowd.getActiveAgentCount(),
    dispose() {
      crowd.destroy();
      query.destroy();
      built.navMesh.destroy();
    },
  };
}

function syncAgent(world: World, crowd: Crowd, walkers: (Walker | undefined)[], slot: number): void {
  const { humans } = world;
  const netId = slot < humans.count && humans.kind[slot] !== HUMAN_KIND.free ? humans.netId[slot] : 0;
  const walker = walkers[slot];
  if ((walker?.netId ?? 0) !== netId) {
    if (walker) crowd.removeAgent(walker.agent);
    walkers[slot] = undefined;
    if (netId === 0) return;
    const agent = crowd.addAgent(positionOf(world, slot), { ...AGENT, maxSpeed: 1.4 });
    walkers[slot] = { agent, netId, goalX: Number.NaN, goalZ: Number.NaN, stuckSteps: 0 };
    return;
  }
  if (!walker) return;
  const { raw } = walker.agent;
  const dx = humans.position[slot * 3] - raw.get_npos(0);
  const dz = humans.position[slot * 3 + 2] - raw.get_npos(2);
  if (dx * dx + dz * dz > TELEPORT_M * TELEPORT_M) {
    walker.agent.teleport(positionOf(world, slot));
    walker.goalX = Number.NaN;
    return;
  }
  raw.set_npos(0, humans.position[slot * 3]);
  raw.set_npos(2, humans.position[slot * 3 + 2]);
  raw.set_vel(0, humans.velocity[slot * 3]);
  raw.set_vel(2, humans.velocity[slot * 3 + 2]);
}

function positionOf(world: World, slot: number): { x: number; y: number; z: number } {
  const { position } = world.humans;
  return { x: position[slot * 3], y: position[slot * 3 + 1], z: position[slot * 3 + 2] };
}

/** Gives the agent its goal when it changed; a goal nobody can reach is refused and counted. */
function aim(world: World, walker: Walker, slot: number, nearest: Navigator['nearest']): void {
  const { humans, counters } = world;
  if (humans.kind[slot] === HUMAN_KIND.guest) {
    walker.agent.requestMoveVelocity({
      x: humans.velocity[slot * 3],
      y: 0,
      z: humans.velocity[slot * 3 + 2],
    });
    return;
  }
  if (humans.drive[slot] !== DRIVE.walkTo) {
    if (!Number.isNaN(walker.goalX)) walker.agent.resetMoveTarget();
    walker.goalX = Number.NaN;
    humans.walking[slot] = 0;
    return;
  }
  const x = humans.goal[slot * 2];
  const z = humans.goal[slot * 2 + 1];
  if (Math.hypot(x - walker.goalX, z - walker.goalZ) < SAME_GOAL_M) return;
  const known = Number.isFinite(x) && Number.isFinite(z) && world.ground.inside(x, z);
  const target = known ? nearest(x, z) : undefined;
  if (!target) {
    counters.goalsOutside += 1;
    humans.drive[slot] = DRIVE.stand;
    humans.walking[slot] = 0;
    return;
  }
  walker.goalX = x;
  walker.goalZ = z;
  humans.walking[slot] = 1;
  walker.agent.maxSpeed = humans.goalSpeed[slot];
  walker.agent.requestMoveTarget(target);
}

function readWay(world: World, walker: Walker, slot: number): void {
  const { humans } = world;
  if (humans.walking[slot] === 0) {
    halt(world, slot);
    return;
  }
  let x = humans.position[slot * 3];
  let z = humans.position[slot * 3 + 2];
  let way = 0;
  const target = walker.agent.target();
  const straight = Math.hypot(target.x - x, target.z - z);
  for (const corner of walker.agent.corners()) {
    way += Math.hypot(corner.x - x, corner.z - z);
    x = corner.x;
    z = corner.z;
  }
  humans.remaining[slot] = Math.max(way, straight);
  if (straight < ARRIVED_M) {
    halt(world, slot);
    walker.agent.resetMoveTarget();
    return;
  }
  const speed = Math.hypot(humans.velocity[slot * 3], humans.velocity[slot * 3 + 2]);
  walker.stuckSteps = speed < STUCK_MPS ? walker.stuckSteps + 1 : 0;
  if (walker.stuckSteps === STUCK_STEPS) walker.goalX = Number.NaN;
  if (walker.stuckSteps > 2 * STUCK_STEPS) {
    walker.stuckSteps = 0;
    halt(world, slot);
    walker.agent.resetMoveTarget();
    return;
  }
  humans.desired[slot * 2] = walker.agent.raw.get_nvel(0);
  humans.desired[slot * 2 + 1] = walker.agent.raw.get_nvel(2);
}

function halt(world: World, slot: number): void {
  const { humans } = world;
  humans.walking[slot] = 0;
  humans.desired[slot * 2] = 0;
  humans.desired[slot * 2 + 1] = 0;
  humans.remaining[slot] = 0;
}
