import { colourOf, mixLch } from '../colour.ts';
import { shade, vary } from '../palette.ts';
import { curve, ring } from '../pen.ts';
import type { Studio } from '../studio.ts';

/** Half wings from the body outwards, in widths of the picture. */
const UPPER: [number, number][] = [
  [0.01, -0.03],
  [0.1, -0.2],
  [0.27, -0.3],
  [0.42, -0.29],
  [0.43, -0.17],
  [0.34, -0.03],
  [0.2, 0.03],
  [0.02, 0.02],
];
const LOWER: [number, number][] = [
  [0.02, 0.0],
  [0.16, 0.03],
  [0.3, 0.06],
  [0.33, 0.18],
  [0.25, 0.3],
  [0.2, 0.39],
  [0.17, 0.3],
  [0.09, 0.22],
  [0.02, 0.07],
];

/** One butterfly with open wings; both sides are the same but for the brush. */
export function paintButterfly(studio: Studio): void {
  const { pen, palette, tall } = studio;
  const [x, y] = [0.5, tall * 0.5];
  const wander = 1 + pen.bell() * 0.06;
  for (const side of [-1, 1]) {
    for (const [wing, tone] of [
      [LOWER, palette.pigments[1]],
      [UPPER, palette.pigments[0]],
    ] as const) {
      const place = (u: number, v: number): [number, number] => [x + side * u * wander, y + v * 0.95];
      const outline = smooth(wing).flatMap(([u, v]) => place(u, v));
      pen.body(
        outline,
        colourOf(palette.dark ? shade(tone, -0.12) : mixLch(tone, palette.ground, 0.3)),
        0.95,
        { rough: 0.12 },
      );
      for (let k = 0; k < 3; k++) pen.wash(outline, vary(tone, pen.dice), 0.25, { wet: 1, rough: 0.6 });
      const middle = wing[0];
      smooth(wing).forEach(([u, v], i) => {
        if (i % 3 !== 0) return;
        const tip = place(u * 0.97, v * 0.97);
        pen.line(
          curve(place(...middle), place(u * 0.5 + 0.02, v * 0.6), tip, 10),
          0.0036,
          colourOf(palette.ink),
          0.75,
          { taper: 'end', rough: 0.25 },
        );
        const [sx, sy] = place(u * 0.9 + 0.004, v * 0.9);
        pen.dot(sx, sy, pen.between(0.007, 0.013), colourOf(palette.accent), 0.95, { rough: 0.15 });
      });
      pen.line([...outline, outline[0], outline[1]], 0.012, colourOf(palette.ink), 0.9, {
        taper: 'none',
        rough: 0.3,
      });
      drawEye(studio, place(wing === UPPER ? 0.27 : 0.2, wing === UPPER ? -0.17 : 0.16));
    }
    pen.line(
      curve([x, y - 0.1], [x + side * 0.05, y - 0.24], [x + side * 0.13, y - 0.29], 14),
      0.0042,
      colourOf(palette.ink),
      0.95,
      { taper: 'none' },
    );
    pen.dot(x + side * 0.13, y - 0.29, 0.008, colourOf(palette.ink), 1);
  }
  pen.body(ring(x, y + 0.03, 0.15, 30, 0.16, Math.PI / 2), colourOf(palette.ink), 1, { rough: 0.15 });
  pen.dot(x, y - 0.105, 0.026, colourOf(palette.ink), 1);
  for (let k = 0; k < 9; k++)
    pen.line(
      [x - 0.015, y - 0.06 + k * 0.025, x + 0.015, y - 0.057 + k * 0.025],
      0.004,
      colourOf(mixLch(palette.ink, palette.accent, 0.5)),
      0.7,
    );
  pen.splatter(x, y, 0.5, vary(palette.pigments[0], pen.dice), 60, 0.4);
}

/** The eye of a wing. */
function drawEye({ pen, palette }: Studio, place: [number, number]): void {
  [palette.ink, palette.pigments[2], palette.accent, palette.ink].forEach((colour, k) => {
    pen.body(ring(...place, 0.036 - k * 0.009, 20), vary(colour, pen.dice, 0.4), 0.95, { rough: 0.12 });
  });
}

/** Chaikin's corner cutting, twice. */
function smooth(points: readonly [number, number][]): [number, number][] {
  let all = [...points];
  for (let round = 0; round < 2; round++)
    all = all.flatMap(([u, v], i): [number, number][] => {
      const [p, q] = all[(i + 1) % all.length];
      return [
        [u * 0.75 + p * 0.25, v * 0.75 + q * 0.25],
        [u * 0.25 + p * 0.75, v * 0.25 + q * 0.75],
      ];
    });
  return all;
}
