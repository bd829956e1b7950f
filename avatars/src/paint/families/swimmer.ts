import { colourOf, type Lch, mixLch } from '../colour.ts';
import { shade, vary } from '../palette.ts';
import { curve, petalOutline, ring } from '../pen.ts';
import type { Studio } from '../studio.ts';
import { beside, bodyAround, type SpinePoint, spineThrough } from './spine.ts';

/** Koi in a ring, or one whale among its bubbles. */
export function paintSwimmer(studio: Studio, kind: 'fish' | 'whale'): void {
  const { pen, tall, lively } = studio;
  ripples(studio);
  if (kind === 'whale') {
    whale(studio);
    return;
  }
  const count = 2 + Math.round(lively * 3);
  const start = pen.dice() * 6.28;
  for (let i = 0; i < count; i++) {
    const angle = start + (i / count) * Math.PI * 2;
    const radius = 0.29 + pen.bell() * 0.015;
    const bend = 1.35;
    const points = Array.from({ length: 6 }, (_, k): [number, number] => {
      const a = angle + (k / 5) * bend;
      const wave = Math.sin(k * 1.7) * 0.014;
      return [0.5 + Math.cos(a) * (radius + wave) * 1.08, tall * 0.5 + Math.sin(a) * (radius + wave) * 1.2];
    });
    koi(studio, spineThrough(points, 60), i);
  }
}

const KOI_HALF = (t: number): number =>
  0.076 * Math.sin(Math.PI * Math.min(0.985, 0.06 + t * 0.9)) ** 0.8 * (0.35 + 0.75 * t);

function koi(studio: Studio, spine: SpinePoint[], index: number): void {
  const { pen, palette } = studio;
  const white = { l: 0.95, c: 0.02, h: 80 };
  const red = palette.pigments[index % 2 === 0 ? 0 : 1];
  const lead = mixLch(red, { l: 0.62, c: 0.19, h: 38 }, 0.55);
  const shadow = bodyAround(spine, KOI_HALF).map((value, i) => value + (i % 2 === 0 ? 0.014 : 0.026));
  pen.wash(shadow, colourOf(mixLch(palette.pigments[2], palette.ink, 0.3)), 0.3, { rough: 0.4 });
  const fin = (point: SpinePoint, side: number, length: number, turn: number): void => {
    const [x, y] = beside(point, KOI_HALF(point.t) * 0.8 * side);
    const outline = petalOutline(
      pen,
      { x, y, turn: point.turn + Math.PI - side * turn },
      { length, width: length * 0.62, belly: 0.72, tip: -0.5, wander: 0.06 },
    );
    pen.wash(outline, colourOf(mixLch(lead, palette.ground, 0.35)), 0.5, { wet: 0.8 });
    for (let k = 0; k < 6; k++) {
      const a = point.turn + Math.PI - side * turn + (k / 5 - 0.5) * 0.6;
      pen.line(
        [x, y, x + Math.cos(a) * length * 0.9, y + Math.sin(a) * length * 0.9],
        0.0018,
        colourOf(shade(lead, -0.15)),
        0.45,
        { taper: 'end' },
      );
    }
  };
  fin(spine[46], 1, 0.075, 0.85);
  fin(spine[46], -1, 0.075, 0.85);
  fin(spine[24], 1, 0.045, 0.7);
  fin(spine[24], -1, 0.045, 0.7);
  for (const spreadBy of [-0.5, -0.2, 0.2, 0.5]) {
    const tail = petalOutline(
      pen,
      { x: spine[1].x, y: spine[1].y, turn: spine[0].turn + Math.PI + spreadBy },
      { length: 0.11, width: 0.05, belly: 0.66, tip: 0.2, wander: 0.08 },
    );
    pen.wash(tail, vary(mixLch(lead, palette.ground, 0.2), pen.dice), 0.55, { wet: 0.7, rough: 0.4 });
  }
  pen.body(bodyAround(spine, KOI_HALF), colourOf(white), 1, { rough: 0.08 });
  markKoi(studio, spine, lead);
  pen.line([...bodyAround(spine, KOI_HALF)], 0.003, colourOf(palette.ink), 0.6, {
    taper: 'none',
    rough: 0.5,
  });
  const nose = spine[58];
  for (const side of [-1, 1]) {
    const [x, y] = beside(spine[55], side * KOI_HALF(spine[55].t) * 0.7);
    pen.dot(x, y, 0.0062, colourOf(palette.ink), 1);
    pen.line(
      curve([nose.x, nose.y], beside(nose, side * 0.025, 0.012), beside(nose, side * 0.032, -0.008), 6),
      0.003,
      colourOf(palette.ink),
      0.8,
      { taper: 'end' },
    );
  }
  pen.line(
    spine.slice(18, 42).flatMap(({ x, y }) => [x, y]),
    0.009,
    colourOf(mixLch(lead, palette.ink, 0.35)),
    0.5,
    { rough: 0.3 },
  );
}

