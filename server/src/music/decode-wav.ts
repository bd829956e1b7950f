/** RIFF WAVE (Multimedia Programming Interface 1.0; WAVEFORMATEXTENSIBLE): PCM of 8, 16, 24 and 32 bit, floats of 32 and 64. */
import { judgeForm, RECORDING_LIMITS, type Recording, type RecordingRefusal, refused } from './recording.ts';

const FORMAT = { pcm: 1, float: 3, extensible: 0xfffe } as const;
/** Sizes that a writer leaves which does not know yet how long it will go on. */
const UNKNOWN_SIZES: readonly number[] = [0, 0xffffffff];

interface WavForm {
  readonly channels: number;
  readonly rateHz: number;
  readonly bits: number;
  readonly float: boolean;
}

/** Sound of a WAV file, or why it cannot be played. Never throws. */
export function decodeWav(bytes: Uint8Array): Recording | RecordingRefusal {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let form: WavForm | undefined;
  for (let at = 12; at + 8 <= file.length; ) {
    const name = file.toString('latin1', at, at + 4);
    const size = file.readUInt32LE(at + 4);
    if (name === 'fmt ') {
      if (size < 16 || at + 8 + size > file.length) return refused('its head is cut off', 'save it anew');
      const read = readForm(file.subarray(at + 8, at + 8 + size));
      if (!('rateHz' in read)) return read;
      form = read;
    } else if (name === 'data')
      return form ? readData(file, at + 8, size, form) : refused('its head is missing', 'save it anew');
    at += 8 + size + (size & 1);
  }
  return refused('it is a WAV file without sound', 'save it anew');
}

function readForm(chunk: Buffer): WavForm | RecordingRefusal {
  const tag = chunk.readUInt16LE(0);
  // The first two bytes of the sub-format of an extensible file are the format it stands for.
  const format = tag === FORMAT.extensible && chunk.length >= 26 ? chunk.readUInt16LE(24) : tag;
  const [channels, rateHz, bits] = [chunk.readUInt16LE(2), chunk.readUInt32LE(4), chunk.readUInt16LE(14)];
  const float = format === FORMAT.float;
  const known = float ? [32, 64] : format === FORMAT.pcm ? [8, 16, 24, 32] : [];
  if (!known.includes(bits))
    return refused(
      `its samples are of format ${format} with ${bits} bit`,
      'save it as PCM of 16 or 24 bit, or as 32 bit float',
    );
  return { channels, rateHz, bits, float };
}

function readData(file: Buffer, at: number, told: number, form: WavForm): Recording | RecordingRefusal {
  const { channels, rateHz, bits, float } = form;
  const frameBytes = (channels * bits) / 8;
  const there = file.length - at;
  const size = UNKNOWN_SIZES.includes(told) ? there : told;
  // The head is judged first: one that tells ten hours is too long, whether they are there or not.
  const count = Math.floor(size / Math.max(1, frameBytes));
  const wrong = judgeForm({ rateHz, channels, seconds: rateHz > 0 ? count / rateHz : 0 });
  if (wrong) return wrong;
  if (size > there)
    return refused(`it is cut off: ${there} of ${size} bytes of its sound are there`, 'save or copy it anew');
  const samples = new Float32Array(count);
  const read = readerOf(file, bits, float);
  const step = bits / 8;
  for (let i = 0, from = at; i < count; i++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++, from += step) sum += read(from);
    if (!Number.isFinite(sum))
      return refused(
        `its sample at ${(i / rateHz).toFixed(3)} s is no number`,
        'save it as PCM of 16 or 24 bit',
      );
    samples[i] = sum / channels;
  }
  return { rateHz, channels, samples, seconds: count / rateHz };
}

function readerOf(file: Buffer, bits: number, float: boolean): (at: number) => number {
  if (float) return bits === 32 ? (at) => file.readFloatLE(at) : (at) => file.readDoubleLE(at);
  if (bits === 8) return (at) => (file[at] - 128) / 128;
  if (bits === 16) return (at) => file.readInt16LE(at) / 0x8000;
  if (bits === 24) return (at) => file.readIntLE(at, 3) / 0x800000;
  return (at) => file.readInt32LE(at) / 0x80000000;
}

/** True when a file begins as WAV does. */
export const isWav = (bytes: Uint8Array): boolean =>
  bytes.length <= RECORDING_LIMITS.bytesMax && word(bytes, 0) === 'RIFF' && word(bytes, 8) === 'WAVE';

const word = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));
