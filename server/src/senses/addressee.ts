// CONTRIBUTOR NOTES
// Who is meant is not who is nearest: in a ring of people one says a name, or looks at whom one talks to, or goes on with
// whom one talked before. Each sign adds to a score and is kept as evidence. Guests are candidates like performers, since
// they talk to one another too; but they must be called, looked at or answered, for to most of what is said near a performer
// it is the performer who should listen. Tried: gaze of the last moment alone (a glance aside before speaking sent one
// in six astray; now looks count by how long they stayed and how fresh they are), and a name as a sure call (in Korean
// "틸다는 뭐 좋아해요?" is asked of Tilda and about Tilda alike: gaze decides).
import { TICK_HZ } from '../world/limits.ts';
import type { Evidence, GuestSense, Look } from '../world/sensed.ts';
import { HUMAN_KIND, type Humans, type World } from '../world/world.ts';
import { type NameUse, spellingsOf, useOfName, withoutQuotes } from './called.ts';
import { asksSomething, type SaidSigns, signsOfWords } from './said-words.ts';

/** How far people hear and notice, m. */
export const SENSE_RANGES = { hearM: 9, calledM: 45, noticeM: 5.5, gestureM: 8 } as const;

/** What each sign is worth. */
const WORTH = {
  called: 6,
  mentioned: -0.6,
  excluded: -4,
  hinted: 3.5,
  gaze: 4,
  point: 1.5,
  floor: 0.9,
  partner: 0.9,
  spoken: 0.5,
  asked: 2.2,
  answered: 1.2,
  facing: 0.7,
  formation: 0.6,
  near: 1,
  /** Guests come to talk with performers: another guest starts so far behind. */
  guest: -0.9,
} as const;
/** Looks count in full for so long, and not at all after; and one counts in full when it stayed so long, ticks. */
const GAZE = { freshTicks: 6, oldTicks: 50, stayedTicks: 20, leastStayTicks: 2, fullWeight: 0.5 } as const;
const LEAST_STAY_SHARE = GAZE.leastStayTicks / GAZE.stayedTicks;
/** A client that tells gaze only when it changes sends one event for a long look: alone it counts as such. */
const LONE_LOOK_SHARE = 0.4;
/** Who looks at people tells with the eyes whom it means: how it stands says less then. */
const STANCE_BESIDE_GAZE = 0.4;
/** Whom one talked with a while ago is forgotten as a partner, and what was asked waits so long for its answer, ticks. */
const TALK = { partnerTicks: 20 * TICK_HZ, answerTicks: 8 * TICK_HZ } as const;
/** Share that gaze keeps while somebody else is talked about. */
const OTHERS_GAZE = 0.1;
const FACING_COSINE = 0.8;
/** The middle of a circle of talkers lies so far before each of them, and they agree on it within this, m (Kendon's o-space). */
const O_SPACE = { reachM: 0.9, agreeM: 1.1 } as const;

/** Whom words or a gesture are meant for, and why. */
export interface Addressee {
  /** Slot of the performer or guest; -1: nobody. */
  readonly slot: number;
  /** Meant for everybody: `slot` is who answers. */
  readonly toAll: boolean;
  readonly evidence: readonly Evidence[];
}

/** What is known of what was said or done. */
interface Act {
  readonly speaker: number;
  readonly held: GuestSense | undefined;
  readonly lower: string;
  readonly words: SaidSigns;
  readonly hintNetId: number;
}

/** Squared ground distance of two humans, m². */
export function distanceSquared(humans: Humans, a: number, b: number): number {
  const dx = humans.position[a * 3] - humans.position[b * 3];
  const dz = humans.position[a * 3 + 2] - humans.position[b * 3 + 2];
  return dx * dx + dz * dz;
}

/**
 * Finds whom a human means: a performer, another guest, or nobody.
 *
 * @param text what was said; '' for a gesture
 * @param rangeM how far away one is still meant without being called
 * @param hintNetId whom the client says it is for; 0: it says nothing
 */
