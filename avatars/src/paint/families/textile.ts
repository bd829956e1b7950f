import { colourOf, type Lch, mixLch } from '../colour.ts';
import { shade, vary } from '../palette.ts';
import { curve, petalOutline, ring } from '../pen.ts';
import type { Studio } from '../studio.ts';

/** A block print in half drop: one sprig, its mirror, and small fillers on dyed cloth. Always a repeat. */
export function paintTextile(studio: Studio): void {
  const { pen, palette, tall, lively, plan } = studio;
  const columns = lively < 0.6 ? 4 : 6;
  const rows = Math.max(1, Math.round(columns * tall * 0.72));
  const [stepX, stepY] = [1 / columns, tall / rows];
  const cloth = palette.dark ? palette.ground : mixLch(palette.pigments[2], palette.ink, 0.32);
  const light = pen.dice() < 0.45 && !palette.dark;
  const dyed = light ? mixLch(palette.ground, palette.pigments[3], 0.25) : cloth;
  pen.body([-0.1, -0.1, 1.1, -0.1, 1.1, tall + 0.1, -0.1, tall + 0.1], colourOf(dyed), 1, {
    rough: 0.14,
    whole: true,
  });
  const inks = [palette.pigments[0], palette.pigments[1], light ? palette.pigments[2] : palette.pigments[3]];
  const motif = motifOf(plan.subject || pen.pick(['sprig', 'fan', 'bird', 'sprig'] as const));
  // The same block is pressed again and again: its dice start anew, only the ink differs.
  for (let i = -1; i <= columns; i++)
    for (let j = -1; j <= rows; j++) {
      if (plan.tile && (i < 0 || j < 0 || i === columns || j === rows)) continue;
      const x = (i + 0.5) * stepX;
      const y = (j + 0.5 + (i % 2 === 0 ? 0 : 0.5)) * stepY;
      const flip = (i + j) % 2 === 0 ? 1 : -1;
      motif(studio, { x, y, size: Math.min(stepX, stepY) * 0.5, flip }, inks);
      filler(studio, x + stepX * 0.5, y, Math.min(stepX, stepY) * 0.1, inks);
    }
}

interface Block {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly flip: number;
}
type Motif = (studio: Studio, block: Block, inks: readonly Lch[]) => void;

function motifOf(subject: string): Motif {
  if (['bird', 'butterfly', 'dragon', 'fish', 'whale'].includes(subject)) return bird;
  if (['fan', 'sea', 'arcs', 'mountain', 'stars', 'city'].includes(subject)) return fan;
  return sprig;
}

function press({ pen }: Studio, outline: readonly number[], ink: Lch): void {
  pen.body(outline, vary(ink, pen.dice, 0.4), 0.93, { rough: 0.35 });
}

/** A flower in plan with two buds and leaves on a curling stem. */
function sprig(studio: Studio, { x, y, size, flip }: Block, [lead, second, quiet]: readonly Lch[]): void {
  const { pen, palette } = studio;
  const stem = curve(
    [x - flip * size * 0.5, y + size * 0.95],
    [x + flip * size * 0.5, y + size * 0.5],
    [x, y - size * 0.1],
    14,
  );
  pen.line(stem, size * 0.045, vary(palette.leaf, pen.dice, 0.3), 0.95, { taper: 'none', rough: 0.3 });
  for (let k = 0; k < 5; k++) {
    const i = 2 + k * 2;
    const side = k % 2 === 0 ? 1 : -1;
    const turn = Math.atan2(stem[i * 2 + 3] - stem[i * 2 + 1], stem[i * 2 + 2] - stem[i * 2]) + side * 0.9;
    const leaf = petalOutline(
      pen,
      { x: stem[i * 2], y: stem[i * 2 + 1], turn },
      { length: size * 0.5, width: size * 0.2, belly: 0.45, tip: 0.9, wander: 0 },
    );
    press(studio, leaf, k % 2 === 0 ? palette.leaf : quiet);
  }
  for (let round = 0; round < 2; round++)
    for (let k = 0; k < 8; k++) {
      const turn = ((k + round * 0.5) / 8) * Math.PI * 2;
      const length = size * (round === 0 ? 0.55 : 0.34);
      const petal = petalOutline(
        pen,
        { x, y: y - size * 0.15, turn },
        { length, width: length * 0.62, belly: 0.66, tip: -0.5, wander: 0 },
      );
      press(studio, petal, round === 0 ? lead : second);
    }
  press(studio, ring(x, y - size * 0.15, size * 0.13, 14), palette.accent);
  for (const side of [-1, 1]) {
    const [bx, by] = [x + side * size * 0.62, y - size * 0.62];
    const bud = petalOutline(
      pen,
      { x: bx, y: by + size * 0.14, turn: -Math.PI / 2 + side * 0.3 },
      { length: size * 0.3, width: size * 0.2, belly: 0.5, tip: 0.6, wander: 0 },
    );
    pen.line(
      curve([x, y - size * 0.2], [bx - side * size * 0.1, y - size * 0.3], [bx, by + size * 0.16], 8),
      size * 0.03,
      vary(palette.leaf, pen.dice, 0.3),
      0.95,
      { taper: 'none' },
    );
    press(studio, bud, lead);
  }
}

