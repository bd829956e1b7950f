import { VISEME_INDEX } from '@troupe/avatars/face';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compileMelody } from '../shows/compile-melody.ts';
import { hzOfKey, type SungNote } from '../world/sung.ts';
import { VOICE_DEFAULTS } from '../world/voices.ts';
import { withFallback } from './openai-voice.ts';
import { pitchCurve, singingSpec } from './sing-line.ts';
import { openEspeak } from './voice.fixtures.ts';
import type { SpokenLine, Voice } from './voice.ts';

const CLOCK = { bpm: 84, meter: 4, offset: 0, fps: 25 };
/** How far a sung note may be from the written one, cents. */
const CENTS = 50;
const LINES = [
  [
    '저녁이 푸른 외투를 입으면',
    'ko',
    'f3',
    'D4:0.5 F4:0.5 Bb4 A4:0.5 G4:0.5 F4:0.5 G4:0.5 A4 G4:0.5 A4:0.5 F4:2',
  ],
  ['The evening puts its blue coat on', 'en', 'f3', 'D4 F4 E4 D4 E4 F4 A4 G4:2'],
  ['밤이 다시 불러 주네', 'ko', 'm2', 'G3 G3 E3 G3 F3 E3 C3 D3:2'],
  ['and every window learns my name', 'en', 'm2', 'A3 C4 D4 E4 ~D4 C4 A3 G3 A3:3'],
] as const;

let voice: Voice;
beforeAll(async () => {
  voice = await openEspeak();
}, 120_000);
afterAll(() => voice?.close());

function melodyOf(text: string, written: string): readonly SungNote[] {
  const melody = compileMelody(written, text, { clock: CLOCK, at: 20, offTickMs: 0 });
  if (typeof melody === 'string') throw new Error(melody);
  return melody.notes;
}

const sing = (text: string, locale: 'en' | 'ko', variant: string, notes: readonly SungNote[]) =>
  voice.speak({ ...VOICE_DEFAULTS, variant, key: text, text, locale, notes });

/** Pitch by autocorrelation around a moment, Hz, and how sure that is (0 to 1). */
function pitchAt(
  { pcm, rateHz }: Pick<SpokenLine, 'pcm' | 'rateHz'>,
  ms: number,
): { hz: number; sure: number } {
  const length = Math.round(rateHz * 0.03);
  const at = Math.round((ms * rateHz) / 1000) - (length >> 1);
  const [least, most] = [Math.floor(rateHz / 700), Math.ceil(rateHz / 80)];
  // Of what lies above 2 kHz a lag of whole samples tells little: it is smoothed away.
  const smooth = Array.from({ length: length + most }, (_, i) =>
    Array.from({ length: 9 }, (_, k) => pcm[at + i + k - 4] ?? 0).reduce((sum, x) => sum + x, 0),
  );
  const likes: number[] = [];
  for (let lag = least; lag <= most; lag++) {
    let both = 0;
    let here = 1;
    let there = 1;
    for (let i = 0; i < length; i++) {
      const a = smooth[i];
      const b = smooth[i + lag];
      both += a * b;
      here += a * a;
      there += b * b;
    }
    likes.push(both / Math.sqrt(here * there));
  }
  const sure = Math.max(...likes);
  // Two periods are as alike as one: an octave down must be worth its price.
  const worth = likes.map((like, lag) => like - 0.03 * Math.log2((least + lag) / least));
  const i = worth.indexOf(Math.max(...worth));
  const [a, b, c] = [likes[i - 1] ?? likes[i], likes[i], likes[i + 1] ?? likes[i]];
  return { hz: rateHz / (least + i + (a - c) / (2 * (a - 2 * b + c) || 1)), sure };
}

const cents = (hz: number, key: number): number => 1200 * Math.log2(hz / hzOfKey(key));
const VOWEL = /^[ˈˌ]*[aɐɑæʌɒeɛəøœiɪɨyoɔuʊʉɜɝɚɯᵻ]/;

