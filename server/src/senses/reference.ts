// CONTRIBUTOR NOTES
// "What is this?" is answered by a hand, else by eyes, else by what was talked of; "who is she" by a human only, "the ball" by
// a ball. So each thing that may be meant gathers a score from all of that, and nothing is thrown away: what fits nearly as
// well is told as a rival, and a performer may ask which one. Tried: the newest look alone (people look back at whom they
// ask before they ask), and any look as meant (whoever says "how are you" before a painting does not mean the painting).
import type { GuestSense, Likely, Thing } from '../world/sensed.ts';
import { slotOf } from '../world/slot-of.ts';
import { HUMAN_KIND, type World } from '../world/world.ts';
import { weightOfLook } from './addressee.ts';
import { spellingsOf, useOfName, withoutQuotes } from './called.ts';
import { type Referring, referringWords } from './referring-words.ts';
import { eachThing, sameThing } from './things.ts';

/** What each sign is worth. */
const WORTH = {
  point: 3,
  look: 2,
  named: 2.5,
  topic: 1.2,
  kindFits: 1.5,
  kindOdd: -3,
  onlyOne: 1,
} as const;
/** How long a hand is still up in mind, in full and at all, and what was talked of, ticks. */
const POINT = { freshTicks: 40, oldTicks: 80 } as const;
const TOPIC_TICKS = 400;
/** Less than this means nothing; what has this share of the best is a rival. */
const SCORE_LEAST = 0.15;
const RIVAL_SHARE = 0.75;

export interface Reference {
  readonly about?: Thing;
  /** What fits nearly as well as `about`. */
  readonly rivals: readonly Thing[];
  /** Everything that may be meant, best first; `conf` is its share of all. */
  readonly likely: readonly Likely[];
}

const NOTHING: Reference = { rivals: [], likely: [] };

/** What words or a gesture are about. */
export function findReference(
  world: World,
  speaker: number,
  text: string,
  addresseeNetId: number,
): Reference {
  const held = world.social.guestSenses[speaker];
  const words = referringWords(text);
  const scores = new Scores(addresseeNetId);
  named(world, speaker, text, scores);
  const pointing = held ? pointed(held, world.tick, scores) : false;
  if (!pointing && !words.refers && scores.best() === undefined) return NOTHING;
  if (held && words.refers) {
    for (const look of held.looks) {
      const weight = weightOfLook(look, world.tick);
      if (weight <= 0) continue;
      scores.add(look.thing, WORTH.look * weight * weight, true);
      for (const other of look.others)
        scores.add(
          other.thing,
          (WORTH.look * weight * weight * other.conf) / Math.max(look.conf, 1e-6),
          true,
        );
    }
    talkedOf(held, world.tick, words, scores);
  }
  for (const one of scores.all) one.signs = one.score;
  if (words.kind) fitKind(world, words, scores);
  return settle(world, speaker, words, scores);
}

/** Scores of things that may be meant; whom one talks to is not among them. */
class Scores {
  /** `signs`: the score without what the kind adds, which is the same for all that fit. */
  readonly all: { thing: Thing; score: number; signs: number }[] = [];
  readonly #addresseeNetId: number;

  constructor(addresseeNetId: number) {
    this.#addresseeNetId = addresseeNetId;
  }