/** A fan of stripes. */
function fan(studio: Studio, { x, y, size }: Block, inks: readonly Lch[]): void {
  const { pen } = studio;
  for (let k = 0; k < 13; k++) {
    const turn = -Math.PI / 2 + (k / 12 - 0.5) * 2.5;
    const rib = petalOutline(
      pen,
      { x, y: y + size * 0.5, turn },
      { length: size * 1.05, width: size * 0.17, belly: 0.8, tip: -0.4, wander: 0 },
    );
    press(studio, rib, inks[k % inks.length]);
  }
  press(studio, ring(x, y + size * 0.5, size * 0.16, 16), inks[0]);
}

/** A bird with spread wings. */
function bird(studio: Studio, { x, y, size, flip }: Block, [lead, second, quiet]: readonly Lch[]): void {
  const { pen, palette } = studio;
  for (const side of [-1, 1])
    for (let k = 0; k < 6; k++) {
      const turn = (side > 0 ? 0 : Math.PI) - side * (0.95 - k * 0.24);
      const feather = petalOutline(
        pen,
        { x: x + side * size * 0.08, y, turn },
        { length: size * (0.92 - k * 0.08), width: size * 0.19, belly: 0.7, tip: 0.3, wander: 0 },
      );
      press(studio, feather, k % 2 === 0 ? lead : second);
    }
  press(studio, ring(x, y, size * 0.3, 16, 0.5, (-Math.PI / 2.4) * flip), quiet);
  for (let k = -1; k <= 1; k++)
    press(
      studio,
      petalOutline(
        pen,
        { x, y: y + size * 0.15, turn: Math.PI / 2 + k * 0.35 },
        { length: size * 0.62, width: size * 0.13, belly: 0.7, tip: 0.2, wander: 0 },
      ),
      second,
    );
  const neck = curve(
    [x, y - size * 0.2],
    [x + flip * size * 0.05, y - size * 0.5],
    [x + flip * size * 0.24, y - size * 0.62],
    8,
  );
  pen.line(neck, size * 0.1, vary(quiet, pen.dice, 0.3), 0.95, { taper: 'none', rough: 0.3 });
  press(studio, ring(x + flip * size * 0.26, y - size * 0.62, size * 0.085, 12), quiet);
  press(
    studio,
    [
      x + flip * size * 0.32,
      y - size * 0.66,
      x + flip * size * 0.5,
      y - size * 0.6,
      x + flip * size * 0.32,
      y - size * 0.57,
    ],
    palette.accent,
  );
}

function filler({ pen, palette }: Studio, x: number, y: number, size: number, inks: readonly Lch[]): void {
  for (let k = 0; k < 5; k++) {
    const angle = (k / 5) * Math.PI * 2;
    pen.dot(
      x + Math.cos(angle) * size,
      y + Math.sin(angle) * size,
      size * 0.32,
      vary(inks[1], pen.dice, 0.3),
      0.9,
      { rough: 0.3 },
    );
  }
  pen.dot(x, y, size * 0.42, vary(shade(palette.accent, 0), pen.dice, 0.3), 0.95, { rough: 0.3 });
}
