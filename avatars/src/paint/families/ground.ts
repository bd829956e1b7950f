import { colourOf, mixLch } from '../colour.ts';
import { shade, vary } from '../palette.ts';
import { ring } from '../pen.ts';
import type { Studio } from '../studio.ts';

/** A ground that is not flat: on paper a few pale washes, on dark ground a breath of light. */
export function layGround(studio: Studio, much = 1): void {
  const { pen, palette, tall, plan } = studio;
  const count = plan.tile ? 0 : 4;
  for (let i = 0; i < count; i++) {
    const [x, y] = [pen.between(0.05, 0.95), pen.between(0.05, 0.95) * tall];
    const pigment = pen.pick(palette.pigments);
    if (palette.dark) {
      pen.glow(x, y, pen.between(0.4, 0.8), vary(shade(pigment, -0.28), pen.dice), 0.22 * much);
    } else {
      const pale = mixLch(pigment, palette.ground, 0.55);
      pen.bloom(
        ring(x, y, pen.between(0.18, 0.36), 9, pen.between(0.6, 1), pen.dice() * 3),
        vary(pale, pen.dice),
        0.035 * much,
        6,
      );
    }
  }
}

/** Bands of sky or water from top to bottom, each a wandering wash. */
export function layBands(
  studio: Studio,
  bands: readonly {
    readonly y: number;
    readonly to: number;
    readonly l: number;
    readonly c: number;
    readonly h: number;
  }[],
): void {
  const { pen } = studio;
  // Each goes on to the end, so that only upper edges show, and those wander.
  const end = bands[bands.length - 1].to + 0.03;
  for (const band of bands) {
    const strips = 7;
    for (let i = 0; i < strips; i++) {
      const top = band.y + ((band.to - band.y) * i) / strips - 0.02;
      const points: number[] = [-0.05, top];
      for (let x = 0; x <= 1.001; x += 0.1) points.push(x, top + pen.bell() * 0.014);
      points.push(1.05, top, 1.05, end, -0.05, end);
      pen.body(points, colourOf({ l: band.l, c: band.c, h: band.h }), 0.21, { rough: 0.08 });
    }
  }
}
