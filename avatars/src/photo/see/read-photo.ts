import sharp, { type Metadata } from 'sharp';
import { PhotoRefused } from '../refusal.ts';

/** An upright sRGB picture without any metadata: rows of r, g, b bytes. */
export interface Picture {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

export const READ_PHOTO_DEFAULTS = {
  bytesMax: 30_000_000,
  pixelsMax: 50_000_000,
  sideMinPx: 200,
  /** Larger pictures are scaled down to this longer side. */
  sideMaxPx: 1400,
} as const;

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

/**
 * Decodes a photograph: bytes are judged before anything is decoded, EXIF turns are applied and then all metadata is
 * dropped (place, time, camera).
 *
 * @throws PhotoRefused
 */
export async function readPhoto(
  bytes: Uint8Array,
  options: Partial<typeof READ_PHOTO_DEFAULTS> = {},
): Promise<Picture> {
  const limits = { ...READ_PHOTO_DEFAULTS, ...options };
  refuseBytes(bytes, limits.bytesMax);
  const source = () => sharp(bytes, { failOn: 'truncated', limitInputPixels: limits.pixelsMax, pages: 1 });
  let info: Metadata;
  try {
    info = await sharp(bytes, { limitInputPixels: false }).metadata();
  } catch {
    throw new PhotoRefused(
      'broken',
      'The file cannot be read as a picture.',
      'Export it again as JPEG or PNG.',
    );
  }
  refuseSize(info, limits);
  try {
    const { data, info: made } = await source()
      .rotate()
      .resize(limits.sideMaxPx, limits.sideMaxPx, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { data: threeChannels(data, made.channels), width: made.width, height: made.height };
  } catch (error) {
    throw new PhotoRefused(
      'broken',
      `The picture is damaged or cut short (${shortReason(error)}).`,
      'Send the whole file, or export it again.',
    );
  }
}

function refuseBytes(bytes: Uint8Array, bytesMax: number): void {
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

function refuseSize(info: Metadata, limits: typeof READ_PHOTO_DEFAULTS): void {
  if ((info.pages ?? 1) > 1 || info.format === 'gif') {
    throw new PhotoRefused(
      'animated',
      info.format === 'gif' ? 'The file is a GIF.' : `The picture moves (${info.pages} frames).`,
      'Send one still photo as JPEG or PNG; for a moving one use troupe mocap.',
    );
  }
  if (info.width * info.height > limits.pixelsMax) {
    throw new PhotoRefused(
      'too-large',
      `The picture has ${info.width} × ${info.height} pixels; at most ${limits.pixelsMax / 1e6} million are read.`,
      'Scale it down to 4,000 pixels on the longer side.',
    );
  }
  if (Math.min(info.width, info.height) < limits.sideMinPx) {
    throw new PhotoRefused(
      'too-small',
      `The picture has only ${info.width} × ${info.height} pixels.`,
      `Send one of at least ${limits.sideMinPx} pixels on the shorter side; 1,000 are good.`,
    );
  }
}

/** Grey pictures decode to one channel. */
function threeChannels(data: Buffer, channels: number): Uint8Array {
  if (channels === 3) return new Uint8Array(data.buffer, data.byteOffset, data.length);
  const out = new Uint8Array((data.length / channels) * 3);
  for (let i = 0, o = 0; i < data.length; i += channels) for (let k = 0; k < 3; k++) out[o++] = data[i];
  return out;
}

function shortReason(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0].slice(0, 80);
}
