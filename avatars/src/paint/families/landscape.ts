import { colourOf, mixLch } from '../colour.ts';
import { shade, vary } from '../palette.ts';
import { curve, ring } from '../pen.ts';
import { noise1, type Studio } from '../studio.ts';
import { layBands } from './ground.ts';

/** Sky, a sun or moon, ranges one behind another with air between them, and water that keeps the light. */
export function paintLandscape(studio: Studio): void {
  const { pen, palette, tall, plan } = studio;
  const sea = plan.subject === 'sea';
  const horizon = tall * (sea ? pen.between(0.42, 0.5) : pen.between(0.5, 0.58));
  const top = palette.dark
    ? shade(palette.ground, -0.03)
    : mixLch(palette.pigments[3], palette.pigments[1], 0.3);
  const low = palette.dark
    ? mixLch(palette.ground, palette.pigments[2], 0.35)
    : mixLch(palette.ground, palette.pigments[0], 0.3);
  const bands = Array.from({ length: 12 }, (_, i) => {
    const sky = mixLch(palette.dark ? top : shade(mixLch(top, palette.ground, 0.35), 0.05), low, i / 11);
    return { y: (horizon * i) / 12, to: (horizon * (i + 1)) / 12 + 0.03, ...sky };
  });
  layBands(studio, bands);
  const sun = {
    x: pen.between(0.24, 0.76),
    y: horizon * pen.between(0.35, 0.75),
    r: pen.between(0.045, 0.085),
  };
  pen.glow(sun.x, sun.y, sun.r * 6, colourOf(palette.accent), palette.dark ? 0.4 : 0.5);
  pen.dot(sun.x, sun.y, sun.r, colourOf(shade(palette.accent, 0.06)), 0.96, { rough: 0.08 });
  clouds(studio, horizon);
  const ranges = sea ? 2 : plan.subject === 'dune' ? 5 : 6;
  for (let i = 0; i < ranges; i++) range(studio, { i, of: ranges, horizon, sea });
  if (sea || plan.subject === 'mountain' || plan.subject === '')
    water(studio, sea ? horizon + 0.01 : tall * 0.84, sun);
  if (pen.dice() < 0.75) birds(studio, horizon);
}

function clouds(studio: Studio, horizon: number): void {
  const { pen, palette } = studio;
  for (let i = 0; i < 5; i++) {
    const [x, y] = [pen.dice(), horizon * pen.between(0.12, 0.7)];
    const tone = shade(mixLch(palette.pigments[0], palette.ground, 0.65), palette.dark ? -0.05 : 0.04);
    for (let k = 0; k < 5; k++)
      pen.body(
        ring(x + pen.bell() * 0.07, y + pen.bell() * 0.008, pen.between(0.05, 0.14), 22, 0.13),
        vary(tone, pen.dice, 0.5),
        0.16,
        { rough: 0.4 },
      );
  }
}