export function findAddressee(
  world: World,
  speaker: number,
  text: string,
  rangeM: number,
  hintNetId = 0,
): Addressee {
  const { humans, social } = world;
  const lower = withoutQuotes(text.normalize('NFC')).toLowerCase();
  const act: Act = {
    speaker,
    held: social.guestSenses[speaker],
    lower,
    words: signsOfWords(text),
    hintNetId,
  };
  let best = -1;
  let bestScore = Number.NEGATIVE_INFINITY;
  let evidence: Evidence[] = [];
  let sure = false;
  for (let slot = 0; slot < humans.count; slot++) {
    if (slot === speaker || humans.kind[slot] === HUMAN_KIND.free) continue;
    const one = weigh(world, act, slot, rangeM);
    if (!one || one.score <= bestScore) continue;
    [best, bestScore, evidence, sure] = [slot, one.score, one.signs, one.sure];
  }
  if (act.words.toSelf && !sure) return { slot: -1, toAll: false, evidence: [] };
  const toAll = act.words.toAll && !sure && best >= 0 && humans.kind[best] === HUMAN_KIND.performer;
  return { slot: best, toAll, evidence };
}

/** Score of one candidate; undefined when it is out of the question. `sure`: called, hinted or clearly looked at. */
function weigh(
  world: World,
  act: Act,
  slot: number,
  rangeM: number,
): { score: number; signs: Evidence[]; sure: boolean } | undefined {
  const { humans } = world;
  const distance = Math.sqrt(distanceSquared(humans, act.speaker, slot));
  const use = act.lower === '' ? '' : nameUse(world, slot, act.lower);
  const called = use === 'called';
  if (distance > (called ? SENSE_RANGES.calledM : rangeM)) return undefined;
  const signs: Evidence[] = [];
  if (use !== '') signs.push({ m: 'name', conf: called ? 1 : 0.4, agoTicks: 0 });
  const name = use === '' ? 0 : WORTH[use];
  const hinted = act.hintNetId !== 0 && humans.netId[slot] === act.hintNetId;
  if (hinted) signs.push({ m: 'hint', conf: 1, agoTicks: 0 });
  const gaze = looked(world, act.held, slot, signs) * (act.words.ofOthers ? OTHERS_GAZE : 1);
  const said = talked(world, act, slot, signs);
  const guest = humans.kind[slot] === HUMAN_KIND.guest;
  if (guest && !called && !hinted && gaze < 0.35 && said < WORTH.asked) return undefined;
  let score = name + gaze * WORTH.gaze + said + (hinted ? WORTH.hinted : 0) + (guest ? WORTH.guest : 0);
  if (!act.words.ofOthers) score += pointedAt(world, act.held, slot, signs);
  const stance =
    faced(humans, act.speaker, slot, distance, signs) + grouped(humans, act.speaker, slot, signs);
  const eyesTell = !act.words.ofOthers && looksAtPeople(world, act.held);
  score += stance * (eyesTell ? STANCE_BESIDE_GAZE : 1);
  const near = 1 - distance / SENSE_RANGES.calledM;
  signs.push({ m: 'place', conf: near, agoTicks: 0 });
  // Among the near the nearest counts most; far away a metre more is nothing.
  score += WORTH.near * Math.exp(-distance / 3) + near * 0.01;
  return { score, signs, sure: called || hinted || gaze > 0.6 };
}

/** How somebody is named; '' when not at all. A call counts most, then being ruled out. */
function nameUse(world: World, slot: number, lower: string): NameUse {
  let use: NameUse = '';
  for (const spelling of spellingsOf(world.social.names[slot])) {
    const one = useOfName(lower, spelling);
    if (one === 'called') return one;
    if (one === 'excluded' || use === '') use = one;
  }
  return use;
}

/** How much of the looks at people of the last moments went to this one, 0..1: by stay and freshness. */
function looked(world: World, held: GuestSense | undefined, slot: number, signs: Evidence[]): number {
  if (!held) return 0;
  const netId = world.humans.netId[slot];
  let own = 0;
  let all = 0;
  let agoTicks: number = GAZE.oldTicks;
  for (const look of held.looks) {
    if (look.thing.kind !== 'human') continue;
    const lone = held.looks.length === 1 && look.sinceTick === look.tick;
    const weight = weightOfLook(look, world.tick) * (lone ? LONE_LOOK_SHARE / LEAST_STAY_SHARE : 1);
    // Squared: the longest of several looks is the one that means.
    all += weight * weight;
    if (look.thing.netId !== netId || weight === 0) continue;
    own += weight * weight;
    agoTicks = Math.min(agoTicks, world.tick - look.tick);
  }
  if (own === 0) return 0;
  const conf = Math.min(1, Math.sqrt(own) / GAZE.fullWeight) * (own / all);
  signs.push({ m: 'gaze', conf, agoTicks });
  return conf;
}

function looksAtPeople(world: World, held: GuestSense | undefined): boolean {
  if (!held) return false;
  return held.looks.some((look) => look.thing.kind === 'human' && weightOfLook(look, world.tick) > 0.2);
}

