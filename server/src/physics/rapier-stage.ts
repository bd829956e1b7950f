/**
 * CONTRIBUTOR NOTES
 * The stage in Rapier. What was chosen, and why:
 * - Performers are dynamic capsules without gravity, rotations and the vertical axis locked, driven by velocity once a
 *   tick; their height comes from the ground function, so no capsule ever touches a floor: floor contacts were the
 *   larger part of the cost of a step. The bench compares with kinematic character controllers in the same run.
 * - Guests are kinematic capsules that follow guest-step (the function their own client predicts with): they push
 *   performers and props, and nothing pushes them, so prediction needs no correction but for lost input.
 * - Props are ordinary dynamic bodies with gravity on the real floor.
 * - Collision groups: people meet people, obstacles and props; never floors, steps and ramps.
 */
import type RAPIER from '@dimforge/rapier3d';
import {
  type CapsuleSettings,
  createCapsuleState,
  createCapsuleWish,
  stepCapsule,
} from '@troupe/avatars/motion';
import {
  BODY_RADIUS_M,
  isWalkable,
  type StageCollider,
  type StageFile,
  stepGuest,
} from '@troupe/client-sdk/protocol';
import { STAGE_LIMITS, SUBSTEPS, TICK_S } from '../world/limits.ts';
import { DRIVE, HUMAN_KIND, type World } from '../world/world.ts';

type Rapier = typeof RAPIER;

/** Membership bits of collision groups. */
const GROUP = { floor: 1, obstacle: 2, person: 4, prop: 8 } as const;
const groups = (membership: number, filter: number): number => (membership << 16) | filter;

const PERSON = { halfHeightM: 0.5, massKg: 68, centreM: 0.86 } as const;
/** A person pushed off its way is brought back by at most this, m/s². */
const RECOVER_MPS2 = 9;
/** Solver iterations a substep: people lean on one another, they do not stack. */
const SOLVER_ITERATIONS = 2;
/** A body further than this from the plane of the ground has been thrown: put back. */
const LOST_M = 6;

/** Physics of one stage; owns the WASM world. */
export interface StagePhysics {
  /** Moves everybody by one tick and writes positions, headings and velocities into the world's arrays. */
  step(world: World): void;
  /** Number of bodies in the WASM world; a removed human leaves none. */
  bodyCount(): number;
  dispose(): void;
}

/** Builds the static colliders, the props and an empty stage. `rapier` must be initialised. */
export function createStagePhysics(rapier: Rapier, stage: StageFile, law: CapsuleSettings): StagePhysics {
  const physics = new rapier.World({ x: 0, y: -9.81, z: 0 });
  physics.timestep = TICK_S / SUBSTEPS;
  physics.integrationParameters.numSolverIterations = SOLVER_ITERATIONS;
  addFloor(rapier, physics, stage);
  for (const collider of stage.colliders) addCollider(rapier, physics, collider);
  const props = stage.props.map((prop) => addProp(rapier, physics, prop));
  const people: (RAPIER.RigidBody | undefined)[] = [];
  const netIds: number[] = [];
  return {
    step(world) {
      syncPeople(rapier, physics, world, people, netIds);
      for (let slot = 0; slot < world.humans.count; slot++) {
        if (world.humans.kind[slot] === HUMAN_KIND.performer) drivePerformer(world, slot, people[slot]!, law);
        else if (world.humans.kind[slot] === HUMAN_KIND.guest) driveGuest(world, slot, people[slot]!);
      }
      for (let i = 0; i < SUBSTEPS; i++) physics.step();
      readPeople(world, people);
      readProps(world, props);
    },
    bodyCount: () => physics.bodies.len(),
    dispose: () => physics.free(),
  };
}

function addFloor(rapier: Rapier, physics: RAPIER.World, stage: StageFile): void {
  const floor = rapier.ColliderDesc.cuboid(stage.size[0] / 2, 0.5, stage.size[1] / 2)
    .setTranslation(0, -0.5, 0)
    .setFriction(0.7)
    .setCollisionGroups(groups(GROUP.floor, GROUP.prop));
  physics.createCollider(floor);
  const [x, z] = [stage.size[0] / 2, stage.size[1] / 2];
  for (const [px, pz, hx, hz] of [
    [x, 0, 0.2, z],
    [-x, 0, 0.2, z],
    [0, z, x, 0.2],
    [0, -z, x, 0.2],
  ]) {
    const edge = rapier.ColliderDesc.cuboid(hx, 2, hz).setTranslation(px, 2, pz);
    physics.createCollider(edge.setCollisionGroups(groups(GROUP.obstacle, GROUP.person | GROUP.prop)));
  }
}

