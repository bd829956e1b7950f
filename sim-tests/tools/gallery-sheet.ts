import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import type {} from '../../client-sdk/studio/src/gallery/gallery-probe.ts';
import { findBrowser, launchBrowser } from '../browser/launch-browser.ts';
import { serveChild } from '../browser/serve-child.ts';

const ROOT = resolve(fileURLToPath(new URL('../..', import.meta.url)));
const WAIT_MS = 180_000;
const CELL = { width: 168, height: 224, label: 22 } as const;
const COLUMNS = 8;
const BYTES_MAX = 1_000_000;
/** Two styles of moments: a walk in mid stride, an action at its stroke. */
const WALK_S = 3.4;

/** `troupe gallery sheet`: one picture of every style and action, taken in the gallery page with the real bodies. */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      out: { type: 'string', default: 'docs/pictures' },
      body: { type: 'string', default: 'tilda' },
      json: { type: 'boolean' },
    },
  });
  const binary = await findBrowser();
  if (!binary)
    throw new Error('there is no browser: set CHROME_PATH to a Chromium, or run `npm ci` on linux-x64');
  const folder = resolve(ROOT, values.out);
  mkdirSync(folder, { recursive: true });
  const server = await serveChild(['--performers', '1']);
  const browser = await launchBrowser(binary, { width: 480, height: 320 });
  try {
    const page = await browser.context.newPage();
    await page.goto(`${server.url}/?lang=en#gallery`);
    await page.waitForFunction(() => window.__gallery?.list() && window.__gallery.view.ready, undefined, {
      timeout: WAIT_MS,
    });
    const list = await page.evaluate(() => window.__gallery!.list()!);
    if (!list.bodies.some(({ id }) => id === values.body))
      throw new Error(
        `--body ${values.body}: there is no such body; there are ${list.bodies.map(({ id }) => id).join(', ')}`,
      );
    const wanted = [
      ...list.styles.map((name) => ['style', name] as const),
      ...list.actions.map((name) => ['action', name] as const),
    ];
    const cells: { name: string; picture: Buffer }[] = [];
    for (const [kind, name] of wanted) {
      const url = await page.evaluate(
        async ({ kind, name, body, walkS, width, height }) => {
          const gallery = window.__gallery!;
          await gallery.show(kind, name, body);
          const stroke = gallery.reel()!.marks.find((mark) => mark.name === 'stroke')?.s;
          gallery.view.yaw = 0.6;
          gallery.view.pitch = 0.12;
          return gallery.shoot(stroke ?? walkS, width, height);
        },
        { kind, name, body: values.body, walkS: WALK_S, width: CELL.width, height: CELL.height },
      );
      const made = kind === 'style' && list.derived.includes(name);
      cells.push({
        name: made ? `${name} (derived)` : name,
        picture: Buffer.from(url.split(',')[1], 'base64'),
      });
      if (process.stderr.isTTY) process.stderr.write(`\r${cells.length} of ${wanted.length} pictures`);
    }
    if (process.stderr.isTTY) process.stderr.write('\r');
    const file = join(folder, 'motion-gallery.jpg');
    const bytes = await writeSheet(file, cells);
    if (values.json) console.log(JSON.stringify({ file: values.out, pictures: cells.length, bytes }));
    else console.log(`${file}: ${cells.length} pictures, ${Math.round(bytes / 1000)} kB`);
    return bytes < BYTES_MAX ? 0 : 1;
  } finally {
    await browser.close();
    await server.stop();
  }
}

async function writeSheet(
  file: string,
  cells: readonly { name: string; picture: Buffer }[],
): Promise<number> {
  const rows = Math.ceil(cells.length / COLUMNS);
  const height = CELL.height + CELL.label;
  const sheet = sharp({
    create: { width: COLUMNS * CELL.width, height: rows * height, channels: 3, background: '#14151c' },
  });
  const parts = cells.flatMap(({ name, picture }, i) => {
    const [left, top] = [(i % COLUMNS) * CELL.width, Math.floor(i / COLUMNS) * height];
    const label = `<svg xmlns="http://www.w3.org/2000/svg" width="${CELL.width}" height="${CELL.label}"><text x="8" y="15" font-size="13" font-family="sans-serif" fill="#ecebe6">${name}</text></svg>`;
    return [
      { input: picture, left, top },
      { input: Buffer.from(label), left, top: top + CELL.height },
    ];
  });
  const out = await sheet.composite(parts).jpeg({ quality: 82, mozjpeg: true }).toBuffer();
  writeFileSync(file, out);
  return out.length;
}
