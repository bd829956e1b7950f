// CONTRIBUTOR NOTES
// Space colonisation (Runions, Lane and Prusinkiewicz, 2007): points of light pull the nearest twig towards them and go out
// when they are reached. Thickness after the pipe model: a branch is as thick as all that hang on it.
import { colourOf, mixLch } from '../colour.ts';
import { shade, vary } from '../palette.ts';
import { ring } from '../pen.ts';
import type { Studio } from '../studio.ts';
import { paintFlower, paintLeaf } from './bloom.ts';
import { layGround } from './ground.ts';

interface Twig {
  readonly x: number;
  readonly y: number;
  readonly parent: number;
  load: number;
  children: number;
}

const GROW = {
  lights: 620,
  reach: 0.16,
  reached: 0.026,
  step: 0.0115,
  twigsMax: 2_600,
  roundsMax: 240,
} as const;

export function paintGrowth(studio: Studio): void {
  const { pen, palette, tall, plan } = studio;
  layGround(studio, 1.2);
  const subject = plan.subject || pen.pick(['tree', 'blossom', 'coral'] as const);
  const twigs = grow(studio, subject);
  thicken(twigs);
  if (subject !== 'roots' && subject !== 'coral') floor(studio);
  const bark =
    subject === 'coral'
      ? shade(palette.pigments[0], palette.dark ? 0 : -0.13)
      : palette.dark
        ? mixLch(palette.ink, palette.pigments[0], 0.6)
        : palette.ink;
  const thin = subject === 'coral' ? 0.0052 : 0.0024;
  for (const twig of twigs) {
    if (twig.parent < 0) continue;
    const from = twigs[twig.parent];
    const width = (load: number): number => Math.min(0.07, thin * load ** 0.46);
    const colour = vary(
      mixLch(bark, palette.pigments[1], Math.max(0, 0.4 - twig.load * 0.01)),
      pen.dice,
      0.5,
    );
    pen.line([from.x, from.y, twig.x, twig.y], width(twig.load), colour, 0.96, {
      taper: 'none',
      rough: 0.12,
    });
  }
  dress(studio, subject, twigs);
  if (subject === 'blossom') for (let i = 0; i < 40; i++) drift(studio, tall);
}

function grow(studio: Studio, subject: string): Twig[] {
  const { pen, tall } = studio;
  const down = subject === 'roots';
  const lights: [number, number][] = [];
  for (let i = 0; i < GROW.lights; i++) {
    const angle = pen.dice() * Math.PI * 2;
    const far = Math.sqrt(pen.dice());
    const [rx, ry] = subject === 'coral' ? [0.44, 0.4] : subject === 'roots' ? [0.45, 0.42] : [0.43, 0.3];
    const middle = subject === 'coral' ? 0.52 : down ? 0.56 : 0.37;
    const wobble = 1 + 0.25 * studio.noise(Math.cos(angle), Math.sin(angle), 1.7, 3);
    lights.push([
      0.5 + Math.cos(angle) * far * rx * wobble,
      tall * middle + Math.sin(angle) * far * ry * tall * wobble,
    ]);
  }
  const lean = pen.bell() * 0.05;
  const twigs: Twig[] = [
    { x: 0.5 + lean, y: down ? tall * 0.04 : tall * 0.94, parent: -1, load: 0, children: 0 },
  ];
  const trunk = subject === 'coral' ? 4 : down ? 6 : 16;
  for (let i = 0; i < trunk; i++) {
    const last = twigs[twigs.length - 1];
    const sway = pen.bell() * 0.004 - lean * 0.05;
    twigs.push({
      x: last.x + sway,
      y: last.y + (down ? 1 : -1) * GROW.step * 1.4,
      parent: twigs.length - 1,
      load: 0,
      children: 0,
    });
    twigs[twigs.length - 2].children += 1;
  }
  for (let round = 0; round < GROW.roundsMax && lights.length > 0 && twigs.length < GROW.twigsMax; round++)
    if (!step(studio, twigs, lights)) break;
  return twigs;
}

