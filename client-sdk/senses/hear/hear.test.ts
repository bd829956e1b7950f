import { describe, expect, test } from 'vitest';
import { ear } from '../ear.fixture.ts';
import { browserWords } from './browser-words.ts';
import { microphone } from './microphone.ts';
import { Resampler } from './resample.ts';
import { HEARD_FRAME, hearFrame, VoiceActivity } from './voice-activity.ts';

const RATE = HEARD_FRAME.rateHz;
let seed = 1;
const noise = (): number => {
  seed = (seed * 1_664_525 + 1_013_904_223) >>> 0;
  return seed / 2 ** 31 - 1;
};
const hiss = (seconds: number, level: number): number[] =>
  Array.from({ length: seconds * RATE }, () => noise() * level * Math.sqrt(3));
/** A vowel: a pulse train through two resonances, at the pitch and level asked for. */
function vowel(seconds: number, hz: number, level: number): number[] {
  const out: number[] = [];
  let [y1, y2, z1, z2] = [0, 0, 0, 0];
  const ring = (f: number, r: number): [number, number] => [
    2 * r * Math.cos((2 * Math.PI * f) / RATE),
    -r * r,
  ];
  const [[a1, a2], [b1, b2]] = [ring(700, 0.97), ring(1_200, 0.96)];
  const period = Math.round(RATE / hz);
  for (let i = 0; i < seconds * RATE; i++) {
    const x = i % period === 0 ? 1 : 0;
    const y = x + a1 * y1 + a2 * y2;
    [y1, y2] = [y, y1];
    const z = y + b1 * z1 + b2 * z2;
    [z1, z2] = [z, z1];
    out.push(z);
  }
  const rms = Math.sqrt(out.reduce((sum, value) => sum + value * value, 0) / out.length);
  return out.map((value) => (value * level) / rms + noise() * 0.001);
}

/** What is told, and in which ms it is. */
function hear(sound: number[]): string[] {
  const activity = new VoiceActivity();
  const told: string[] = [];
  for (let at = 0; at + HEARD_FRAME.window <= sound.length; at += HEARD_FRAME.hop) {
    const vad = activity.add(hearFrame(Float64Array.from(sound.slice(at, at + HEARD_FRAME.window))));
    if (vad) told.push(`${vad}@${Math.round(((at + HEARD_FRAME.window) * 1000) / RATE)}`);
  }
  return told;
}
const msOf = (told: string): number => Number(told.split('@')[1]);

describe('a frame', () => {
  test('level, pitch and flatness of a vowel and of noise', () => {
    const a = hearFrame(Float64Array.from(vowel(0.2, 140, 0.1).slice(RATE * 0.1, RATE * 0.1 + 1024)));
    expect(a.level).toBeCloseTo(0.1, 1);
    expect(Math.abs(a.pitchHz - 140)).toBeLessThan(4);
    expect(a.flatness).toBeLessThan(0.2);
    expect(Math.abs(a.bandDb - 20 * Math.log10(0.1))).toBeLessThan(2);
    const n = hearFrame(Float64Array.from(hiss(0.064, 0.1)));
    expect(n.flatness).toBeGreaterThan(0.42);
    expect(n.pitchHz).toBe(0);
    expect(hearFrame(new Float64Array(1024))).toMatchObject({ level: 0, flatness: 1, pitchHz: 0 });
  });
});

describe('voice activity', () => {
  test('speech over noise begins within 180 ms and ends after a pause, not in one', () => {
    const sound = [
      ...hiss(2, 0.004),
      ...vowel(1, 130, 0.08),
      ...hiss(0.25, 0.004),
      ...vowel(1, 150, 0.08),
      ...hiss(1.5, 0.004),
    ];
    const told = hear(sound);
    expect(told.map((one) => one.split('@')[0])).toEqual(['start', 'end']);
    expect(msOf(told[0])).toBeGreaterThan(2_000);
    expect(msOf(told[0])).toBeLessThan(2_180);
    expect(msOf(told[1])).toBeGreaterThan(4_250 + 400);
    expect(msOf(told[1])).toBeLessThan(4_250 + 800);
  });
  test('a quiet voice in a quiet room, a loud one in a loud room', () => {
    expect(hear([...hiss(2, 0.0008), ...vowel(1, 200, 0.012), ...hiss(1, 0.0008)])).toHaveLength(2);
    expect(hear([...hiss(2, 0.02), ...vowel(1, 100, 0.2), ...hiss(1, 0.02)])).toHaveLength(2);
  });
  test('no speech: a click, a burst of noise however loud, a hum that stays', () => {
    expect(hear([...hiss(2, 0.004), ...vowel(0.03, 150, 0.5), ...hiss(1, 0.004)])).toEqual([]);
    expect(hear([...hiss(2, 0.004), ...hiss(1, 0.2), ...hiss(1, 0.004)])).toEqual([]);
    expect(hear([...vowel(30, 100, 0.01), ...hiss(2, 0.004)])).toEqual([]);
  });
});

test('another rate: a tone keeps its height and level, what lies above the new half is gone', () => {
  const tone = (hz: number) =>
    Float32Array.from({ length: 48_000 }, (_, i) => 0.5 * Math.sin((2 * Math.PI * hz * i) / 48_000));
  const make = (hz: number): number[] => {
    const resampler = new Resampler(48_000, 16_000);
    const whole = tone(hz);
    const out: number[] = [];
    for (let at = 0; at < whole.length; at += 1_024)
      out.push(...resampler.push(whole.subarray(at, at + 1_024)));
    return out;
  };
  const rms = (list: number[]): number => Math.sqrt(list.reduce((sum, x) => sum + x * x, 0) / list.length);
  const low = make(1_000);
  expect(Math.abs(low.length - 16_000)).toBeLessThan(40);
  expect(rms(low.slice(200, -200))).toBeCloseTo(0.5 / Math.SQRT2, 2);
  const crossings = low.filter((x, i) => i > 0 && x >= 0 && low[i - 1] < 0).length;
  expect(Math.abs(crossings - 1_000)).toBeLessThan(4);
  expect(rms(make(12_000).slice(200, -200))).toBeLessThan(0.005);
});