/** Patches of colour and the scales over them. */
function markKoi({ pen, palette }: Studio, spine: readonly SpinePoint[], lead: Lch): void {
  for (let k = 0; k < 4; k++) {
    const from = Math.floor(pen.between(4, 44));
    const part = spine.slice(from, from + Math.floor(pen.between(9, 17)));
    if (part.length < 4) continue;
    const first = part[0].t;
    const last = part[part.length - 1].t;
    const lobe = (t: number): number =>
      KOI_HALF(t) * (0.55 + 0.45 * Math.sin(((t - first) / (last - first)) * Math.PI)) * 0.98;
    pen.body(bodyAround(part, lobe), vary(k === 3 ? palette.ink : lead, pen.dice, 0.5), 0.9, { rough: 0.2 });
  }
  for (let i = 6; i < 48; i += 2)
    for (let k = -2; k <= 2; k++) {
      const w = KOI_HALF(spine[i].t);
      const [x, y] = beside(spine[i], ((k + (i % 4 === 0 ? 0.5 : 0)) / 3) * w);
      pen.line(ring(x, y, w * 0.2, 8, 1, spine[i].turn).slice(0, 10), 0.0013, colourOf(palette.ink), 0.28, {
        taper: 'both',
      });
    }
}

function whale(studio: Studio): void {
  const { pen, palette, tall } = studio;
  const back = mixLch(palette.pigments[2], palette.ink, 0.2);
  const spine = spineThrough(
    [
      [0.1, 0.3 * tall],
      [0.24, 0.37 * tall],
      [0.42, 0.43 * tall],
      [0.62, 0.46 * tall],
      [0.8, 0.52 * tall],
      [0.93, 0.58 * tall],
    ],
    80,
  );
  const half = (t: number): number =>
    0.135 *
    Math.sin(Math.PI * Math.min(0.97, 0.015 + t * 0.83)) ** 1.35 *
    (t > 0.75 ? 1 - (t - 0.75) * 0.5 : 1);
  for (const side of [-1, 1]) {
    const fluke = petalOutline(
      pen,
      { x: spine[1].x, y: spine[1].y, turn: spine[0].turn + Math.PI + side * 0.85 },
      { length: 0.17, width: 0.07, belly: 0.45, tip: 0.8, wander: 0.03 },
    );
    pen.body(fluke, vary(back, pen.dice, 0.4), 1, { rough: 0.12 });
  }
  pen.body(bodyAround(spine, half), vary(back, pen.dice, 0.3), 1, { rough: 0.1 });
  const belly: number[] = [
    ...spine.slice(26).flatMap((p) => beside(p, half(p.t) * 0.98)),
    ...spine
      .slice(26)
      .reverse()
      .flatMap((p) => beside(p, half(p.t) * 0.34 + 0.012)),
  ];
  pen.body(belly, colourOf(mixLch(palette.ground, palette.pigments[3], 0.3)), 0.95, { rough: 0.12 });
  for (let k = 0; k < 9; k++) {
    const share = 0.42 + k * 0.062;
    pen.line(
      spine.slice(40).flatMap((p) => beside(p, half(p.t) * share + 0.006)),
      0.0028,
      colourOf(back),
      0.6,
      { rough: 0.3 },
    );
  }
  const flipper = petalOutline(
    pen,
    { x: spine[48].x, y: spine[48].y + half(0.6) * 0.55, turn: 2.1 },
    { length: 0.24, width: 0.075, belly: 0.45, tip: 0.6, wander: 0.03 },
  );
  pen.body(flipper, vary(shade(back, 0.04), pen.dice, 0.4), 1, { rough: 0.12 });
  for (let i = 0; i < 130; i++) {
    const p = spine[Math.floor(pen.between(6, 74))];
    const [x, y] = beside(p, -half(p.t) * pen.between(-0.1, 0.92));
    pen.dot(x, y, pen.between(0.0014, 0.005), vary(shade(back, 0.16), pen.dice), 0.5);
  }
  const [ex, ey] = beside(spine[69], half(spine[69].t) * 0.28);
  pen.dot(ex, ey, 0.008, colourOf(palette.ink), 1);
  pen.dot(ex + 0.002, ey - 0.002, 0.0025, colourOf({ l: 0.97, c: 0, h: 0 }), 1);
  pen.line(
    spine.slice(62).flatMap((p) => beside(p, half(p.t) * 0.42)),
    0.004,
    colourOf(palette.ink),
    0.7,
  );
  bubbles(studio);
}

function bubbles({ pen, palette, tall }: Studio): void {
  for (let i = 0; i < 46; i++) {
    const [x, y, r] = [pen.dice(), pen.between(0.04, 0.96) * tall, pen.between(0.003, 0.013)];
    const loop = ring(x, y, r, 14);
    pen.line([...loop, loop[0], loop[1]], 0.0018, colourOf(palette.pigments[1]), 0.6, { taper: 'none' });
  }
}

function ripples(studio: Studio): void {
  const { pen, palette, tall } = studio;
  const water = mixLch(palette.pigments[1], palette.ground, palette.dark ? 0.2 : 0.3);
  for (let i = 0; i < 7; i++)
    pen.bloom(
      ring(pen.dice(), pen.dice() * tall, pen.between(0.18, 0.34), 10, 0.7),
      vary(water, pen.dice),
      0.06,
      6,
    );
  for (let i = 0; i < 60; i++) {
    const [x, y, length] = [pen.dice(), pen.dice() * tall, pen.between(0.05, 0.16)];
    const tone = palette.dark ? shade(water, 0.1) : shade(water, -0.1);
    pen.line(
      curve([x, y], [x + length / 2, y - 0.012], [x + length, y], 8),
      0.0026,
      vary(tone, pen.dice),
      0.35,
      { rough: 0.5 },
    );
  }
}
