import { HUMAN_KIND, type Humans, type World } from '../world/world.ts';
import { feelContacts } from './feel-contacts.ts';
import { pushPercept } from './push-percept.ts';

/** How far people hear and notice, m. */
export const SENSE_RANGES = { hearM: 9, calledM: 45, noticeM: 5.5, gestureM: 8 } as const;
/** Presence is looked at every so many ticks a performer, staggered by slot. */
const PRESENCE_EVERY_TICKS = 5;

/**
 * Senses phase: turns what guests said, gestured, where they stand and who was bumped into into percepts.
 * The nearest fitting performer is `addressed`; a performer called by name is addressed wherever in earshot.
 */
export function senseGuests(world: World): void {
  const { social } = world;
  social.percepts.length = 0;
  for (const said of social.said) {
    perceiveAll(world, 'said', said.slot, said.text, said.locale, SENSE_RANGES.hearM, said.toSlot);
  }
  for (const gesture of social.gestured) {
    perceiveAll(
      world,
      'gesture',
      gesture.slot,
      gesture.action,
      social.locales[gesture.slot],
      SENSE_RANGES.gestureM,
    );
  }
  social.said.length = 0;
  social.gestured.length = 0;
  sensePresence(world);
  feelContacts(world);
}

/** Squared ground distance of two humans, m². */
export function distanceSquared(humans: Humans, a: number, b: number): number {
  const dx = humans.position[a * 3] - humans.position[b * 3];
  const dz = humans.position[a * 3 + 2] - humans.position[b * 3 + 2];
  return dx * dx + dz * dz;
}

/** Slot of the performer spoken to: one called by name within calling distance, else the nearest in earshot; -1 when nobody is near. */
export function findAddressee(world: World, speaker: number, text: string, rangeM: number): number {
  const { humans, social } = world;
  const lower = text.normalize('NFC').toLowerCase();
  let nearest = -1;
  let nearestSquared = rangeM * rangeM;
  let named = -1;
  let namedSquared = SENSE_RANGES.calledM * SENSE_RANGES.calledM;
  for (let slot = 0; slot < humans.count; slot++) {
    if (humans.kind[slot] !== HUMAN_KIND.performer) continue;
    const squared = distanceSquared(humans, speaker, slot);
    if (squared < nearestSquared) [nearest, nearestSquared] = [slot, squared];
    if (squared < namedSquared && isNamed(social.names[slot], lower)) [named, namedSquared] = [slot, squared];
  }
  return named >= 0 ? named : nearest;
}

/** True when one of the names stands in the text. */
function isNamed(names: { en: string; ko: string }, lower: string): boolean {
  return [names.en, names.ko].some((name) => name.length > 1 && lower.includes(name.toLowerCase()));
}

function perceiveAll(
  world: World,
  kind: 'said' | 'gesture',
  other: number,
  text: string,
  locale: 'en' | 'ko',
  rangeM: number,
  toSlot?: number,
): void {
  const { humans, social } = world;
  if (humans.kind[other] === HUMAN_KIND.free) return;
  const addressee = toSlot ?? findAddressee(world, other, kind === 'said' ? text : '', rangeM);
  for (let slot = 0; slot < humans.count; slot++) {
    if (humans.kind[slot] !== HUMAN_KIND.performer) continue;
    if (slot !== addressee && distanceSquared(humans, slot, other) > rangeM * rangeM) continue;
    pushPercept(social.percepts, {
      kind,
      performer: slot,
      other,
      otherNetId: humans.netId[other],
      text,
      locale,
      speedMps: 0,
      addressed: slot === addressee,
    });
  }
}

/** Tells each performer, now and then, of the nearest guest within notice. */
function sensePresence(world: World): void {
  const { humans, social, tick } = world;
  const rangeSquared = SENSE_RANGES.noticeM * SENSE_RANGES.noticeM;
  for (let slot = 0; slot < humans.count; slot++) {
    if (humans.kind[slot] !== HUMAN_KIND.performer || (tick + slot) % PRESENCE_EVERY_TICKS !== 0) continue;
    let nearest = -1;
    let best = rangeSquared;
    for (let other = 0; other < humans.count; other++) {
      if (humans.kind[other] !== HUMAN_KIND.guest) continue;
      const squared = distanceSquared(humans, slot, other);
      if (squared < best) [nearest, best] = [other, squared];
    }
    if (nearest < 0) continue;
    pushPercept(social.percepts, {
      kind: 'near',
      performer: slot,
      other: nearest,
      otherNetId: humans.netId[nearest],
      text: '',
      locale: social.locales[nearest],
      speedMps: 0,
      addressed: true,
    });
  }
}