  /** @param most keep the larger of several of one sense instead of their sum */
  add(thing: Thing, score: number, most = false): void {
    if (thing.kind === 'human' && thing.netId === this.#addresseeNetId) return;
    const one = this.all.find((other) => sameThing(other.thing, thing));
    if (!one) this.all.push({ thing, score, signs: score });
    else one.score = most && one.score < WORTH.look ? Math.max(one.score, score) : one.score + score;
  }

  best(): { thing: Thing; score: number } | undefined {
    return this.all.reduce<{ thing: Thing; score: number } | undefined>(
      (best, one) => (one.score > (best?.score ?? 0) ? one : best),
      undefined,
    );
  }
}

/** People who are talked about by name. */
function named(world: World, speaker: number, text: string, scores: Scores): void {
  const { humans, social } = world;
  const lower = withoutQuotes(text.normalize('NFC')).toLowerCase();
  for (let slot = 0; slot < humans.count; slot++) {
    if (slot === speaker || humans.kind[slot] === HUMAN_KIND.free) continue;
    const spoken = spellingsOf(social.names[slot]).some((name) => useOfName(lower, name) === 'mentioned');
    if (spoken) scores.add({ kind: 'human', id: '', netId: humans.netId[slot] }, WORTH.named);
  }
}

/** A hand that is up, or was a moment ago, always means something. */
function pointed(held: GuestSense, tick: number, scores: Scores): boolean {
  const { point } = held;
  const ago = point ? tick - point.tick : POINT.oldTicks;
  if (!point || ago >= POINT.oldTicks) return false;
  const fresh = Math.min(1, (POINT.oldTicks - ago) / (POINT.oldTicks - POINT.freshTicks));
  scores.add(point.thing, WORTH.point * fresh * point.conf);
  for (const other of point.others) scores.add(other.thing, WORTH.point * fresh * other.conf);
  return fresh > 0.5;
}

/** "It", "that one", "she": what was talked of last. */
function talkedOf(held: GuestSense, tick: number, words: Referring, scores: Scores): void {
  const { topic } = held;
  if (!topic || tick - topic.tick > TOPIC_TICKS || words.fresh) return;
  scores.add(topic.thing, WORTH.topic * (1 - (tick - topic.tick) / TOPIC_TICKS));
}

/** "Who" is a human, "the picture" a painting; the only ball of a stage is meant by its word alone. */
function fitKind(world: World, words: Referring, scores: Scores): void {
  for (const one of scores.all) one.score += fits(one.thing, words) ? WORTH.kindFits : WORTH.kindOdd;
  if (words.kind !== 'prop' || words.id === '') return;
  const same: Thing[] = [];
  eachThing(world, -1, (thing) => {
    if (fits(thing, words)) same.push(thing);
  });
  if (same.length === 1 && !scores.all.some(({ thing }) => sameThing(thing, same[0])))
    scores.add(same[0], WORTH.onlyOne);
}

function fits(thing: Thing, { kind, id }: Referring): boolean {
  if (kind === 'thing') return thing.kind !== 'human';
  return thing.kind === kind && thing.id.startsWith(id);
}

function settle(world: World, speaker: number, words: Referring, scores: Scores): Reference {
  const ranked = scores.all.filter(({ score }) => score > SCORE_LEAST).sort((a, b) => b.score - a.score);
  if (ranked.length === 0) return NOTHING;
  const sum = ranked.reduce((all, { score }) => all + score, 0);
  const likely = ranked.map(({ thing, score }) => ({ thing, conf: score / sum }));
  const [{ thing: best, signs: most, score: top }, ...rest] = ranked;
  if (words.side !== 0) {
    const beside = besideOf(world, speaker, best, words.side);
    return { about: beside ?? best, rivals: [], likely };
  }
  const rivals = rest
    .filter(({ score, signs }) => signs >= most * RIVAL_SHARE && score >= top * RIVAL_SHARE)
    .map(({ thing }) => thing);
  return { about: best, rivals, likely };
}

/** The next thing of the same kind on one side (1: left, -1: right) of another, as the speaker sees it. */
function besideOf(world: World, speaker: number, base: Thing, side: number): Thing | undefined {
  const { position } = world.humans;
  const [sx, sz] = [position[speaker * 3], position[speaker * 3 + 2]];
  let baseYaw = Number.NaN;
  const others: { thing: Thing; yaw: number }[] = [];
  eachThing(world, speaker, (thing, x, _y, z) => {
    if (thing.kind !== base.kind) return;
    const yaw = Math.atan2(x - sx, z - sz);
    if (sameThing(thing, base)) baseYaw = yaw;
    else others.push({ thing, yaw });
  });
  let best: Thing | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const { thing, yaw } of others) {
    const turn = Math.atan2(Math.sin(yaw - baseYaw), Math.cos(yaw - baseYaw)) * side;
    if (turn > 0.01 && turn < least) [best, least] = [thing, turn];
  }
  return best;
}

/** What was talked of last is what "it" means next. */
export function keepTopic(world: World, speaker: number, about: Thing | undefined): void {
  const held = world.social.guestSenses[speaker];
  if (!held) return;
  if (about) held.topic = { thing: about, tick: world.tick };
  else if (held.topic?.thing.kind === 'human' && slotOf(world, held.topic.thing.netId) < 0)
    held.topic = undefined;
}
