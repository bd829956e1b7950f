import { colourOf, type Lch, mixLch } from '../colour.ts';
import { shade, vary } from '../palette.ts';
import { curve, ring } from '../pen.ts';
import type { Studio } from '../studio.ts';
import { layBands } from './ground.ts';

/** Towers in rows under an evening sky, windows lit, all of it again in the water; or lanterns in the dark. */
export function paintCity(studio: Studio): void {
  const { pen, palette, tall, plan } = studio;
  const quay = tall * 0.8;
  const high = palette.dark ? palette.ground : mixLch(palette.pigments[3], palette.ink, 0.25);
  const low = mixLch(palette.pigments[0], palette.ground, palette.dark ? 0.5 : 0.15);
  layBands(
    studio,
    Array.from({ length: 12 }, (_, i) => ({
      y: (quay * i) / 12,
      to: (quay * (i + 1)) / 12 + 0.02,
      ...mixLch(high, low, (i / 11) ** 1.4),
    })),
  );
  const moon = { x: pen.between(0.15, 0.85), y: tall * pen.between(0.1, 0.25) };
  pen.glow(moon.x, moon.y, 0.2, colourOf(palette.accent), 0.4);
  pen.dot(moon.x, moon.y, pen.between(0.025, 0.045), colourOf(shade(palette.accent, 0.05)), 0.95);
  for (let layer = 0; layer < 3; layer++) row(studio, layer, quay);
  mirror(studio, quay);
  if (plan.subject === 'lanterns') for (let i = 0; i < 34; i++) lantern(studio, i / 34);
}

function row(studio: Studio, layer: number, quay: number): void {
  const { pen, palette, tall, lively } = studio;
  const tone = mixLch(mixLch(palette.pigments[0], palette.pigments[3], 0.5), palette.ink, 0.35 + layer * 0.3);
  let x = -0.04;
  while (x < 1.02) {
    const w = pen.between(0.05, 0.12);
    const middle = 1 - Math.abs(x - 0.5) * 0.9;
    const h =
      tall * pen.between(0.16, 0.46) * (1 - layer * 0.2) * (0.55 + 0.6 * middle) * (0.8 + lively * 0.4);
    const roof = pen.dice();
    const top = quay - h;
    const outline =
      roof < 0.25
        ? [x, quay, x, top, x + w / 2, top - w * 0.5, x + w, top, x + w, quay]
        : [x, quay, x, top, x + w, top + (roof < 0.5 ? w * 0.15 : 0), x + w, quay];
    const wall = vary(tone, pen.dice, 0.6);
    pen.body(outline, wall, 0.98, { rough: 0.1 });
    if (roof > 0.85)
      pen.line([x + w / 2, top, x + w / 2, top - pen.between(0.03, 0.09)], 0.003, wall, 1, { taper: 'none' });
    windows(studio, { x, y: top, w, h }, layer);
    x += w * pen.between(0.75, 1.25);
  }
  for (let k = 0; k < 5; k++)
    pen.body(
      ring(pen.dice(), quay, pen.between(0.2, 0.4), 24, 0.16),
      colourOf(mixLch(palette.pigments[0], palette.ground, 0.4)),
      0.06,
    );
}

function windows(
  studio: Studio,
  { x, y, w, h }: { x: number; y: number; w: number; h: number },
  layer: number,
): void {
  const { pen, palette, lively } = studio;
  const size = 0.0065 + layer * 0.0018;
  const lit = 0.16 + lively * 0.22;
  for (let v = y + size * 2.5; v < y + h - size * 2; v += size * 2.4)
    for (let u = x + size; u < x + w - size * 1.4; u += size * 2.1) {
      if (pen.dice() > lit) continue;
      const tone: Lch = pen.dice() < 0.8 ? palette.accent : pen.pick(palette.pigments);
      pen.body(
        [u, v, u + size, v, u + size, v + size * 1.35, u, v + size * 1.35],
        vary(tone, pen.dice),
        0.65 + layer * 0.15,
      );
    }
}

function mirror(studio: Studio, quay: number): void {
  const { pen, palette, tall } = studio;
  const deep = mixLch(palette.ink, palette.pigments[3], 0.3);
  layBands(studio, [{ y: quay, to: tall, ...deep }]);
  for (let i = 0; i < 330; i++) {
    const t = pen.dice() ** 1.2;
    const y = quay + 0.006 + (tall - quay) * t;
    const length = pen.between(0.012, 0.05) * (0.5 + t);
    const x = pen.dice();
    const roll = pen.dice();
    const tone =
      roll < 0.34
        ? palette.accent
        : roll < 0.7
          ? palette.pigments[0]
          : mixLch(palette.ink, palette.pigments[1], 0.5);
    pen.line(
      curve([x, y], [x + length / 2, y + 0.002], [x + length, y], 4),
      0.0022 + t * 0.004,
      vary(tone, pen.dice),
      roll < 0.34 ? 0.6 : 0.35,
      { rough: 0.35 },
    );
  }
}

function lantern(studio: Studio, t: number): void {
  const { pen, palette, tall } = studio;
  const x = pen.dice();
  const y = tall * (0.08 + 0.62 * ((t * 7.3) % 1));
  const r = pen.between(0.012, 0.034);
  const tone = pen.dice() < 0.6 ? palette.accent : palette.pigments[0];
  pen.glow(x, y, r * 4.5, colourOf(shade(tone, -0.08)), 0.55);
  pen.body(ring(x, y, r, 20, 1.15), vary(tone, pen.dice), 0.95, { rough: 0.1 });
  for (let k = -2; k <= 2; k++)
    pen.line(
      curve([x + k * r * 0.12, y - r * 1.1], [x + k * r * 0.5, y], [x + k * r * 0.12, y + r * 1.1], 8),
      r * 0.07,
      colourOf(shade(tone, -0.25)),
      0.5,
      { taper: 'none' },
    );
  pen.line([x, y + r * 1.15, x, y + r * 1.9], r * 0.1, colourOf(palette.pigments[0]), 0.8);
}
