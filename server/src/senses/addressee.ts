// CONTRIBUTOR NOTES
// Who is meant is not who is nearest: in a ring of people one says a name, or looks at whom one talks to, or goes on with
// whom one talked before. Each sign adds to a score and is kept as evidence. A name that is talked about ("what does Mei
// paint?", "메이는 어디 있어?") is no call: in Korean the particle says so, in English the word before it.
import { TICK_HZ } from '../world/limits.ts';
import type { Evidence } from '../world/sensed.ts';
import { HUMAN_KIND, type Humans, type World } from '../world/world.ts';

/** How far people hear and notice, m. */
export const SENSE_RANGES = { hearM: 9, calledM: 45, noticeM: 5.5, gestureM: 8 } as const;

/** What each sign is worth. */
const WORTH = {
  called: 4,
  mentioned: -0.6,
  hinted: 2.5,
  gaze: 2.2,
  floor: 1.1,
  facing: 0.7,
  near: 1,
} as const;
/** Gaze of the last moments counts, and whom one talked with lately. */
const GAZE_TICKS = 30;
const FACING_COSINE = 0.8;

/** Whom words or a gesture are meant for, and why. */
export interface Addressee {
  /** Slot of the performer; -1: nobody is near. */
  readonly slot: number;
  readonly evidence: readonly Evidence[];
}

/** Squared ground distance of two humans, m². */
export function distanceSquared(humans: Humans, a: number, b: number): number {
  const dx = humans.position[a * 3] - humans.position[b * 3];
  const dz = humans.position[a * 3 + 2] - humans.position[b * 3 + 2];
  return dx * dx + dz * dz;
}

/**
 * Finds the performer that a human means.
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
  const { humans } = world;
  const lower = text.normalize('NFC').toLowerCase();
  let best = -1;
  let bestScore = Number.NEGATIVE_INFINITY;
  let evidence: Evidence[] = [];
  for (let slot = 0; slot < humans.count; slot++) {
    if (slot === speaker || humans.kind[slot] !== HUMAN_KIND.performer) continue;
    const distance = Math.sqrt(distanceSquared(humans, speaker, slot));
    const signs: Evidence[] = [];
    let score = named(world, slot, lower, signs);
    const called = score >= WORTH.called;
    if (distance > (called ? SENSE_RANGES.calledM : rangeM)) continue;
    if (hintNetId !== 0 && humans.netId[slot] === hintNetId) score += WORTH.hinted;
    score += looked(world, speaker, slot, signs) + talked(world, speaker, slot, signs);
    score += faced(humans, speaker, slot, distance, signs);
    const near = 1 - distance / SENSE_RANGES.calledM;
    signs.push({ m: 'place', conf: near, agoTicks: 0 });
    // Among the near the nearest counts most; far away a metre more is nothing.
    score += WORTH.near * Math.exp(-distance / 3) + near * 0.01;
    if (score > bestScore) [best, bestScore, evidence] = [slot, score, signs];
  }
  return { slot: best, evidence };
}

function named(world: World, slot: number, lower: string, signs: Evidence[]): number {
  if (lower === '') return 0;
  const { en, ko } = world.social.names[slot];
  const how = Math.max(callOf(lower, en.toLowerCase()), callOf(lower, ko.toLowerCase()));
  if (how === 0) return 0;
  signs.push({ m: 'name', conf: how, agoTicks: 0 });
  return how === 1 ? WORTH.called : WORTH.mentioned;
}

/** Words before an English name that make it one talked about. */
const ABOUT =
  /\b(about|of|with|than|is|was|does|did|do|can|will|and|where's|who's|to|like|from|for|tell|ask|by)\s+$/;
/** What follows a Korean name that is talked about. */
const PARTICLE =
  /^(은|는|이가|이는|이랑|가|를|을|의|랑|하고|한테|에게|보다|도|와|과|만|처럼|(씨|님)(은|는|가|를|의|랑|하고|한테))(?=[\s.,!?]|$)/;

/** 1: the name is called, 0.4: it is talked about, 0: it is not there. */
function callOf(lower: string, name: string): number {
  if (name.length < 2) return 0;
  let best = 0;
  for (let at = lower.indexOf(name); at >= 0; at = lower.indexOf(name, at + 1)) {
    const before = lower.slice(0, at);
    const after = lower.slice(at + name.length);
    if (/[a-zà-ÿ]$/.test(before) || (/[a-z]$/.test(name) && /^[a-z]/.test(after))) continue;
    const hangul = /[가-힣]$/.test(name);
    const mentioned = hangul ? PARTICLE.test(after) : ABOUT.test(before) || /^'s\b/.test(after);
    best = Math.max(best, mentioned ? 0.4 : 1);
  }
  return best;
}

function looked(world: World, speaker: number, slot: number, signs: Evidence[]): number {
  const held = world.social.guestSenses[speaker];
  let score = 0;
  for (const look of [held?.gaze, held?.point]) {
    if (!look || look.thing.netId !== world.humans.netId[slot] || world.tick - look.tick > GAZE_TICKS)
      continue;
    signs.push({
      m: look === held?.gaze ? 'gaze' : 'gesture',
      conf: look.conf,
      agoTicks: world.tick - look.tick,
    });
    score += WORTH.gaze * look.conf;
  }
  return score;
}

/** Who talked with somebody a moment ago goes on with them. */
function talked(world: World, speaker: number, slot: number, signs: Evidence[]): number {
  const mind = world.social.minds[slot];
  if (!mind || mind.attendNetId !== world.humans.netId[speaker]) return 0;
  const left = mind.attendUntilTick - world.tick;
  if (left < 0) return 0;
  const conf = Math.min(1, left / (TICK_HZ * 5));
  signs.push({ m: 'floor', conf, agoTicks: 0 });
  return WORTH.floor * conf;
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
