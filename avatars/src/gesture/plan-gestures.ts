// CONTRIBUTOR NOTES
// Which accents get a stroke is chosen over the whole line (dynamic programme over pairs of neighbours: strength of the
// word, less a fine for following too soon), not word by word: the greedy way spent its strokes on the first strong
// words of a phrase and missed the tonic at its end. Rates of people: about 20 to 40 strokes a minute of lively talk.

import { clamp } from '../maths/angle.ts';
import { createRandom, hashSeed } from '../maths/random.ts';
import type { Accent, WordSense } from './accent.ts';
import { findAccents, stressedWords } from './find-accents.ts';
import type { GestureOptions, GesturePlan, GestureStroke } from './gesture-plan.ts';
import { planBrows, planHead } from './plan-head.ts';
import { type GestureHand, type GestureKind, strokePhaseS } from './stroke-shapes.ts';
import type { GestureLocale, WordMark } from './word-mark.ts';

export const GESTURE_DEFAULTS = {
  /** Time between strokes that a calm and a lively speaker likes, s. */
  calmGapS: 6,
  livelyGapS: 1.7,
  /** Never closer than this share of it, nor than leastGapS. */
  leastGapShare: 0.5,
  leastGapS: 0.9,
  /** Below this expressiveness the hands rest. */
  quiet: 0.06,
  /** Preparation: from rest, between chained strokes, and the shortest that does not look like a twitch, s. */
  prepS: 0.5,
  chainPrepS: 0.4,
  leastPrepS: 0.25,
  /** Longest hold after a stroke, retraction, and the longest gap that is bridged without going back to rest, s. */
  holdS: 1.3,
  retractS: 0.65,
  chainS: 2.4,
  /** Share of rate and size kept while walking. */
  walkingShare: 0.55,
} as const;

/** How a mood changes the time between strokes and their size. */
const MOODS = {
  happy: { gap: 0.85, size: 1.12 },
  relaxed: { gap: 1, size: 1 },
  surprised: { gap: 0.9, size: 1.15 },
  sad: { gap: 1.6, size: 0.7 },
  angry: { gap: 0.9, size: 1.12 },
} as const;

interface Candidate {
  readonly accent: Accent;
  readonly atS: number;
  readonly worth: number;
}

/**
 * Plans what hands, head and brows do through a line, so that strokes fall on stressed words. Pure: the same words,
 * times and options give the same plan.
 *
 * @param text the whole line
 * @param words its words with their times (s from the start of the line)
 */
export function planGestures(
  text: string,
  words: readonly WordMark[],
  locale: GestureLocale,
  options: GestureOptions,
): GesturePlan {
  if (words.length === 0) return { strokes: [], head: [], brows: [] };
  const accents = findAccents(text, words, locale);
  return {
    strokes: planStrokes(words, accents, options),
    head: planHead(words, accents, options),
    brows: planBrows(words, accents, options, text),
  };
}

/** Time of a word's stressed syllable, s. */
export function accentTimeS(mark: WordMark): number {
  return mark.accentS ?? mark.startS;
}

function planStrokes(
  words: readonly WordMark[],
  accents: readonly Accent[],
  options: GestureOptions,
): GestureStroke[] {
  const lively = clamp(options.expressiveness, 0, 1) * (options.walking ? GESTURE_DEFAULTS.walkingShare : 1);
  if (lively < GESTURE_DEFAULTS.quiet || (options.leftBusy && options.rightBusy)) return [];
  const mood = MOODS[options.mood];
  const random = createRandom(hashSeed(options.seed, 11));
  const { calmGapS, livelyGapS } = GESTURE_DEFAULTS;
  const gapS = (calmGapS + (livelyGapS - calmGapS) * lively ** 0.7) * mood.gap;
  const earliestS = GESTURE_DEFAULTS.leastPrepS + 0.2;
  const stressed = stressedWords(accents);
  const candidates = accents
    .map((accent) => ({
      accent,
      atS: accentTimeS(words[accent.word]),
      worth:
        accent.strength +
        (accent.sense === 'plain' ? 0 : 0.08) -
        (stressed.has(accent.word) ? 0 : 0.25) +
        random() * 0.12,
    }))
    .filter(({ atS, accent }) => atS >= earliestS && accent.strength >= 0.35);
  const chosen = chooseStrokes(candidates, gapS, 0.36 - 0.3 * lively);
  const kinds = chooseKinds(chosen, options, random);
  const size = (0.62 + 0.5 * lively) * mood.size;
  return timeStrokes(words, chosen, kinds, size, random);
}

/** The subset of accents worth most: each brings its strength less `effort`, neighbours closer than `gapS` cost. */
export function chooseStrokes<T extends Pick<Candidate, 'atS' | 'worth'>>(
  candidates: readonly T[],
  gapS: number,
  effort: number,
): T[] {
  const leastS = Math.max(GESTURE_DEFAULTS.leastGapS, gapS * GESTURE_DEFAULTS.leastGapShare);
  const best: number[] = [];
  const from: number[] = [];
  let end = -1;
  candidates.forEach((candidate, i) => {
    // The first stroke of a line comes soon or late as the words have it.
    best[i] = candidate.worth;
    from[i] = -1;
    for (let j = 0; j < i; j++) {
      const gap = candidate.atS - candidates[j].atS;
      if (gap < leastS) continue;
      const close = Math.max(0, 1 - gap / gapS);
      const value = best[j] + candidate.worth - 2.2 * close * close - effort;
      if (value > best[i]) [best[i], from[i]] = [value, j];
    }
    if (end < 0 || best[i] > best[end]) end = i;
  });
  const chosen: T[] = [];
  for (let i = end; i >= 0; i = from[i]) chosen.unshift(candidates[i]);
  return chosen;
}

