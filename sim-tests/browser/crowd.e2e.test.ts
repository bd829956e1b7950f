/** Two hundred and a thousand people in one picture: how many draw calls, and whether they look like people. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordTape } from '../bench/motion-tape.ts';
import { quantiles } from '../bench/report.ts';
import { machinePace } from '../tools/machine-pace.ts';
import { poseMessages } from '../tools/pose-messages.ts';
import type {} from './crowd-page.ts';
import { findBrowser } from './launch-browser.ts';
import { type OpenPage, openPage } from './open-page.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const binary = await findBrowser();
const SLOW_MS = 240_000;
const PEOPLE_MAX = 1_000;
const TICKS = 40;
/** Meshes: three levels of every body; everybody far away together; the shade under feet. */
const LEVELS = 3;
/** Pictures go here when it is set, for looking at. */
const PICTURES = process.env.TROUPE_PICTURES;

const bodyIds = readdirSync(join(ROOT, 'assets/bodies'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

const CAMERA_Z = 27;
const SPACING_M = 1.15;

/** Rows across the camera's view, the farther the longer, so that nearly everybody is in the picture. */
const places: (readonly [number, number])[] = [];
for (let away = 6; places.length < PEOPLE_MAX; away += 1.1) {
  const many = Math.floor((away * 0.92) / SPACING_M);
  for (let column = 0; column < many; column++) {
    const jitter = (k: number): number => ((places.length * 7919 + k * 104729) % 101) / 101 - 0.5;
    places.push([(column - (many - 1) / 2) * SPACING_M + 0.4 * jitter(1), CAMERA_Z - away + 0.4 * jitter(2)]);
  }
}

async function messagesBin(): Promise<Buffer> {
  const tape = await recordTape({ people: 30, ticks: TICKS, seed: 3 });
  const order = {
    bodies: PEOPLE_MAX,
    ticks: TICKS,
    layerOf: (n: number) => (n < 200 ? 0 : 1),
    placeOf: (n: number) => places[n],
  };
  return Buffer.concat(
    poseMessages(tape, order).flatMap((message) => {
      const length = Buffer.alloc(4);
      length.writeUInt32LE(message.length);
      return [length, message];
    }),
  );
}

describe.skipIf(!binary)('a crowd in a browser', () => {
  let opened: OpenPage;
  let page: Page;
  let stageCalls: number;

  beforeAll(async () => {
    opened = await openPage(
      binary!,
      'crowd-page.html?quality=4',
      { width: 800, height: 450 },
      { 'messages.bin': await messagesBin() },
    );
    page = opened.page;
    await page.waitForFunction(() => window.__crowd, undefined, { timeout: SLOW_MS });
    stageCalls = await page.evaluate(async () => {
      const { view } = window.__crowd!;
      view.subject = { x: 0, y: 1.5, z: 18 };
      view.rig.distanceM = 9;
      view.rig.pitch = 0.16;
      await window.__crowd!.draw(3, 500);
      return window.__crowd!.count().calls;
    });
  }, SLOW_MS);

  afterAll(async () => {
    await opened?.close();
  }, SLOW_MS);

  async function fill(count: number) {
    await page.evaluate(
      async ([many, bodies]) => {
        const crowd = window.__crowd!;
        crowd.fill(many, bodies);
        const { view } = crowd;
        const arrived = (): boolean =>
          bodies.every((id) => {
            const body = view.library.get(id);
            return body?.levels.every(Boolean) || (body?.troubles.length ?? 0) > 0;
          });
        while (!arrived()) await new Promise((done) => setTimeout(done, 100));
        // Long enough for cards to be pictured, and for people and levels to have faded in.
        await crowd.draw(many > 200 ? 4 : bodies.length / 4 + 4, 130);
      },
      [count, bodyIds] as const,
    );
    return page.evaluate(() => window.__crowd!.count());
  }

  async function look(name: string): Promise<void> {
    const url = await page.evaluate(() => window.__crowd!.shoot());
    const picture = Buffer.from(url.split(',')[1], 'base64');
    if (PICTURES) await sharp(picture).toFile(join(PICTURES, `${name}.png`));
    const { channels } = await sharp(picture).stats();
    for (const { mean, stdev } of channels.slice(0, 3)) {
      expect(stdev).toBeGreaterThan(12);
      expect(mean).toBeGreaterThan(15);
      expect(mean).toBeLessThan(220);
    }
  }

  for (const people of [200, 1_000]) {
    test(`${people} people: a draw call for each level and material, whatever their number`, {
      timeout: SLOW_MS,
    }, async () => {
      const drawn = await fill(people);
      expect(drawn.posed).toBe(people);
      // Nothing is drawn twice: no two meshes share texture and level.
      const kinds = new Set(drawn.batches.map(({ texture, triangles }) => `${texture} ${triangles}`));
      expect(kinds.size).toBe(drawn.batches.length);
      expect(drawn.batches.length).toBeLessThanOrEqual(LEVELS * bodyIds.length);
      expect(drawn.crowdCalls).toBe(drawn.batches.length + (drawn.cards > 0 ? 1 : 0));
      // All that was drawn: the empty stage, the crowd, the shade under feet, the hero.
      expect(drawn.calls).toBe(stageCalls + drawn.crowdCalls + 1 + drawn.heroCalls);
      const meshes = drawn.batches.reduce((sum, batch) => sum + batch.people, 0);
      expect(meshes + drawn.cards).toBeGreaterThan(people * 0.5);
      expect(drawn.cards).toBeGreaterThan(0);
      console.log(
        `${people} people: ${drawn.calls} calls, stage ${stageCalls}, crowd ${drawn.crowdCalls}, hero ${drawn.heroCalls}; ` +
          `${meshes} meshes, ${drawn.cards} cards`,
      );
      await look(`crowd-${people}`);
    });
  }

  test('nobody stands in the T-pose', { timeout: SLOW_MS }, async () => {
    const arms = await page.evaluate(() =>
      [...window.__crowd!.view.people.values()].map((person) =>
        Math.min(Math.abs(person.joints[6 * 4 + 3]), Math.abs(person.joints[7 * 4 + 3])),
      ),
    );
    for (const w of arms) expect(w).toBeLessThan(0.99);
  });

  test('a thousand bodies are decoded in a browser', { timeout: SLOW_MS }, async () => {
    const times = await page.evaluate(() => window.__crowd!.time(3));
    expect(times.malformed + times.orphanDeltas).toBe(0);
    // 200 at 52 joints and 400 at 22 in a message: two and a half times the work of the bar for 200, which is 1 ms.
    const decodeMs = quantiles(times.decodeMs);
    console.log(`decode in the browser, 600 bodies a message: ${JSON.stringify(decodeMs)} ms`);
    expect(decodeMs.p50).toBeLessThan(2.5 * machinePace());
  });

  test('nothing complained', () => {
    expect(opened.troubles).toEqual([]);
  });
});
