import { colourOf, type Lch, mixLch } from '../colour.ts';
import { shade, vary } from '../palette.ts';
import { petalOutline, ring } from '../pen.ts';
import type { Studio } from '../studio.ts';

export const FLOWER_KINDS = ['daisy', 'poppy', 'rose', 'lotus', 'star'] as const;
export type FlowerKind = (typeof FLOWER_KINDS)[number];

interface Shape {
  readonly petals: number;
  readonly rings: number;
  readonly width: number;
  readonly belly: number;
  readonly tip: number;
  readonly heart: number;
}

const SHAPES: Readonly<Record<FlowerKind, Shape>> = {
  daisy: { petals: 17, rings: 1, width: 0.26, belly: 0.65, tip: 0, heart: 0.26 },
  poppy: { petals: 5, rings: 2, width: 1.15, belly: 0.68, tip: -0.6, heart: 0.15 },
  rose: { petals: 6, rings: 4, width: 0.95, belly: 0.66, tip: -0.3, heart: 0 },
  lotus: { petals: 9, rings: 2, width: 0.5, belly: 0.5, tip: 0.7, heart: 0.14 },
  star: { petals: 6, rings: 1, width: 0.42, belly: 0.4, tip: 1, heart: 0.12 },
};

/** One flower, seen a little from the side (`squash` 1 from above .. 0.4), `size` its radius. */
export function paintFlower(
  studio: Studio,
  kind: FlowerKind,
  at: { x: number; y: number; size: number; turn: number; squash: number },
  colour: Lch,
): void {
  const { pen, palette } = studio;
  const { petals, rings, width, belly, tip, heart } = SHAPES[kind];
  const { x, y, size, turn, squash } = at;
  const press = (points: number[]): number[] =>
    points.map((value, i) => (i % 2 === 1 ? y + (value - y) * squash : value));
  if (palette.dark) pen.glow(x, y, size * 1.9, colourOf(shade(colour, -0.12)), 0.3);
  for (let round = 0; round < rings; round++) {
    const share = 1 - (round / rings) * (kind === 'rose' ? 0.8 : 0.5);
    for (let i = 0; i < petals; i++) {
      const angle = turn + ((i + round * 0.5) / petals) * Math.PI * 2 + pen.bell() * 0.06;
      const length = size * share * (1 + pen.bell() * 0.07);
      const outline = press(
        petalOutline(pen, { x, y, turn: angle }, { length, width: length * width, belly, tip, wander: 0.05 }),
      );
      paintPetal(studio, outline, colour, round / rings);
      if (kind !== 'rose' || round === 0)
        veins(studio, press, { x, y, angle, length, width: length * width }, colour);
    }
  }
  if (kind === 'rose') swirl(studio, at, colour);
  if (heart > 0) paintHeart(studio, { x, y, radius: size * heart, squash });
}

function paintPetal(studio: Studio, outline: number[], colour: Lch, depth: number): void {
  const { pen, palette } = studio;
  if (palette.dark) {
    const lit = shade(colour, -0.1 + depth * 0.14);
    pen.body(outline, vary(lit, pen.dice, 0.8), 0.62, { rough: 0.1 });
    // Fire inside, glass outside: the same petal, smaller and lighter, towards its foot.
    for (const [size, share] of [
      [0.72, 0.3],
      [0.46, 0.6],
    ]) {
      const inner = outline.map((value, i) => outline[i % 2] + (value - outline[i % 2]) * size);
      pen.body(inner, vary(mixLch(lit, palette.accent, share), pen.dice, 0.4), 0.34);
    }
    pen.line([...outline.slice(0, 20)], 0.0016, colourOf(shade(colour, 0.12)), 0.5);
    pen.line([...outline.slice(18)], 0.0016, colourOf(shade(colour, 0.12)), 0.5);
    return;
  }
  const deep = shade(colour, -0.05 - depth * 0.05);
  pen.body(outline, vary(mixLch(colour, palette.ground, 0.45), pen.dice, 0.6), 0.5, { rough: 0.1 });
  pen.wash(outline, vary(colour, pen.dice, 0.8), 0.42, { wet: 0.9, rough: 0.5 });
  pen.wash(outline, vary(deep, pen.dice, 0.6), 0.14, { wet: 0.4, rough: 0.6 });
}

