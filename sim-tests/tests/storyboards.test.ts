import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkShowFile, loadShowResources } from '@troupe/server/show-check';
import { keyMoments } from '@troupe/server/shows';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SHOWS = join(ROOT, 'assets/shows');
const SHEETS = join(ROOT, 'sim-tests/results/storyboards');
const BYTES_MAX = 400_000;
/** A cell of the sheet with the name of its scene, px, and cells a row. */
const CELL = { width: 480, height: 294, columns: 3 } as const;
const shows = readdirSync(SHOWS).filter((name) => name.endsWith('.yaml'));
const resources = loadShowResources(ROOT);

describe('storyboards', () => {
  test.each(shows)('%s has a sheet with a picture of every scene', async (name) => {
    const { program } = checkShowFile(join(SHOWS, name), resources);
    const moments = keyMoments(program!);
    expect(moments.map(({ scene }) => scene).sort()).toEqual(program!.scenes.map(({ id }) => id).sort());
    const sheet = join(SHEETS, `${basename(name, '.yaml')}.jpg`);
    expect(statSync(sheet).size).toBeLessThan(BYTES_MAX);
    const { width, height } = await sharp(sheet).metadata();
    expect(width).toBe(Math.min(moments.length, CELL.columns) * CELL.width);
    expect(height).toBe(Math.ceil(moments.length / CELL.columns) * CELL.height);
    // Nothing of it is empty: every picture has light and dark.
    for (let i = 0; i < moments.length; i++) {
      const left = (i % CELL.columns) * CELL.width;
      const top = Math.floor(i / CELL.columns) * CELL.height;
      const cell = { left, top, width: CELL.width, height: CELL.height - 24 };
      const { channels } = await sharp(await sharp(sheet).extract(cell).toBuffer()).stats();
      expect(Math.max(...channels.map(({ stdev }) => stdev)), moments[i].scene).toBeGreaterThan(8);
    }
  });
});
