import type RAPIER from '@dimforge/rapier3d';
import { addLag, heldPlace } from '../world/held-place.ts';
import { STAGE_LIMITS } from '../world/limits.ts';
import type { World } from '../world/world.ts';

/** A prop this far below the floor or above it has been thrown out. */
const LOST_M = 6;
/** Less than this is rest: it is not streamed. Sum of the parts of position (m) and rotation. */
const MOVED = 0.0005;
/** A prop put back lies this high and this far from the edge, m. */
const PUT_BACK = { heightM: 0.6, radiusM: 0.5 } as const;

const at = { x: 0, y: 0, z: 0 };
const turn = { x: 0, y: 0, z: 0, w: 1 };
const moving = { x: 0, y: 0, z: 0 };
const still = { x: 0, y: 0, z: 0 };
const spot = [0, 0];

/** Writes where the props are; one that left the stage comes back, one that flies too fast is slowed. Both counted. */
export function readProps(world: World, bodies: readonly RAPIER.RigidBody[]): void {
  for (let i = 0; i < bodies.length; i++) readProp(world, bodies[i], i);
}

function readProp(world: World, body: RAPIER.RigidBody, i: number): void {
  const { props, ground } = world;
  props.moved[i] = 0;
  if (props.holder[i] !== 0) {
    hold(world, body, i);
    return;
  }
  if (!body.isEnabled()) {
    body.setEnabled(true);
    body.setLinvel(still, true);
    body.setAngvel(still, true);
  }
  if (body.isSleeping()) {
    props.velocity.fill(0, i * 3, i * 3 + 3);
    return;
  }
  body.translation(at);
  if (!Number.isFinite(at.x + at.y + at.z) || Math.abs(at.y) > LOST_M || !ground.inside(at.x, at.z)) {
    putBack(world, body, i);
    return;
  }
  body.rotation(turn);
  body.linvel(moving);
  const speed = Math.hypot(moving.x, moving.y, moving.z);
  if (speed > STAGE_LIMITS.speedMpsMax) {
    world.counters.bodiesRescued += 1;
    const share = STAGE_LIMITS.speedMpsMax / speed;
    moving.x *= share;
    moving.y *= share;
    moving.z *= share;
    body.setLinvel(moving, true);
  }
  const { position, rotation, velocity } = props;
  const moved =
    Math.abs(at.x - position[i * 3]) +
    Math.abs(at.y - position[i * 3 + 1]) +
    Math.abs(at.z - position[i * 3 + 2]) +
    Math.abs(turn.x - rotation[i * 4]) +
    Math.abs(turn.y - rotation[i * 4 + 1]) +
    Math.abs(turn.z - rotation[i * 4 + 2]);
  props.moved[i] = moved > MOVED ? 1 : 0;
  position[i * 3] = at.x;
  position[i * 3 + 1] = at.y;
  position[i * 3 + 2] = at.z;
  rotation[i * 4] = turn.x;
  rotation[i * 4 + 1] = turn.y;
  rotation[i * 4 + 2] = turn.z;
  rotation[i * 4 + 3] = turn.w;
  velocity[i * 3] = moving.x;
  velocity[i * 3 + 1] = moving.y;
  velocity[i * 3 + 2] = moving.z;
}

const held = new Float64Array(7);

/** A held prop is out of the simulation and goes with the hands; without a pose of the holder it stays where it is. */
function hold(world: World, body: RAPIER.RigidBody, i: number): void {
  const { position, rotation, velocity, moved } = world.props;
  if (body.isEnabled()) body.setEnabled(false);
  velocity.fill(0, i * 3, i * 3 + 3);
  if (!heldPlace(world, i, held)) return;
  addLag(world, i, held);
  for (let k = 0; k < 3; k++) position[i * 3 + k] = held[k];
  for (let k = 0; k < 4; k++) rotation[i * 4 + k] = held[3 + k];
  moved[i] = 1;
  at.x = held[0];
  at.y = held[1];
  at.z = held[2];
  turn.x = held[3];
  turn.y = held[4];
  turn.z = held[5];
  turn.w = held[6];
  body.setTranslation(at, false);
  body.setRotation(turn, false);
}

/** Lays a lost prop down near where it was last seen, on the stage and at rest. */
function putBack(world: World, body: RAPIER.RigidBody, i: number): void {
  const { props, ground, counters } = world;
  counters.bodiesRescued += 1;
  ground.pushOut(props.position[i * 3], props.position[i * 3 + 2], PUT_BACK.radiusM, spot);
  at.x = spot[0];
  at.y = ground.heightAt(spot[0], spot[1]) + PUT_BACK.heightM;
  at.z = spot[1];
  body.setTranslation(at, true);
  body.setLinvel(still, true);
  body.setAngvel(still, true);
  props.position[i * 3] = at.x;
  props.position[i * 3 + 1] = at.y;
  props.position[i * 3 + 2] = at.z;
  props.velocity.fill(0, i * 3, i * 3 + 3);
  props.moved[i] = 1;
}
