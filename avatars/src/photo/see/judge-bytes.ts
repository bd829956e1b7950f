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
  '#!/',
];

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
  const foreign = tail && FOREIGN.find((mark) => tail.includes(Buffer.from(mark, 'latin1')));
  if (foreign) {
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
    const end = bytes.lastIndexOf(Buffer.from([0xff, 0xd9]));
    return end < 0 ? undefined : bytes.subarray(end + 2);
  }
  if (format === 'png') {
    const end = bytes.indexOf('IEND', 8, 'latin1');
    return end < 0 ? undefined : bytes.subarray(end + 8);
  }
  if (format === 'webp') return bytes.subarray(8 + bytes.readUInt32LE(4));
  return undefined;
}
