import { mixLch } from '../colour.ts';
import { shade, vary } from '../palette.ts';
import { curve } from '../pen.ts';
import type { Studio } from '../studio.ts';
import { FLOWER_KINDS, type FlowerKind, paintFlower, paintLeaf } from './bloom.ts';
import { layGround } from './ground.ts';

/** Stems that rise and lean from the foot of the picture, leaves along them, flowers at their tips: far ones first. */
export function paintFlowers(studio: Studio): void {
  if (studio.plan.tile) {
    scatter(studio);
    return;
  }
  const { pen, palette, tall, lively, plan } = studio;
  layGround(studio);
  const kinds = kindsOf(studio);
  const count = Math.round(8 + lively * 7);
  const root = 0.5 + pen.bell() * 0.05;
  const places = Array.from({ length: count }, (_, i) => {
    const t = (i + 0.5) / count;
    return {
      x: 0.5 + (t - 0.5) * 0.84 + pen.bell() * 0.03,
      y: tall * (0.14 + 0.24 * pen.dice() + 0.34 * Math.abs(t - 0.5) + (i % 3) * 0.11),
      size: pen.between(0.085, 0.14) * (1.25 - lively * 0.3) * (plan.subject === 'daisy' ? 0.9 : 1.1),
    };
  }).sort((a, b) => a.y - b.y);
  for (const place of places) grass(studio, root + (place.x - 0.5) * 0.8);
  for (const { x, y } of places) {
    const foot: [number, number] = [root + (x - 0.5) * 0.34, tall * 1.02];
    const by: [number, number] = [foot[0] + (x - foot[0]) * 0.25, y + (tall - y) * 0.42];
    const stem = curve(foot, by, [x, y]);
    const green = mixLch(palette.leaf, palette.ink, pen.between(0, 0.25));
    pen.line(stem, 0.0085, vary(green, pen.dice), 0.9, { taper: 'none', rough: 0.25, glaze: !palette.dark });
    const leaves = 1 + Math.round(pen.dice() * 2);
    for (let k = 0; k < leaves; k++) {
      const i = 3 + Math.floor(pen.dice() * 7);
      const [sx, sy] = [stem[i * 2], stem[i * 2 + 1]];
      const along = Math.atan2(stem[i * 2 + 3] - sy, stem[i * 2 + 2] - sx);
      const side = pen.dice() < 0.5 ? -1 : 1;
      paintLeaf(
        studio,
        { x: sx, y: sy, turn: along + side * pen.between(0.45, 0.95) },
        pen.between(0.09, 0.17),
        palette.leaf,
      );
    }
  }
  for (const { x, y, size } of places) {
    const at = { x, y, size, turn: pen.dice() * 6.28, squash: pen.between(0.62, 1) };
    paintFlower(studio, pen.pick(kinds), at, pen.pick(palette.pigments.slice(0, 3)));
  }
  for (let i = 0; i < 5; i++)
    pen.splatter(
      pen.dice(),
      pen.dice() * tall,
      0.13,
      vary(pen.pick(palette.pigments), pen.dice),
      Math.round(6 + lively * 12),
      0.4,
    );
}

function grass(studio: Studio, x: number): void {
  const { pen, palette, tall } = studio;
  for (let k = 0; k < 5; k++) {
    const from: [number, number] = [x + pen.bell() * 0.12, tall * 1.02];
    const lean = pen.bell() * 0.1;
    const high = tall * pen.between(0.14, 0.38);
    const blade = curve(from, [from[0] + lean * 0.2, tall - high * 0.6], [from[0] + lean, tall - high], 8);
    const green = mixLch(palette.leaf, palette.ground, pen.between(0.15, 0.6));
    pen.line(blade, pen.between(0.004, 0.012), vary(green, pen.dice), 0.55, {
      taper: 'end',
      rough: 0.3,
      glaze: !palette.dark,
    });
  }
}

/** As a tile: flowers and leaves thrown so that none lies upon another, the large ones first. */
function scatter(studio: Studio): void {
  const { pen, palette } = studio;
  const kinds = kindsOf(studio);
  const taken: { x: number; y: number; r: number }[] = [];
  const free = (x: number, y: number, r: number): boolean =>
    taken.every((one) => {
      const [dx, dy] = [Math.abs(one.x - x), Math.abs(one.y - y)];
      return Math.hypot(Math.min(dx, 1 - dx), Math.min(dy, 1 - dy)) > (one.r + r) * 0.95;
    });
  for (let i = 0; i < 900; i++) {
    const r = i < 60 ? 0.125 : i < 300 ? 0.08 : 0.042;
    const [x, y] = [pen.dice(), pen.dice()];
    if (!free(x, y, r)) continue;
    taken.push({ x, y, r });
    if (r > 0.05) {
      for (let k = 0; k < 3; k++)
        paintLeaf(studio, { x, y, turn: pen.dice() * 6.28 }, r * pen.between(1.15, 1.5), palette.leaf);
      const at = { x, y, size: r * 0.95, turn: pen.dice() * 6.28, squash: pen.between(0.75, 1) };
      paintFlower(studio, pen.pick(kinds), at, pen.pick(palette.pigments.slice(0, 3)));
    } else if (i % 2 === 0)
      paintLeaf(studio, { x: x - r * 0.6, y, turn: pen.dice() * 6.28 }, r * 1.7, shade(palette.leaf, 0.05));
    else
      paintFlower(
        studio,
        'star',
        { x, y, size: r * 0.8, turn: pen.dice() * 6, squash: 1 },
        palette.pigments[3],
      );
  }
}

function kindsOf({ plan, pen }: Studio): readonly FlowerKind[] {
  const asked = FLOWER_KINDS.find((kind) => kind === plan.subject);
  if (asked) return [asked];
  if (plan.theme === 'venus' || plan.theme === 'night') return ['star', 'lotus', 'star'];
  const first = pen.pick(FLOWER_KINDS);
  return [first, first, pen.pick(FLOWER_KINDS), pen.pick(['daisy', 'poppy', 'lotus'] as const)];
}