function addCollider(rapier: Rapier, physics: RAPIER.World, collider: StageCollider): void {
  const { desc, x, y, z, rotation } = shapeOf(rapier, collider);
  const walkable = isWalkable(collider);
  desc
    .setTranslation(x, y, z)
    .setRotation(rotation)
    .setFriction(0.6)
    .setCollisionGroups(
      walkable ? groups(GROUP.floor, GROUP.prop) : groups(GROUP.obstacle, GROUP.person | GROUP.prop),
    );
  physics.createCollider(desc);
}

function shapeOf(rapier: Rapier, collider: StageCollider) {
  const noTurn = { x: 0, y: 0, z: 0, w: 1 };
  if (collider.shape === 'cylinder') {
    const [x, y, z] = collider.centre;
    return {
      desc: rapier.ColliderDesc.cylinder(collider.halfHeight, collider.radius),
      x,
      y,
      z,
      rotation: noTurn,
    };
  }
  if (collider.shape === 'box') {
    const [x, y, z] = collider.centre;
    const rotation = { x: 0, y: Math.sin(collider.yaw / 2), z: 0, w: Math.cos(collider.yaw / 2) };
    return { desc: rapier.ColliderDesc.cuboid(...collider.half), x, y, z, rotation };
  }
  // A ramp is a thin slab along its surface: yaw to the way up, then pitch.
  const [ax, ay, az] = collider.from;
  const [bx, by, bz] = collider.to;
  const run = Math.hypot(bx - ax, bz - az);
  const length = Math.hypot(run, by - ay);
  const yaw = Math.atan2(bx - ax, bz - az);
  const pitch = -Math.atan2(by - ay, run);
  const [sy, cy, sp, cp] = [Math.sin(yaw / 2), Math.cos(yaw / 2), Math.sin(pitch / 2), Math.cos(pitch / 2)];
  const thickness = 0.05;
  return {
    desc: rapier.ColliderDesc.cuboid(collider.width / 2, thickness, length / 2),
    x: (ax + bx) / 2,
    y: (ay + by) / 2 - thickness,
    z: (az + bz) / 2,
    rotation: { x: cy * sp, y: sy * cp, z: -sy * sp, w: cy * cp },
  };
}

function addProp(rapier: Rapier, physics: RAPIER.World, prop: StageFile['props'][number]): RAPIER.RigidBody {
  const [hx, hy, hz] = prop.half;
  const desc =
    prop.shape === 'sphere'
      ? rapier.ColliderDesc.ball(hx)
      : prop.shape === 'box'
        ? rapier.ColliderDesc.cuboid(hx, hy, hz)
        : rapier.ColliderDesc.cylinder(hy, hx);
  const body = physics.createRigidBody(
    rapier.RigidBodyDesc.dynamic()
      .setTranslation(...prop.position)
      .setRotation({ x: 0, y: Math.sin(prop.yaw / 2), z: 0, w: Math.cos(prop.yaw / 2) })
      .setLinearDamping(prop.shape === 'sphere' ? 0.25 : 0.6)
      .setAngularDamping(prop.shape === 'sphere' ? 0.4 : 0.8),
  );
  desc
    .setMass(prop.massKg)
    .setRestitution(prop.shape === 'sphere' ? 0.55 : 0.1)
    .setFriction(0.55)
    .setCollisionGroups(groups(GROUP.prop, GROUP.floor | GROUP.obstacle | GROUP.person | GROUP.prop));
  physics.createCollider(desc, body);
  return body;
}

