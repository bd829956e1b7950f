/** Two stages in one process, in a real browser: the choice of stages on the page and on the show desk. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {} from '../../client-sdk/studio/src/lib/probe.ts';
import { findBrowser, launchBrowser, type TestBrowser } from './launch-browser.ts';
import { type ServeChild, serveChild } from './serve-child.ts';

const binary = await findBrowser();
const SLOW_MS = 120_000;
const SHOW = `show: in-the-hall
version: 1
title: {en: In the hall, ko: 홀에서}
stage: studio-hall
cast: {mei: {body: mei, at: stage}}
scenes: {main: [{at: 0, id: wait, hold: {note: later}}, {after: wait, marker: {name: over}}]}
`;

describe.skipIf(!binary)('two stages in a browser', () => {
  let server: ServeChild;
  let browser: TestBrowser;
  let page: Page;
  const live = (people: number): Promise<unknown> =>
    page.waitForFunction(
      (count) => window.__troupe?.state() === 'live' && window.__troupe.sample().people.length === count,
      people,
      { timeout: SLOW_MS },
    );
  const running = async (id: string): Promise<string | undefined> => {
    const answer = await fetch(`${server.url}/stages/${id}/show`);
    return ((await answer.json()) as { show: { status: string } | null }).show?.status;
  };

  beforeAll(async () => {
    const quiet = ['--voice', 'none', '--memory', 'none'];
    [server, browser] = await Promise.all([
      serveChild(['--stage', 'plaza:1,studio-hall:2', ...quiet]),
      launchBrowser(binary!, { width: 900, height: 600 }),
    ]);
    page = await browser.context.newPage();
    page.setDefaultTimeout(SLOW_MS);
  }, SLOW_MS * 2);

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  test('the page opens the first stage, and goes to the other by the list at its top', {
    timeout: SLOW_MS * 2,
  }, async () => {
    await page.goto(`${server.url}/?quality=4&fixed&lang=en`);
    await live(1);
    const list = page.getByLabel('The stages of this server');
    expect(await list.inputValue()).toBe('plaza');
    expect(await list.locator('option').allTextContents()).toEqual(['Plaza at blue hour', 'Studio hall']);
    await Promise.all([page.waitForURL(/stage=studio-hall/), list.selectOption('studio-hall')]);
    await live(2);
    expect(await list.inputValue()).toBe('studio-hall');
  });

  test('the desk of a stage runs the show of that stage alone', { timeout: SLOW_MS * 2 }, async () => {
    const loaded = await fetch(`${server.url}/stages/studio-hall/show/load`, { method: 'POST', body: SHOW });
    expect(loaded.status).toBe(200);
    await page.goto('about:blank');
    await page.goto(`${server.url}/?quality=4&fixed&lang=en&stage=studio-hall#desk`);
    await page.getByRole('heading', { name: 'In the hall' }).waitFor();
    expect(await page.getByLabel('Stage that this desk runs').inputValue()).toBe('studio-hall');
    await page.getByRole('button', { name: 'GO', exact: true }).click();
    await expect.poll(() => running('studio-hall'), { timeout: SLOW_MS }).toBe('ended');
    expect(await running('plaza')).toBeUndefined();
  });

  test('an address with a stage that is not here says which are', { timeout: SLOW_MS }, async () => {
    await page.goto('about:blank');
    await page.goto(`${server.url}/?quality=4&fixed&lang=en&stage=attic`);
    await page.getByText('the stages are plaza, studio-hall').waitFor();
  });
});
