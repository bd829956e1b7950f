import type { Likely, Thing } from '../world/sensed.ts';
import { slotOf } from '../world/slot-of.ts';
import { HUMAN_KIND, type World } from '../world/world.ts';

export const RAY_DEFAULTS = {
  /** A ray is this unsure, rad: for things, and for humans, who are looked at in the face. */
  thingRad: 0.14,
  humanRad: 0.1,
  /** What is passed within so many times that may be meant. */
  widest: 1.6,
  reachM: 30,
  /** Half the width of things and of humans, m: what is near is wide. */
  halfM: 0.45,
  halfHumanM: 0.3,
  /** Height of the chest of who is looked at, m. */
  chestM: 1.4,
  likelyMax: 4,
} as const;

export function sameThing(a: Thing, b: Thing): boolean {
  return a.kind === b.kind && a.id === b.id && a.netId === b.netId;
}

/** The thing of an id (`painting3`, `ball`, `human:12`); undefined when there is none. */
export function thingById(world: World, id: string): Thing | undefined {
  const human = /^human:(\d+)$/.exec(id);
  if (human) {
    const netId = Number(human[1]);
    return slotOf(world, netId) < 0 ? undefined : { kind: 'human', id: '', netId };
  }
  if (world.props.ids.includes(id)) return { kind: 'prop', id, netId: 0 };
  const spot = world.social.spots.find((one) => one.id === id);
  return spot && { kind: spot.kind, id: spot.id, netId: 0 };
}

/** Calls back with everything on stage that can be looked at and where its middle is, m; `except` is a slot. */
export function eachThing(
  world: World,
  except: number,
  visit: (thing: Thing, x: number, y: number, z: number) => void,
): void {
  const { humans, props, social } = world;
  for (const spot of social.spots)
    if (spot.kind === 'painting')
      visit({ kind: 'painting', id: spot.id, netId: 0 }, spot.lookX, spot.lookY, spot.lookZ);
  for (let i = 0; i < props.count; i++) {
    const [x, y, z] = props.position.subarray(i * 3, i * 3 + 3);
    visit({ kind: 'prop', id: props.ids[i], netId: 0 }, x, y, z);
  }
  for (let slot = 0; slot < humans.count; slot++) {
    if (slot === except || humans.kind[slot] === HUMAN_KIND.free) continue;
    const [x, y, z] = humans.position.subarray(slot * 3, slot * 3 + 3);
    visit({ kind: 'human', id: '', netId: humans.netId[slot] }, x, y + RAY_DEFAULTS.chestM, z);
  }
}

/**
 * What a ray may mean, the likeliest first. How likely each is falls with the angle beside it (a normal curve), and
 * they share what is sure: of two as near, each is half as likely.
 */
export function thingsOnRay(
  world: World,
  slot: number,
  origin: readonly number[],
  dir: readonly number[],
): Likely[] {
  const length = Math.hypot(dir[0], dir[1], dir[2]);
  if (length < 1e-6) return [];
  const met: { thing: Thing; fit: number }[] = [];
  eachThing(world, slot, (thing, x, y, z) => {
    const [dx, dy, dz] = [x - origin[0], y - origin[1], z - origin[2]];
    const distance = Math.hypot(dx, dy, dz);
    if (distance > RAY_DEFAULTS.reachM || distance < 0.05) return;
    const cosine = (dx * dir[0] + dy * dir[1] + dz * dir[2]) / (distance * length);
    const human = thing.kind === 'human';
    const width = human ? RAY_DEFAULTS.humanRad : RAY_DEFAULTS.thingRad;
    const share =
      Math.acos(Math.min(1, Math.max(-1, cosine))) /
      Math.max(width, Math.atan2(human ? RAY_DEFAULTS.halfHumanM : RAY_DEFAULTS.halfM, distance));
    if (share < RAY_DEFAULTS.widest) met.push({ thing, fit: Math.exp(-share * share) });
  });
  const sum = met.reduce((all, { fit }) => all + fit, 0);
  return met
    .sort((a, b) => b.fit - a.fit)
    .slice(0, RAY_DEFAULTS.likelyMax)
    .map(({ thing, fit }) => ({ thing, conf: (fit / sum) * Math.sqrt(fit) }));
}
