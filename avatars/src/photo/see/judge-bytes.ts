import { PhotoRefused } from '../refusal.ts';

export const JUDGE_BYTES_DEFAULTS = { bytesMax: 30_000_000 } as const;

/** Signatures of formats that hide behind or inside a picture. */
const FOREIGN = [
  'PK\u0003\u0004',
  '%PDF-',
  'Rar!\u001a',
  '7z\u00bc\u00af',
  '<?php',
  '<script',
  '<html',
  'MZ\u0090\u0000',
  '\u007fELF',
];
/** One that only means something where a file begins, and too short to look for anywhere else. */
const FOREIGN_FIRST = '#!/';

/** The refusal of what is no still picture. */
export const moving = (what: string): PhotoRefused =>
  new PhotoRefused(
    'animated',
    what,
    'Send one still photo as JPEG or PNG; for a moving one use troupe mocap.',
  );

/**
 * Turns files away by their bytes alone, before anything is decoded and in well under a millisecond.
 *
 * @throws PhotoRefused
 */
export function judgeBytes(bytes: Uint8Array, options: Partial<typeof JUDGE_BYTES_DEFAULTS> = {}): void {
  const { bytesMax } = { ...JUDGE_BYTES_DEFAULTS, ...options };
  if (bytes.length === 0) {
    throw new PhotoRefused(
      'empty',
      'The file is empty (0 bytes).',
      'Choose the photo again; the copy may have failed.',
    );
  }
  if (bytes.length > bytesMax) {
    const megabytes = (bytes.length / 1e6).toFixed(0);
    throw new PhotoRefused(
      'too-large',
      `The file has ${megabytes} MB; at most ${bytesMax / 1e6} MB are read.`,
      'Scale the photo down.',
    );
  }
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const format = formatOf(text);
  if (!format) {
    throw new PhotoRefused(
      'not-an-image',
      'The file is no JPEG, PNG, WebP, AVIF or HEIF picture.',
      'Send a photo in one of these formats.',
    );
  }
  if (format === 'gif') throw moving('The file is a GIF.');
  const tail = tailOf(text, format);
  const holds = (mark: string) => tail?.includes(Buffer.from(mark, 'latin1')) ?? false;
  if (FOREIGN.some(holds) || tail?.indexOf(FOREIGN_FIRST, 0, 'latin1') === 0) {
    throw new PhotoRefused(
      'two-formats',
      'The file is a picture and something else at once.',
      'Open it in a picture editor and save it anew.',
    );
  }
}

type Format = 'jpeg' | 'png' | 'webp' | 'gif' | 'heif';

function formatOf(bytes: Buffer): Format | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg';
  if (bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'))) return 'png';
  if (bytes.subarray(0, 4).toString('latin1') === 'GIF8') return 'gif';
  if (
    bytes.subarray(0, 4).toString('latin1') === 'RIFF' &&
    bytes.subarray(8, 12).toString('latin1') === 'WEBP'
  ) {
    return 'webp';
  }
  if (bytes.subarray(4, 8).toString('latin1') === 'ftyp') return 'heif';
  return undefined;
}

/** What follows the picture's own end, if anything does. */
function tailOf(bytes: Buffer, format: Format): Buffer | undefined {
  if (format === 'jpeg') {
    return jpegTail(bytes);
  }
  if (format === 'png') {
    const end = bytes.indexOf('IEND', 8, 'latin1');
    return end < 0 ? undefined : bytes.subarray(end + 8);
  }
  if (format === 'webp') return bytes.subarray(8 + bytes.readUInt32LE(4));
  return undefined;
}

const JPEG_START = Buffer.from([0xff, 0xd8, 0xff]);

/**
 * What follows a JPEG and the JPEGs right behind it (telephones put a second picture there). Its end is found by its own
 * segments: the two bytes of an end may stand anywhere in what was hung on.
 */
function jpegTail(bytes: Buffer): Buffer | undefined {
  let tail: Buffer | undefined = bytes;
  while (tail?.subarray(0, 3).equals(JPEG_START)) {
    const end: number | undefined = jpegEnd(tail) ?? lastEnd(tail);
    tail = end === undefined ? undefined : tail.subarray(end);
  }
  return tail;
}

/** After the last two bytes that look like an end: all that is known of one that is damaged. */
function lastEnd(bytes: Buffer): number | undefined {
  const end = bytes.lastIndexOf(Buffer.from([0xff, EOI]));
  return end < 0 ? undefined : end + 2;
}

/** Markers: end of the picture, start of a scan; those that stand alone; those that belong to a scan's data. */
const EOI = 0xd9;
const SOS = 0xda;
const standsAlone = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
const inScan = (marker: number): boolean => marker === 0 || (marker >= 0xd0 && marker <= 0xd7);

/** Where a JPEG ends, bytes from its start; undefined where it is cut short or damaged. */
function jpegEnd(bytes: Buffer): number | undefined {
  let at = 2;
  while (at + 1 < bytes.length) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1];
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker === EOI) return at + 2;
    if (standsAlone(marker)) {
      at += 2;
      continue;
    }
    if (at + 4 > bytes.length) return undefined;
    at += 2 + bytes.readUInt16BE(at + 2);
    if (marker === SOS) at = scanEnd(bytes, at);
  }
  return undefined;
}

/** The next marker that is not of the scan's own data; the length of all where there is none. */
function scanEnd(bytes: Buffer, from: number): number {
  let at = bytes.indexOf(0xff, from);
  while (at >= 0 && at + 1 < bytes.length && inScan(bytes[at + 1])) at = bytes.indexOf(0xff, at + 2);
  return at < 0 ? bytes.length : at;
}