describe('a line that is sung', () => {
  test.each(LINES)(
    '%s: every note within 50 cents, every vowel on its beat',
    async (text, locale, variant, written) => {
      const notes = melodyOf(text, written);
      const line = await sing(text, locale, variant, notes);
      const last = notes[notes.length - 1];
      expect(line.track.durationMs).toBe(Math.ceil(last.atMs + last.ms));
      expect((line.pcm.length * 1000) / line.rateHz).toBeCloseTo(line.track.durationMs, 0);
      const off: number[] = [];
      for (const note of notes) {
        // A vowel begins with the note, or is still held from the one before.
        const vowels = line.phonemes.filter(({ ipa }) => VOWEL.test(ipa));
        const own = vowels.findLast(({ startMs }) => startMs <= note.atMs + 5);
        expect(own, `${note.key} at ${note.atMs}`).toBeDefined();
        // The mouth opens for it at most so long before: there it is breath only.
        if (!note.tied) expect(own!.startMs).toBeGreaterThanOrEqual(note.atMs - 40);
        const next =
          line.phonemes.find(({ startMs }) => startMs > note.atMs + 5)?.startMs ?? last.atMs + last.ms;
        const ends = note.tied ? note.atMs + note.ms : Math.min(next, note.atMs + note.ms);
        // Where it is held: towards its end the voice dies away into the consonant that follows.
        for (const share of [0.25, 0.5]) {
          const { hz, sure } = pitchAt(line, note.atMs + (ends - note.atMs) * share);
          expect(sure, `${note.key} at ${note.atMs}`).toBeGreaterThan(0.7);
          off.push(Math.abs(cents(hz, note.key)));
        }
      }
      expect(Math.max(...off)).toBeLessThanOrEqual(CENTS);
      expect(line.unknown).toEqual([]);
    },
  );

  test('spoken, the same line is elsewhere', async () => {
    const [text, locale, variant, written] = LINES[0];
    const notes = melodyOf(text, written);
    const line = await voice.speak({ ...VOICE_DEFAULTS, variant, key: 'said', text, locale });
    const near = notes.filter(({ atMs, key }) => Math.abs(cents(pitchAt(line, atMs + 100).hz, key)) < CENTS);
    expect(near.length).toBeLessThan(notes.length / 2);
  });

  test('words and mouth follow the notes; a rest is silent and the mouth is shut in it', async () => {
    const notes = melodyOf('아 아', 'A3:2 -:2 C4:2');
    const line = await sing('아 아', 'ko', 'f3', notes);
    const { words, visemes } = line.track;
    expect(Math.abs(words[0] - notes[0].atMs)).toBeLessThan(80);
    expect(Math.abs(words[3] - notes[1].atMs)).toBeLessThan(80);
    const shown = (ms: number): number => {
      let viseme: number = VISEME_INDEX.sil;
      for (let i = 0; i + 1 < visemes.length; i += 2) if (visemes[i + 1] <= ms) viseme = visemes[i];
      return viseme;
    };
    const restMs = (notes[0].atMs + notes[0].ms + notes[1].atMs) / 2;
    expect(shown(notes[0].atMs + 400)).toBe(VISEME_INDEX.aa);
    expect(shown(restMs)).toBe(VISEME_INDEX.sil);
    expect(shown(notes[1].atMs + 400)).toBe(VISEME_INDEX.aa);
    const loud = (ms: number): number => {
      const at = Math.round((ms * line.rateHz) / 1000);
      return Math.max(...line.pcm.subarray(at, at + 400).map(Math.abs));
    };
    expect(loud(restMs)).toBeLessThan(50);
    expect(loud(notes[0].atMs + 400)).toBeGreaterThan(1_500);
  });

  test('is the same sound every time', async () => {
    const [text, locale, variant, written] = LINES[2];
    const notes = melodyOf(text, written);
    const [a, b] = [await sing(text, locale, variant, notes), await sing(text, locale, variant, notes)];
    expect(Math.abs(a.pcm.length - b.pcm.length)).toBe(0);
    expect(a.track.durationMs).toBe(b.track.durationMs);
  });

  test('is left to the voice that can sing', async () => {
    const mute: Voice = {
      ready: true,
      speak: () => Promise.reject(new Error('this one cannot sing and must not be asked')),
      close: async () => {},
    };
    const problems: string[] = [];
    const both = withFallback(mute, voice, (problem) => problems.push(problem));
    const notes = melodyOf('아', 'A3:2');
    const line = await both.speak({ ...VOICE_DEFAULTS, key: 'a', text: '아', locale: 'ko', notes });
    expect(line.pcm.length).toBeGreaterThan(0);
    expect(problems).toEqual([]);
  });
});

describe('pitch', () => {
  const notes: SungNote[] = [
    { atMs: 100, ms: 1_000, key: 60, tied: false },
    { atMs: 1_100, ms: 1_000, key: 67, tied: false },
    { atMs: 2_500, ms: 300, key: 60, tied: false },
  ];
  test('slides between notes that meet, and only there; what is held swings a little', () => {
    const at = pitchCurve(notes);
    expect(cents(at(200), 60)).toBeCloseTo(0, 6);
    expect(cents(at(1_100), 63.5)).toBeCloseTo(0, 1);
    const held = Array.from({ length: 100 }, (_, i) => cents(at(1_700 + i * 3), 67));
    expect(Math.max(...held)).toBeGreaterThan(10);
    expect(Math.max(...held.map(Math.abs))).toBeLessThanOrEqual(18.5);
    expect(cents(at(2_520), 60)).toBeCloseTo(0, 6);
  });
  test('a melody is spoken near its middle first, whatever it is', () => {
    expect(singingSpec(notes, 'f3')).toMatchObject({ range: 0 });
    const high = singingSpec(
      notes.map((note) => ({ ...note, key: note.key + 40 })),
      'f3',
    );
    expect(high.pitch).toBe(99);
    expect(
      singingSpec(
        notes.map((note) => ({ ...note, key: note.key - 40 })),
        'f3',
      ).pitch,
    ).toBe(0);
  });
});
