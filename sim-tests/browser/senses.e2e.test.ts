/**
 * Senses of a guest in a real browser, from a fake microphone and a fake camera to what Tilda does: a sentence said by a
 * synthesiser, and one of our own bodies that raises a hand, drawn by our own rasteriser.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningServer, readConfig, serve } from '@troupe/server';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { posedPerson } from '../tests/posed-people.ts';
import { type FakeEars, type KnownSentence, recognise, startEars } from './fake-ears.ts';
import { speakAll, writeCamera, writeMicrophone } from './fake-media.ts';
import { findBrowser, launchBrowser, type TestBrowser } from './launch-browser.ts';
import './../../client-sdk/studio/src/lib/probe.ts';

const binary = await findBrowser();
if (!binary) console.warn('\n*** no browser: the senses in a browser are not tested ***\n');

const SENTENCES = [
  'Tilda, please come here.',
  'What is the name of this painting?',
  'Good night everybody, see you all tomorrow.',
];
/** Tilda's lines to somebody who calls her (assets/personas/tilda.json). */
const COMES = ["I'm coming.", "Lead the way, I'll be right there."];
const QUERY = '?quality=4&lang=en&probe';
const SLOW_MS = 90_000;
const PICTURE_PAUSE_MS = 400;

/** A percept as a performer had it. */
interface Had {
  readonly kind: string;
  readonly text: string;
  readonly addressed: boolean;
}

