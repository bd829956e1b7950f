import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { VISEMES } from '@troupe/avatars/face';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { VOICE_DEFAULTS, type VoiceAsk } from '../world/voices.ts';
import { alignSpeech, soundSpans } from './align-speech.ts';
import { OpenAiVoice, type OpenAiVoiceOptions, withFallback } from './openai-voice.ts';
import { readWav } from './read-wav.ts';
import { openEspeak } from './voice.fixtures.ts';
import type { SpokenLine, Voice } from './voice.ts';
import { toWav } from './wav.ts';

const ask = (text: string, locale: 'en' | 'ko' = 'en'): VoiceAsk => ({
  ...VOICE_DEFAULTS,
  key: text,
  text,
  locale,
});
/** Tones between silences, s. */
function tones(...lengths: number[]): Int16Array {
  return Int16Array.from(
    lengths.flatMap((seconds, i) =>
      Array.from({ length: Math.round(seconds * 16_000) }, (_, k) => (i % 2 ? 8_000 * Math.sin(k / 5) : 0)),
    ),
  );
}

describe('alignment by listening', () => {
  test('spans of sound; a click of silence within is none', () => {
    expect(soundSpans(tones(0.2, 0.5, 0.3, 0.4, 0.05, 0.3, 0.2), 16_000)).toEqual([
      { fromMs: 200, toMs: 700 },
      { fromMs: 1_000, toMs: 1_750 },
    ]);
    expect(soundSpans(new Int16Array(8_000), 16_000)).toEqual([]);
  });
  test('clauses lie between silences, and the mouth is shut at both ends', () => {
    const line = { key: 'k', text: 'Hello there, my friend.', locale: 'en' } as const;
    const { track } = alignSpeech(line, tones(0.2, 0.6, 0.4, 0.8, 0.3), 16_000);
    const starts = track.words.filter((_, i) => i % 3 === 0);
    expect(starts).toHaveLength(4);
    expect(starts[0]).toBe(200);
    expect(starts[1]).toBeGreaterThan(400);
    expect(starts[2]).toBe(1_200);
    expect(starts[3]).toBeLessThan(2_000);
    expect(VISEMES[track.visemes[0]]).toBe('sil');
    expect(VISEMES[track.visemes.at(-2)!]).toBe('sil');
    expect(Math.abs(track.visemes.at(-1)! - 2_000)).toBeLessThan(40);
    const times = track.visemes.filter((_, i) => i % 2 === 1);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });
  test('silence alone still has finite times', () => {
    const { track } = alignSpeech({ key: 'k', text: 'Hm.', locale: 'en' }, new Int16Array(16_000), 16_000);
    expect([...track.words, ...track.visemes].every(Number.isFinite)).toBe(true);
  });

  describe('against a voice that tells its own times', () => {
    let espeak: Voice;
    beforeAll(async () => {
      espeak = await openEspeak({ lineMs: 60_000 });
    }, 60_000);
    afterAll(() => espeak.close());

    test.each([
      ['en', 'Hello, I am Tilda. Welcome to my runway show, and come a little nearer.', 110],
      ['en', 'The lanterns are lit every evening; the stone stays warm for hours.', 110],
      ['ko', '안녕하세요, 저는 틸다예요. 오늘 쇼에 와 주셔서 감사합니다.', 110],
    ] as const)(
      '%s: words of "%s" begin within %i ms of the truth on the mean',
      async (locale, text, most) => {
        const spoken = await espeak.speak(ask(text, locale));
        const found = alignSpeech(ask(text, locale), spoken.pcm, spoken.rateHz);
        const truth = spoken.track.words.filter((_, i) => i % 3 === 0);
        const errors = found.track.words
          .filter((_, i) => i % 3 === 0)
          .map((ms, i) => Math.abs(ms - truth[i]));
        expect(errors).toHaveLength(truth.length);
        const mean = errors.reduce((sum, ms) => sum + ms, 0) / errors.length;
        expect(mean).toBeLessThan(most);
      },
    );
  });
});

describe('a WAV file', () => {
  const wav = toWav(tones(0.1, 0.1), 24_000);
  test('is read, also when its lengths are not known yet', () => {
    expect(readWav(wav)).toMatchObject({ rateHz: 24_000, pcm: { length: 3_200 } });
    const streamed = Buffer.from(wav);
    streamed.writeUInt32LE(0xffff_ffff, 40);
    expect(readWav(streamed).pcm.length).toBe(3_200);
  });
  test('that is none says so', () => {
    expect(() => readWav(new Uint8Array(100))).toThrow('no WAV');
    const stereo = Buffer.from(wav);
    stereo.writeUInt16LE(2, 22);
    expect(() => readWav(stereo)).toThrow('2 channels');
    expect(() => readWav(wav.subarray(0, 44).fill(0, 36))).toThrow('without sound');
  });
});

let behave: (request: Record<string, unknown>, response: ServerResponse) => void;
const server = createServer(async (request, response) => {
  let body = '';
  for await (const piece of request) body += piece;
  behave(JSON.parse(body), response);
});
let url = '';
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as { port: number }).port}/v1`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
const voice = (over: Partial<OpenAiVoiceOptions> = {}): OpenAiVoice =>
  new OpenAiVoice({ url, model: 'tts', voice: 'alloy', ...over });

describe('a voice behind the protocol', () => {
  test('is asked for a WAV without signs that would be read out, and aligned', async () => {
    behave = (request, response) => {
      expect(request).toMatchObject({ model: 'tts', voice: 'alloy', response_format: 'wav', speed: 1 });
      expect(request.input).toBe('Hello  there .');
      response.end(toWav(tones(0.1, 0.5, 0.1), 24_000));
    };
    let first = 0;
    const line = await voice().speak(ask('Hello *there*.'), () => first++);
    expect([line.rateHz, line.pcm.length, first]).toEqual([24_000, 11_200, 1]);
    expect(line.track.words).toHaveLength(6);
  });
  test.each([
    ['an error', (r: ServerResponse) => r.writeHead(404).end(), /answers 404/],
    ['no sound', (r: ServerResponse) => r.end('<html>'.repeat(20)), /no WAV/],
    ['a flood', (r: ServerResponse) => r.end(Buffer.alloc(90_000)), /more than 50000/],
    ['silence', () => {}, /no whole line within 100 ms/],
  ])('%s: refused, and the other voice speaks', async (_name, answer, why) => {
    behave = (_request, response) => answer(response);
    const problems: string[] = [];
    const other: Voice = {
      ready: true,
      speak: async () => ({ rateHz: 1 }) as SpokenLine,
      close: async () => {},
    };
    const both = withFallback(voice({ wholeMs: 100, bytesMax: 50_000 }), other, (message) =>
      problems.push(message),
    );
    expect((await both.speak(ask('Hello'))).rateHz).toBe(1);
    expect(problems[0]).toMatch(why);
  });
});
