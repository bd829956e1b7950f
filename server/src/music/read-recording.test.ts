import { describe, expect, test } from 'vitest';
import { encodeFlac } from './encode-flac.ts';
import { readRecording } from './read-recording.ts';
import type { Recording } from './recording.ts';

const SINE = Int16Array.from({ length: 9_000 }, (_, i) => Math.round(Math.sin(i * 0.07) * 20_000));

/** A WAV file of frames written by `put`, as other programs write them. */
function wavOf(
  form: { tag: number; channels: number; rateHz: number; bits: number; extensible?: boolean },
  data: Buffer,
): Buffer {
  const { tag, channels, rateHz, bits, extensible } = form;
  const fmt = Buffer.alloc(extensible ? 40 : 16);
  fmt.writeUInt16LE(extensible ? 0xfffe : tag, 0);
  fmt.writeUInt16LE(channels, 2);
  fmt.writeUInt32LE(rateHz, 4);
  fmt.writeUInt16LE(bits, 14);
  if (extensible) fmt.writeUInt16LE(tag, 24);
  const chunk = (name: string, body: Buffer): Buffer => {
    const head = Buffer.alloc(8);
    head.write(name, 'latin1');
    head.writeUInt32LE(body.length, 4);
    return Buffer.concat([head, body, Buffer.alloc(body.length & 1)]);
  };
  const body = Buffer.concat([
    Buffer.from('WAVE'),
    chunk('LIST', Buffer.from('odd')),
    chunk('fmt ', fmt),
    chunk('data', data),
  ]);
  return chunk('RIFF', body);
}
const bytesOf = (count: number, size: number, put: (to: Buffer, at: number, i: number) => void): Buffer => {
  const to = Buffer.alloc(count * size);
  for (let i = 0; i < count; i++) put(to, i * size, i);
  return to;
};
/** The plainest file: PCM of 16 bit, mono, its head 44 bytes long. */
const toWav = (pcm: Int16Array, rateHz: number): Buffer => {
  const data = bytesOf(pcm.length, 2, (to, at, i) => void to.writeInt16LE(pcm[i], at));
  const file = wavOf({ tag: 1, bits: 16, channels: 1, rateHz }, data);
  // Without the chunk that stands before the others.
  return Buffer.concat([file.subarray(0, 12), file.subarray(24)]);
};
const read = (bytes: Uint8Array, path: string): Recording => {
  const sound = readRecording(bytes, path);
  if ('message' in sound) throw new Error(sound.message);
  return sound;
};
const refusal = (bytes: Uint8Array, path = 'a.wav') => {
  const sound = readRecording(bytes, path);
  return 'message' in sound ? sound : undefined;
};

describe('WAV', () => {
  test.each([
    ['8 bit', { tag: 1, bits: 8 }, 1, (to: Buffer, at: number) => to.writeUInt8(192, at)],
    ['16 bit', { tag: 1, bits: 16 }, 2, (to: Buffer, at: number) => to.writeInt16LE(16_384, at)],
    ['24 bit', { tag: 1, bits: 24 }, 3, (to: Buffer, at: number) => to.writeIntLE(0x400000, at, 3)],
    ['32 bit', { tag: 1, bits: 32 }, 4, (to: Buffer, at: number) => to.writeInt32LE(0x40000000, at)],
    ['floats', { tag: 3, bits: 32 }, 4, (to: Buffer, at: number) => to.writeFloatLE(0.5, at)],
    ['doubles', { tag: 3, bits: 64 }, 8, (to: Buffer, at: number) => to.writeDoubleLE(0.5, at)],
  ])('%s, mono and stereo, plain and extensible', (_, form, size, put) => {
    for (const channels of [1, 2])
      for (const extensible of [false, true]) {
        const sound = read(
          wavOf({ ...form, channels, rateHz: 44_100, extensible }, bytesOf(100 * channels, size, put)),
          'a.wav',
        );
        expect(sound).toMatchObject({ rateHz: 44_100, channels });
        expect(sound.samples).toHaveLength(100);
        expect(sound.samples[50]).toBeCloseTo(0.5, 6);
      }
  });
  test('channels are averaged', () => {
    const data = bytesOf(200, 2, (to, at, i) => void to.writeInt16LE(i % 2 === 0 ? 10_000 : -10_000, at));
    expect([
      ...read(wavOf({ tag: 1, bits: 16, channels: 2, rateHz: 48_000 }, data), 'a.wav').samples,
    ]).toEqual(new Array(100).fill(0));
  });
  test('a length that its writer did not know is the rest of the file', () => {
    const file = toWav(SINE, 22_050);
    file.writeUInt32LE(0xffffffff, 40);
    expect(read(file, 'a.wav').samples).toHaveLength(SINE.length);
  });
});

