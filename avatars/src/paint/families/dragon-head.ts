import { colourOf, type Lch, mixLch } from '../colour.ts';
import { shade, vary } from '../palette.ts';
import { curve, ring } from '../pen.ts';
import type { Studio } from '../studio.ts';
import type { SpinePoint } from './spine.ts';

/** Size of a head in widths of the picture. */
const SIZE = 0.115;
/** Outlines in units of the head, looking along +x, down +y. */
const JAW = [-0.35, 0.28, 0.2, 0.42, 0.75, 0.5, 1.08, 0.4, 1.05, 0.3, 0.6, 0.25, 0.1, 0.08];
const MOUTH = [0.1, 0.05, 0.6, 0.22, 1.02, 0.3, 1.18, 0.08, 0.5, 0];
const SKULL = [
  -0.55, 0.3, -0.6, -0.15, -0.35, -0.52, 0.05, -0.62, 0.4, -0.48, 0.62, -0.26, 0.95, -0.3, 1.2, -0.26, 1.32,
  -0.1, 1.25, 0.06, 0.95, 0.1, 0.5, 0.06, 0.12, 0.12, -0.2, 0.34,
];

interface Head {
  readonly studio: Studio;
  readonly mirror: number;
  readonly ink: number;
  readonly hair: Lch;
  put(u: number, v: number): [number, number];
  shape(points: readonly number[]): number[];
}

/** A dragon's head seen from the side: mane and horns, jaw and skull, then eye, whiskers and beard. */
export function paintDragonHead(studio: Studio, neck: SpinePoint, flip: boolean): void {
  const { palette } = studio;
  const mirror = flip ? 1 : -1;
  const put = (u: number, v: number): [number, number] => [neck.x + mirror * u * SIZE, neck.y + v * SIZE];
  const head: Head = {
    studio,
    mirror,
    ink: colourOf(palette.dark ? palette.accent : palette.ink),
    hair: mixLch(palette.pigments[1], palette.ink, 0.1),
    put,
    shape: (points) => points.flatMap((_, i) => (i % 2 === 0 ? put(points[i], points[i + 1]) : [])),
  };
  maneAndHorns(head);
  skull(head);
  face(head);
}

function maneAndHorns({ studio: { pen, palette }, hair, put }: Head): void {
  for (let k = 0; k < 26; k++) {
    const t = k / 25;
    const from = put(-0.25 + 0.5 * t, -0.55 + 0.05 * Math.sin(t * 9) + t * t * 0.05 + (k % 3) * 0.35);
    const to = put(-1.5 - pen.dice() * 0.7 + 0.4 * t, -1.05 + 1.9 * ((k * 0.37) % 1) + pen.bell() * 0.12);
    const by = put(-0.9, -0.75 + 1.2 * ((k * 0.37) % 1));
    pen.line(curve(from, by, to, 12), 0.012, vary(hair, pen.dice, 1.3), 0.85, { taper: 'end', rough: 0.25 });
  }
  const bone = mixLch(palette.accent, palette.ink, 0.15);
  for (const [lift, back] of [
    [0, 0],
    [0.16, 0.22],
  ]) {
    const horn = curve(
      put(0.05 - back, -0.55 + lift),
      put(-0.55 - back, -1.2),
      put(-1.15 - back, -1.3 + lift),
      14,
    );
    const tine = curve(put(-0.42 - back, -1 + lift), put(-0.62 - back, -1.35), put(-0.55 - back, -1.6), 8);
    pen.line(horn, 0.026, vary(bone, pen.dice), 1, { taper: 'end', rough: 0.15 });
    pen.line(tine, 0.015, vary(bone, pen.dice), 1, { taper: 'end' });
  }
}

function skull({ studio: { pen, palette }, ink, put, shape }: Head): void {
  const tone = palette.pigments[0];
  pen.body(shape(JAW), vary(shade(tone, -0.08), pen.dice, 0.4), 1, { rough: 0.12 });
  pen.body(shape(MOUTH), colourOf({ l: 0.36, c: 0.12, h: 22 }), 1);
  const outline = shape(SKULL);
  const skin = palette.dark ? tone : mixLch(tone, palette.ground, 0.15);
  pen.body(outline, vary(skin, pen.dice, 0.4), 1, { rough: 0.12 });
  pen.wash(outline, colourOf(shade(tone, -0.12)), 0.25, { wet: 1, rough: 0.6 });
  pen.line([...outline, outline[0], outline[1]], 0.0048, ink, 0.9, { taper: 'none', rough: 0.35 });
  for (let k = 0; k < 5; k++) {
    const u = 0.42 + k * 0.16;
    const tooth = shape([u, 0.06, u + 0.09, 0.07, u + 0.05, 0.24 - (k % 2) * 0.06]);
    pen.body(tooth, colourOf({ l: 0.96, c: 0.02, h: 90 }), 1);
  }
  for (const [u, v, r] of [
    [-0.3, 0, 0.16],
    [-0.05, 0.1, 0.12],
    [0.75, -0.12, 0.08],
  ])
    pen.line(ring(...put(u, v), r * SIZE, 12).slice(0, 18), 0.003, ink, 0.6, { taper: 'both' });
}

function face({ studio: { pen }, mirror, ink, hair, put }: Head): void {
  const [x, y] = put(0.26, -0.26);
  pen.dot(x, y, SIZE * 0.17, colourOf({ l: 0.97, c: 0.03, h: 95 }), 1);
  pen.dot(x + mirror * SIZE * 0.04, y, SIZE * 0.105, colourOf({ l: 0.72, c: 0.16, h: 70 }), 1);
  pen.dot(x + mirror * SIZE * 0.05, y, SIZE * 0.06, colourOf({ l: 0.15, c: 0.02, h: 30 }), 1);
  pen.line(curve(put(-0.02, -0.36), put(0.3, -0.62), put(0.62, -0.34), 8), 0.014, ink, 1, { rough: 0.2 });
  pen.dot(...put(1.14, -0.16), SIZE * 0.05, ink, 1);
  for (const bend of [1, -0.35]) {
    const whisker = curve(put(1.15, 0.02), put(1.75, -0.55 * bend), put(1.25, -1.25 * bend + 0.25), 18);
    pen.line(whisker, 0.008, ink, 0.9, { taper: 'end', rough: 0.2 });
  }
  for (let k = 0; k < 7; k++) {
    const lock = curve(
      put(0.35 + k * 0.09, 0.46),
      put(0.25 + k * 0.08, 0.8),
      put(k * 0.11, 0.95 + (k % 3) * 0.1),
      8,
    );
    pen.line(lock, 0.007, vary(hair, pen.dice), 0.9, { taper: 'end' });
  }
}
