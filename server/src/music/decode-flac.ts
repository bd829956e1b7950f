/** FLAC (RFC 9639): every subframe type, stereo decorrelation, 4 to 32 bit. Seek tables, pictures and tags are passed over. */
import { BitReader } from './bit-reader.ts';
import { judgeForm, type Recording, type RecordingRefusal, refused } from './recording.ts';

interface FlacForm {
  readonly rateHz: number;
  readonly channels: number;
  readonly bits: number;
  readonly blockMax: number;
  /** Samples a channel; 0: not told. */
  readonly total: number;
}

const CUT = 'it is cut off or damaged';
const AGAIN = 'save or copy it anew';
const FIXED: readonly (readonly number[])[] = [[], [1], [2, -1], [3, -3, 1], [4, -6, 4, -1]];
const BLOCK_SIZES = [0, 192, 576, 1152, 2304, 4608, 0, 0, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768];
const SAMPLE_BITS = [0, 8, 12, 0, 16, 20, 24, 32];
const INDEPENDENT_MAX = 7;
const DECORRELATED = { leftSide: 8, sideRight: 9, midSide: 10 } as const;

export const isFlac = (bytes: Uint8Array): boolean => String.fromCharCode(...bytes.subarray(0, 4)) === 'fLaC';

/** Sound of a FLAC file, or why it cannot be played. Never throws. */
export function decodeFlac(bytes: Uint8Array): Recording | RecordingRefusal {
  const head = readHead(bytes);
  if ('message' in head) return head;
  const { form, at } = head;
  const { rateHz, channels, total } = form;
  const wrong = judgeForm({ rateHz, channels, seconds: total === 0 ? 1 : total / rateHz });
  if (wrong) return wrong;
  const blocks: Float32Array[] = [];
  let count = 0;
  const reader = new BitReader(bytes, at);
  try {
    while ((total === 0 || count < total) && reader.bytesLeft > 2) {
      const block = readFrame(reader, form);
      blocks.push(block);
      count += block.length;
      const tooLong = judgeForm({ rateHz, channels, seconds: count / rateHz });
      if (tooLong) return tooLong;
    }
  } catch (error) {
    return refused(`${CUT} after ${(count / rateHz).toFixed(1)} s: ${(error as Error).message}`, AGAIN);
  }
  if (count === 0) return refused('it holds no sound', AGAIN);
  if (count < total) return refused(`${CUT}: ${count} of ${total} samples are there`, AGAIN);
  const samples = new Float32Array(total || count);
  let to = 0;
  for (const block of blocks) {
    samples.set(block.subarray(0, samples.length - to), to);
    to += block.length;
  }
  return { rateHz, channels, samples, seconds: samples.length / rateHz };
}

