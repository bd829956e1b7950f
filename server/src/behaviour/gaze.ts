import { drawOf, type Mind } from '../world/mind.ts';
import { slotOf } from '../world/slot-of.ts';
import type { World } from '../world/world.ts';
import { handGaze } from './hands.ts';

/** Eyes stand at this share of a person's height. */
const EYE_SHARE = 0.935;
/** How strongly head and eyes go to what is looked at. */
const WEIGHT = { person: 1, thing: 0.8, glance: 0.5 } as const;
/** How long a glance lasts: shortest and what is drawn on top, ticks. */
const GLANCE = { leastTicks: 24, spreadTicks: 70, reachM: 6 } as const;
/** Share of the way the weight moves a tick. */
const WEIGHT_RATE = 0.15;
const THING_NEAR_M = 3;

const thing = [0, 0, 0];

/** Directs one performer's gaze: what the hands are at, what it is told to look at, else the attended person, else the thing at the spot, else a glance about. */
export function directGaze(world: World, mind: Mind, slot: number): void {
  const { humans, social } = world;
  if (handGaze(world, slot, thing)) {
    // What a hand is about to do is looked at first.
    lookAt(world, slot, thing[0], thing[1], thing[2], WEIGHT.person);
    return;
  }
  if (world.tick < mind.look.untilTick) {
    lookAt(world, slot, mind.look.x, mind.look.y, mind.look.z, WEIGHT.person);
    return;
  }
  const other = slotOf(world, mind.intent.gazeNetId);
  if (other >= 0) {
    const { heightM, hipsHeightM } = world.bodies[humans.body[other]];
    // Eyes are where the body is, not where the capsule is: whoever sits has them lower and farther back.
    const place = humans.posed[other] === 1 ? humans.poseHips : humans.position;
    const up = heightM * EYE_SHARE - (humans.posed[other] === 1 ? hipsHeightM : 0);
    const [x, y, z] = place.subarray(other * 3, other * 3 + 3);
    lookAt(world, slot, x, y + up, z, WEIGHT.person);
    return;
  }
  const spot = mind.intent.spot >= 0 ? social.spots[mind.intent.spot] : undefined;
  if (spot?.kind === 'painting') {
    const dx = humans.position[slot * 3] - spot.x;
    const dz = humans.position[slot * 3 + 2] - spot.z;
    if (dx * dx + dz * dz < THING_NEAR_M * THING_NEAR_M) {
      lookAt(world, slot, spot.lookX, spot.lookY, spot.lookZ, WEIGHT.thing);
      return;
    }
  }
  glance(world, mind, slot);
}

function glance(world: World, mind: Mind, slot: number): void {
  const { humans, tick } = world;
  if (tick >= mind.glance.untilTick) {
    const turn = humans.yaw[slot] + (drawOf(mind) - 0.5) * 1.7;
    mind.glance.x = humans.position[slot * 3] + Math.sin(turn) * GLANCE.reachM;
    mind.glance.z = humans.position[slot * 3 + 2] + Math.cos(turn) * GLANCE.reachM;
    mind.glance.y = humans.position[slot * 3 + 1] + 1.1 + drawOf(mind) * 0.7;
    mind.glance.untilTick = tick + GLANCE.leastTicks + Math.floor(drawOf(mind) * GLANCE.spreadTicks);
  }
  // A glance is left behind while walking: people look where they go.
  const speed = Math.hypot(humans.velocity[slot * 3], humans.velocity[slot * 3 + 2]);
  lookAt(world, slot, mind.glance.x, mind.glance.y, mind.glance.z, speed > 0.3 ? 0 : WEIGHT.glance);
}

function lookAt(world: World, slot: number, x: number, y: number, z: number, weight: number): void {
  const { humans } = world;
  humans.lookAt[slot * 3] = x;
  humans.lookAt[slot * 3 + 1] = y;
  humans.lookAt[slot * 3 + 2] = z;
  humans.lookWeight[slot] += (weight - humans.lookWeight[slot]) * WEIGHT_RATE;
}
