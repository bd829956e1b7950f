// CONTRIBUTOR NOTES
// eSpeak NG cannot sing, but told to speak without any range it speaks on one note, to a hundredth of a semitone, and tells
// to the millisecond which sound begins when. So a line is spoken on one note and then laid out anew: consonants as long as
// they were, vowels as long as their notes, each vowel beginning on its beat (as singers do: consonants come before it), and
// every period of the voice set down at the distance the note asks for (PSOLA: see resound.ts). What is voiced is measured,
// not guessed from the sounds. It is a synthesiser that sings, and sounds like one.
import { type Phoneme, visemesOfPhonemes, visemesOfSound } from '@troupe/avatars/face';
import { markWords } from '@troupe/avatars/gesture';
import { hzOfKey, layOnNotes, type SungNote, type SyllableSpan, syllablesOf } from '../world/sung.ts';
import type { LineTimes } from './line-times.ts';
import { marksOf, resound, type TimeKnot, type VoiceMark } from './resound.ts';

export const SINGING = {
  /** Consonants take this much of their note at most; what does not fit is sung faster. */
  consonantShareMax: 0.55,
  /** Ends of a vowel that keep their own pace, ms and share of it: the mouth opens there, and the voice dies away. */
  edge: { firstMs: 35, lastMs: 90, lastShare: 0.4 },
  /** A vowel that is voiced for less of itself than this is left as it was spoken. */
  voicedShare: 0.25,
  /** A glide moves so late in its vowel: share of the vowel as it is spoken, and ms before its end. */
  glide: { share: 0.45, lastMs: 190 },
  /** From one note to the next, ms. */
  slideMs: 70,
  vibrato: { afterMs: 350, growMs: 300, hz: 5.3, cents: 18, leastMs: 600 },
  /**
   * Words a minute before it is sung; the keys on which variants of women and men of eSpeak NG speak at a pitch (0..99), and so
   * many points a semitone.
   */
  spoken: { rate: 120, pitch: 60, keys: { f: 55.3, m: 44.1 }, pitchPerKey: 5.4 },
  /** Silence around the sound of a line is let go of over so long, ms. */
  fadeMs: 25,
} as const;

const VOWEL = /^[aɐɑæʌɒeɛəøœiɪɨyoɔuʊʉɜɝɚɯᵻ]/;
/** Sounds that another leans on: aspiration, glides and liquids. */
const LEANS = /^[hjwɥɰɹlɾ]$/;
const MARKS = /^[ˈˌ]+/;

/** A syllable as it was spoken, ms: consonants before the vowel, the vowel, consonants after it. */
interface Spoken {
  readonly fromMs: number;
  readonly vowelMs: number;
  readonly vowelEndMs: number;
  toMs: number;
  readonly glides: boolean;
}

/** What a line was spoken as: sound on one note, and its times. */
export interface SpokenFlat {
  readonly pcm: Int16Array;
  readonly rateHz: number;
  readonly times: LineTimes;
}

/** How a line is spoken that is to be sung: slowly, on one note, near the middle of the melody. */
export function singingSpec(
  notes: readonly SungNote[],
  variant: string,
): {
  readonly rate: number;
  readonly pitch: number;
  readonly range: number;
} {
  const sum = notes.reduce((total, { key, ms }) => total + key * ms, 0);
  const middle = sum / notes.reduce((total, { ms }) => total + ms, 0);
  const { rate, pitch, keys, pitchPerKey } = SINGING.spoken;
  const wanted = Math.round(pitch + (middle - keys[variant.startsWith('m') ? 'm' : 'f']) * pitchPerKey);
  return { rate, pitch: Math.max(0, Math.min(99, wanted)), range: 0 };
}

/** Sings a line that was spoken on one note. The sound is as long as the notes are. */
export function singLine(
  line: { readonly key: string; readonly text: string; readonly notes: readonly SungNote[] },
  { pcm, rateHz, times }: SpokenFlat,
): SpokenFlat {
  const last = line.notes[line.notes.length - 1];
  const durationMs = Math.ceil(last.atMs + last.ms);
  const marks = marksOf(pcm, rateHz);
  const expected = markWords(line.text, () => 0).map(({ text }) => syllablesOf(text));
  const spoken = syllablesOfWords(times, (pcm.length * 1000) / rateHz);
  giveBack(spoken, expected);
  const words = spoken.map((syllables) => syllables.map((one) => asVoiced(one, marks, rateHz)));
  const spans = layOnNotes(
    words.map((syllables) => syllables.length),
    expected,
    line.notes,
  );
  const knots = knotsOf(words.flat(), spans.flat(), durationMs);
  const sung = resound(pcm, {
    rateHz,
    marks,
    knots,
    samples: Math.round((durationMs * rateHz) / 1000),
    hzAt: pitchCurve(line.notes),
  });
  fadeEnds(sung, (SINGING.fadeMs * rateHz) / 1000);
  return { pcm: sung, rateHz, times: sungTimes(line, times, words, knots, durationMs) };
}

