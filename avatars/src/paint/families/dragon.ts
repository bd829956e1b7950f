import { colourOf, mixLch } from '../colour.ts';
import { shade, vary } from '../palette.ts';
import { curve, petalOutline, ring } from '../pen.ts';
import type { Studio } from '../studio.ts';
import { paintDragonHead } from './dragon-head.ts';
import { beside, bodyAround, type SpinePoint, spineThrough } from './spine.ts';

/** A long dragon in loops through cloud: far coils first, then scales, fins, claws, and the head last. */
export function paintDragon(studio: Studio): void {
  const { pen, palette, tall, lively } = studio;
  const flip = pen.dice() < 0.5;
  const side = (x: number): number => (flip ? 1 - x : x);
  const way: [number, number][] = [
    [0.06, 0.93],
    [0.3, 0.9],
    [0.56, 0.97],
    [0.83, 0.86],
    [0.84, 0.66],
    [0.6, 0.6],
    [0.33, 0.7],
    [0.15, 0.58],
    [0.22, 0.4],
    [0.48, 0.42],
    [0.74, 0.46],
    [0.86, 0.32],
    [0.7, 0.2],
    [0.47, 0.23],
  ].map(([x, y]) => [side(x + pen.bell() * 0.018), y * tall + pen.bell() * 0.02]);
  const spine = spineThrough(way, 190);
  const half = (t: number): number =>
    0.062 *
    Math.sin(Math.PI * Math.min(0.93, 0.02 + t * 0.86)) ** 0.75 *
    (0.55 + 0.45 * t) *
    (t < 0.06 ? t / 0.06 : 1);
  for (let i = 0; i < 5; i++)
    cloud(studio, pen.dice(), pen.between(0.15, 0.95) * tall, pen.between(0.09, 0.17));
  const lead = palette.pigments[0];
  const belly = mixLch(palette.accent, palette.ground, 0.35);
  for (let k = 0; k < 10; k++) {
    const part = spine.slice(k * 19, k * 19 + 21);
    if (part.length < 2) continue;
    pen.body(
      bodyAround(part, (t) => half(t) * 1.04),
      colourOf(palette.dark ? shade(lead, -0.24) : mixLch(lead, palette.ground, 0.2)),
      1,
      { rough: 0.1 },
    );
    fins(studio, part, half);
    scales(studio, part, half);
    underside(studio, part, half, flip, belly);
  }
  for (const t of [0.3, 0.42, 0.68, 0.8]) leg(studio, spine[Math.round(t * 190)], half(t), flip);
  paintDragonHead(studio, spine[spine.length - 1], flip);
  tail(studio, spine[0]);
  for (let i = 0; i < 3; i++)
    cloud(studio, pen.dice(), pen.between(0.5, 0.98) * tall, pen.between(0.07, 0.12));
  const pearl = { x: side(0.2), y: tall * 0.14 };
  pen.glow(pearl.x, pearl.y, 0.13, colourOf(palette.accent), 0.5 + lively * 0.2);
  pen.dot(pearl.x, pearl.y, 0.026, colourOf(shade(palette.accent, 0.04)), 0.96);
  for (let k = 0; k < 6; k++) {
    const turn = k * 1.05 + 0.4;
    const flame = petalOutline(
      pen,
      { x: pearl.x + Math.cos(turn) * 0.03, y: pearl.y + Math.sin(turn) * 0.03, turn },
      { length: 0.045, width: 0.02, belly: 0.35, tip: 1, wander: 0.1 },
    );
    pen.wash(flame, colourOf({ l: 0.6, c: 0.19, h: 35 }), 0.6, { wet: 0.5 });
  }
}

function scales(studio: Studio, spine: readonly SpinePoint[], half: (t: number) => number): void {
  const { pen, palette } = studio;
  for (let i = 0; i < spine.length; i++) {
    const point = spine[i];
    const w = half(point.t);
    if (w < 0.008) continue;
    const across = 5;
    for (let k = 0; k < across; k++) {
      const aside = ((k + (i % 2) * 0.5) / across - 0.5) * 1.7 * w;
      if (Math.abs(aside) > w * 0.93) continue;
      const [x, y] = beside(point, aside);
      const size = (w / across) * 1.25;
      const tone = mixLch(palette.pigments[0], palette.pigments[(i >> 3) % 3], 0.5);
      const lit = shade(tone, palette.dark ? -0.02 - 0.1 * (aside / w) : 0.02 - 0.12 * (aside / w));
      const scale = petalOutline(
        pen,
        { x, y, turn: point.turn + Math.PI },
        { length: size * 1.7, width: size * 1.5, belly: 0.6, tip: -0.1, wander: 0.03 },
      );
      pen.body(scale, vary(lit, pen.dice, 0.7), 0.72, { rough: 0.25 });
      const rim = [...scale.slice(4, 18)];
      pen.line(rim, 0.0017, colourOf(palette.dark ? shade(palette.accent, -0.1) : palette.ink), 0.6, {
        taper: 'both',
      });
    }
  }
}

