import type { SenseData } from '@troupe/client-sdk/protocol';
import type { Thing } from '../world/sensed.ts';
import { slotOf } from '../world/slot-of.ts';
import { HUMAN_KIND, type World } from '../world/world.ts';
import { distanceSquared } from './addressee.ts';
import { pushPercept } from './push-percept.ts';
import { thingById } from './things.ts';

/** An arm is so long: who says that it touched what is farther away is not believed, m. And who sees a painting touched, m. */
const REACH_M = 1.7;
const SEEN_M = 8;

/** A guest says that it touched somebody, or a painting: believed of who stands there. */
export function senseTouch(world: World, other: number, data: SenseData['touch']): void {
  const { humans, social } = world;
  const thing = humans.kind[other] === HUMAN_KIND.guest ? thingById(world, data.target) : undefined;
  const performer =
    thing && (thing.kind === 'human' ? touched(world, other, thing) : witness(world, other, thing));
  if (!thing || performer === undefined) {
    world.counters.messagesRefused += 1;
    return;
  }
  pushPercept(social.percepts, {
    kind: 'touched',
    performer,
    other,
    otherNetId: humans.netId[other],
    text: data.part,
    locale: social.locales[other],
    speedMps: 0,
    forceN: data.forceN,
    addressed: true,
    about: thing.kind === 'human' ? undefined : thing,
    evidence: [{ m: 'touch', conf: 1, agoTicks: 0 }],
  });
}

function touched(world: World, other: number, { netId }: Thing): number | undefined {
  const slot = slotOf(world, netId);
  const near =
    slot >= 0 &&
    world.humans.kind[slot] === HUMAN_KIND.performer &&
    distanceSquared(world.humans, slot, other) <= REACH_M * REACH_M;
  return near ? slot : undefined;
}

/** The nearest performer who sees a painting touched by somebody who stands before it. */
function witness(world: World, other: number, thing: Thing): number | undefined {
  const spot = world.social.spots.find(({ id, kind }) => kind === 'painting' && id === thing.id);
  const { humans } = world;
  if (!spot) return undefined;
  const far = Math.hypot(
    humans.position[other * 3] - spot.lookX,
    humans.position[other * 3 + 2] - spot.lookZ,
  );
  if (far > REACH_M) return undefined;
  let [best, least] = [-1, SEEN_M * SEEN_M];
  for (let slot = 0; slot < humans.count; slot++) {
    if (humans.kind[slot] !== HUMAN_KIND.performer) continue;
    const squared = distanceSquared(humans, slot, other);
    if (squared < least) [best, least] = [slot, squared];
  }
  return best < 0 ? undefined : best;
}
