import { type Phoneme, visemesOfPhonemes } from '@troupe/avatars/face';
import { markWords } from '@troupe/avatars/gesture';
import type { VoiceTrack } from '../world/voices.ts';
import type { EspeakTold } from './espeak-child.ts';

/** Times of a line as the synthesiser told them. */
export interface LineTimes {
  readonly track: VoiceTrack;
  readonly phonemes: readonly Phoneme[];
  /** Sounds that no mouth shape is known for. */
  readonly unknown: readonly string[];
}

/** Among its sounds the synthesiser tells when it changes the language for a word: `(en)`. */
const LANGUAGE = /^\(.*\)$/;

interface Anchor {
  readonly place: number;
  readonly ms: number;
}

/**
 * Puts what a synthesiser told of a line together: when each word begins and ends, its stressed syllable, and the mouth
 * shapes. A word that was not told of lies between its neighbours, by its letters.
 *
 * @param places for each character that was spoken its place in the line
 */
export function lineTimes(
  line: { readonly key: string; readonly text: string; readonly locale: 'en' | 'ko' },
  told: readonly EspeakTold[],
  places: readonly number[],
  durationMs: number,
): LineTimes {
  const phonemes: Phoneme[] = [];
  const anchors: Anchor[] = [];
  for (const [kind, ms, what] of told) {
    if (kind === 'p') {
      if (!LANGUAGE.test(what as string)) phonemes.push({ ipa: what as string, startMs: ms });
    } else if (places[(what as number) - 1] !== undefined)
      anchors.push({ place: places[(what as number) - 1], ms });
  }
  phonemes.sort((a, b) => a.startMs - b.startMs);
  anchors.sort((a, b) => a.place - b.place || a.ms - b.ms);
  const ends: Anchor[] = [{ place: 0, ms: 0 }, ...anchors, { place: line.text.length, ms: durationMs }];
  const marks = markWords(line.text, () => 0);
  const starts = marks.map(({ from, to }) => {
    const own = anchors.find(({ place }) => place >= from && place < to);
    return own ? own.ms : between(ends, from);
  });
  const words: number[] = [];
  marks.forEach((_, i) => {
    const start = Math.min(durationMs, Math.max(starts[i], words.at(-3) ?? 0));
    const end = wordEnd(phonemes, start, starts[i + 1] ?? durationMs, durationMs);
    words.push(start, end, line.locale === 'en' ? stressOf(phonemes, start, end) : start);
  });
  const { track: visemes, unknown } = visemesOfPhonemes(phonemes, durationMs);
  return { track: { key: line.key, durationMs, words, visemes }, phonemes, unknown };
}

/** Time of a place between the two anchors around it. */
function between(anchors: readonly Anchor[], place: number): number {
  let before = anchors[0];
  for (const anchor of anchors) {
    if (anchor.place > place) {
      const share = (place - before.place) / Math.max(1, anchor.place - before.place);
      return Math.round(before.ms + (anchor.ms - before.ms) * share);
    }
    before = anchor;
  }
  return before.ms;
}

/** A word ends where the next begins, or at the pause before it. */
function wordEnd(phonemes: readonly Phoneme[], start: number, next: number, durationMs: number): number {
  const pause = phonemes.find(({ ipa, startMs }) => ipa === '' && startMs > start && startMs < next);
  return Math.min(durationMs, Math.max(start, pause?.startMs ?? next));
}

/** Onset of the stressed vowel of a word; korean words are stressed at their beginning. */
function stressOf(phonemes: readonly Phoneme[], start: number, end: number): number {
  const stressed = phonemes.find(
    ({ ipa, startMs }) => startMs >= start && startMs < end && ipa.startsWith('ˈ'),
  );
  return stressed?.startMs ?? start;
}