/** A look counts by how sure it is, how long it stayed and how long ago it was, 0..1. */
export function weightOfLook(look: Look, tick: number): number {
  const ago = tick - look.tick;
  const fresh = Math.min(1, Math.max(0, (GAZE.oldTicks - ago) / (GAZE.oldTicks - GAZE.freshTicks)));
  const stayed = Math.min(1, (look.tick - look.sinceTick + GAZE.leastStayTicks) / GAZE.stayedTicks);
  return look.conf * fresh * stayed;
}

function pointedAt(world: World, held: GuestSense | undefined, slot: number, signs: Evidence[]): number {
  const point = held?.point;
  if (!point || point.thing.netId !== world.humans.netId[slot] || point.thing.kind !== 'human') return 0;
  const agoTicks = world.tick - point.tick;
  if (agoTicks > GAZE.oldTicks / 2) return 0;
  signs.push({ m: 'gesture', conf: point.conf, agoTicks });
  return WORTH.point * point.conf;
}

/** Who talked with one a moment ago goes on with them, and who was asked answers who asked. */
function talked(world: World, act: Act, slot: number, signs: Evidence[]): number {
  const { tick, social, humans } = world;
  const mind = social.minds[slot];
  const netId = humans.netId[act.speaker];
  let score = 0;
  if (mind?.attendNetId === netId && mind.attendUntilTick >= tick) {
    const conf = Math.min(1, (mind.attendUntilTick - tick) / (TICK_HZ * 5));
    signs.push({ m: 'floor', conf, agoTicks: 0 });
    score += WORTH.floor * conf;
  }
  const partner = act.held?.spokeTo;
  if (partner?.netId === humans.netId[slot] && tick - partner.tick < TALK.partnerTicks)
    score += WORTH.partner * (1 - (tick - partner.tick) / TALK.partnerTicks);
  if (act.words.movesOn) return 0;
  const spoken = mind ? spokenByPerformer(world, slot, netId) : spokenByGuest(act, humans.netId[slot], tick);
  if (!spoken || spoken.ago > TALK.answerTicks) return score;
  const fresh = 1 - spoken.ago / TALK.answerTicks;
  signs.push({ m: 'answer', conf: fresh, agoTicks: spoken.ago });
  const asked = spoken.asked ? WORTH.asked + (act.words.answers ? WORTH.answered : 0) : 0;
  return score + (WORTH.spoken + asked) * fresh;
}

function spokenByPerformer(world: World, slot: number, netId: number) {
  const { speech } = world.social.minds[slot]!;
  if (speech.toNetId !== netId || speech.startTick < 0) return undefined;
  return { ago: Math.max(0, world.tick - speech.endTick), asked: asksSomething(speech.text) };
}

/** One guest who spoke to another counts as having asked: whoever looks for an answer has it in the looks. */
function spokenByGuest({ held }: Act, netId: number, tick: number) {
  const by = held?.spokenBy;
  return by?.netId === netId ? { ago: tick - by.tick, asked: true } : undefined;
}

function faced(humans: Humans, speaker: number, slot: number, distance: number, signs: Evidence[]): number {
  if (distance < 0.2) return 0;
  const dx = humans.position[slot * 3] - humans.position[speaker * 3];
  const dz = humans.position[slot * 3 + 2] - humans.position[speaker * 3 + 2];
  const cosine = (dx * Math.sin(humans.yaw[speaker]) + dz * Math.cos(humans.yaw[speaker])) / distance;
  if (cosine < FACING_COSINE) return 0;
  signs.push({ m: 'facing', conf: cosine, agoTicks: 0 });
  return WORTH.facing * ((cosine - FACING_COSINE) / (1 - FACING_COSINE));
}

/** People who talk stand around one middle: both have it before them. */
function grouped(humans: Humans, a: number, b: number, signs: Evidence[]): number {
  const dx = middleX(humans, a) - middleX(humans, b);
  const dz = middleZ(humans, a) - middleZ(humans, b);
  const conf = 1 - Math.hypot(dx, dz) / O_SPACE.agreeM;
  if (conf <= 0) return 0;
  signs.push({ m: 'formation', conf, agoTicks: 0 });
  return WORTH.formation * conf;
}

const middleX = (humans: Humans, slot: number): number =>
  humans.position[slot * 3] + Math.sin(humans.yaw[slot]) * O_SPACE.reachM;
const middleZ = (humans: Humans, slot: number): number =>
  humans.position[slot * 3 + 2] + Math.cos(humans.yaw[slot]) * O_SPACE.reachM;
