/** A body made of a photo, opened by three-vrm in a real browser: bones and expressions are seen in the pixels. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runPhoto } from '@troupe/avatars/photo';
import { HUMAN_JOINTS } from '@troupe/avatars/skeleton';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { photograph } from '../tests/draw-fixture.ts';
import { findBrowser } from './launch-browser.ts';
import { type OpenPage, openPage } from './open-page.ts';
import type { Region } from './vrm-page.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const binary = await findBrowser();
const SLOW_MS = 240_000;
/** The picture goes here when it is set, for looking at. */
const PICTURES = process.env.TROUPE_PICTURES;
/** Mean change of a stretch, of 255: what is plainly seen, what is seen by who looks closely, and what is none. */
const SEEN = 3;
const QUIET = 1.5;
const STILL = 0.5;
/** Pixels that the smallest bone, the end of a little finger, moves. */
const BONE_LEAST_PX = 3;
const VISEMES = ['aa', 'ih', 'ou', 'ee', 'oh'] as const;

describe.skipIf(!binary)('a body from a photo in three-vrm in a browser', () => {
  let opened: OpenPage;
  let page: Page;

  const changes = (expression: string): Promise<Record<Region, number>> =>
    page.evaluate((name) => window.__vrm!.show(name), expression);

  beforeAll(async () => {
    const made = await runPhoto(await photograph('nadia'), { modelFolder: `${ROOT}assets/models/body` });
    const size = { width: 540, height: 540 };
    opened = await openPage(binary!, 'vrm-page.html', size, { 'person.vrm': Buffer.from(made.vrm) });
    page = opened.page;
    await page.waitForFunction(() => window.__vrm, undefined, { timeout: SLOW_MS });
  }, SLOW_MS);

  afterAll(async () => {
    await opened?.close();
  }, SLOW_MS);

  test('it loads without trouble, with every preset', { timeout: SLOW_MS }, async () => {
    expect(opened.troubles).toEqual([]);
    const names = await page.evaluate(() => window.__vrm!.expressions);
    for (const name of [...VISEMES, 'blink', 'blinkLeft', 'blinkRight', 'happy', 'angry', 'sad', 'relaxed'])
      expect(names).toContain(name);
    if (PICTURES) await keepPicture(names);
  });

  test('52 bones move what is seen', { timeout: SLOW_MS }, async () => {
    const moved = await page.evaluate(
      (bones) => bones.map((name) => [name, window.__vrm!.turnBone(name) ?? 0] as const),
      HUMAN_JOINTS,
    );
    expect(moved).toHaveLength(52);
    expect(moved.filter(([, pixels]) => pixels < BONE_LEAST_PX)).toEqual([]);
  });

  test('eyes close, each by itself, and the mouth keeps still', { timeout: SLOW_MS }, async () => {
    const [both, left, right] = [
      await changes('blink'),
      await changes('blinkLeft'),
      await changes('blinkRight'),
    ];
    expect(Math.min(both.leftEye, both.rightEye, left.leftEye, right.rightEye)).toBeGreaterThan(SEEN);
    expect(Math.max(left.rightEye, right.leftEye, both.mouth)).toBeLessThan(STILL);
  });

  test('five visemes open the mouth five ways, and the eyes keep still', { timeout: SLOW_MS }, async () => {
    for (const viseme of VISEMES) {
      const { mouth, leftEye, rightEye } = await changes(viseme);
      expect(mouth, viseme).toBeGreaterThan(SEEN);
      expect(Math.max(leftEye, rightEye), viseme).toBeLessThan(STILL);
    }
    const apart = await page.evaluate((names) => window.__vrm!.mouthsBetween(names), VISEMES);
    expect(Object.entries(apart).filter(([, change]) => change < STILL)).toEqual([]);
    expect(Object.keys(apart)).toHaveLength(10);
  });

  test.each([
    ['happy', ['mouth'], SEEN],
    ['angry', ['brows'], SEEN],
    ['sad', ['brows', 'mouth'], SEEN],
    // The quiet one: lids sink and the mouth's corners rise a little.
    ['relaxed', ['leftEye', 'rightEye', 'mouth'], QUIET],
    ['surprised', ['brows', 'mouth'], SEEN],
  ] as const)('%s changes %s', { timeout: SLOW_MS }, async (expression, where, least) => {
    const seen = await changes(expression);
    for (const region of where) expect(seen[region], region).toBeGreaterThan(least);
  });

  /** The face with nothing and with each preset, side by side. */
  async function keepPicture(names: readonly string[]): Promise<void> {
    const size = 180;
    const columns = 7;
    const shots = await page.evaluate(
      (all) => [undefined, ...all].map((one) => window.__vrm!.shoot(one)),
      [...names.slice(0, 2 * columns - 1)],
    );
    const tiles = await Promise.all(
      shots.map((url) =>
        sharp(Buffer.from(url.slice(url.indexOf(',') + 1), 'base64'))
          .resize(size)
          .png()
          .toBuffer(),
      ),
    );
    const sheet = await sharp({
      create: { width: size * columns, height: size * 2, channels: 3, background: '#000' },
    })
      .composite(
        tiles.map((input, i) => ({
          input,
          left: (i % columns) * size,
          top: Math.floor(i / columns) * size,
        })),
      )
      .png()
      .toBuffer();
    writeFileSync(join(PICTURES!, 'vrm-expressions.png'), sheet);
  }
});
