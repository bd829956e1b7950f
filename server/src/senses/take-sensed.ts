import {
  createGuestSense,
  type GuestSense,
  SENSED_LIMITS,
  type SensedEvent,
  type Thing,
} from '../world/sensed.ts';
import { slotOf } from '../world/slot-of.ts';
import { HUMAN_KIND, type World } from '../world/world.ts';
import { moodSign } from './guest-mood.ts';

export const SENSED_DEFAULTS = {
  /** A ray meets a thing within this angle, rad, and a human within this; and no farther than this, m. */
  thingRad: 0.14,
  humanRad: 0.1,
  reachM: 30,
  /** Gaze that stays within so many ticks is one look. */
  lookTicks: 30,
  /** Share by which the usual heart rate follows the present one. */
  heartRate: 0.02,
} as const;

/** Takes what was sensed in this tick into what is held of each guest. */
export function takeSensed(world: World): void {
  const { sensed, guestSenses } = world.social;
  for (const { slot, event } of sensed) {
    if (world.humans.kind[slot] !== HUMAN_KIND.guest) continue;
    guestSenses[slot] ??= createGuestSense();
    take(world, slot, guestSenses[slot], event);
  }
}

function take(world: World, slot: number, held: GuestSense, event: SensedEvent): void {
  const { tick } = world;
  if (event.m === 'gaze') {
    const thing = event.data.target
      ? thingById(world, event.data.target)
      : thingOnRay(world, slot, event.data.origin!, event.data.dir!);
    held.gaze = hold(held.gaze, thing, event.conf, tick);
  } else if (event.m === 'gesture') {
    const thing = event.data.target ? thingById(world, event.data.target) : undefined;
    if (thing) held.point = hold(held.point, thing, event.conf, tick);
    world.social.gestured.push({ slot, action: event.data.name });
  } else if (event.m === 'voice') {
    if (event.data.vad === 'start' && held.speaksSinceTick < 0) held.speaksSinceTick = tick;
    if (event.data.vad === 'end') held.speaksSinceTick = -1;
    held.speaksTick = tick;
  } else if (event.m === 'table') {
    const what =
      'table' in event.data
        ? ({ kind: 'table', table: event.data.table } as const)
        : ({ kind: 'graph', graph: event.data.graph } as const);
    held.shown = { what, tick };
  } else if (event.m === 'image') {
    held.shown = { what: { kind: 'picture', ...event.data }, tick };
  } else if (event.m === 'thermal') {
    held.celsius = event.data.celsius;
  } else if (event.m === 'bio' && event.data.kind === 'heartRate') {
    const bpm = event.data.samples.at(-1)!;
    const usual = held.heart.usual === 0 ? bpm : held.heart.usual;
    held.heart = { bpm, usual: usual + (bpm - usual) * SENSED_DEFAULTS.heartRate, tick };
  }
  const sign = moodSign(event, held, tick);
  if (!sign) return;
  held.signs = [...held.signs.filter(({ m }) => m !== sign.m), sign].slice(-SENSED_LIMITS.signsMax);
}

/** A look or a pointing hand: the same thing again goes on, another begins anew. */
function hold(
  before: GuestSense['gaze'],
  thing: Thing | undefined,
  conf: number,
  tick: number,
): GuestSense['gaze'] {
  if (!thing) return before;
  const same = before && sameThing(before.thing, thing) && tick - before.tick <= SENSED_DEFAULTS.lookTicks;
  return { thing, sinceTick: same ? before.sinceTick : tick, tick, conf };
}

export function sameThing(a: Thing, b: Thing): boolean {
  return a.kind === b.kind && a.id === b.id && a.netId === b.netId;
}

/** The thing of an id (`painting3`, `human:12`); undefined when there is none. */
export function thingById(world: World, id: string): Thing | undefined {
  const human = /^human:(\d+)$/.exec(id);
  if (human) {
    const netId = Number(human[1]);
    return slotOf(world, netId) < 0 ? undefined : { kind: 'human', id: '', netId };
  }
  const spot = world.social.spots.find((one) => one.id === id);
  return spot && { kind: spot.kind, id: spot.id, netId: 0 };
}

/** What a ray meets first in angle: a human's head or chest, or a painting; undefined when nothing is near it. */
function thingOnRay(
  world: World,
  slot: number,
  origin: readonly number[],
  dir: readonly number[],
): Thing | undefined {
  const length = Math.hypot(dir[0], dir[1], dir[2]);
  if (length < 1e-6) return undefined;
  let best: Thing | undefined;
  let bestShare = 1;
  const look = (x: number, y: number, z: number, widthRad: number): boolean => {
    const [dx, dy, dz] = [x - origin[0], y - origin[1], z - origin[2]];
    const distance = Math.hypot(dx, dy, dz);
    if (distance > SENSED_DEFAULTS.reachM || distance < 0.05) return false;
    const cosine = (dx * dir[0] + dy * dir[1] + dz * dir[2]) / (distance * length);
    // Near things are wide: half a metre at their distance counts as well.
    const share =
      Math.acos(Math.min(1, Math.max(-1, cosine))) / Math.max(widthRad, Math.atan2(0.45, distance));
    if (share >= bestShare) return false;
    bestShare = share;
    return true;
  };
  const { humans, social } = world;
  for (const spot of social.spots)
    if (spot.kind === 'painting' && look(spot.lookX, spot.lookY, spot.lookZ, SENSED_DEFAULTS.thingRad))
      best = { kind: 'painting', id: spot.id, netId: 0 };
  for (let other = 0; other < humans.count; other++) {
    if (other === slot || humans.kind[other] === HUMAN_KIND.free) continue;
    const [x, y, z] = humans.position.subarray(other * 3, other * 3 + 3);
    if (look(x, y + 1.4, z, SENSED_DEFAULTS.humanRad))
      best = { kind: 'human', id: '', netId: humans.netId[other] };
  }
  return best;
}
