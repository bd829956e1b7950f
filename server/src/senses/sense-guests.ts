import type { GuestSense, Thing } from '../world/sensed.ts';
import { HUMAN_KIND, type World } from '../world/world.ts';
import { distanceSquared, findAddressee, SENSE_RANGES } from './addressee.ts';
import { feelContacts } from './feel-contacts.ts';
import { guestMood } from './guest-mood.ts';
import { pushPercept } from './push-percept.ts';
import { takeSensed } from './take-sensed.ts';

/** Presence is looked at every so many ticks a performer, staggered by slot. */
const PRESENCE_EVERY_TICKS = 5;

/** What was looked or pointed at within this goes with what is said; pointing counts before looking, ticks. */
const ABOUT_TICKS = 50;

/**
 * Senses phase: what guests said, gestured, sensed, where they stand and who was bumped into become percepts. One
 * performer is `addressed` (see addressee.ts); words go together with what is pointed or looked at.
 */
export function senseGuests(world: World): void {
  const { social } = world;
  social.percepts.length = 0;
  takeSensed(world);
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
  for (const { slot, event } of social.sensed) {
    const kind = event.m === 'voice' && event.data.vad === 'start' ? 'speaks' : 'shown';
    if (kind === 'speaks' || event.m === 'table' || event.m === 'image')
      perceiveAll(world, kind, slot, '', social.locales[slot], SENSE_RANGES.hearM);
  }
  social.sensed.length = 0;
  sensePresence(world);
  feelContacts(world);
}

function perceiveAll(
  world: World,
  kind: 'said' | 'gesture' | 'speaks' | 'shown',
  other: number,
  text: string,
  locale: 'en' | 'ko',
  rangeM: number,
  toSlot?: number,
): void {
  const { humans, social } = world;
  if (humans.kind[other] === HUMAN_KIND.free) return;
  const held = social.guestSenses[other];
  const meant = findAddressee(world, other, kind === 'said' ? text : '', rangeM);
  const addressee = toSlot ?? meant.slot;
  const about = held && thingMeant(world, held, humans.netId[addressee]);
  const mood = guestMood(held, world.tick);
  const shown = held?.shown?.what;
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
      about,
      mood,
      shown,
      evidence: slot === addressee ? meant.evidence : [],
    });
  }
}

/** What words or a gesture are about: what is pointed at, else looked at; whom one talks to is not meant. */
function thingMeant(world: World, held: GuestSense, addresseeNetId: number): Thing | undefined {
  for (const look of [held.point, held.gaze]) {
    if (!look || world.tick - look.tick > ABOUT_TICKS) continue;
    if (look.thing.kind !== 'human' || look.thing.netId !== addresseeNetId) return look.thing;
  }
  return undefined;
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
