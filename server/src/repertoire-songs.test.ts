// Every sung line of the repertoire in both languages, measured in its sound: which note is heard, and from when.
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { compileMelody } from './shows/compile-melody.ts';
import type { SpokenLine, Voice } from './voice/index.ts';
import { openEspeak } from './voice/voice.fixtures.ts';
import { hzOfKey } from './world/sung.ts';
import { VOICE_DEFAULTS } from './world/voices.ts';

const SHOWS = new URL('../../assets/shows/', import.meta.url);
const CENTS = 50;
const START_MS = 50;
const HOP_MS = 5;
const LOUD = 250;

interface Frame {
  readonly hz: number;
  /** How alike two periods are, 0 to 1. */
  readonly sure: number;
  readonly loud: number;
}

interface Sung {
  readonly clock: {
    readonly bpm: number;
    readonly meter: number;
    readonly offset: number;
    readonly fps: number;
  };
  readonly notes: string;
  readonly text: string;
}

const songs = readdirSync(SHOWS)
  .filter((file) => file.endsWith('.yaml'))
  .flatMap((file) => {
    const show = parse(readFileSync(new URL(file, SHOWS), 'utf8'));
    const clock = { bpm: 100, meter: 4, offset: 0, fps: 25, ...show.clock };
    const cues = Object.values<Record<string, unknown>[]>(show.scenes).flat();
    return cues.flatMap((cue) => {
      const sing = cue.sing as { text: Record<'en' | 'ko', string>; notes: string } | undefined;
      return (['en', 'ko'] as const).flatMap((locale): [string, 'en' | 'ko', Sung][] =>
        sing?.notes
          ? [[`${file} ${cue.id}`, locale, { clock, notes: sing.notes, text: sing.text[locale] }]]
          : [],
      );
    });
  });

let voice: Voice;
beforeAll(async () => {
  voice = await openEspeak();
}, 120_000);
afterAll(() => voice?.close());

/** Pitch by autocorrelation of 25 ms around a moment. */
function frameAt({ pcm, rateHz }: Pick<SpokenLine, 'pcm' | 'rateHz'>, ms: number): Frame {
  const length = Math.round(rateHz * 0.025);
  const at = Math.round((ms * rateHz) / 1000) - (length >> 1);
  const [least, most] = [Math.floor(rateHz / 700), Math.ceil(rateHz / 80)];
  // Of what lies above 2 kHz a lag of whole samples tells little: it is smoothed away.
  const smooth = Float64Array.from({ length: length + most }, (_, i) => {
    let sum = 0;
    for (let k = -4; k <= 4; k++) sum += pcm[at + i + k] ?? 0;
    return sum;
  });
  const likes: number[] = [];
  let power = 0;
  for (let i = 0; i < length; i++) power += smooth[i] ** 2;
  for (let lag = least; lag <= most; lag++) {
    let both = 0;
    let there = 1;
    for (let i = 0; i < length; i++) {
      both += smooth[i] * smooth[i + lag];
      there += smooth[i + lag] ** 2;
    }
    likes.push(both / Math.sqrt((power + 1) * there));
  }
  // Two periods are as alike as one: an octave down must be worth its price.
  const worth = likes.map((like, i) => like - 0.03 * Math.log2((least + i) / least));
  const i = worth.indexOf(Math.max(...worth));
  const [a, b, c] = [likes[i - 1] ?? likes[i], likes[i], likes[i + 1] ?? likes[i]];
  const hz = rateHz / (least + i + (a - c) / (2 * (a - 2 * b + c) || 1));
  return { hz, sure: likes[i], loud: Math.sqrt(power / length) };
}

const cents = (hz: number, key: number): number => 1200 * Math.log2(hz / hzOfKey(key));
const middle = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

describe('songs of the repertoire', () => {
  test('there are some', () => expect(songs.length).toBeGreaterThanOrEqual(12));

  test.each(songs)(
    '%s in %s: each note is heard, on its pitch and from its moment',
    async (_, locale, sung) => {
      const melody = compileMelody(sung.notes, sung.text, { clock: sung.clock, at: 20, offTickMs: 0 });
      if (typeof melody === 'string') throw new Error(melody);
      const { notes } = melody;
      const line = await voice.speak({
        ...VOICE_DEFAULTS,
        variant: 'f3',
        key: sung.text,
        text: sung.text,
        locale,
        notes,
      });
      const frame = (ms: number): Frame => frameAt(line, ms);
      notes.forEach((note, i) => {
        const where = `note ${i} (${note.key}) at ${Math.round(note.atMs)} ms`;
        const held: number[] = [];
        for (let ms = note.atMs + 45; ms < note.atMs + note.ms * 0.65; ms += HOP_MS) {
          const { hz, sure, loud } = frame(ms);
          if (sure > 0.8 && loud > LOUD) held.push(cents(hz, note.key));
        }
        expect(held.length, `${where} is heard`).toBeGreaterThan(4);
        expect(Math.abs(middle(held)), where).toBeLessThanOrEqual(CENTS);
        const before = notes[i - 1];
        if (!before || before.key === note.key) return;
        // Backwards from within the note for as long as it is this note rather than the one before.
        let startMs = note.atMs + START_MS + HOP_MS;
        for (let ms = startMs; ms > note.atMs - 200; ms -= HOP_MS) {
          const { hz, sure, loud } = frame(ms);
          const own = Math.abs(cents(hz, note.key)) < Math.abs(cents(hz, before.key));
          if (sure < 0.85 || loud < LOUD || !own) break;
          startMs = ms;
        }
        expect(Math.abs(startMs - note.atMs), `start of ${where}`).toBeLessThanOrEqual(START_MS);
      });
    },
  );
});
