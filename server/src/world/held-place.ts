import { palmOf } from './hand-place.ts';
import { slotOf } from './slot-of.ts';
import type { World } from './world.ts';

/** Something held in one hand hangs this far below the palm's middle, m. */
const HANG_M = 0.03;
/** What is left of the way into the hands shrinks by this share a tick. */
const LAG_LEFT = 0.72;

const left = [0, 0, 0];
const right = [0, 0, 0];

/**
 * Where a held prop is by the newest pose of who holds it: between two palms, or hanging from one. Writes place and
 * rotation into `out` (7 values: x, y, z and a quaternion); false when nobody holds it or the holder has no pose yet.
 */
export function heldPlace(world: World, prop: number, out: Float64Array | number[]): boolean {
  const { props, humans } = world;
  const slot = slotOf(world, props.holder[prop]);
  if (slot < 0) return false;
  const hands = props.hands[prop];
  let yaw = humans.yaw[slot];
  if (hands === 3) {
    if (!palmOf(world, slot, 0, left) || !palmOf(world, slot, 1, right)) return false;
    for (let k = 0; k < 3; k++) out[k] = (left[k] + right[k]) / 2;
    // The line from right to left palm is across what is held.
    yaw = Math.atan2(-(left[2] - right[2]), left[0] - right[0]);
  } else {
    if (!palmOf(world, slot, hands === 1 ? 0 : 1, left)) return false;
    for (let k = 0; k < 3; k++) out[k] = left[k];
    out[1] -= props.half[prop * 3 + 1] + HANG_M;
  }
  out[3] = 0;
  out[4] = Math.sin(yaw / 2);
  out[5] = 0;
  out[6] = Math.cos(yaw / 2);
  return true;
}

/** Puts a prop into hands (bit 0 left, bit 1 right); what is between the two closes over the next ticks. */
export function takeProp(world: World, prop: number, slot: number, hands: number): boolean {
  const { props, humans } = world;
  const place = [0, 0, 0, 0, 0, 0, 1];
  const before = [props.holder[prop], props.hands[prop]];
  props.holder[prop] = humans.netId[slot];
  props.hands[prop] = hands;
  if (!heldPlace(world, prop, place)) {
    [props.holder[prop], props.hands[prop]] = before;
    return false;
  }
  for (let k = 0; k < 3; k++) props.lag[prop * 3 + k] = props.position[prop * 3 + k] - place[k];
  return true;
}

/** Lets go of a prop: it falls from where it is. */
export function dropProp(world: World, prop: number): void {
  world.props.holder[prop] = 0;
  world.props.hands[prop] = 0;
  world.props.lag.fill(0, prop * 3, prop * 3 + 3);
}

/** Adds what is left of the way into the hands to a place, and shrinks it. */
export function addLag(world: World, prop: number, place: Float64Array | number[]): void {
  const { lag } = world.props;
  for (let k = 0; k < 3; k++) {
    place[k] += lag[prop * 3 + k];
    lag[prop * 3 + k] *= LAG_LEFT;
    if (Math.abs(lag[prop * 3 + k]) < 1e-4) lag[prop * 3 + k] = 0;
  }
}