function fins(studio: Studio, spine: readonly SpinePoint[], half: (t: number) => number): void {
  const { pen, palette } = studio;
  for (let i = 0; i < spine.length; i += 2) {
    const w = half(spine[i].t);
    const [x, y] = beside(spine[i], -w * 0.85);
    const fin = petalOutline(
      pen,
      { x, y, turn: spine[i].turn - Math.PI / 2 - 0.75 },
      { length: w * 0.75 + 0.008, width: w * 0.4, belly: 0.35, tip: 1, wander: 0.06 },
    );
    pen.body(fin, vary(mixLch(palette.pigments[1], { l: 0.55, c: 0.16, h: 30 }, 0.3), pen.dice), 0.9, {
      rough: 0.2,
    });
  }
}

function underside(
  studio: Studio,
  spine: readonly SpinePoint[],
  half: (t: number) => number,
  flip: boolean,
  belly: Parameters<typeof shade>[0],
): void {
  const { pen, palette } = studio;
  const way = flip ? 1 : 1;
  for (let i = 0; i < spine.length; i += 2) {
    const w = half(spine[i].t);
    const from = beside(spine[i], w * 0.55 * way);
    const to = beside(spine[i], w * 1.0 * way, -w * 0.1);
    pen.line([...from, ...to], Math.max(0.004, w * 0.18), vary(belly, pen.dice, 0.6), 0.85, {
      taper: 'none',
      rough: 0.2,
    });
  }
  const edge = spine.flatMap((point) => beside(point, half(point.t) * 1.02));
  const back = spine.flatMap((point) => beside(point, -half(point.t) * 1.02));
  const ink = colourOf(palette.dark ? shade(palette.accent, -0.2) : palette.ink);
  pen.line(edge, 0.0045, ink, 0.75, { taper: 'none', rough: 0.5 });
  pen.line(back, 0.0045, ink, 0.75, { taper: 'none', rough: 0.5 });
}

function leg(studio: Studio, point: SpinePoint, w: number, flip: boolean): void {
  const { pen, palette } = studio;
  const lean = flip ? -1 : 1;
  const hip = beside(point, w * 0.7);
  const knee: [number, number] = [hip[0] + lean * 0.045, hip[1] + 0.055];
  const foot: [number, number] = [hip[0] - lean * 0.012, hip[1] + 0.105];
  const tone = mixLch(palette.pigments[0], palette.ink, 0.2);
  pen.line([...curve(hip, knee, foot, 10)], 0.034, vary(tone, pen.dice), 1, { taper: 'end', rough: 0.15 });
  for (let k = 0; k < 4; k++) {
    const turn = Math.PI / 2 + (k - 1.5) * 0.55 - lean * 0.3;
    const tip: [number, number] = [foot[0] + Math.cos(turn) * 0.04, foot[1] + Math.sin(turn) * 0.034];
    pen.line(
      curve(foot, [foot[0] + Math.cos(turn) * 0.032, foot[1] + Math.sin(turn) * 0.006], tip, 6),
      0.011,
      colourOf(palette.dark ? palette.accent : palette.ink),
      0.95,
      { taper: 'end' },
    );
  }
}

function tail(studio: Studio, point: SpinePoint): void {
  const { pen, palette } = studio;
  for (let k = 0; k < 9; k++) {
    const turn = point.turn + Math.PI + (k / 8 - 0.5) * 1.5;
    const tip: [number, number] = [
      point.x + Math.cos(turn) * pen.between(0.06, 0.11),
      point.y + Math.sin(turn) * 0.07,
    ];
    pen.line(
      curve([point.x, point.y], [point.x + Math.cos(turn) * 0.04, point.y + Math.sin(turn) * 0.05], tip, 8),
      0.012,
      vary(palette.pigments[1], pen.dice),
      0.85,
      { taper: 'end', rough: 0.2 },
    );
  }
}

/** A curl of cloud: arcs in a row with a pale breath behind. */
function cloud(studio: Studio, x: number, y: number, size: number): void {
  const { pen, palette } = studio;
  const pale = palette.dark ? shade(palette.ground, 0.16) : shade(palette.ground, 0.015);
  for (let k = 0; k < 6; k++)
    pen.body(
      ring(
        x + (k / 5 - 0.5) * size * 2.2,
        y + pen.bell() * size * 0.12,
        size * pen.between(0.24, 0.42),
        24,
        0.72,
      ),
      colourOf(pale),
      0.5,
      { rough: 0.3 },
    );
  const ink = palette.dark ? shade(palette.pigments[3], 0) : mixLch(palette.pigments[2], palette.ground, 0.4);
  for (let k = 0; k < 5; k++) {
    const [cx, r] = [x + (k / 4 - 0.5) * size * 1.9, size * pen.between(0.22, 0.36)];
    const points: number[] = [];
    for (let i = 0; i <= 22; i++) {
      const angle = Math.PI + (i / 22) * Math.PI * 2.4;
      const radius = r * (1 - (i / 22) * 0.62);
      points.push(cx + Math.cos(angle) * radius, y - size * 0.05 + Math.sin(angle) * radius * 0.8);
    }
    pen.line(points, 0.0035, vary(ink, pen.dice), 0.7, { rough: 0.5 });
  }
}
