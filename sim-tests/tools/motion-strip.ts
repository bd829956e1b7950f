// Strips of stick figures, to look at what the motion engine does: `node sim-tests/tools/motion-strip.ts OUT_FOLDER
// [NAME ...]`. Red is left, blue right; a figure every few ticks, seen from the side and with its feet from above.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BodyProportions, canonicalBody, type MotionControls } from '@troupe/avatars/motion';
import { createLocalMotion, readMotionModel } from '@troupe/server/motion';
import sharp from 'sharp';
import { BODY_STRIPS } from './body-strips.ts';
import { type CrowdStep, createCrowd } from './motion-crowd.ts';
import { type MotionRun, runCrowd } from './motion-metrics.ts';
import { figure, PX_PER_M, placeRun } from './stick-figure.ts';

const FOLDER = fileURLToPath(new URL('../../assets/models/motion', import.meta.url));
const SPACING_M = 0.72;
const PER_LINE = 16;

export interface Strip {
  readonly script: readonly CrowdStep[];
  readonly seconds: number;
  readonly fromS: number;
  readonly everyTicks: number;
  readonly style?: number;
  /** Direction the figures are seen from, rad; 0: from the front. */
  readonly viewRad?: number;
  readonly fingers?: boolean;
  readonly groundAt?: (x: number, z: number) => number;
  /** Hands, seats and pushes, tick by tick. */
  readonly direct?: (controls: MotionControls, tick: number) => void;
}

const SIDE = -Math.PI / 2;
const stairs = (_x: number, z: number): number =>
  z < 2 ? 0 : Math.min(3, Math.floor((z - 2) / 0.4) + 1) * 0.15;
const ramp = (_x: number, z: number): number => Math.min(1, Math.max(0, z - 2) * 0.2);

function stripsOf(actions: readonly string[]): Record<string, Strip> {
  const idle = (seconds: number): CrowdStep => ({ kind: 'idle', seconds });
  const go = (turnDeg: number, speedMps: number, distanceM: number, cut = false): CrowdStep => ({
    kind: 'go',
    turnDeg,
    speedMps,
    distanceM,
    cut,
  });
  const acts = Object.fromEntries(
    actions.map((name, i): [string, Strip] => [
      `action-${name}`,
      {
        script: [idle(1), { kind: 'act', action: i + 1, seconds: 5 }],
        seconds: 5,
        fromS: 0.9,
        everyTicks: 3,
        viewRad: 0,
      },
    ]),
  );
  return {
    'start-walk-stop': {
      script: [idle(1), go(0, 1.2, 4), idle(5)],
      seconds: 8,
      fromS: 0.8,
      everyTicks: 3,
      viewRad: SIDE,
    },
    'turn-90': {
      script: [idle(1), go(0, 1.2, 6, true), go(90, 1.2, 4), idle(4)],
      seconds: 9,
      fromS: 2,
      everyTicks: 3,
    },
    'turn-180': {
      script: [idle(1), go(0, 1.2, 6, true), go(180, 1.2, 4), idle(4)],
      seconds: 9,
      fromS: 3,
      everyTicks: 3,
      viewRad: SIDE,
    },
    'stand-turn': {
      script: [idle(1), { kind: 'face', turnDeg: 120, seconds: 4 }, idle(4)],
      seconds: 6,
      fromS: 0.8,
      everyTicks: 3,
      viewRad: 0,
    },
    slow: { script: [idle(1), go(0, 0.7, 3), idle(4)], seconds: 8, fromS: 0.8, everyTicks: 3, viewRad: SIDE },
    idle: { script: [idle(40)], seconds: 30, fromS: 1, everyTicks: 18, viewRad: 0.5 },
    stairs: {
      script: [idle(1), go(0, 1, 5.5), idle(4)],
      seconds: 8,
      fromS: 1.5,
      everyTicks: 3,
      viewRad: SIDE,
      groundAt: stairs,
    },
    ramp: {
      script: [idle(1), go(0, 1.1, 6), idle(4)],
      seconds: 8,
      fromS: 1.5,
      everyTicks: 3,
      viewRad: SIDE,
      groundAt: ramp,
    },
    ...acts,
  };
}

async function draw(
  file: string,
  strip: Strip,
  run: MotionRun,
  body: BodyProportions,
  title: string,
): Promise<void> {
  const placed = placeRun(run, body);
  const ticks: number[] = [];
  for (let tick = Math.round(strip.fromS * 20); tick < run.ticks; tick += strip.everyTicks) ticks.push(tick);
  const lines = Math.ceil(ticks.length / PER_LINE);
  const width = (PER_LINE * SPACING_M + 0.4) * PX_PER_M;
  const lineHeight = 2.25 * PX_PER_M;
  const out: string[] = [`<text x="10" y="20" font-size="15" font-family="sans-serif">${title}</text>`];
  ticks.forEach((tick, k) => {
    const x = (0.5 + (k % PER_LINE) * SPACING_M) * PX_PER_M;
    const y = (Math.floor(k / PER_LINE) + 1) * lineHeight - 0.15 * PX_PER_M;
    const groundY = strip.groundAt?.(run.root[tick * 3], run.root[tick * 3 + 1]) ?? 0;
    const root = [run.root[tick * 3], run.root[tick * 3 + 1], groundY];
    const feet = `${run.contacts[tick] & 1 ? 'L' : ''}${run.contacts[tick] & 2 ? 'R' : ''}${run.jumped[tick] ? '*' : ''}`;
    out.push(`<line x1="${x - 50}" x2="${x + 50}" y1="${y}" y2="${y}" stroke="#bbb"/>`);
    out.push(figure(placed[tick], strip.viewRad ?? SIDE, x, y, root, strip.fingers ?? false));
    out.push(
      `<text x="${x}" y="${y + 16}" font-size="11" text-anchor="middle" font-family="sans-serif">${(tick / 20).toFixed(2)} ${feet}</text>`,
    );
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${lines * lineHeight + 10}"><rect width="100%" height="100%" fill="#fff"/>${out.join('')}</svg>`;
  await sharp(Buffer.from(svg)).png().toFile(file);
}

async function main(): Promise<void> {
  const [folder, ...names] = process.argv.slice(2);
  if (!folder) throw new Error('motion-strip: say the folder to write to, then names of strips (none: all)');
  mkdirSync(folder, { recursive: true });
  const files = readMotionModel(FOLDER);
  const strips = {
    ...stripsOf(files.model.manifest.actions.map((action) => action.name)),
    ...BODY_STRIPS,
  };
  const bodyFile = process.env.BODY;
  const body: BodyProportions = bodyFile
    ? JSON.parse(readFileSync(bodyFile, 'utf8'))
    : canonicalBody(files.model.manifest);
  for (const [name, strip] of Object.entries(strips)) {
    if (names.length && !names.includes(name)) continue;
    const motion = await createLocalMotion(files, {
      bodies: [body],
      capacity: 1,
      seed: 4,
      groundAt: strip.groundAt,
    });
    const crowd = createCrowd({
      people: 1,
      seed: 3,
      capsule: files.model.manifest.capsule,
      script: strip.script,
      groundAt: strip.groundAt,
      direct: strip.direct,
    });
    const run = await runCrowd(motion, crowd, Math.round(strip.seconds * 20));
    await draw(join(folder, `${name}.png`), strip, run, body, `${name}: seconds, planted feet, * jump`);
    await motion.decoder.release();
    console.log(`${name}: ${run.jumped.reduce((a, b) => a + b, 0)} jumps`);
  }
}

await main();