/** Makes the WASM bodies match the slots: new humans get one, gone humans lose theirs. */
function syncPeople(
  rapier: Rapier,
  physics: RAPIER.World,
  world: World,
  people: (RAPIER.RigidBody | undefined)[],
  netIds: number[],
): void {
  const { humans } = world;
  for (let slot = 0; slot < Math.max(humans.count, people.length); slot++) {
    const netId = slot < humans.count && humans.kind[slot] !== HUMAN_KIND.free ? humans.netId[slot] : 0;
    if ((netIds[slot] ?? 0) === netId) continue;
    const old = people[slot];
    if (old) physics.removeRigidBody(old);
    people[slot] = netId === 0 ? undefined : addPerson(rapier, physics, world, slot);
    netIds[slot] = netId;
  }
}

function addPerson(rapier: Rapier, physics: RAPIER.World, world: World, slot: number): RAPIER.RigidBody {
  const { humans } = world;
  const guest = humans.kind[slot] === HUMAN_KIND.guest;
  const kind = guest ? rapier.RigidBodyDesc.kinematicPositionBased() : rapier.RigidBodyDesc.dynamic();
  const body = physics.createRigidBody(
    kind
      .setTranslation(
        humans.position[slot * 3],
        humans.position[slot * 3 + 1] + PERSON.centreM,
        humans.position[slot * 3 + 2],
      )
      .setGravityScale(0)
      .lockRotations()
      .enabledTranslations(true, false, true)
      .setCanSleep(false),
  );
  const desc = rapier.ColliderDesc.capsule(PERSON.halfHeightM, BODY_RADIUS_M)
    .setMass(PERSON.massKg)
    .setFriction(0.1)
    .setCollisionGroups(groups(GROUP.person, GROUP.obstacle | GROUP.person | GROUP.prop));
  physics.createCollider(desc, body);
  return body;
}

const capsule = createCapsuleState();
const wish = createCapsuleWish();
const vector = { x: 0, y: 0, z: 0 };

function drivePerformer(world: World, slot: number, body: RAPIER.RigidBody, law: CapsuleSettings): void {
  const { humans } = world;
  const walking = humans.drive[slot] === DRIVE.walkTo && humans.walking[slot] === 1;
  wish.directionX = walking ? humans.desired[slot * 2] : 0;
  wish.directionZ = walking ? humans.desired[slot * 2 + 1] : 0;
  wish.speedMps = Math.min(Math.hypot(wish.directionX, wish.directionZ), humans.goalSpeed[slot]);
  wish.remainingM = humans.remaining[slot];
  wish.yaw = walking ? Number.NaN : humans.goalYaw[slot];
  const vx = humans.velocity[slot * 3];
  const vz = humans.velocity[slot * 3 + 2];
  capsule.yaw = humans.yaw[slot];
  capsule.turnRadps = humans.yawRate[slot];
  capsule.speedMps = vx * Math.sin(capsule.yaw) + vz * Math.cos(capsule.yaw);
  stepCapsule(capsule, wish, law, TICK_S);
  humans.yaw[slot] = capsule.yaw;
  humans.yawRate[slot] = capsule.turnRadps;
  const wantX = Math.sin(capsule.yaw) * capsule.speedMps;
  const wantZ = Math.cos(capsule.yaw) * capsule.speedMps;
  const gap = Math.hypot(wantX - vx, wantZ - vz);
  const share = Math.min(1, (RECOVER_MPS2 * TICK_S) / Math.max(gap, 1e-9));
  vector.x = vx + (wantX - vx) * share;
  vector.y = 0;
  vector.z = vz + (wantZ - vz) * share;
  body.setLinvel(vector, true);
}

function driveGuest(world: World, slot: number, body: RAPIER.RigidBody): void {
  const guest = world.guests[slot]!;
  const fromYaw = guest.state.yaw;
  stepGuest(guest.state, guest.input, TICK_S, world.ground);
  const { humans } = world;
  const { state } = guest;
  humans.yawRate[slot] = Math.atan2(Math.sin(state.yaw - fromYaw), Math.cos(state.yaw - fromYaw)) / TICK_S;
  humans.velocity[slot * 3 + 1] = (state.y - humans.position[slot * 3 + 1]) / TICK_S;
  humans.position[slot * 3] = state.x;
  humans.position[slot * 3 + 1] = state.y;
  humans.position[slot * 3 + 2] = state.z;
  humans.velocity[slot * 3] = state.vx;
  humans.velocity[slot * 3 + 2] = state.vz;
  humans.yaw[slot] = state.yaw;
  vector.x = state.x;
  vector.y = state.y + PERSON.centreM;
  vector.z = state.z;
  // All three substeps see the guest at the end of its tick; it moves at most 13 cm.
  body.setNextKinematicTranslation(vector);
}