/** One round: every light pulls its nearest twig; false when nothing grew. */
function step({ pen }: Studio, twigs: Twig[], lights: [number, number][]): boolean {
  const pull = new Map<number, [number, number]>();
  for (const [x, y] of lights) {
    let [best, least] = [-1, GROW.reach ** 2];
    for (let i = 0; i < twigs.length; i++) {
      const far = (twigs[i].x - x) ** 2 + (twigs[i].y - y) ** 2;
      if (far < least) [best, least] = [i, far];
    }
    if (best < 0) continue;
    const far = Math.sqrt(least) || 1;
    const sum = pull.get(best) ?? [0, 0];
    pull.set(best, [sum[0] + (x - twigs[best].x) / far, sum[1] + (y - twigs[best].y) / far]);
  }
  if (pull.size === 0) {
    // Nothing near enough: the last twig goes on towards the nearest light.
    const last = twigs[twigs.length - 1];
    const [x, y] = lights[0];
    const far = Math.hypot(x - last.x, y - last.y) || 1;
    pull.set(twigs.length - 1, [(x - last.x) / far, (y - last.y) / far]);
  }
  const before = twigs.length;
  for (const [i, [px, py]] of pull) {
    if (twigs[i].children > 3) continue;
    const angle = Math.atan2(py, px) + pen.bell() * 0.16;
    twigs.push({
      x: twigs[i].x + Math.cos(angle) * GROW.step,
      y: twigs[i].y + Math.sin(angle) * GROW.step,
      parent: i,
      load: 0,
      children: 0,
    });
    twigs[i].children += 1;
  }
  for (let k = lights.length - 1; k >= 0; k--) {
    const [x, y] = lights[k];
    for (let i = before; i < twigs.length; i++)
      if ((twigs[i].x - x) ** 2 + (twigs[i].y - y) ** 2 < GROW.reached ** 2) {
        lights.splice(k, 1);
        break;
      }
  }
  return twigs.length > before;
}

function thicken(twigs: Twig[]): void {
  for (let i = twigs.length - 1; i > 0; i--) {
    if (twigs[i].children === 0) twigs[i].load += 1;
    twigs[twigs[i].parent].load += twigs[i].load;
  }
}

function floor(studio: Studio): void {
  const { pen, palette, tall } = studio;
  const shadow = mixLch(palette.pigments[2], palette.ground, palette.dark ? 0.2 : 0.45);
  if (palette.dark)
    pen.body(ring(0.5, tall * 0.965, 0.42, 30, 0.09), vary(shade(shadow, -0.1), pen.dice), 0.5);
  else pen.bloom(ring(0.5, tall * 0.96, 0.36, 12, 0.09), vary(shadow, pen.dice), 0.09, 6, 0.25);
}

function dress(studio: Studio, subject: string, twigs: readonly Twig[]): void {
  const { pen, palette, lively } = studio;
  for (const { x, y, load, parent } of twigs) {
    if (parent < 0 || load > 5) continue;
    if (subject === 'coral') {
      if (load === 1)
        pen.dot(x, y, pen.between(0.004, 0.008), vary(shade(palette.pigments[0], 0.16), pen.dice), 0.9);
      continue;
    }
    if (subject === 'roots' || pen.dice() > (subject === 'blossom' ? 0.6 : 0.3) + lively * 0.3) continue;
    const [px, py] = [x + pen.bell() * 0.012, y + pen.bell() * 0.012];
    if (subject === 'blossom') {
      const size = pen.between(0.012, 0.021);
      if (load < 3)
        paintFlower(
          studio,
          'poppy',
          { x: px, y: py, size, turn: pen.dice() * 6, squash: pen.between(0.7, 1) },
          palette.pigments[0],
        );
      else pen.wash(ring(px, py, size * 0.9, 8), vary(palette.pigments[0], pen.dice), 0.4, { wet: 0.6 });
    } else {
      const tone = mixLch(pen.pick(palette.pigments), palette.leaf, 0.55);
      if (pen.dice() < 0.35)
        paintLeaf(studio, { x: px, y: py, turn: pen.dice() * 6.28 }, pen.between(0.018, 0.034), tone);
      else if (palette.dark) pen.dot(px, py, pen.between(0.005, 0.012), vary(tone, pen.dice), 0.75);
      else
        pen.wash(ring(px, py, pen.between(0.01, 0.024), 9, 0.8), vary(tone, pen.dice), 0.4, {
          wet: 0.5,
          rough: 0.5,
        });
    }
  }
}

/** A petal in the air. */
function drift(studio: Studio, tall: number): void {
  const { pen, palette } = studio;
  const [x, y] = [pen.dice(), pen.between(0.3, 0.98) * tall];
  const petal = ring(x, y, pen.between(0.005, 0.009), 10, 0.5, pen.dice() * 6);
  if (palette.dark) pen.body(petal, vary(palette.pigments[0], pen.dice), 0.8);
  else pen.wash(petal, colourOf(palette.pigments[0]), 0.5, { wet: 0.7 });
}
