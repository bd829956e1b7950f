import { findBrowser, launchBrowser } from '../browser/launch-browser.ts';
import { serveChild } from '../browser/serve-child.ts';

const binary = await findBrowser();
const server = await serveChild([
  '--stage',
  'plaza:2',
  '--stage',
  'studio-hall:7',
  '--voice',
  'none',
  '--memory',
  'none',
]);
const browser = await launchBrowser(binary!, { width: 480, height: 270 });
const shots: [string, string, any][] = [
  [
    'hall-house',
    '?stage=studio-hall&view=program&lang=en&quality=0&fixed',
    { x: 0, y: 1.3, z: -5, d: 11.5, pitch: 0.1, yaw: 0.05 },
  ],
  ['hall-side', '', { x: 1, y: 1.2, z: -2, d: 8, pitch: 0.12, yaw: -0.9 }],
  ['hall-back', '', { x: 0, y: 1.4, z: 3, d: 9, pitch: 0.08, yaw: 2.6 }],
  ['hall-tilda', '', { tilda: true, d: 3, pitch: 0.05, yaw: 0.3 }],
  ['hall-page', '?stage=studio-hall&lang=en&quality=2&fixed', { tilda: true, d: 4, pitch: 0.05, yaw: -0.2 }],
];
try {
  const page = await browser.context.newPage();
  page.on('console', (m) => m.type() === 'error' && console.log('console', m.text()));
  page.on('pageerror', (e) => console.log('pageerror', e.message));
  const only = process.argv.slice(2);
  for (const [name, url, v] of shots) {
    if (url) {
      await page.goto(`${server.url}/${url}`, { timeout: 120000 });
      await page.waitForFunction(
        () => {
          const p = (window as any).__troupe;
          if (p?.state() !== 'live') return false;
          const { people } = p.sample();
          const ids = new Set(people.map((o: any) => o.bodyId));
          return (
            people.filter((o: any) => o.shown).length >= 7 &&
            [...ids].every((id) => p.view.library.get(id)?.levels.every((l: any) => l))
          );
        },
        undefined,
        { timeout: 180000 },
      );
      await page.waitForTimeout(3000);
    }
    if (only.length && !only.includes(name)) continue;
    await page.evaluate((v) => {
      const p = (window as any).__troupe;
      const { view } = p;
      p.hold(false);
      if (v.tilda) {
        const t = [...view.people.values()].find((o: any) => o.info.name === 'Tilda') as any;
        view.subject = { netId: t.netId };
      } else view.subject = { x: v.x, y: v.y, z: v.z };
      view.rig.distanceM = v.d;
      view.rig.pitch = v.pitch;
      view.rig.yaw = v.yaw;
      p.sessionTouch?.();
    }, v);
    await page.waitForTimeout(7000);
    await page.evaluate(() => (window as any).__troupe.hold(true));
    await page.setViewportSize({ width: 800, height: 450 });
    const frames = () => page.evaluate(() => (window as any).__troupe.view.renderer.info.render.frame);
    const b = await frames();
    const end = Date.now() + 90000;
    while ((await frames()) < b + 3 && Date.now() < end) await page.waitForTimeout(200);
    await page.screenshot({ path: `/tmp/look-${name}.png`, timeout: 120000 });
    console.log(name, await page.evaluate(() => JSON.stringify((window as any).__troupe.view.stats)));
    await page.evaluate(() => (window as any).__troupe.hold(false));
    await page.setViewportSize({ width: 480, height: 270 });
  }
} finally {
  await browser.close();
  await server.stop();
}