function range(
  studio: Studio,
  { i, of, horizon, sea }: { i: number; of: number; horizon: number; sea: boolean },
): void {
  const { pen, palette, tall, plan, lively } = studio;
  const t = of === 1 ? 1 : i / (of - 1);
  const dune = plan.subject === 'dune';
  const base = sea ? horizon - 0.005 : horizon + (tall - horizon) * (t * 0.62 - 0.06);
  const high = (sea ? 0.06 : dune ? 0.09 : 0.17 - 0.05 * t) * (0.8 + lively * 0.7);
  const far = mixLch(
    palette.dark ? palette.ground : mixLch(palette.ground, palette.pigments[0], 0.3),
    palette.pigments[2],
    0.3 + t * 0.6,
  );
  const tone = mixLch(far, palette.ink, t * t * 0.6);
  const seed = plan.seed + i * 31;
  const points: number[] = [-0.02, tall + 0.05];
  const ridge: number[] = [];
  for (let x = -0.02; x <= 1.021; x += 0.008) {
    let y = noise1(x * (1.6 + t), seed) * 0.6;
    if (dune) y = -Math.abs(noise1(x * 1.3 + 3, seed)) * 1.2 + 0.4;
    else
      y +=
        noise1(x * 5.3, seed + 1) * 0.28 -
        Math.abs(noise1(x * 12, seed + 2)) * 0.17 +
        noise1(x * 40, seed + 3) * 0.03;
    if (sea) y = Math.max(y, -0.1) - 0.1;
    ridge.push(x, base + y * high);
  }
  points.push(...ridge, 1.02, tall + 0.05);
  pen.body(points, vary(tone, pen.dice, 0.4), 0.97, { rough: 0.1 });
  // Light along the ridge, and brush marks down the slopes.
  const lit = mixLch(tone, palette.accent, 0.4);
  for (let k = 0; k < 46; k++) {
    const at = Math.floor(pen.dice() * (ridge.length / 2 - 12)) * 2;
    const drop = pen.between(0.01, 0.07) * (sea ? 0.3 : 1);
    const [x, y] = [ridge[at], ridge[at + 1] + pen.between(0.002, 0.03)];
    const down = dune
      ? curve([x, y], [x + 0.05, y + drop * 0.3], [x + 0.12, y + drop], 6)
      : curve([x, y], [x + pen.bell() * 0.01, y + drop * 0.5], [x + pen.bell() * 0.03, y + drop], 6);
    pen.line(down, pen.between(0.002, 0.008), vary(k % 3 === 0 ? lit : shade(tone, -0.04), pen.dice), 0.22, {
      rough: 0.6,
    });
  }
  if (sea || t > 0.9) return;
  const mist = mixLch(palette.ground, palette.pigments[0], 0.22);
  for (let k = 0; k < 6; k++)
    pen.body(
      ring(pen.dice(), base + high * 0.9 + pen.bell() * 0.012, pen.between(0.2, 0.45), 30, 0.1),
      colourOf(mist),
      palette.dark ? 0.06 : 0.13,
    );
}

function water(studio: Studio, from: number, sun: { x: number; r: number }): void {
  const { pen, palette, tall, lively } = studio;
  const deep = mixLch(palette.pigments[2], palette.ink, 0.25);
  const near = mixLch(palette.pigments[0], palette.ground, palette.dark ? 0.5 : 0.25);
  const bands = Array.from({ length: 7 }, (_, i) => ({
    y: from + ((tall - from) * i) / 7,
    to: from + ((tall - from) * (i + 1)) / 7,
    ...mixLch(near, deep, i / 6),
  }));
  layBands(studio, bands);
  for (let i = 0; i < 190; i++) {
    const t = pen.dice() ** 1.3;
    const y = from + (tall - from) * t;
    const x = pen.dice();
    const nearSun = Math.abs(x - sun.x) < sun.r * (0.8 + t * 1.6);
    const tone =
      nearSun && pen.dice() < 0.7
        ? palette.accent
        : pen.dice() < 0.5
          ? shade(near, 0.08)
          : shade(deep, -0.03);
    const length = pen.between(0.02, 0.06) * (0.5 + t * 1.5);
    const lift = 0.006 * lively * t;
    pen.line(
      curve([x, y], [x + length / 2, y - lift], [x + length, y + lift * 0.5], 6),
      0.002 + t * 0.006,
      vary(tone, pen.dice),
      nearSun ? 0.75 : 0.4,
      { rough: 0.45 },
    );
  }
}

function birds(studio: Studio, horizon: number): void {
  const { pen, palette } = studio;
  const [x, y] = [pen.between(0.2, 0.75), horizon * pen.between(0.2, 0.45)];
  for (let i = 0; i < 5; i++) {
    const [bx, by, s] = [
      x + i * 0.03 + pen.bell() * 0.01,
      y + Math.abs(i - 2) * 0.014 + pen.bell() * 0.004,
      pen.between(0.008, 0.014),
    ];
    const tone = colourOf(palette.dark ? palette.accent : palette.ink);
    pen.line(curve([bx - s, by - s * 0.3], [bx - s * 0.4, by - s * 0.7], [bx, by], 6), 0.0026, tone, 0.8);
    pen.line(curve([bx, by], [bx + s * 0.4, by - s * 0.7], [bx + s, by - s * 0.35], 6), 0.0026, tone, 0.8);
  }
}
