import { colourOf, type Lch, mixLch } from '../colour.ts';
import { shade, vary } from '../palette.ts';
import { ring } from '../pen.ts';
import type { Studio } from '../studio.ts';

/** Pieces that meet without a gap: patchwork, eight-pointed stars, or arcs. */
export function paintTessellation(studio: Studio): void {
  const kind = studio.plan.subject || studio.pen.pick(['patchwork', 'stars', 'arcs'] as const);
  if (kind === 'patchwork') patchwork(studio);
  else if (kind === 'arcs') arcs(studio);
  else stars(studio);
}

interface Patch {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** Thin cloth pieced with its seams showing, as a wrapping cloth held against the light. */
function patchwork(studio: Studio): void {
  const { pen, palette, tall, lively } = studio;
  const least = 0.13 - lively * 0.06;
  const split = (patch: Patch): Patch[] => {
    const { x, y, w, h } = patch;
    if (Math.max(w, h) < least * 2 || (Math.max(w, h) < 0.3 && pen.dice() < 0.18)) return [patch];
    const cut = pen.between(0.34, 0.66);
    return w > h * pen.between(0.8, 1.25)
      ? [...split({ x, y, w: w * cut, h }), ...split({ x: x + w * cut, y, w: w * (1 - cut), h })]
      : [...split({ x, y, w, h: h * cut }), ...split({ x, y: y + h * cut, w, h: h * (1 - cut) })];
  };
  const colours = [
    ...palette.pigments,
    palette.leaf,
    mixLch(palette.ground, palette.pigments[0], 0.25),
    palette.accent,
  ];
  for (const { x, y, w, h } of split({ x: 0, y: 0, w: 1, h: tall })) {
    const tone = pen.pick(colours);
    const outline = [x, y, x + w, y, x + w, y + h, x, y + h];
    pen.body(
      outline,
      vary(palette.dark ? shade(tone, -0.1) : mixLch(tone, palette.ground, 0.25), pen.dice, 0.7),
      0.96,
      { rough: 0.1 },
    );
    weave(studio, { x, y, w, h }, tone);
    if (w > 0.09 && h > 0.09 && pen.dice() < 0.28) {
      const half = vary(shade(pen.pick(colours), -0.03), pen.dice);
      pen.body(
        pen.dice() < 0.5 ? [x, y, x + w, y, x, y + h] : [x + w, y, x + w, y + h, x, y + h],
        half,
        0.75,
        { rough: 0.1 },
      );
    }
    const seam = shade(tone, palette.dark ? 0.14 : -0.22);
    for (const edge of [
      [x, y, x + w, y],
      [x, y, x, y + h],
    ]) {
      pen.line(edge, 0.007, vary(seam, pen.dice), 0.45, { taper: 'none', rough: 0.2, glaze: !palette.dark });
      stitches(studio, edge, seam);
    }
  }
}

function weave({ pen, palette }: Studio, { x, y, w, h }: Patch, tone: Lch): void {
  const across = pen.dice() < 0.5;
  const count = Math.min(60, Math.round((across ? h : w) / 0.0065));
  for (let i = 1; i < count; i++) {
    const t = i / count;
    const path = across ? [x, y + h * t, x + w, y + h * t] : [x + w * t, y, x + w * t, y + h];
    pen.line(
      path,
      0.0016,
      vary(shade(tone, i % 2 === 0 ? 0.09 : -0.09), pen.dice),
      palette.dark ? 0.3 : 0.35,
      { taper: 'none', rough: 0.55 },
    );
  }
}

function stitches({ pen }: Studio, [x0, y0, x1, y1]: readonly number[], seam: Lch): void {
  const length = Math.hypot(x1 - x0, y1 - y0);
  const count = Math.min(24, Math.floor(length / 0.022));
  for (let i = 0; i < count; i++) {
    const t = (i + 0.5) / count;
    const [x, y] = [x0 + (x1 - x0) * t, y0 + (y1 - y0) * t];
    pen.line([x - 0.003, y - 0.003, x + 0.003, y + 0.003], 0.0018, colourOf(shade(seam, -0.1)), 0.7, {
      taper: 'none',
    });
  }
}

/** Eight-pointed stars and crosses, each star with smaller ones inside. */
function stars(studio: Studio): void {
  const { pen, palette, tall, lively, plan } = studio;
  const across = Math.round(4 + lively * 3);
  const size = 1 / across;
  const down = plan.tile ? across : Math.ceil(tall / size) + 1;
  const grout = palette.dark ? shade(palette.ground, 0.16) : palette.ink;
  const star = (x: number, y: number, r: number, turn = 0): number[] => {
    const points: number[] = [];
    for (let k = 0; k < 16; k++) {
      const radius = k % 2 === 0 ? r : r * 0.765;
      const angle = turn + (k / 16) * Math.PI * 2;
      points.push(x + Math.cos(angle) * radius, y + Math.sin(angle) * radius);
    }
    return points;
  };
  for (let j = 0; j < down; j++)
    for (let i = 0; i < across; i++) {
      const [x, y] = [(i + 0.5) * size, (j + 0.5) * size];
      const lead = (i + j) % 2;
      const cell = [
        i * size,
        j * size,
        (i + 1) * size,
        j * size,
        (i + 1) * size,
        (j + 1) * size,
        i * size,
        (j + 1) * size,
      ];
      pen.body(cell, vary(palette.pigments[2], pen.dice, 0.5), 1, { rough: 0.12 });
      const rings = [
        palette.pigments[lead],
        palette.ground,
        palette.pigments[1 - lead],
        palette.accent,
        palette.pigments[3],
      ];
      rings.forEach((tone, depth) => {
        const r = size * (0.5 - depth * 0.095);
        const turn = depth % 2 === 0 ? 0 : Math.PI / 8;
        const outline = star(x, y, r, turn);
        pen.body(outline, vary(tone, pen.dice, 0.4), 1, { rough: 0.12 });
        pen.line([...outline, outline[0], outline[1]], size * 0.018, colourOf(grout), 0.85, {
          taper: 'none',
          rough: 0.2,
        });
      });
    }
  for (let j = 0; j <= down; j++)
    for (let i = 0; i <= across; i++) {
      if (plan.tile && (i === across || j === down)) continue;
      pen.body(ring(i * size, j * size, size * 0.16, 4), vary(palette.accent, pen.dice, 0.5), 1, {
        rough: 0.12,
      });
      pen.body(ring(i * size, j * size, size * 0.085, 8), colourOf(palette.pigments[0]), 1);
    }
}

/** Overlapping fans of waves, each a stack of arcs. */
function arcs(studio: Studio): void {
  const { pen, palette, tall, lively, plan } = studio;
  const across = Math.round(4 + lively * 3);
  const r = 0.5 / across;
  const step = plan.tile ? 1 / (2 * across) : r;
  const down = plan.tile ? across * 2 : Math.ceil(tall / step) + 2;
  for (let j = 0; j < down; j++)
    for (let i = plan.tile ? 0 : -1; i < across + (plan.tile ? 0 : 1); i++) {
      const [x, y] = [(i + (j % 2 === 0 ? 0.5 : 0)) * r * 2 + (plan.tile ? 0 : 0), j * step];
      const tone = mixLch(pen.pick(palette.pigments), palette.pigments[0], 0.35);
      for (let k = 0; k < 5; k++) {
        const colour = k % 2 === 0 ? tone : palette.dark ? shade(palette.ground, 0.05) : palette.ground;
        pen.body(ring(x, y, r * (1 - k * 0.19), 30), vary(colour, pen.dice, 0.4), 0.98, { rough: 0.15 });
      }
      pen.dot(x, y, r * 0.1, colourOf(palette.accent), 0.95);
    }
}