describe('a microphone', () => {
  /** Plays a sound into the source as a device of 48 kHz would. */
  async function listen(sound: number[], over: Parameters<typeof microphone>[1] = {}, words = 'hello') {
    const { sent, client } = ear();
    const heard: Uint8Array[] = [];
    const transcribe = async (wav: Uint8Array): Promise<string> => {
      heard.push(wav);
      if (words === '') throw new Error('nobody listens');
      return words;
    };
    let put: (piece: Float32Array, rateHz: number) => void = () => {};
    let closed = false;
    const stop = await microphone({ ...client, transcribe } as never, {
      ...over,
      open: async (onPiece) => {
        put = onPiece;
        return () => {
          closed = true;
        };
      },
    });
    for (let at = 0; at < sound.length; at += 1_000)
      put(Float32Array.from(sound.slice(at, at + 1_000)), RATE);
    await new Promise((done) => setTimeout(done));
    stop();
    expect(closed).toBe(true);
    return { sent, heard };
  }
  const talk = [...hiss(1, 0.003), ...vowel(1.2, 180, 0.1), ...hiss(1, 0.003)];

  test('tells start, level and pitch, end; no sound leaves without being asked for', async () => {
    const { sent, heard } = await listen(talk);
    const voice = sent.map(({ data }) => data as { vad?: string; level: number; pitchHz?: number });
    expect([voice[0].vad, voice.at(-1)!.vad]).toEqual(['start', 'end']);
    const between = voice.slice(1, -1);
    expect(between.every(({ vad }) => vad === undefined)).toBe(true);
    expect(between.length).toBeGreaterThanOrEqual(2);
    expect(between.length).toBeLessThanOrEqual(4);
    expect(voice[1].level).toBeGreaterThan(0.05);
    expect(Math.abs(voice[1].pitchHz! - 180)).toBeLessThan(8);
    expect(heard).toEqual([]);
  });
  test('a sentence is written down by the stage and said; its sound is the sentence and little more', async () => {
    const said: string[] = [];
    const { sent, heard } = await listen(talk, {
      words: 'stage',
      lang: 'ko',
      onWords: (text) => said.push(text),
    });
    expect(said).toEqual(['hello']);
    expect(sent.at(-1)).toEqual({
      m: 'voice',
      data: { text: 'hello', lang: 'ko', final: true },
      more: { conf: 0.8, src: 'model' },
    });
    const seconds = (heard[0].length - 44) / 2 / RATE;
    expect(seconds).toBeGreaterThan(1.3);
    expect(seconds).toBeLessThan(2.4);
  });
  test('when nobody writes it down the guest is told; a cough is not sent', async () => {
    const troubles: string[] = [];
    const onTrouble = (message: string): number => troubles.push(message);
    const { sent } = await listen(talk, { words: 'stage', onTrouble }, '');
    expect(troubles).toEqual(['nobody listens']);
    expect(sent.some(({ data }) => (data as { text?: string }).text)).toBe(false);
  });
  test('one that is not allowed says what to do', async () => {
    const open = async () => {
      throw Object.assign(new Error('Permission denied'), { name: 'NotAllowedError' });
    };
    await expect(microphone(ear().client as never, { open })).rejects.toMatchObject({
      code: 'refused',
      message: /the microphone is not allowed; allow it/,
    });
  });
});

test('the browser writes down what is final; it begins again when it ends by itself', async () => {
  const made: FakeRecogniser[] = [];
  class FakeRecogniser extends EventTarget {
    lang = '';
    continuous = false;
    interimResults = true;
    starts = 0;
    constructor() {
      super();
      made.push(this);
    }
    start(): void {
      this.starts++;
    }
    abort(): void {}
    tell(isFinal: boolean, transcript: string, confidence: number): void {
      const results = [Object.assign([{ transcript, confidence }], { isFinal })];
      this.dispatchEvent(Object.assign(new Event('result'), { resultIndex: 0, results }));
    }
  }
  const words: [string, number][] = [];
  const troubles: string[] = [];
  const stop = browserWords(
    { lang: 'ko', onWords: (...word) => words.push(word), onTrouble: (message) => troubles.push(message) },
    FakeRecogniser as never,
  );
  const [recogniser] = made;
  expect(recogniser.lang).toBe('ko-KR');
  recogniser.tell(false, '안녕', 0.4);
  recogniser.tell(true, ' 안녕하세요 ', 0.9);
  recogniser.tell(true, '틸다', 0);
  expect(words).toEqual([
    ['안녕하세요', 0.9],
    ['틸다', 0.5],
  ]);
  recogniser.dispatchEvent(new Event('end'));
  await expect.poll(() => recogniser.starts).toBe(2);
  recogniser.dispatchEvent(Object.assign(new Event('error'), { error: 'not-allowed' }));
  expect(troubles).toEqual(['speech recognition of this browser: not-allowed']);
  stop();
  expect(() => browserWords({ lang: 'en', onWords: () => {}, onTrouble: () => {} }, undefined)).toThrow(
    /no speech recognition/,
  );
});