/** Syllables of each word: a consonant between vowels belongs to the later one, of several all but the last to the former. */
function syllablesOfWords({ track, phonemes }: LineTimes, endMs: number): Spoken[][] {
  const count = track.words.length / 3;
  const words: Spoken[][] = Array.from({ length: count }, () => []);
  const sounds = phonemes.map(({ ipa, startMs }, i) => {
    return { ipa: ipa.replace(MARKS, ''), startMs, endMs: phonemes[i + 1]?.startMs ?? endMs };
  });
  for (let word = 0; word < count; word++) {
    const from = word === 0 ? 0 : track.words[word * 3];
    const to = word + 1 < count ? track.words[word * 3 + 3] : endMs;
    const own = sounds.filter(({ ipa, startMs }) => ipa !== '' && startMs >= from && startMs < to);
    const vowels = own.flatMap(({ ipa }, i) => (VOWEL.test(ipa) ? [i] : []));
    // What is left of a word whose vowel the one before took along ("that it") ends that one.
    const before = words[word - 1]?.at(-1);
    if (vowels.length === 0 && own.length > 0 && before) before.toMs = own[own.length - 1].endMs;
    let begin = 0;
    vowels.forEach((at, k) => {
      const next = vowels[k + 1];
      const end = next === undefined ? own.length : next - onsetOf(own.slice(at + 1, next));
      words[word].push({
        fromMs: own[begin].startMs,
        vowelMs: own[at].startMs,
        vowelEndMs: own[at].endMs,
        toMs: own[end - 1].endMs,
        glides: new Set(visemesOfSound(own[at].ipa)).size > 1,
      });
      begin = end;
    });
  }
  return words;
}

/**
 * Short words are spoken as the end of the word before, and told as if they had no vowel ("that it"): they get their
 * syllable back, else it would be sung on a note of the other word and their own note be silent.
 */
function giveBack(words: Spoken[][], expected: readonly number[]): void {
  if (words.length !== expected.length) return;
  for (let i = 1; i < words.length; i++)
    if (words[i].length === 0 && words[i - 1].length > Math.max(1, expected[i - 1]))
      words[i].push(words[i - 1].pop()!);
}

/** A syllable whose vowel is what of it has a voice: its ends may be breath or a stop already, and those cannot be held. */
function asVoiced(one: Spoken, marks: readonly VoiceMark[], rateHz: number): Spoken {
  const within = marks
    .filter(({ period }) => period > 0)
    .map(({ at, period }) => [(at * 1000) / rateHz, ((at + period) * 1000) / rateHz])
    .filter(([from, to]) => from >= one.vowelMs && to <= one.vowelEndMs);
  const [first, last] = [within[0]?.[0], within.at(-1)?.[1]];
  const spoken = one.vowelEndMs - one.vowelMs;
  if (first === undefined || last === undefined || last - first < spoken * SINGING.voicedShare) return one;
  return { ...one, vowelMs: first, vowelEndMs: last };
}

/** How many of the consonants between two vowels are sung with the later one: the last, and what leans on it (t in "th"). */
function onsetOf(between: readonly { readonly ipa: string }[]): number {
  if (between.length < 2) return between.length;
  return LEANS.test(between[between.length - 1].ipa) ? 2 : 1;
}

/** Which moment of the spoken line sounds when: pieces of straight line, silent between those that do not meet. */
function knotsOf(
  syllables: readonly Spoken[],
  spans: readonly SyllableSpan[],
  durationMs: number,
): TimeKnot[] {
  const knots: TimeKnot[] = [];
  const add = (fromMs: number, toMs: number, atMs: number, untilMs: number): void => {
    if (untilMs - atMs > 0.5 && toMs > fromMs) knots.push({ fromMs, toMs, atMs, untilMs });
  };
  /** Where the consonants before a vowel begin. */
  const onsetMs = (i: number): number => {
    const room = spans[i].fromMs - (i === 0 ? 0 : Math.min(spans[i].fromMs, spans[i - 1].fromMs));
    const share = i === 0 ? 1 : SINGING.consonantShareMax / 2;
    return Math.min(syllables[i].vowelMs - syllables[i].fromMs, room * share);
  };
  syllables.forEach((one, i) => {
    const { fromMs, toMs } = spans[i];
    const onset = onsetMs(i);
    add(one.fromMs, one.vowelMs, fromMs - onset, fromMs);
    const next = spans[i + 1];
    const untilMs = Math.min(toMs, durationMs, next ? next.fromMs - onsetMs(i + 1) : durationMs);
    const room = Math.max(0, untilMs - fromMs);
    const coda = Math.min(one.toMs - one.vowelEndMs, room * (SINGING.consonantShareMax / 2));
    addVowel(one, fromMs, untilMs - coda, add);
    add(one.vowelEndMs, one.toMs, untilMs - coda, untilMs);
  });
  return knots;
}