function veins(
  studio: Studio,
  press: (points: number[]) => number[],
  { x, y, angle, length, width }: { x: number; y: number; angle: number; length: number; width: number },
  colour: Lch,
): void {
  const { pen, palette } = studio;
  const count = width > length * 0.7 ? 5 : 2;
  const ink = palette.dark ? shade(colour, 0.14) : shade(colour, -0.18);
  for (let i = 0; i < count; i++) {
    const side = (i / (count - 1) - 0.5) * 2;
    const points: number[] = [];
    for (let t = 0.12; t < 0.8; t += 0.12) {
      const across = side * width * 0.3 * Math.sin(t * 2);
      points.push(x + Math.cos(angle) * length * t - Math.sin(angle) * across);
      points.push(y + Math.sin(angle) * length * t + Math.cos(angle) * across);
    }
    pen.line(press(points), length * 0.022, vary(ink, pen.dice), 0.4, { taper: 'end', rough: 0.4 });
  }
}

/** The rolled middle of a rose. */
function swirl(
  studio: Studio,
  { x, y, size, turn, squash }: { x: number; y: number; size: number; turn: number; squash: number },
  colour: Lch,
): void {
  const { pen } = studio;
  for (let k = 0; k < 3; k++) {
    const points: number[] = [];
    const start = turn + k * 2.1;
    for (let i = 0; i <= 16; i++) {
      const radius = size * (0.09 + 0.1 * k + 0.006 * i);
      const angle = start + (i / 16) * 3.6;
      points.push(x + Math.cos(angle) * radius, y + Math.sin(angle) * radius * squash);
    }
    pen.line(points, size * 0.05, vary(shade(colour, -0.2), pen.dice), 0.6, { rough: 0.2 });
  }
}

function paintHeart(
  studio: Studio,
  { x, y, radius, squash }: { x: number; y: number; radius: number; squash: number },
): void {
  const { pen, palette } = studio;
  const { accent } = palette;
  pen.body(ring(x, y, radius, 18, squash), vary(shade(accent, -0.06), pen.dice), 0.95, { rough: 0.2 });
  pen.wash(ring(x, y + radius * 0.18, radius * 0.92, 16, squash), colourOf(shade(accent, -0.3)), 0.35, {
    wet: 0.7,
  });
  const seeds = Math.round(16 + radius * 700);
  for (let i = 0; i < seeds; i++) {
    const far = Math.sqrt((i + 0.5) / seeds) * radius * 1.05;
    const angle = i * 2.399963;
    const lit = i % 3 === 0 ? shade(accent, 0.1) : shade(accent, -0.34);
    pen.dot(
      x + Math.cos(angle) * far,
      y + Math.sin(angle) * far * squash,
      radius * 0.075,
      vary(lit, pen.dice),
      0.85,
    );
  }
  if (palette.dark) pen.glow(x, y, radius * 2.4, colourOf(accent), 0.5);
}

/** A leaf from its foot, with its middle rib. */
export function paintLeaf(
  studio: Studio,
  place: { x: number; y: number; turn: number },
  length: number,
  colour: Lch,
): void {
  const { pen, palette } = studio;
  const outline = petalOutline(pen, place, {
    length,
    width: length * pen.between(0.28, 0.42),
    belly: 0.42,
    tip: 0.9,
    wander: 0.05,
  });
  if (palette.dark) pen.body(outline, vary(shade(colour, -0.08), pen.dice), 0.8, { rough: 0.15 });
  else {
    pen.wash(outline, vary(colour, pen.dice), 0.62, { wet: 0.7, rough: 0.5 });
    pen.wash(outline, vary(shade(colour, -0.15), pen.dice), 0.2, { rough: 0.6 });
  }
  const [cos, sin] = [Math.cos(place.turn), Math.sin(place.turn)];
  const rib: number[] = [];
  for (let t = 0; t <= 0.92; t += 0.23) rib.push(place.x + cos * length * t, place.y + sin * length * t);
  pen.line(rib, length * 0.03, vary(shade(colour, palette.dark ? 0.12 : -0.2), pen.dice), 0.5, {
    taper: 'end',
  });
}
