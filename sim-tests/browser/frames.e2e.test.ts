import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, expect, test } from 'vitest';
import { run as record } from '../tools/record.ts';
import { writeFrames } from '../tools/record-frames.ts';

const folder = mkdtempSync(join(tmpdir(), 'troupe-frames-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a record becomes a picture for every frame, each of its own moment', { timeout: 500_000 }, async () => {
  const file = join(folder, 'a.rec');
  await record([file, '--performers', '2', '--guests', '1', '--seconds', '3', '--json']);
  const out = join(folder, 'frames');
  const told: number[] = [];
  const count = await writeFrames({
    record: file,
    folder: out,
    fps: 4,
    fromS: 1,
    toS: 2,
    width: 480,
    height: 270,
    clips: undefined,
    onFrame: (done) => told.push(done),
  });
  expect(count).toBe(5);
  expect(told).toEqual([1, 2, 3, 4, 5]);
  const names = readdirSync(out).sort();
  expect(names).toEqual([1, 2, 3, 4, 5].map((i) => `frame-0000${i}.png`));
  for (const name of names)
    expect(await sharp(join(out, name)).metadata()).toMatchObject({ width: 480, height: 270 });
  const pixels = await Promise.all(names.map((name) => sharp(join(out, name)).raw().toBuffer()));
  for (const one of pixels) expect(new Set(one).size).toBeGreaterThan(40);
  for (let i = 1; i < pixels.length; i++) expect(pixels[i].equals(pixels[i - 1])).toBe(false);
});
