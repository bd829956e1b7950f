import sharp, { type Metadata } from 'sharp';
import { PhotoRefused } from '../refusal.ts';
import { JUDGE_BYTES_DEFAULTS, judgeBytes, moving } from './judge-bytes.ts';

/** An upright sRGB picture without any metadata: rows of r, g, b bytes. */
export interface Picture {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

export const READ_PHOTO_DEFAULTS = {
  ...JUDGE_BYTES_DEFAULTS,
  pixelsMax: 50_000_000,
  sideMinPx: 200,
  /** Larger pictures are scaled down to this longer side. */
  sideMaxPx: 1400,
} as const;

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
  judgeBytes(bytes, limits);
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

function refuseSize(info: Metadata, limits: typeof READ_PHOTO_DEFAULTS): void {
  if ((info.pages ?? 1) > 1) throw moving(`The picture moves (${info.pages} frames).`);
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
