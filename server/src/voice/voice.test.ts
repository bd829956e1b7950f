import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VISEMES } from '@troupe/avatars/face';
import { markWords } from '@troupe/avatars/gesture';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { VOICE_DEFAULTS, type VoiceAsk } from '../world/voices.ts';
import { createEspeakVoice, type EspeakOptions } from './espeak-voice.ts';
import { lineTimes } from './line-times.ts';
import { speakable } from './speakable.ts';
import { createStageVoices } from './stage-voices.ts';
import type { Voice } from './voice.ts';
import { toWav } from './wav.ts';

const ask = (text: string, locale: 'en' | 'ko', key = text): VoiceAsk => ({
  ...VOICE_DEFAULTS,
  key,
  text,
  locale,
});
const folder = mkdtempSync(join(tmpdir(), 'troupe-voice-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Resolves when the voice is there or has said that it never will be. */
async function awaken(
  options: EspeakOptions = {},
): Promise<{ voice: Voice; problems: string[]; readies: boolean[] }> {
  const problems: string[] = [];
  const readies: boolean[] = [];
  const voice = await new Promise<Voice>((resolve) => {
    const made: Voice = createEspeakVoice({
      ...options,
      onReady: (ready) => {
        readies.push(ready);
        if (ready) resolve(made);
      },
      onProblem: (message) => {
        problems.push(message);
        resolve(made);
      },
    });
  });
  return { voice, problems, readies };
}

describe('what is spoken', () => {
  test('is the line without markup and pictures, every character in its place', () => {
    const { text, places } = speakable('Hi <b> 🎨 틸다 & *you*');
    expect(text).toBe('Hi  b    틸다    you ');
    expect(places).toHaveLength([...text].length);
    expect('Hi <b> 🎨 틸다'.slice(places[9])).toBe('틸다');
  });
  test('words that nobody told of lie between their neighbours, and no time falls', () => {
    const line = { key: 'k', text: '네, 좋아요 지금 가요', locale: 'ko' } as const;
    const { places } = speakable(line.text);
    const { track } = lineTimes(
      line,
      [
        ['p', 0, 'n'],
        ['w', 500, 4],
        ['w', 1500, 11],
      ],
      places,
      2000,
    );
    expect(track.words.filter((_, i) => i % 3 === 0)).toEqual([0, 500, 1071, 1500]);
    expect(track.words.at(-2)).toBe(2000);
  });
});

describe('eSpeak NG in a child process', () => {
  let voice: Voice;
  beforeAll(async () => {
    ({ voice } = await awaken());
  }, 60_000);
  afterAll(() => voice.close());

  test.each([
    ['en', 'Hello, I am Tilda. Welcome to my runway show.'],
    ['ko', '안녕하세요, 저는 틸다예요. 오늘 쇼에 와 주셔서 감사합니다.'],
  ] as const)('speaks %s with times of every word and known mouth shapes', async (locale, text) => {
    const line = await voice.speak(ask(text, locale));
    const seconds = line.pcm.length / line.rateHz;
    expect(seconds).toBeGreaterThan(2);
    expect(seconds).toBeLessThan(8);
    expect(Math.max(...line.pcm.subarray(0, 60_000))).toBeGreaterThan(3_000);
    expect(line.unknown).toEqual([]);
    const words = markWords(text, () => 0);
    expect(line.track.words).toHaveLength(words.length * 3);
    const starts = words.map((_, i) => line.track.words[i * 3]);
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
    expect(new Set(starts).size).toBe(starts.length);
    words.forEach((_, i) => {
      const [start, end, accent] = line.track.words.slice(i * 3, i * 3 + 3);
      expect(end).toBeGreaterThan(start);
      expect(accent).toBeGreaterThanOrEqual(start);
      expect(accent).toBeLessThan(end);
    });
    const { visemes } = line.track;
    expect(visemes.at(-1)).toBeLessThanOrEqual(line.track.durationMs);
    expect(VISEMES[visemes.at(-2)!]).toBe('sil');
    expect(visemes.length / 2).toBeGreaterThan(text.length / 3);
  });

  test('is quiet where the mouth is closed and loud where it is open', async () => {
    const { pcm, rateHz, track } = await voice.speak(ask('Papa, a paper cup, a happy puppy.', 'en'));
    const loudness = (viseme: string): number => {
      let sum = 0;
      let count = 0;
      for (let i = 0; i + 3 < track.visemes.length; i += 2) {
        if (VISEMES[track.visemes[i]] !== viseme) continue;
        const from = Math.round((track.visemes[i + 1] * rateHz) / 1000);
        const to = Math.round((track.visemes[i + 3] * rateHz) / 1000);
        for (let k = from; k < to; k++) sum += pcm[k] * pcm[k];
        count += to - from;
      }
      return Math.sqrt(sum / count);
    };
    expect(loudness('aa')).toBeGreaterThan(2 * loudness('PP'));
    expect(loudness('aa')).toBeGreaterThan(10 * loudness('sil'));
  });

  test('rate changes how long a line takes, and an unknown variant is the plain voice', async () => {
    const slow = await voice.speak({ ...ask('A quiet evening on the plaza.', 'en'), rate: 120 });
    const fast = await voice.speak({ ...ask('A quiet evening on the plaza.', 'en'), rate: 200 });
    expect(slow.track.durationMs).toBeGreaterThan(fast.track.durationMs * 1.25);
    const plain = await voice.speak({ ...ask('Still here.', 'en'), variant: 'nobody-9' });
    expect(plain.pcm.length).toBeGreaterThan(5_000);
  });

  test('lines are spoken in the order asked, and too many at once are refused', async () => {
    const order: number[] = [];
    const lines = Array.from({ length: 70 }, (_, i) =>
      voice.speak(ask(`${i}`, 'en')).then(
        () => order.push(i),
        (error: Error) => expect(error.message).toMatch(/wait already/),
      ),
    );
    await Promise.all(lines);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order.length).toBeGreaterThanOrEqual(64);
    expect(order.length).toBeLessThan(70);
  }, 60_000);

  test('a stage is sent times by mailbox, the sound is kept, and said again it is not spoken again', async () => {
    const problems: string[] = [];
    const voices = createStageVoices(voice, (message) => problems.push(message));
    const posted = await new Promise<unknown>((resolve) => voices.ask([ask('Hi there.', 'en')], resolve));
    expect(posted).toMatchObject({ type: 'voiced', key: 'Hi there.', track: { key: 'Hi there.' } });
    expect(voices.soundOf('Hi there.')?.pcm.length).toBeGreaterThan(1_000);
    let again: unknown;
    voices.ask([ask('Hi there.', 'en')], (message) => {
      again = message;
    });
    expect(again).toEqual(posted);
    const refusing: Voice = { ...voice, ready: true, speak: () => Promise.reject(new Error('voice: no')) };
    const others = createStageVoices(refusing, (message) => problems.push(message));
    const failed = await new Promise<unknown>((resolve) => others.ask([ask('No.', 'en')], resolve));
    expect(failed).toEqual({ type: 'voiced', key: 'No.' });
    expect(problems).toEqual(['voice: no ("No.")']);
  });
});

describe('a child that fails', () => {
  const program = (name: string, code: string): string => {
    const file = join(folder, name);
    writeFileSync(file, code);
    return file;
  };
  test('without the synthesiser there is no voice, told once, and nothing is tried again', async () => {
    const child = program('none.mjs', "process.send({ kind: 'none', message: 'not installed' });");
    const { voice, problems } = await awaken({ child });
    expect(problems[0]).toMatch(/not installed.*shown and not heard/);
    await expect(voice.speak(ask('Hello', 'en'))).rejects.toThrow(/not there/);
    await voice.close();
  });
  test('one that hangs is replaced: the line is refused, the next is spoken', async () => {
    const child = program(
      'hang.mjs',
      `process.send({ kind: 'ready' });
       process.on('disconnect', () => process.exit(0));
       process.on('message', ({ id, text }) => {
         if (text === 'hang') for (;;);
         process.send({ kind: 'part', id, pcm: new Int16Array(2205), events: [['p', 0, 'a']] });
         process.send({ kind: 'done', id });
       });`,
    );
    const { voice, readies } = await awaken({ child, lineMs: 300, restartMs: 20 });
    const waiting = voice.speak(ask('waits', 'en'));
    await waiting;
    await expect(voice.speak(ask('hang', 'en'))).rejects.toThrow(/ended/);
    await expect.poll(() => voice.ready, { timeout: 10_000 }).toBe(true);
    expect((await voice.speak(ask('again', 'en'))).track.durationMs).toBe(100);
    expect(readies).toEqual([true, false, true]);
    await voice.close();
  }, 20_000);
  test('one that always dies is given up', async () => {
    const child = program('die.mjs', 'process.exit(3);');
    const problems: string[] = [];
    const voice = createEspeakVoice({
      child,
      restartMs: 5,
      restartMsMax: 5,
      failuresMax: 3,
      onProblem: (message) => problems.push(message),
    });
    await expect.poll(() => problems.length, { timeout: 15_000 }).toBe(3);
    expect(problems[2]).toMatch(/failed 3 times/);
    await voice.close();
  }, 20_000);
});

test('a WAV file says what it holds', () => {
  const wav = toWav(Int16Array.of(0, 1000, -1000), 22_050);
  expect(wav.subarray(0, 4).toString()).toBe('RIFF');
  expect(wav.readUInt32LE(24)).toBe(22_050);
  expect([wav.readUInt32LE(40), wav.length]).toEqual([6, 50]);
  expect(wav.readInt16LE(48)).toBe(-1000);
});
