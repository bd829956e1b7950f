import { colourOf, mixLch } from '../colour.ts';
import { shade, vary } from '../palette.ts';
import { curve, petalOutline, ring } from '../pen.ts';
import type { Studio } from '../studio.ts';

/** Cranes in flight before a large sun, over reeds. */
export function paintBird(studio: Studio): void {
  const { pen, palette, tall, lively } = studio;
  const sun = { x: pen.between(0.3, 0.7), y: tall * 0.3 };
  pen.glow(sun.x, sun.y, 0.5, colourOf(palette.accent), palette.dark ? 0.3 : 0.15);
  pen.dot(sun.x, sun.y, 0.19, colourOf(mixLch(palette.accent, palette.pigments[0], 0.35)), 0.85, {
    rough: 0.3,
  });
  for (let i = 0; i < 40; i++) {
    const from: [number, number] = [pen.dice() * 1.1 - 0.05, tall * 1.02];
    const lean = pen.bell() * 0.05 + 0.06;
    const high = tall * pen.between(0.08, 0.3);
    pen.line(
      curve(from, [from[0], tall - high * 0.6], [from[0] + lean, tall - high], 8),
      0.006,
      vary(mixLch(palette.leaf, palette.ink, 0.3), pen.dice),
      0.7,
      { taper: 'end', rough: 0.3 },
    );
  }
  const count = 2 + Math.round(lively * 2);
  for (let i = 0; i < count; i++)
    crane(studio, {
      x: pen.between(0.3, 0.7) + (i - count / 2 + 0.5) * 0.1,
      y: tall * (0.26 + (i / count) * 0.48),
      s: pen.between(0.2, 0.27),
      flip: pen.dice() < 0.5 ? 1 : -1,
    });
}

function crane(studio: Studio, { x, y, s, flip }: { x: number; y: number; s: number; flip: number }): void {
  const { pen, palette } = studio;
  const white = palette.dark ? { l: 0.9, c: 0.02, h: 90 } : { l: 0.985, c: 0.008, h: 90 };
  const ink = palette.dark ? mixLch(palette.ink, palette.pigments[0], 0.3) : palette.ink;
  const put = (u: number, v: number): [number, number] => [x + flip * u * s, y + v * s];
  const turnOf = (angle: number): number => (flip > 0 ? angle : Math.PI - angle);
  for (const lift of [0.12, 0]) {
    const root = put(0.02, -0.05 + lift * 0.3);
    for (let k = 0; k < 12; k++) {
      const t = k / 11;
      const angle = turnOf(-2.75 + t * 1.5 + lift);
      const [rx, ry] = [
        root[0] + flip * s * (0.1 - 0.28 * t),
        root[1] - s * 0.34 * Math.sin(t * Math.PI * 0.55),
      ];
      const feather = petalOutline(
        pen,
        { x: rx, y: ry, turn: angle },
        { length: s * (0.92 - 0.42 * t), width: s * 0.13, belly: 0.62, tip: 0.4, wander: 0.04 },
      );
      pen.body(feather, vary(k < 6 ? mixLch(ink, white, k * 0.05) : white, pen.dice, 0.4), 0.97, {
        rough: 0.12,
      });
      pen.line(
        [rx, ry, rx + Math.cos(angle) * s * 0.6, ry + Math.sin(angle) * s * 0.6],
        0.0015,
        colourOf(shade(ink, 0.2)),
        0.4,
      );
    }
  }
  const body = ring(...put(0, 0.04), s * 0.3, 26, 0.42, flip * 0.2);
  pen.body(body, colourOf(white), 1, { rough: 0.08 });
  pen.wash(body, colourOf(mixLch(palette.pigments[0], white, 0.5)), 0.22, { wet: 1, rough: 0.5 });
  pen.line(curve(put(0.24, 0.0), put(0.5, -0.02), put(0.78, -0.2), 12), s * 0.085, colourOf(white), 1, {
    taper: 'none',
  });
  pen.line(curve(put(0.4, -0.01), put(0.58, -0.05), put(0.76, -0.18), 12), s * 0.05, colourOf(ink), 0.9, {
    taper: 'end',
  });
  pen.dot(...put(0.81, -0.22), s * 0.062, colourOf(white), 1);
  pen.body(ring(...put(0.82, -0.26), s * 0.042, 12, 0.6), colourOf({ l: 0.55, c: 0.21, h: 27 }), 1);
  pen.line(
    [...put(0.85, -0.22), ...put(1.08, -0.26)],
    s * 0.036,
    colourOf(mixLch(palette.accent, ink, 0.45)),
    1,
    { taper: 'end' },
  );
  pen.dot(...put(0.83, -0.225), s * 0.012, colourOf(ink), 1);
  for (const lag of [0, 0.05])
    pen.line(
      curve(put(-0.22, 0.1 + lag), put(-0.5, 0.16 + lag), put(-0.95, 0.17 + lag), 8),
      s * 0.026,
      colourOf(ink),
      0.95,
      { taper: 'none' },
    );
  for (let k = 0; k < 4; k++)
    pen.body(
      petalOutline(
        pen,
        { x: put(-0.22, 0.06)[0], y: put(0, 0.06)[1], turn: turnOf(Math.PI - 0.1 + k * 0.14) },
        { length: s * 0.3, width: s * 0.09, belly: 0.6, tip: 0.5, wander: 0.05 },
      ),
      vary(ink, pen.dice, 0.5),
      0.95,
    );
}
