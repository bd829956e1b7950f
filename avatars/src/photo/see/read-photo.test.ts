import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { PhotoRefused } from '../refusal.ts';
import { readPhoto } from './read-photo.ts';

const jpeg = (width = 300, height = 400) =>
  sharp({ create: { width, height, channels: 3, background: '#a08070' } })
    .jpeg()
    .toBuffer();

async function refusal(bytes: Uint8Array): Promise<string> {
  const error = await readPhoto(bytes).then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(PhotoRefused);
  expect((error as PhotoRefused).advice.length).toBeGreaterThan(5);
  return (error as PhotoRefused).code;
}

/** A PNG that says it is huge; no pixel of it may be decoded to find out. */
function hugePng(side: number): Buffer {
  const header = Buffer.alloc(33);
  Buffer.from('89504e470d0a1a0a', 'hex').copy(header);
  header.writeUInt32BE(13, 8);
  header.write('IHDR', 12, 'latin1');
  header.writeUInt32BE(side, 16);
  header.writeUInt32BE(side, 20);
  header.set([8, 2, 0, 0, 0], 24);
  header.writeUInt32BE(crc(header.subarray(12, 29)), 29);
  return Buffer.concat([
    header,
    Buffer.from([0, 0, 0, 0]),
    Buffer.from('IDAT'),
    Buffer.from([0x35, 0xaf, 0x06, 0x1e]),
  ]);
}

function crc(bytes: Buffer): number {
  let c = 0xffffffff;
  for (const byte of bytes) {
    c ^= byte;
    for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  }
  return (c ^ 0xffffffff) >>> 0;
}

describe('readPhoto', () => {
  test('turns by EXIF and keeps no metadata', async () => {
    const bytes = await sharp(await jpeg(300, 400))
      .withMetadata({ orientation: 6 })
      .toBuffer();
    const picture = await readPhoto(bytes);
    expect([picture.width, picture.height]).toEqual([400, 300]);
    expect(picture.data.length).toBe(400 * 300 * 3);
  });

  test('reads grey pictures as three channels', async () => {
    const grey = await sharp({ create: { width: 250, height: 250, channels: 3, background: '#777777' } })
      .greyscale()
      .png()
      .toBuffer();
    const picture = await readPhoto(grey);
    expect(picture.data.length).toBe(250 * 250 * 3);
    expect([...picture.data.subarray(0, 3)]).toEqual([0x77, 0x77, 0x77]);
  });

  test('scales large photos down', async () => {
    const picture = await readPhoto(await jpeg(3000, 2000));
    expect([picture.width, picture.height]).toEqual([1400, 933]);
  });

  test('refuses what is no whole still photo, with a reason and advice', async () => {
    const good = await jpeg();
    expect(await refusal(new Uint8Array(0))).toBe('empty');
    expect(await refusal(Buffer.from('hello, world'))).toBe('not-an-image');
    expect(await refusal(good.subarray(0, good.length / 2))).toBe('broken');
    expect(await refusal(Buffer.concat([good, Buffer.from('PK\u0003\u0004 and an archive')]))).toBe(
      'two-formats',
    );
    expect(await refusal(await jpeg(150, 400))).toBe('too-small');
    expect(await refusal(hugePng(14000))).toBe('too-large');
    const gif = await sharp(good).gif().toBuffer();
    expect(await refusal(gif)).toBe('animated');
  });

  test('the end of a JPEG is its own, whatever is hung on', async () => {
    const progressive = await sharp(await jpeg())
      .jpeg({ progressive: true })
      .toBuffer();
    const end = Buffer.from([0xff, 0xd9]);
    for (const good of [await jpeg(), progressive]) {
      expect(await refusal(Buffer.concat([good, Buffer.from('PK\u0003\u0004 archive'), end]))).toBe(
        'two-formats',
      );
      expect(await refusal(Buffer.concat([good, good, Buffer.from('<script>'), end]))).toBe('two-formats');
      expect(await refusal(Buffer.concat([good, Buffer.from('#!/bin/sh\n'), end]))).toBe('two-formats');
      // Telephones put a second picture, or a film, behind the first.
      await expect(readPhoto(Buffer.concat([good, good]))).resolves.toBeDefined();
      await expect(readPhoto(Buffer.concat([good, Buffer.from('ftypmp42 #!/ ')]))).resolves.toBeDefined();
    }
  });

  test('refuses moving WebP', async () => {
    const frames = Buffer.alloc(220 * 440 * 3);
    for (let i = 0; i < frames.length / 2; i++) frames[i] = 200;
    const moving = await sharp(frames, { raw: { width: 220, height: 440, channels: 3, pageHeight: 220 } })
      .webp({ loop: 0, delay: [100, 100] })
      .toBuffer();
    expect(await refusal(moving)).toBe('animated');
  });
});
