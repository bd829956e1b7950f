import type RAPIER from '@dimforge/rapier3d';
import { BODY_RADIUS_M, isWalkable, type StageCollider, type StageFile } from '@troupe/client-sdk/protocol';

export type Rapier = typeof RAPIER;

/** Membership bits of collision groups. */
const GROUP = { floor: 1, obstacle: 2, person: 4, prop: 8 } as const;
const groups = (membership: number, filter: number): number => (membership << 16) | filter;

/** The capsule of a person; its centre hangs this high above the feet. */
export const PERSON = { halfHeightM: 0.5, massKg: 68, centreM: 0.86 } as const;

/** Walls at the edge stand a little inside it, so that nobody leaning on one is outside the ground. */
const WALL = { insetM: 0.2, thicknessM: 0.5, heightM: 4 } as const;
const RAMP_HALF_THICKNESS_M = 0.05;

/** The floor and four invisible walls around the stage. */
export function addBounds(rapier: Rapier, physics: RAPIER.World, stage: StageFile): void {
  const floor = rapier.ColliderDesc.cuboid(stage.size[0] / 2, 0.5, stage.size[1] / 2)
    .setTranslation(0, -0.5, 0)
    .setFriction(0.7)
    .setCollisionGroups(groups(GROUP.floor, GROUP.prop));
  physics.createCollider(floor);
  const thick = WALL.thicknessM;
  const out = thick - WALL.insetM;
  const [x, z] = [stage.size[0] / 2 + out, stage.size[1] / 2 + out];
  for (const [px, pz, hx, hz] of [
    [x, 0, thick, z],
    [-x, 0, thick, z],
    [0, z, x, thick],
    [0, -z, x, thick],
  ]) {
    const edge = rapier.ColliderDesc.cuboid(hx, WALL.heightM, hz).setTranslation(px, WALL.heightM, pz);
    physics.createCollider(edge.setCollisionGroups(groups(GROUP.obstacle, GROUP.person | GROUP.prop)));
  }
}

/** One collider of the stage file: people ignore what they walk on (the ground function carries them). */
export function addCollider(rapier: Rapier, physics: RAPIER.World, collider: StageCollider): void {
  const { desc, x, y, z, rotation } = shapeOf(rapier, collider);
  desc
    .setTranslation(x, y, z)
    .setRotation(rotation)
    .setFriction(0.6)
    .setCollisionGroups(
      isWalkable(collider)
        ? groups(GROUP.floor, GROUP.prop)
        : groups(GROUP.obstacle, GROUP.person | GROUP.prop),
    );
  physics.createCollider(desc);
}

function shapeOf(rapier: Rapier, collider: StageCollider) {
  if (collider.shape === 'ramp') return rampShape(rapier, collider);
  const [x, y, z] = collider.centre;
  if (collider.shape === 'cylinder') {
    const desc = rapier.ColliderDesc.cylinder(collider.halfHeight, collider.radius);
    return { desc, x, y, z, rotation: { x: 0, y: 0, z: 0, w: 1 } };
  }
  const rotation = { x: 0, y: Math.sin(collider.yaw / 2), z: 0, w: Math.cos(collider.yaw / 2) };
  return { desc: rapier.ColliderDesc.cuboid(...collider.half), x, y, z, rotation };
}

/** A ramp is a thin slab along its surface: yaw to the way up, then pitch. */
function rampShape(rapier: Rapier, ramp: Extract<StageCollider, { shape: 'ramp' }>) {
  const [ax, ay, az] = ramp.from;
  const [bx, by, bz] = ramp.to;
  const run = Math.hypot(bx - ax, bz - az);
  const yaw = Math.atan2(bx - ax, bz - az);
  const pitch = -Math.atan2(by - ay, run);
  const [sy, cy, sp, cp] = [Math.sin(yaw / 2), Math.cos(yaw / 2), Math.sin(pitch / 2), Math.cos(pitch / 2)];
  return {
    desc: rapier.ColliderDesc.cuboid(ramp.width / 2, RAMP_HALF_THICKNESS_M, Math.hypot(run, by - ay) / 2),
    x: (ax + bx) / 2,
    y: (ay + by) / 2 - RAMP_HALF_THICKNESS_M,
    z: (az + bz) / 2,
    rotation: { x: cy * sp, y: sy * cp, z: -sy * sp, w: cy * cp },
  };
}

/** A prop: an ordinary dynamic body with gravity, on the real floor. */
export function addProp(
  rapier: Rapier,
  physics: RAPIER.World,
  prop: StageFile['props'][number],
): RAPIER.RigidBody {
  const [hx, hy, hz] = prop.half;
  const round = prop.shape === 'sphere';
  const shapes = {
    sphere: () => rapier.ColliderDesc.ball(hx),
    box: () => rapier.ColliderDesc.cuboid(hx, hy, hz),
    cylinder: () => rapier.ColliderDesc.cylinder(hy, hx),
  };
  const body = physics.createRigidBody(
    rapier.RigidBodyDesc.dynamic()
      .setTranslation(...prop.position)
      .setRotation({ x: 0, y: Math.sin(prop.yaw / 2), z: 0, w: Math.cos(prop.yaw / 2) })
      .setLinearDamping(round ? 0.25 : 0.6)
      .setAngularDamping(round ? 0.4 : 0.8),
  );
  const desc = shapes[prop.shape]()
    .setMass(prop.massKg)
    .setRestitution(round ? 0.55 : 0.1)
    .setFriction(0.55)
    .setCollisionGroups(groups(GROUP.prop, GROUP.floor | GROUP.obstacle | GROUP.person | GROUP.prop));
  physics.createCollider(desc, body);
  return body;
}

/** A person standing at feet position (x, y, z): kinematic for a guest, driven by velocity for a performer. */
export function addPerson(
  rapier: Rapier,
  physics: RAPIER.World,
  guest: boolean,
  feet: { readonly x: number; readonly y: number; readonly z: number },
): { body: RAPIER.RigidBody; collider: RAPIER.Collider } {
  const kind = guest ? rapier.RigidBodyDesc.kinematicPositionBased() : rapier.RigidBodyDesc.dynamic();
  const body = physics.createRigidBody(
    kind
      .setTranslation(feet.x, feet.y + PERSON.centreM, feet.z)
      .setGravityScale(0)
      .lockRotations()
      .enabledTranslations(true, false, true)
      .setCanSleep(false),
  );
  const desc = rapier.ColliderDesc.capsule(PERSON.halfHeightM, BODY_RADIUS_M)
    .setMass(PERSON.massKg)
    .setFriction(0.1)
    .setActiveEvents(rapier.ActiveEvents.COLLISION_EVENTS)
    .setCollisionGroups(groups(GROUP.person, GROUP.obstacle | GROUP.person | GROUP.prop));
  return { body, collider: physics.createCollider(desc, body) };
}