describe('FLAC', () => {
  test('what was written is read, bit by bit: tone, silence, full noise, a short last block', () => {
    let state = 3;
    const hiss = Int16Array.from({ length: 5_000 }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return (state >>> 16) - 32_768;
    });
    for (const pcm of [
      SINE,
      new Int16Array(4_096),
      hiss,
      SINE.subarray(0, 1),
      Int16Array.of(32_767, -32_768, 0),
    ]) {
      const { samples, rateHz } = read(encodeFlac(pcm, 22_050), 'a.flac');
      expect(rateHz).toBe(22_050);
      expect(Int16Array.from(samples, (value) => Math.round(value * 32_768))).toEqual(Int16Array.from(pcm));
    }
  });
  test('is cut off, or has a byte turned: refused or read, never thrown', () => {
    const file = encodeFlac(SINE, 22_050);
    expect(refusal(file.subarray(0, file.length - 300), 'a.flac')?.message).toMatch(/cut off/);
    for (let at = 0; at < file.length; at += 97) {
      const turned = file.slice();
      turned[at] ^= 0x5a;
      expect(readRecording(turned, 'a.flac')).toBeTypeOf('object');
    }
  });
});

describe('what is no recording is refused with what to do', () => {
  const wav = toWav(SINE, 22_050);
  const changed = (at: number, value: number): Buffer => {
    const file = Buffer.from(wav);
    file.writeUInt32LE(value, at);
    return file;
  };
  const nan = wavOf(
    { tag: 3, bits: 32, channels: 1, rateHz: 8_000 },
    bytesOf(80, 4, (to, at, i) => void to.writeFloatLE(i === 40 ? Number.NaN : 0, at)),
  );
  test.each([
    ['nothing', Buffer.alloc(0), 'a.wav', /no sound/],
    ['text', Buffer.from('show: hello'), 'a.wav', /no sound/],
    ['MP3 by its tag', Buffer.from('ID3\u0004aaaaaaaaaaaa'), 'a.mp3', /MP3/],
    ['MP3 by its frame', Buffer.from([0xff, 0xfb, 0x90, 0]), 'a.mp3', /MP3/],
    ['Ogg', Buffer.from('OggS\0\u0002aaaaaaaa'), 'a.ogg', /Ogg/],
    ['a head alone', wav.subarray(0, 30), 'a.wav', /cut off/],
    ['a WAV file that is cut off', wav.subarray(0, 9_000), 'a.wav', /cut off: 8956 of 18000 bytes/],
    ['no samples', toWav(new Int16Array(0), 22_050), 'a.wav', /holds no sound/],
    ['WAV called FLAC', wav, 'a.flac', /WAV inside/],
    ['FLAC called WAV', encodeFlac(SINE, 22_050), 'a.wav', /FLAC inside/],
    ['no rate', changed(24, 0), 'a.wav', /0 samples a second/],
    ['NaN', nan, 'a.wav', /0\.005 s is no number/],
  ])('%s', (_, bytes, path, message) => {
    expect(refusal(bytes, path)).toMatchObject({
      message: expect.stringMatching(message),
      hint: expect.stringMatching(/./),
      tooLong: false,
    });
  });
  test('a head that tells of ten hours is too long, whatever is there', () => {
    expect(refusal(changed(40, 10 * 3_600 * 44_100))).toMatchObject({
      tooLong: true,
      message: expect.stringMatching(/10:00:00/),
    });
  });
});
