import { colourOf, mixLch } from '../colour.ts';
import { shade, vary } from '../palette.ts';
import { curve, ring } from '../pen.ts';
import type { Studio } from '../studio.ts';

/** Clouds of colour that run into one another, a few drops, and one or two lines that hold them together. */
export function paintWash(studio: Studio): void {
  const { pen, palette, tall, lively, plan } = studio;
  const count = Math.round(5 + lively * 5);
  const sway = pen.dice() * 6.28;
  for (let i = 0; i < count; i++) {
    const t = i / count;
    const x = plan.tile ? pen.dice() : 0.5 + Math.cos(sway + t * 5.2) * 0.27 + pen.bell() * 0.06;
    const y = plan.tile ? pen.dice() : tall * (0.5 + Math.sin(sway + t * 4.1) * 0.29) + pen.bell() * 0.05;
    const pigment = palette.pigments[i % palette.pigments.length];
    const radius = pen.between(0.11, 0.26) * (1.15 - lively * 0.3);
    const outline = ring(x, y, radius, 8, pen.between(0.55, 1), pen.dice() * 3);
    if (palette.dark) {
      pen.glow(x, y, pen.between(0.25, 0.45), vary(pigment, pen.dice), 0.5);
      for (let k = 0; k < 3; k++) pen.bloom(outline, vary(shade(pigment, -0.1), pen.dice), 0.07, 3);
    } else cloud(studio, i, { x, y, radius, outline });
  }
  if (plan.subject === 'rain') rain(studio);
  else if (!plan.tile) lines(studio);
  for (let i = 0; i < 8; i++) {
    const tone = palette.dark ? palette.accent : pen.pick(palette.pigments);
    pen.splatter(
      pen.dice(),
      pen.dice() * tall,
      0.16,
      vary(shade(tone, palette.dark ? 0 : -0.08), pen.dice),
      Math.round(8 + lively * 20),
    );
  }
}

/** A cloud in four waters: a veil far around it, its body, the next colour bleeding in, and where pigment settles. */
function cloud(
  { pen, palette, lively }: Studio,
  i: number,
  { x, y, radius, outline }: { x: number; y: number; radius: number; outline: readonly number[] },
): void {
  const { pigments, ground } = palette;
  const pigment = pigments[i % pigments.length];
  const veil = vary(mixLch(pigment, ground, 0.3), pen.dice);
  pen.bloom(
    ring(x + pen.bell() * 0.04, y + pen.bell() * 0.03, radius * 1.75, 9, 0.8, pen.dice() * 3),
    veil,
    0.026,
    7,
    0.62,
    0.12,
  );
  pen.bloom(outline, vary(pigment, pen.dice), 0.058, 16, 0.46 + lively * 0.16, 0.18);
  const next = vary(mixLch(pigments[(i + 1) % pigments.length], pigment, 0.25), pen.dice);
  const angle = pen.dice() * Math.PI * 2;
  const [bx, by] = [x + Math.cos(angle) * radius * 0.6, y + Math.sin(angle) * radius * 0.5];
  pen.bloom(ring(bx, by, radius * 0.6, 7, 0.75, pen.dice() * 3), next, 0.05, 9, 0.6, 0.15);
  const deep = vary(shade(pigment, -0.12), pen.dice);
  pen.bloom(
    ring(x - Math.cos(angle) * radius * 0.35, y + radius * 0.3, radius * 0.3, 7, 0.6, pen.dice() * 3),
    deep,
    0.06,
    6,
    0.7,
    0.25,
  );
}

function lines(studio: Studio): void {
  const { pen, palette, tall, lively } = studio;
  const ink = palette.dark ? palette.accent : palette.ink;
  for (let i = 0; i < 2 + Math.round(lively * 3); i++) {
    const from: [number, number] = [pen.between(0.05, 0.35), tall * pen.between(0.15, 0.85)];
    const to: [number, number] = [pen.between(0.65, 0.95), tall * pen.between(0.15, 0.85)];
    const by: [number, number] = [0.5 + pen.bell() * 0.2, tall * 0.5 + pen.bell() * 0.3];
    pen.line(curve(from, by, to, 30), pen.between(0.003, 0.012), colourOf(ink), 0.75, { rough: 0.55 });
  }
  const [x, y] = [pen.between(0.3, 0.7), tall * pen.between(0.3, 0.7)];
  pen.dot(x, y, pen.between(0.012, 0.024), colourOf(palette.accent), 0.95, { rough: 0.2 });
}

function rain(studio: Studio): void {
  const { pen, palette, tall, lively } = studio;
  const slant = 0.05 + lively * 0.1;
  for (let i = 0; i < 160; i++) {
    const [x, y] = [pen.between(-0.1, 1.1), pen.between(-0.1, 1) * tall];
    const length = pen.between(0.05, 0.2);
    const tone = mixLch(palette.pigments[2], palette.ground, pen.dice() * 0.7);
    pen.line([x, y, x - slant * length, y + length], 0.0022, vary(tone, pen.dice), 0.6, { taper: 'both' });
  }
  for (let i = 0; i < 26; i++) {
    const [x, y, r] = [pen.dice(), tall * pen.between(0.82, 0.98), pen.between(0.015, 0.06)];
    const loop = ring(x, y, r, 26, 0.28);
    pen.line([...loop, loop[0], loop[1]], 0.0025, vary(palette.pigments[2], pen.dice), 0.5, {
      taper: 'none',
      rough: 0.4,
    });
  }
}
