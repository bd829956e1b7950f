import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { drawnRun } from '../crowd/report/drawn-run.fixtures.ts';
import { htmlReport } from '../crowd/report/html-report.ts';
import { summarise } from '../crowd/report/summary.ts';
import { findBrowser, launchBrowser } from './launch-browser.ts';

const binary = await findBrowser();

test.skipIf(!binary)(
  'a report opens offline: it asks for nothing, breaks no policy, and is seen',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'troupe-report-'));
    const file = join(folder, 'report.html');
    writeFileSync(file, htmlReport(summarise(drawnRun({ ageMs: 160 }))));
    const browser = await launchBrowser(binary!, { width: 1200, height: 900 });
    try {
      await browser.context.setOffline(true);
      const page = await browser.context.newPage();
      const asked: string[] = [];
      const said: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      page.on('console', (message) => said.push(message.text()));
      await page.goto(pathToFileURL(file).href);
      expect(await page.locator('.verdict').textContent()).toContain('FAIL');
      const plots = page.locator('figure svg');
      expect(await plots.count()).toBeGreaterThanOrEqual(9);
      for (const box of await Promise.all((await plots.all()).map((plot) => plot.boundingBox()))) {
        expect(box?.width).toBeGreaterThan(300);
        expect(box?.height).toBeGreaterThan(80);
      }
      // Lines have length: an empty plot would be a page that looks right and says nothing.
      const length = await page
        .locator('figure svg path.line')
        .first()
        .evaluate((path) => (path as unknown as { getTotalLength(): number }).getTotalLength());
      expect(length).toBeGreaterThan(100);
      expect(asked).toEqual([pathToFileURL(file).href]);
      expect(said).toEqual([]);
    } finally {
      await browser.close();
      rmSync(folder, { recursive: true });
    }
  },
  60_000,
);
