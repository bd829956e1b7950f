import {
  createGuestSense,
  type GuestSense,
  type Likely,
  type Look,
  SENSED_LIMITS,
  type SensedEvent,
} from '../world/sensed.ts';
import { HUMAN_KIND, type World } from '../world/world.ts';
import { moodSign } from './guest-mood.ts';
import { handIsUp } from './posture.ts';
import { sameThing, thingById, thingsOnRay } from './things.ts';
import { takeLevel, takeVital } from './vitals.ts';

const SENSED_DEFAULTS = {
  /** Gaze that comes back to a thing within so many ticks is one look. */
  lookTicks: 30,
} as const;

/** Takes what was sensed in this tick into what is held of each guest. */
export function takeSensed(world: World): void {
  const { sensed, guestSenses } = world.social;
  for (const { slot, event } of sensed) {
    if (world.humans.kind[slot] !== HUMAN_KIND.guest) continue;
    guestSenses[slot] ??= createGuestSense();
    take(world, slot, guestSenses[slot], event);
  }
  for (const { slot, action } of world.social.gestured) {
    if (world.humans.kind[slot] !== HUMAN_KIND.guest || !RAISED.test(action)) continue;
    guestSenses[slot] ??= createGuestSense();
    guestSenses[slot].handTick = world.tick;
  }
}

/** Gestures with a hand over the shoulder: performed by the own body, or seen by a camera. */
const RAISED = /^(handsUp|raise|waveHigh|waveBoth|celebrate|cheer|fistPump)/;

function take(world: World, slot: number, held: GuestSense, event: SensedEvent): void {
  const { tick } = world;
  if (event.m === 'gaze') {
    addLook(held, look(held.looks.at(-1), metBy(world, slot, event.data), event.conf, tick));
  } else if (event.m === 'gesture') {
    held.point = look(held.point, metBy(world, slot, event.data), event.conf, tick) ?? held.point;
    world.social.gestured.push({ slot, action: event.data.name });
  } else if (event.m === 'voice') {
    if (event.data.vad === 'start' && held.speaksSinceTick < 0) held.speaksSinceTick = tick;
    if (event.data.vad === 'end') held.speaksSinceTick = -1;
    held.speaksTick = tick;
    // The end of speech is heard in silence.
    if (event.data.level !== undefined && event.data.vad !== 'end') takeLevel(held, event.data.level, tick);
  } else if (event.m === 'table') {
    const what =
      'table' in event.data
        ? ({ kind: 'table', table: event.data.table } as const)
        : ({ kind: 'graph', graph: event.data.graph } as const);
    held.shown = { what, tick };
  } else if (event.m === 'image' || event.m === 'video') {
    held.shown = { what: { kind: 'picture', ...event.data }, tick };
  } else if (event.m === 'thermal') {
    // The air is nobody's hand.
    if (event.data.of !== 'air') held.celsius = event.data.celsius;
  } else if (event.m === 'pose') {
    if (handIsUp(event.data)) held.handTick = tick;
  } else if (event.m === 'bio') takeVital(held, event.data, tick);
  const sign = moodSign(event, held, tick);
  if (!sign) return;
  held.signs = [...held.signs.filter(({ m }) => m !== sign.m), sign].slice(-SENSED_LIMITS.signsMax);
}

/** What an event says is looked or pointed at: by id, or by its ray; likeliest first. */
function metBy(
  world: World,
  slot: number,
  { target, origin, dir }: { target?: string; origin?: readonly number[]; dir?: readonly number[] },
): Likely[] {
  if (target === undefined) return origin && dir ? thingsOnRay(world, slot, origin, dir) : [];
  const thing = thingById(world, target);
  return thing ? [{ thing, conf: 1 }] : [];
}

/** A look or a pointing hand: the same thing again goes on, another begins anew; undefined when nothing is met. */
function look(
  before: Look | undefined,
  [met, ...others]: readonly Likely[],
  conf: number,
  tick: number,
): Look | undefined {
  if (!met) return undefined;
  const same =
    before && sameThing(before.thing, met.thing) && tick - before.tick <= SENSED_DEFAULTS.lookTicks;
  return {
    thing: met.thing,
    sinceTick: same ? before.sinceTick : tick,
    tick,
    conf: met.conf * conf,
    others: others.map((one) => ({ thing: one.thing, conf: one.conf * conf })),
  };
}

/** A look goes on or comes behind the others; the oldest gives way. */
function addLook(held: GuestSense, next: Look | undefined): void {
  if (!next) return;
  const last = held.looks.at(-1);
  if (last && last.sinceTick === next.sinceTick && sameThing(last.thing, next.thing)) held.looks.pop();
  else if (held.looks.length >= SENSED_LIMITS.looksMax) held.looks.shift();
  held.looks.push(next);
}