function readHead(bytes: Uint8Array): { form: FlacForm; at: number } | RecordingRefusal {
  let form: FlacForm | undefined;
  for (let at = 4, last = false; !last; ) {
    if (at + 4 > bytes.length) return refused('its head is cut off', AGAIN);
    last = bytes[at] >= 0x80;
    const type = bytes[at] & 0x7f;
    const size = (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
    at += 4;
    if (at + size > bytes.length) return refused('its head is cut off', AGAIN);
    if (type === 0 && size >= 34) {
      const reader = new BitReader(bytes, at);
      reader.bits(16);
      const blockMax = reader.bits(16);
      reader.bits(24);
      reader.bits(24);
      const rateHz = reader.bits(20);
      const channels = reader.bits(3) + 1;
      const bits = reader.bits(5) + 1;
      const total = reader.bits(4) * 2 ** 32 + reader.bits(32);
      form = { rateHz, channels, bits, blockMax, total };
    }
    at += size;
    if (last) return form ? { form, at } : refused('its head is missing', AGAIN);
  }
  return refused('its head is missing', AGAIN);
}

/** One frame, its channels averaged. @throws Error when it cannot be read */
function readFrame(reader: BitReader, form: FlacForm): Float32Array {
  if (reader.bits(15) !== 0x7ffc) throw new Error('no frame where one should begin');
  reader.bits(1);
  const sizeCode = reader.bits(4);
  const rateCode = reader.bits(4);
  const layout = reader.bits(4);
  const bitsCode = reader.bits(3);
  reader.bits(1);
  skipNumber(reader);
  let size = BLOCK_SIZES[sizeCode];
  if (sizeCode === 6) size = reader.bits(8) + 1;
  if (sizeCode === 7) size = reader.bits(16) + 1;
  if (rateCode === 12) reader.bits(8);
  else if (rateCode === 13 || rateCode === 14) reader.bits(16);
  reader.bits(8);
  const bits = bitsCode === 0 ? form.bits : SAMPLE_BITS[bitsCode];
  const channels = layout <= INDEPENDENT_MAX ? layout + 1 : 2;
  if (
    size === 0 ||
    size > 65_535 ||
    bits === 0 ||
    layout > DECORRELATED.midSide ||
    channels !== form.channels
  )
    throw new Error('a frame of another kind than the head tells');
  const sides = Array.from({ length: channels }, (_, i) => {
    const side = i === (layout === DECORRELATED.sideRight ? 0 : 1) && layout > INDEPENDENT_MAX;
    return readSubframe(reader, size, bits + (side ? 1 : 0));
  });
  reader.align();
  reader.bits(16);
  return mix(sides, layout, size, 2 ** (bits - 1));
}

/** The number of a frame, written as UTF-8 writes letters. */
function skipNumber(reader: BitReader): void {
  let first = reader.bits(8);
  for (first <<= 1; (first & 0x80) !== 0 && (first & 0x100) !== 0; first <<= 1) reader.bits(8);
}

function mix(sides: readonly Float64Array[], layout: number, size: number, full: number): Float32Array {
  const out = new Float32Array(size);
  if (layout <= INDEPENDENT_MAX) {
    for (const side of sides) for (let i = 0; i < size; i++) out[i] += side[i] / sides.length / full;
    return out;
  }
  const [a, b] = sides;
  for (let i = 0; i < size; i++) {
    // Half the sum of left and right: from left and their difference, their difference and right, or their middle.
    if (layout === DECORRELATED.leftSide) out[i] = (a[i] - b[i] / 2) / full;
    else if (layout === DECORRELATED.sideRight) out[i] = (b[i] + a[i] / 2) / full;
    else out[i] = (a[i] + (Math.abs(b[i]) % 2) / 2) / full;
  }
  return out;
}

function readSubframe(reader: BitReader, size: number, bitsTold: number): Float64Array {
  if (reader.bits(1) !== 0) throw new Error('a subframe that cannot be read');
  const type = reader.bits(6);
  let wasted = 0;
  if (reader.bits(1) === 1) wasted = reader.unary() + 1;
  const bits = bitsTold - wasted;
  if (bits < 1) throw new Error('a subframe without bits');
  const out = new Float64Array(size);
  if (type === 0) out.fill(reader.signed(bits));
  else if (type === 1) for (let i = 0; i < size; i++) out[i] = reader.signed(bits);
  else if (type >= 8 && type <= 12) predict(reader, out, bits, { taps: FIXED[type - 8], shift: 0 });
  else if (type >= 32) predict(reader, out, bits, type - 31);
  else throw new Error('a subframe of an unknown kind');
  if (wasted > 0) for (let i = 0; i < size; i++) out[i] *= 2 ** wasted;
  return out;
}

/** Warm-up samples, then what a linear predictor foretells plus the residue. `rule`: the predictor, or how many taps follow. */
function predict(
  reader: BitReader,
  out: Float64Array,
  bits: number,
  rule: number | { readonly taps: readonly number[]; readonly shift: number },
): void {
  const order = typeof rule === 'number' ? rule : rule.taps.length;
  if (order > out.length) throw new Error('a predictor longer than its block');
  for (let i = 0; i < order; i++) out[i] = reader.signed(bits);
  let taps: readonly number[];
  let shift = 0;
  if (typeof rule === 'number') {
    const precision = reader.bits(4) + 1;
    shift = reader.signed(5);
    if (precision === 16 || shift < 0) throw new Error('a predictor that cannot be');
    taps = Array.from({ length: order }, () => reader.signed(precision));
  } else taps = rule.taps;
  readResidue(reader, out, order);
  const scale = 2 ** shift;
  for (let i = order; i < out.length; i++) {
    let sum = 0;
    for (let k = 0; k < order; k++) sum += taps[k] * out[i - 1 - k];
    out[i] += Math.floor(sum / scale);
  }
}

/** Rice codes of the residue, in partitions. */
function readResidue(reader: BitReader, out: Float64Array, order: number): void {
  const method = reader.bits(2);
  if (method > 1) throw new Error('a residue of an unknown kind');
  const parameterBits = method === 0 ? 4 : 5;
  const raw = 2 ** parameterBits - 1;
  const partitions = 2 ** reader.bits(4);
  const each = out.length / partitions;
  if (!Number.isInteger(each) || each < order) throw new Error('a residue that does not fit its block');
  for (let part = 0, i = order; part < partitions; part++) {
    const parameter = reader.bits(parameterBits);
    const end = (part + 1) * each;
    if (parameter === raw) {
      const width = reader.bits(5);
      for (; i < end; i++) out[i] = width === 0 ? 0 : reader.signed(width);
      continue;
    }
    for (; i < end; i++) {
      const folded = reader.unary() * 2 ** parameter + reader.bits(parameter);
      out[i] = folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2;
    }
  }
}
