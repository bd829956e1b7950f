// CONTRIBUTOR NOTES
// A voice that gives sound alone is aligned by what can be heard: where it is silent, mouths are shut; clauses end at the
// longest silences; between them letters follow one another while there is sound. Words come out within about a tenth
// of a second; sounds of synthesisers that tell their own times are exact, so those stay first choice.
import { VISEME_INDEX, visemesOfText } from '@troupe/avatars/face';
import { markWords } from '@troupe/avatars/gesture';
import type { LineTimes } from './line-times.ts';

export const ALIGN_DEFAULTS = {
  /** Loudness is looked at in steps of this, ms. */
  stepMs: 10,
  /** Sound this far under the loudest counts as silence, dB, and a silence is one from this length on, ms. */
  quietDb: -34,
  pauseMs: 90,
} as const;

/** Where a clause may end. */
const CLAUSE = /[^.,!?;:…。]+[.,!?;:…。]*\s*/g;
/** How long a character takes beside a Latin letter. */
const weightOf = (character: string): number =>
  /[가-힣]/.test(character) ? 2.3 : /[\p{L}\p{N}]/u.test(character) ? 1 : 0.2;

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Stretches with sound, with the silences between them. */
export function soundSpans(pcm: Int16Array, rateHz: number): Span[] {
  const { stepMs, quietDb, pauseMs } = ALIGN_DEFAULTS;
  const step = Math.max(1, Math.round((rateHz * stepMs) / 1000));
  const levels = Array.from({ length: Math.ceil(pcm.length / step) }, (_, i) => {
    const piece = pcm.subarray(i * step, (i + 1) * step);
    return Math.sqrt(piece.reduce((sum, x) => sum + x * x, 0) / piece.length);
  });
  const least = Math.max(...levels, 1) * 10 ** (quietDb / 20);
  const spans: { fromMs: number; toMs: number }[] = [];
  levels.forEach((level, i) => {
    if (level < least) return;
    const last = spans.at(-1);
    if (last && i * stepMs - last.toMs < pauseMs) last.toMs = (i + 1) * stepMs;
    else spans.push({ fromMs: i * stepMs, toMs: (i + 1) * stepMs });
  });
  return spans;
}

/** Times of a line that a voice gave as sound alone: words, and mouth shapes shut where it is silent. */
export function alignSpeech(
  line: { readonly key: string; readonly text: string; readonly locale: 'en' | 'ko' },
  pcm: Int16Array,
  rateHz: number,
): LineTimes {
  const durationMs = Math.round((pcm.length * 1000) / rateHz);
  const spans = soundSpans(pcm, rateHz);
  const clauses = [...line.text.matchAll(CLAUSE)].map((match) => ({ from: match.index, text: match[0] }));
  const timeAt = clauseTimes(line.text, clauses, spans, durationMs);
  const words = markWords(line.text, () => 0).flatMap(({ from, to }) => {
    const start = Math.round(timeAt(from));
    return [start, Math.max(start, Math.round(timeAt(to))), start];
  });
  const visemes: number[] = [];
  const add = (viseme: number, ms: number): void => {
    if (visemes.at(-2) !== viseme) visemes.push(viseme, Math.max(Math.round(ms), visemes.at(-1) ?? 0));
  };
  const even = visemesOfText(line.text, line.text.length);
  add(VISEME_INDEX.sil, 0);
  for (let i = 0; i + 1 < even.length; i += 2) add(even[i], timeAt(even[i + 1]));
  add(VISEME_INDEX.sil, spans.at(-1)?.toMs ?? durationMs);
  return { track: { key: line.key, durationMs, words, visemes }, phonemes: [], unknown: [] };
}

/** When a character begins, ms: clauses are laid between the longest silences, letters within them go on while there is sound. */
function clauseTimes(
  text: string,
  clauses: readonly { readonly from: number; readonly text: string }[],
  spans: readonly Span[],
  durationMs: number,
): (character: number) => number {
  if (spans.length === 0) return (character) => (character / Math.max(1, text.length)) * durationMs;
  const gaps = spans.slice(1).map((span, i) => ({ at: i + 1, ms: span.fromMs - spans[i].toMs }));
  const cuts = gaps
    .sort((a, b) => b.ms - a.ms)
    .slice(0, Math.max(0, clauses.length - 1))
    .map(({ at }) => at)
    .sort((a, b) => a - b);
  // With fewer silences than clauses nothing says which clauses ran together: the line is one.
  const whole = cuts.length < clauses.length - 1;
  const groups = whole
    ? [{ from: 0, text, spans }]
    : clauses.map((clause, i) => ({
        ...clause,
        spans: spans.slice(cuts[i - 1] ?? 0, cuts[i] ?? spans.length),
      }));
  return (character) => {
    const group = groups.findLast(({ from }) => from <= character) ?? groups[0];
    const weights = [...group.text].map(weightOf);
    const total = weights.reduce((sum, weight) => sum + weight, 0) || 1;
    const before = weights
      .slice(0, Math.max(0, character - group.from))
      .reduce((sum, weight) => sum + weight, 0);
    return alongSpans(group.spans, before / total);
  };
}

/** Moment at which a share of all the sound has gone by, ms. */
function alongSpans(spans: readonly Span[], share: number): number {
  let left = share * spans.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  for (const { fromMs, toMs } of spans) {
    if (left <= toMs - fromMs) return fromMs + left;
    left -= toMs - fromMs;
  }
  return spans.at(-1)!.toMs;
}