describe.skipIf(!binary)('senses in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'troupe-senses-'));
  const had: Had[] = [];
  const sentFrames: string[] = [];
  const troubles: string[] = [];
  let known: KnownSentence[];
  let ears: FakeEars;
  let server: RunningServer;
  let browser: TestBrowser;
  let page: Page;

  beforeAll(async () => {
    const spoken = await speakAll(SENTENCES);
    known = SENTENCES.map((text, i) => ({ text, spoken: spoken[i] }));
    const draw = await posedPerson(8);
    const rest = await draw({});
    const half = await draw({ rightUpperArm: [0, 0, -0.6], rightLowerArm: [0, 0, -0.9] });
    const raised = await draw({ rightUpperArm: [0, 0, -1.75], rightLowerArm: [0, 0, -0.35] });
    writeMicrophone(join(folder, 'mic.wav'), known[0].spoken, 2, 6);
    writeCamera(
      join(folder, 'camera.y4m'),
      [
        [rest, 40],
        [half, 2],
        [raised, 80],
        [half, 2],
      ],
      10,
    );
    ears = await startEars(known);
    server = await serve(
      readConfig(
        ['--port', '0', '--host', '127.0.0.1', '--performers', '1', '--seed', '7', '--voice', 'none'].concat([
          '--memory',
          'none',
          '--transcribe-url',
          ears.url,
          '--transcribe-model',
          'test/ears',
        ]),
        {},
      ),
    );
    server.host.afterTick.add(() => {
      for (const { kind, text, addressed } of server.host.stage.world.social.percepts)
        if (kind !== 'near') had.push({ kind, text, addressed });
    });
    browser = await launchBrowser(binary!, {
      width: 420,
      height: 340,
      flags: [
        '--use-fake-ui-for-media-stream',
        '--use-fake-device-for-media-stream',
        `--use-file-for-fake-audio-capture=${join(folder, 'mic.wav')}`,
        `--use-file-for-fake-video-capture=${join(folder, 'camera.y4m')}`,
      ],
    });
    page = await browser.context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') troubles.push(`${message.text()} ${message.location().url}`);
    });
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('websocket', (socket) =>
      socket.on('framesent', ({ payload }) => sentFrames.push(payload.toString('latin1'))),
    );
    page.on('request', (request) => {
      if (request.method() === 'POST') sentFrames.push(`POST ${new URL(request.url()).pathname}`);
    });
    await page.addInitScript((pauseMs) => {
      const native = window.requestAnimationFrame.bind(window);
      window.requestAnimationFrame = (paint) =>
        native(() => setTimeout(() => paint(performance.now()), pauseMs));
    }, PICTURE_PAUSE_MS);
    await pageIsBuilt(`http://127.0.0.1:${server.port}/`);
    await page.goto(`http://127.0.0.1:${server.port}/${QUERY}`);
    await page
      .waitForFunction(
        () => window.__troupe?.state() === 'live' && window.__troupe.sample().people.some((one) => one.shown),
        undefined,
        { timeout: SLOW_MS },
      )
      .catch((error: Error) => {
        throw new Error(`${error.message}\n${troubles.join('\n')}`);
      });
    await page.click('text=Step in');
    await page.fill('#name', 'Mina');
    await page.click('dialog .primary');
    await page.waitForFunction(() => window.__troupe!.view.ownNetId > 0, undefined, { timeout: SLOW_MS });
    await page.click('text=Senses');
  }, 400_000);

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    ears?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const source = (name: string) => page.locator(`[data-source=${name}]`);
  const turn = (name: string) => source(name).locator('[role=switch]').click();
  const tildaSays = (): Promise<string[]> =>
    page.evaluate(() =>
      window
        .__troupe!.told()
        .filter((one) => one.kind === 'say' && one.brain !== 'guest')
        .map((one) => one.text),
    );
  /** How far Tilda stands from the guest in the page's picture, m. */
  const apart = (): Promise<number> =>
    page.evaluate(() => {
      const probe = window.__troupe!;
      const { people } = probe.sample();
      const own = people.find((one) => one.netId === probe.view.ownNetId);
      const tilda = people.find((one) => one.bodyId === 'tilda' && one !== own);
      return own && tilda ? Math.hypot(own.hips[0] - tilda.hips[0], own.hips[2] - tilda.hips[2]) : Number.NaN;
    });

  test('everything is off, and says that nothing is stored', async () => {
    expect(await page.locator('[role=switch][aria-checked=true]').count()).toBe(0);
    expect(await page.locator('.senses .badge').allTextContents()).toEqual(Array(4).fill('not stored'));
    expect(sentFrames.filter((frame) => frame.includes('sense')).length).toBe(0);
  });

  test('the ears of this test tell sentences apart, and noise from all of them', () => {
    for (const { text, spoken } of known) expect(recognise(spoken, known).text).toBe(text);
    const noise = Float32Array.from({ length: 40_000 }, (_, i) => Math.sin(i * i) * 0.1);
    expect(recognise({ samples: noise, rateHz: 16_000 }, known).text).toBe('');
  });

  test('a spoken sentence reaches Tilda, and she comes', { timeout: 3 * SLOW_MS }, async () => {
    await expect.poll(apart, { timeout: SLOW_MS }).toBeGreaterThan(0);
    await source('mic').locator('select').selectOption('stage');
    await turn('mic');
    await expect.poll(() => ears.asked.length, { timeout: SLOW_MS }).toBeGreaterThan(0);
    await expect
      .poll(() => had.find(({ kind }) => kind === 'said'), { timeout: SLOW_MS })
      .toEqual({
        kind: 'said',
        text: SENTENCES[0],
        addressed: true,
      });
    await expect.poll(() => source('mic').locator('.heard').textContent()).toContain(SENTENCES[0]);
    await turn('mic');
    // What only this sentence makes her say, and do: whatever her own day had her at, she is near now.
    const comes = async () => (await tildaSays()).filter((line) => COMES.includes(line));
    await expect.poll(comes, { timeout: SLOW_MS }).not.toEqual([]);
    await expect.poll(apart, { timeout: SLOW_MS }).toBeLessThan(3);
  });

  test('a raised hand is seen in the page, reaches Tilda by its name, and she asks what it wants', {
    timeout: 6 * SLOW_MS,
  }, async () => {
    const said = await tildaSays();
    const from = sentFrames.length;
    await turn('camera');
    await expect.poll(() => source('camera').locator('.live').count(), { timeout: SLOW_MS }).toBe(1);
    // Networks take their time where pictures are drawn by software: call her again, lest she has strolled off.
    await page.fill('#say', SENTENCES[0]);
    await page.press('#say', 'Enter');
    await expect
      .poll(() => had.find(({ kind }) => kind === 'gesture'), { timeout: 2 * SLOW_MS })
      .toEqual({
        kind: 'gesture',
        text: 'raiseHand',
        addressed: true,
      });
    const answer = 'Yes, Mina? I see your hand. Please, go ahead.';
    expect(said).not.toContain(answer);
    await expect.poll(tildaSays, { timeout: SLOW_MS }).toContain(answer);
    await expect.poll(() => source('camera').locator('.live').textContent()).toContain('a raised hand');
    // Names are sent and no pictures: a look would be a hundred times as large.
    const frames = sentFrames.slice(from);
    expect(frames.some((frame) => frame.includes('raiseHand'))).toBe(true);
    expect(frames.filter((frame) => frame.startsWith('POST'))).toEqual([]);
    expect(Math.max(...frames.map((frame) => frame.length))).toBeLessThan(2_048);
    await turn('camera');
    expect(await page.locator('[role=switch][aria-checked=true]').count()).toBe(0);
    expect(troubles).toEqual([]);
  });
});

/** Waits until the server has built its page. */
async function pageIsBuilt(url: string): Promise<void> {
  for (
    const until = Date.now() + 200_000;
    Date.now() < until;
    await new Promise((done) => setTimeout(done, 300))
  )
    if ((await (await fetch(url)).text()).includes('id="app"')) return;
  throw new Error(`${url} is not built within 200 s`);
}