/** Gestures for a sense of the word, the likeliest first, with the odds that the sense shows at all. */
const KIND_OF: Readonly<Record<Exclude<WordSense, 'plain'>, readonly [number, ...GestureKind[]]>> = {
  self: [0.6, 'self'],
  you: [0.65, 'you'],
  there: [0.75, 'there'],
  number: [0.85, 'enumerate'],
  negation: [0.85, 'negate'],
  large: [0.9, 'large'],
  small: [0.9, 'small'],
  all: [0.85, 'sweep', 'open'],
  offer: [0.8, 'offer', 'open'],
  open: [0.7, 'open', 'offer'],
  contrast: [0.5, 'beat', 'open'],
  question: [0.8, 'question', 'open'],
};
const BOTH_HANDS: Partial<Record<GestureKind, number>> = {
  open: 0.85,
  large: 1,
  small: 1,
  question: 0.9,
  sweep: 0.35,
  negate: 0.5,
  offer: 0.15,
  beat: 0.18,
};

interface Choice {
  readonly kind: GestureKind;
  readonly hand: GestureHand;
}

function chooseKinds(chosen: readonly Candidate[], options: GestureOptions, random: () => number): Choice[] {
  const kinds: Choice[] = [];
  let last: GestureKind = 'beat';
  let hand: 'left' | 'right' = options.dominant;
  for (const { accent } of chosen) {
    let kind = kindOf(accent, random);
    // Pointing at oneself twice in a row is a tic.
    if (kind !== 'beat' && kind === last && kind !== 'enumerate') kind = 'beat';
    last = kind;
    const other = options.dominant === 'left' ? 'right' : 'left';
    if (accent.sense === 'contrast') hand = hand === 'left' ? 'right' : 'left';
    else if (random() < 0.3) hand = random() < 0.78 ? options.dominant : other;
    kinds.push({ kind, hand: freeHand(random() < (BOTH_HANDS[kind] ?? 0) ? 'both' : hand, options) });
  }
  return kinds;
}

function kindOf({ sense, strength }: Accent, random: () => number): GestureKind {
  if (sense !== 'plain') {
    const [odds, first, second] = KIND_OF[sense];
    if (random() < odds) return second && random() < 0.35 ? second : first;
  }
  // The open palm that holds out what is said is the commonest gesture beside the beat.
  const dice = random();
  if (dice < 0.16 + 0.12 * strength) return 'offer';
  return dice > 0.9 ? 'open' : 'beat';
}

/** The hand wanted, or the one that is free. */
function freeHand(hand: GestureHand, { leftBusy, rightBusy }: GestureOptions): GestureHand {
  if (leftBusy) return 'right';
  if (rightBusy) return 'left';
  return hand;
}

function timeStrokes(
  words: readonly WordMark[],
  chosen: readonly Candidate[],
  kinds: readonly Choice[],
  size: number,
  random: () => number,
): GestureStroke[] {
  const d = GESTURE_DEFAULTS;
  const strokes: GestureStroke[] = [];
  const seeds = chosen.map(() => Math.floor(random() * 0xffffffff));
  chosen.forEach(({ accent, atS }, i) => {
    const phaseS = strokePhaseS(kinds[i].kind, seeds[i]);
    const before = strokes.at(-1);
    const readyS = Math.max(atS - phaseS, before ? before.strokeS + d.leastPrepS + 0.05 : d.leastPrepS);
    const next = chosen[i + 1];
    const phraseEndS = endOfPhrase(words, accent.word);
    const relaxS = Math.min(Math.max(atS + 0.3, phraseEndS), atS + d.holdS);
    const chained = next !== undefined && next.atS - atS <= d.chainS;
    const nextStartS = next ? next.atS - strokePhaseS(kinds[i + 1].kind, seeds[i + 1]) - d.chainPrepS : 0;
    const startS = before?.chained ? before.endS : Math.max(before?.endS ?? 0, readyS - d.prepS);
    strokes.push({
      ...kinds[i],
      word: accent.word,
      strength: accent.strength,
      startS: Math.min(startS, readyS - d.leastPrepS),
      readyS,
      strokeStartS: readyS,
      strokeS: atS,
      strokeEndS: atS,
      relaxS: chained ? Math.max(atS + 0.1, nextStartS) : relaxS,
      endS: chained
        ? Math.max(atS + 0.1, nextStartS)
        : Math.min(relaxS + d.retractS, next ? next.atS - 0.7 : 1e9),
      chained,
      amplitude: size * (0.86 + 0.28 * accent.strength) * (0.88 + 0.24 * random()),
      seed: seeds[i],
    });
  });
  return strokes;
}

/** When the phrase that a word belongs to has been said, s. */
export function endOfPhrase(words: readonly WordMark[], word: number): number {
  for (let i = word; i < words.length; i++) if (words[i].phraseEnd) return words[i].endS;
  return words[words.length - 1].endS;
}
