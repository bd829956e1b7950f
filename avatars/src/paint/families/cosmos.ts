import { colourOf, type Lch, lch, mixLch } from '../colour.ts';
import { shade, vary } from '../palette.ts';
import { ring } from '../pen.ts';
import type { Studio } from '../studio.ts';

/** Clouds of light, stars, and worlds with bands and rings. */
export function paintCosmos(studio: Studio): void {
  const { pen, palette, tall, lively, plan } = studio;
  const deep = palette.dark ? shade(palette.ground, -0.06) : lch(0.2, 0.05, palette.ink.h);
  pen.body([-0.1, -0.1, 1.1, -0.1, 1.1, tall + 0.1, -0.1, tall + 0.1], colourOf(deep), 1, { whole: true });
  const sway = pen.dice() * 6.28;
  for (let i = 0; i < 70; i++) {
    const t = pen.dice() * 2 - 1;
    const away = pen.bell() * 0.14;
    const x = plan.tile ? pen.dice() : 0.5 + Math.cos(sway) * t * 0.7 - Math.sin(sway) * away;
    const y = plan.tile ? pen.dice() : tall * 0.5 + Math.sin(sway) * t * 0.7 + Math.cos(sway) * away;
    pen.glow(
      x,
      y,
      pen.between(0.05, 0.24),
      vary(shade(pen.pick(palette.pigments), -0.16), pen.dice, 1.4),
      pen.between(0.05, 0.2),
    );
  }
  for (let i = 0; i < 520 + lively * 500; i++) {
    const bright = pen.dice() ** 5;
    const [x, y] = [pen.dice(), pen.dice() * tall];
    pen.dot(
      x,
      y,
      0.0007 + bright * 0.0024,
      vary(lch(0.95, 0.03, pen.dice() * 360), pen.dice),
      0.35 + bright * 0.6,
    );
    if (bright > 0.86)
      pen.glow(
        x,
        y,
        0.012 + bright * 0.016,
        colourOf(mixLch(lch(0.9, 0.04, 250), palette.accent, 0.25)),
        0.5,
      );
  }
  const worlds = plan.tile ? 5 : 3;
  for (let i = 0; i < worlds; i++) {
    const r = plan.tile ? pen.between(0.05, 0.1) : [0.27, 0.085, 0.045][i] * pen.between(0.85, 1.15);
    const x = plan.tile ? pen.dice() : [0.42, 0.78, 0.24][i] + pen.bell() * 0.06;
    const y = plan.tile ? pen.dice() : tall * ([0.6, 0.24, 0.2][i] + pen.bell() * 0.03);
    world(studio, { x, y, r }, palette.pigments[i % 4], i === 0 || pen.dice() < 0.3);
  }
}

function world(
  studio: Studio,
  { x, y, r }: { x: number; y: number; r: number },
  tone: Lch,
  ringed: boolean,
): void {
  const { pen, palette } = studio;
  const tilt = pen.between(-0.5, 0.5);
  const put = (u: number, v: number): [number, number] => [
    x + u * Math.cos(tilt) - v * Math.sin(tilt),
    y + u * Math.sin(tilt) + v * Math.cos(tilt),
  ];
  pen.glow(x, y, r * 1.7, colourOf(shade(tone, -0.05)), 0.4);
  const halo = (from: number, to: number): void => {
    for (let k = 0; k < 9; k++) {
      const points: number[] = [];
      for (let i = 0; i <= 24; i++) {
        const angle = from + ((to - from) * i) / 24;
        const radius = r * (1.38 + k * 0.075);
        points.push(...put(Math.cos(angle) * radius, Math.sin(angle) * radius * 0.22));
      }
      pen.line(points, r * 0.05, vary(mixLch(palette.accent, tone, k / 10), pen.dice), k === 4 ? 0.2 : 0.7, {
        taper: 'none',
        rough: 0.3,
      });
    }
  };
  if (ringed) halo(Math.PI, Math.PI * 2);
  pen.body(ring(x, y, r, 48), colourOf(shade(tone, -0.08)), 1);
  for (let k = 0; k < 26; k++) {
    const v = (k / 25) * 2 - 1;
    const half = Math.sqrt(Math.max(0, 1 - v * v)) * r * 0.985;
    const path: number[] = [];
    for (let i = 0; i <= 12; i++) {
      const t = (i / 12) * 2 - 1;
      path.push(
        ...put(
          t * half,
          v * r + Math.sqrt(Math.max(0, 1 - t * t)) * r * 0.07 * (1 - Math.abs(v)) + pen.bell() * r * 0.006,
        ),
      );
    }
    pen.line(
      path,
      r * pen.between(0.05, 0.12) * Math.sqrt(Math.max(0.1, 1 - v * v)),
      vary(mixLch(tone, pen.pick(palette.pigments), 0.45), pen.dice, 1.2),
      0.55,
      { taper: 'both', rough: 0.35 },
    );
  }
  nightSide(studio, { x, y, r });
  if (ringed) halo(0, Math.PI);
}

/** Ever smaller crescents of dark away from the light. */
function nightSide({ pen, palette }: Studio, { x, y, r }: { x: number; y: number; r: number }): void {
  for (let k = 0; k < 9; k++) {
    const points: number[] = [];
    const bend = 0.75 - k * 0.17;
    for (let i = 0; i <= 24; i++)
      points.push(x + Math.cos(-1.2 + (i / 24) * Math.PI) * r, y + Math.sin(-1.2 + (i / 24) * Math.PI) * r);
    for (let i = 24; i >= 0; i--) {
      const angle = -1.2 + (i / 24) * Math.PI;
      const [u, v] = [Math.cos(angle), Math.sin(angle)];
      const along = u * Math.cos(0.37) + v * Math.sin(0.37);
      const across = -u * Math.sin(0.37) + v * Math.cos(0.37);
      const [p, q] = [along * bend, across];
      points.push(
        x + (p * Math.cos(0.37) - q * Math.sin(0.37)) * r,
        y + (p * Math.sin(0.37) + q * Math.cos(0.37)) * r,
      );
    }
    pen.wash(points, colourOf(shade(palette.ink, -0.02)), 0.2);
  }
}
