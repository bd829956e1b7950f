import { createGuestSense, type Thing } from '../world/sensed.ts';
import { HUMAN_KIND, type World } from '../world/world.ts';
import { distanceSquared, findAddressee, SENSE_RANGES } from './addressee.ts';
import { senseCrowd } from './crowd-mood.ts';
import { feelContacts } from './feel-contacts.ts';
import { guestMood } from './guest-mood.ts';
import { pushPercept } from './push-percept.ts';
import { findReference, keepTopic } from './reference.ts';
import { senseTouch } from './sense-touch.ts';
import { takeSensed } from './take-sensed.ts';
import { speaksSoftly } from './vitals.ts';

/** Presence is looked at every so many ticks a performer, staggered by slot. */
const PRESENCE_EVERY_TICKS = 5;

/**
 * Senses phase: what guests said, gestured, sensed, where they stand and who was bumped into become percepts. One
 * performer is `addressed` (see addressee.ts); words go together with what is pointed or looked at.
 */
export function senseGuests(world: World): void {
  const { social } = world;
  social.percepts.length = 0;
  takeSensed(world);
  for (const said of social.said) {
    perceiveAll(world, 'said', said.slot, said.text, said.locale, SENSE_RANGES.hearM, said);
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
    if (event.m === 'touch') {
      senseTouch(world, slot, event.data);
      continue;
    }
    const kind = event.m === 'voice' && event.data.vad === 'start' ? 'speaks' : 'shown';
    // Of a video the first picture is what is held out; the others bring it up to date.
    const begins = event.m === 'video' && event.phase === 'start';
    if (kind === 'speaks' || event.m === 'table' || event.m === 'image' || begins)
      perceiveAll(world, kind, slot, '', social.locales[slot], SENSE_RANGES.hearM);
  }
  social.sensed.length = 0;
  takeLooked(world);
  sensePresence(world);
  feelContacts(world);
  senseCrowd(world);
}

/** What was seen in a picture goes to who holds it out, and is perceived as if it were held out now. */
function takeLooked(world: World): void {
  const { social, humans } = world;
  for (const { key, sight } of social.looked)
    for (let slot = 0; slot < humans.count; slot++) {
      const held = social.guestSenses[slot]?.shown;
      if (humans.kind[slot] !== HUMAN_KIND.guest || held?.what.kind !== 'picture') continue;
      if (held.what.key !== key || held.what.sight) continue;
      held.what = { ...held.what, sight };
      perceiveAll(world, 'shown', slot, '', social.locales[slot], SENSE_RANGES.hearM);
    }
  social.looked.length = 0;
}

function perceiveAll(
  world: World,
  kind: 'said' | 'gesture' | 'speaks' | 'shown',
  other: number,
  text: string,
  locale: 'en' | 'ko',
  rangeM: number,
  to: { readonly toSlot?: number; readonly toNetId?: number } = {},
): void {
  const { humans, social } = world;
  if (humans.kind[other] === HUMAN_KIND.free) return;
  const said = kind === 'said' ? text : '';
  const meant = findAddressee(world, other, said, rangeM, to.toNetId);
  const addressee = to.toSlot ?? meant.slot;
  const { about, rivals, likely } = findReference(world, other, said, netIdOf(world, addressee));
  if (kind === 'said') note(world, other, addressee, about);
  const held = social.guestSenses[other];
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
      toAll: meant.toAll,
      soft: kind === 'said' && held !== undefined && speaksSoftly(held, world.tick),
      about,
      rivals,
      likely,
      mood,
      shown,
      evidence: slot === addressee ? meant.evidence : [],
    });
  }
}

const netIdOf = ({ humans }: World, slot: number): number => (slot < 0 ? 0 : humans.netId[slot]);

/** Who spoke to whom, and of what: the next words go on from there. */
function note(world: World, speaker: number, addressee: number, about: Thing | undefined): void {
  const { humans, social, tick } = world;
  if (humans.kind[speaker] !== HUMAN_KIND.guest) return;
  social.guestSenses[speaker] ??= createGuestSense();
  keepTopic(world, speaker, about);
  if (addressee < 0) return;
  social.guestSenses[speaker].spokeTo = { netId: humans.netId[addressee], tick };
  if (humans.kind[addressee] !== HUMAN_KIND.guest) return;
  social.guestSenses[addressee] ??= createGuestSense();
  social.guestSenses[addressee].spokenBy = { netId: humans.netId[speaker], tick };
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