/** Feet follow the ground up and down at this pace, m/s: a step is climbed, not teleported. */
const CLIMB_MPS = 1.6;

function readPeople(world: World, people: (RAPIER.RigidBody | undefined)[]): void {
  const { humans, ground } = world;
  for (let slot = 0; slot < humans.count; slot++) {
    const body = people[slot];
    if (!body || humans.kind[slot] !== HUMAN_KIND.performer) continue;
    const at = body.translation();
    const velocity = body.linvel();
    const speed = Math.hypot(velocity.x, velocity.z);
    if (
      !Number.isFinite(at.x + at.z + speed) ||
      speed > STAGE_LIMITS.speedMpsMax ||
      !ground.inside(at.x, at.z)
    ) {
      rescue(world, slot, body);
      continue;
    }
    const y = humans.position[slot * 3 + 1];
    const rise = ground.heightAt(at.x, at.z) - y;
    const climb = Math.min(CLIMB_MPS * TICK_S, Math.max(-CLIMB_MPS * TICK_S, rise));
    humans.position[slot * 3] = at.x;
    humans.position[slot * 3 + 1] = y + climb;
    humans.position[slot * 3 + 2] = at.z;
    humans.velocity[slot * 3] = velocity.x;
    humans.velocity[slot * 3 + 1] = climb / TICK_S;
    humans.velocity[slot * 3 + 2] = velocity.z;
    if (Math.abs(at.y - PERSON.centreM - humans.position[slot * 3 + 1]) > 0.02) {
      vector.x = at.x;
      vector.y = humans.position[slot * 3 + 1] + PERSON.centreM;
      vector.z = at.z;
      body.setTranslation(vector, true);
    }
  }
}

/** A body that left the stage or exploded goes back to where it last stood well, at rest. Counted. */
function rescue(world: World, slot: number, body: RAPIER.RigidBody): void {
  const { humans, ground } = world;
  world.counters.bodiesRescued += 1;
  const spot = [0, 0];
  const safe = Number.isFinite(humans.position[slot * 3] + humans.position[slot * 3 + 2]);
  ground.pushOut(
    safe ? humans.position[slot * 3] : 0,
    safe ? humans.position[slot * 3 + 2] : 0,
    BODY_RADIUS_M,
    spot,
  );
  humans.position.set([spot[0], ground.heightAt(spot[0], spot[1]), spot[1]], slot * 3);
  humans.velocity.fill(0, slot * 3, slot * 3 + 3);
  body.setTranslation({ x: spot[0], y: humans.position[slot * 3 + 1] + PERSON.centreM, z: spot[1] }, true);
  body.setLinvel({ x: 0, y: 0, z: 0 }, true);
}

const MOVED_M = 0.0005;

function readProps(world: World, bodies: readonly RAPIER.RigidBody[]): void {
  const { props } = world;
  bodies.forEach((body, i) => {
    if (body.isSleeping()) {
      props.moved[i] = 0;
      return;
    }
    const at = body.translation();
    if (!Number.isFinite(at.x + at.y + at.z) || Math.abs(at.y) > LOST_M) {
      world.counters.bodiesRescued += 1;
      body.setTranslation({ x: props.position[i * 3], y: 0.6, z: props.position[i * 3 + 2] }, true);
      body.setLinvel({ x: 0, y: 0, z: 0 }, true);
      return;
    }
    const turn = body.rotation();
    const moved =
      Math.abs(at.x - props.position[i * 3]) +
      Math.abs(at.y - props.position[i * 3 + 1]) +
      Math.abs(at.z - props.position[i * 3 + 2]) +
      Math.abs(turn.x - props.rotation[i * 4]) +
      Math.abs(turn.z - props.rotation[i * 4 + 2]);
    props.moved[i] = moved > MOVED_M ? 1 : 0;
    props.position.set([at.x, at.y, at.z], i * 3);
    props.rotation.set([turn.x, turn.y, turn.z, turn.w], i * 4);
  });
}