/** A vowel as long as its note: its ends at their own pace, the middle drawn; a glide moves near the end. */
function addVowel(
  { vowelMs, vowelEndMs, glides }: Spoken,
  atMs: number,
  untilMs: number,
  add: (fromMs: number, toMs: number, atMs: number, untilMs: number) => void,
): void {
  const spoken = vowelEndMs - vowelMs;
  const long = untilMs - atMs;
  if (glides) {
    const turn = vowelMs + spoken * SINGING.glide.share;
    const late = untilMs - Math.min(SINGING.glide.lastMs, long * (1 - SINGING.glide.share));
    add(vowelMs, turn, atMs, late);
    add(turn, vowelEndMs, late, untilMs);
    return;
  }
  const { firstMs, lastMs, lastShare } = SINGING.edge;
  const first = Math.min(firstMs, spoken / 4, long / 4);
  const last = Math.min(lastMs, spoken * lastShare, long / 3);
  add(vowelMs, vowelMs + first, atMs, atMs + first);
  add(vowelMs + first, vowelEndMs - last, atMs + first, untilMs - last);
  add(vowelEndMs - last, vowelEndMs, untilMs - last, untilMs);
}

/** Pitch at every moment, Hz: the note, a slide from one that it joins, and vibrato on what is held. */
export function pitchCurve(notes: readonly SungNote[]): (ms: number) => number {
  const { slideMs, vibrato } = SINGING;
  let at = 0;
  return (ms) => {
    while (at + 1 < notes.length && notes[at + 1].atMs <= ms + slideMs / 2) at += 1;
    while (at > 0 && notes[at].atMs > ms + slideMs / 2) at -= 1;
    const note = notes[at];
    const before = notes[at - 1];
    let key = note.key;
    const joined = before && note.atMs - (before.atMs + before.ms) < slideMs;
    const into = ms - (note.atMs - slideMs / 2);
    if (joined && into < slideMs) {
      const share = 0.5 - 0.5 * Math.cos((Math.PI * Math.max(0, into)) / slideMs);
      key = before.key + (note.key - before.key) * share;
    }
    const heldMs = ms - note.atMs - vibrato.afterMs;
    if (note.ms >= vibrato.leastMs && heldMs > 0) {
      const depth = Math.min(1, heldMs / vibrato.growMs) * (vibrato.cents / 100);
      key += depth * Math.sin((2 * Math.PI * vibrato.hz * heldMs) / 1000);
    }
    return hzOfKey(key);
  };
}

function fadeEnds(pcm: Int16Array, samples: number): void {
  for (let i = 0; i < Math.min(samples, pcm.length); i++) {
    pcm[i] = Math.round(pcm[i] * (i / samples));
    pcm[pcm.length - 1 - i] = Math.round(pcm[pcm.length - 1 - i] * (i / samples));
  }
}

/** Words and mouth shapes of a line as it is sung. */
function sungTimes(
  { key }: { readonly key: string },
  { phonemes, unknown }: LineTimes,
  words: readonly (readonly Spoken[])[],
  knots: readonly TimeKnot[],
  durationMs: number,
): LineTimes {
  const sungAt = (ms: number): number => {
    const knot = knots.find(({ toMs }) => ms < toMs) ?? knots[knots.length - 1];
    const share = (Math.max(ms, knot.fromMs) - knot.fromMs) / (knot.toMs - knot.fromMs);
    return knot.atMs + Math.min(1, share) * (knot.untilMs - knot.atMs);
  };
  const sounds: Phoneme[] = [];
  for (const { ipa, startMs } of phonemes) if (ipa !== '') sounds.push({ ipa, startMs: sungAt(startMs) });
  // Where nothing sounds the mouth is shut.
  knots.forEach(({ untilMs }, i) => {
    const next = knots[i + 1]?.atMs ?? durationMs;
    if (next - untilMs > 60) sounds.push({ ipa: '', startMs: untilMs });
  });
  if ((knots[0]?.atMs ?? 0) > 60) sounds.push({ ipa: '', startMs: 0 });
  sounds.sort((a, b) => a.startMs - b.startMs);
  const times = words.flatMap((syllables) => {
    const [first] = syllables;
    const end = syllables[syllables.length - 1];
    if (!first) return [durationMs, durationMs, durationMs];
    const start = Math.round(sungAt(first.fromMs));
    return [start, Math.round(sungAt(end.toMs - 0.01)), Math.round(sungAt(first.vowelMs))];
  });
  for (let i = 3; i < times.length; i++) times[i] = Math.max(times[i], times[i - 3]);
  const { track } = visemesOfPhonemes(sounds, durationMs);
  return { track: { key, durationMs, words: times, visemes: track }, phonemes: sounds, unknown };
}
