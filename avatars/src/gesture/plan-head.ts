import { clamp } from '../maths/angle.ts';
import { createRandom, hashSeed } from '../maths/random.ts';
import type { Accent } from './accent.ts';
import type { BrowRaise, GestureOptions, HeadMove } from './gesture-plan.ts';
import type { WordMark } from './word-mark.ts';

export const HEAD_DEFAULTS = {
  /** Heads move again only after this long, s. */
  leastGapS: 0.7,
  nodRad: 0.11,
  shakeRad: 0.12,
  tiltRad: 0.1,
  /** A word this strong may bring a nod, and brows. */
  nodFrom: 0.55,
  browFrom: 0.75,
} as const;

/** Nods on accents and at phrase ends, small shakes on negation, a tilt on questions. */
export function planHead(
  words: readonly WordMark[],
  accents: readonly Accent[],
  options: GestureOptions,
): HeadMove[] {
  const d = HEAD_DEFAULTS;
  const lively = clamp(options.expressiveness, 0, 1);
  const random = createRandom(hashSeed(options.seed, 23));
  const moves: HeadMove[] = [];
  let lastS = -1;
  for (const { word, strength, sense, phraseEnd } of accents) {
    const atS = words[word].accentS ?? words[word].startS;
    const dice = random();
    const size = (0.6 + 0.6 * lively) * (0.75 + 0.5 * random());
    if (atS < 0.2 || atS - lastS < d.leastGapS) continue;
    const kind = kindOf(sense, strength, phraseEnd, dice, lively);
    if (!kind) continue;
    const most = kind === 'shake' ? d.shakeRad : kind === 'tilt' ? d.tiltRad : d.nodRad;
    moves.push({ kind, word, atS, sizeRad: most * size * (0.7 + 0.4 * strength) });
    lastS = kind === 'shake' ? atS + 0.5 : atS;
  }
  return moves;
}

function kindOf(
  sense: Accent['sense'],
  strength: number,
  phraseEnd: boolean,
  dice: number,
  lively: number,
): HeadMove['kind'] | undefined {
  if (sense === 'negation') return dice < 0.75 ? 'shake' : undefined;
  if (sense === 'question') return dice < 0.5 ? 'tilt' : undefined;
  const odds = (strength >= HEAD_DEFAULTS.nodFrom ? 0.3 + 0.35 * lively : 0) + (phraseEnd ? 0.22 : 0);
  return dice < odds ? 'nod' : undefined;
}

/** Brows go up on the strongest words and through the end of a question. */
export function planBrows(
  words: readonly WordMark[],
  accents: readonly Accent[],
  options: GestureOptions,
  text: string,
): BrowRaise[] {
  const lively = clamp(options.expressiveness, 0, 1);
  const random = createRandom(hashSeed(options.seed, 37));
  const raises: BrowRaise[] = [];
  for (const { word, strength, phraseEnd } of accents) {
    const dice = random();
    const mark = words[word];
    const asks = phraseEnd && /^\s*[)"'”’]*[?？]/.test(text.slice(mark.to));
    if (!asks && (strength < HEAD_DEFAULTS.browFrom || dice > 0.35 + 0.4 * lively)) continue;
    const fromS = mark.startS - 0.05;
    if (raises.length > 0 && fromS < (raises.at(-1)?.toS ?? 0) + 0.3) continue;
    raises.push({
      word,
      fromS,
      toS: mark.endS + 0.15,
      weight: (0.12 + 0.14 * lively) * (0.8 + 0.4 * strength),
    });
  }
  return raises;
}
