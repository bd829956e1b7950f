import { clamp } from '../maths/index.ts';
import { type Colour, STROKE_LIMITS, type Stroke } from './stroke.ts';

export interface MarkOptions {
  readonly rough?: number;
  readonly wet?: number;
  readonly glaze?: boolean;
  readonly whole?: boolean;
}

/** Collects the strokes of a painting and knows a few shapes. Everything random comes from `dice`. */
export class Pen {
  readonly strokes: Stroke[] = [];
  readonly dice: () => number;

  constructor(dice: () => number) {
    this.dice = dice;
  }

  /** A draw in [low, high). */
  between(low: number, high: number): number {
    return low + this.dice() * (high - low);
  }

  /** About normal, mean 0, deviation 1. */
  bell(): number {
    return (this.dice() + this.dice() + this.dice() + this.dice() - 2) * 1.732;
  }

  pick<T>(items: readonly T[]): T {
    return items[Math.min(items.length - 1, Math.floor(this.dice() * items.length))];
  }

  wash(points: readonly number[], colour: Colour, alpha: number, options: MarkOptions = {}): void {
    this.#add({ kind: 'wash', points, colour, alpha, ...options });
  }

  body(points: readonly number[], colour: Colour, alpha = 1, options: MarkOptions = {}): void {
    this.#add({ kind: 'body', points, colour, alpha, ...options });
  }

  /** `width` across at its widest; `taper` says how it goes along the path. */
  line(
    points: readonly number[],
    width: number,
    colour: Colour,
    alpha = 1,
    options: MarkOptions & { taper?: 'both' | 'end' | 'none' } = {},
  ): void {
    const { taper = 'both', ...rest } = options;
    const count = points.length / 2;
    const widths = Array.from({ length: count }, (_, i) => {
      const t = count === 1 ? 0.5 : i / (count - 1);
      if (taper === 'none') return width;
      if (taper === 'end') return width * (1 - t * 0.92);
      return width * (0.12 + 0.88 * Math.sin(Math.PI * clamp(t, 0.02, 0.98)) ** 0.7);
    });
    this.#add({ kind: 'line', points, widths, colour, alpha, ...rest });
  }

  glow(x: number, y: number, reach: number, colour: Colour, alpha: number): void {
    this.#add({ kind: 'glow', points: [x, y], widths: [reach], colour, alpha });
  }

  dot(x: number, y: number, radius: number, colour: Colour, alpha = 1, options: MarkOptions = {}): void {
    this.body(ring(x, y, radius, radius < 0.006 ? 8 : 20), colour, alpha, options);
  }

  /**
   * A wash whose rim wanders as water does: many thin layers of an outline that is broken again and again (after Tyler
   * Hobbs, "How to hack a painting").
   */
  bloom(
    outline: readonly number[],
    colour: Colour,
    alpha: number,
    layers = 9,
    spread = 0.4,
    rough = 0.45,
  ): void {
    const base = breakUp(outline, this, 2, spread);
    for (let i = 0; i < layers; i++) {
      const layer = breakUp(base, this, 2, spread * (0.7 + 0.5 * this.dice()));
      this.wash(layer, colour, alpha, { rough, wet: i % 3 === 0 ? 0.35 : 0 });
    }
  }

  /** Fine drops thrown from a brush around a place. */
  splatter(x: number, y: number, reach: number, colour: Colour, count: number, alpha = 0.5): void {
    for (let i = 0; i < count; i++) {
      const angle = this.dice() * Math.PI * 2;
      const far = reach * Math.abs(this.bell()) * 0.6;
      const size = 0.0009 + 0.0045 * this.dice() ** 4;
      this.wash(ring(x + Math.cos(angle) * far, y + Math.sin(angle) * far, size, 9), colour, alpha);
    }
  }

  #add(stroke: Stroke): void {
    if (this.strokes.length >= STROKE_LIMITS.strokesMax) return;
    const sane = stroke.points.length >= 2 && stroke.points.length <= STROKE_LIMITS.pointsMax;
    if (sane && stroke.points.every(Number.isFinite)) this.strokes.push(stroke);
  }
}

/** Outline of a circle, or of an ellipse turned by `turn`. */
export function ring(x: number, y: number, radius: number, sides: number, squash = 1, turn = 0): number[] {
  const points: number[] = [];
  for (let i = 0; i < sides; i++) {
    const angle = (i / sides) * Math.PI * 2;
    const [u, v] = [Math.cos(angle) * radius, Math.sin(angle) * radius * squash];
    points.push(x + u * Math.cos(turn) - v * Math.sin(turn), y + u * Math.sin(turn) + v * Math.cos(turn));
  }
  return points;
}

/** An outline with every side broken at a wandering middle, `times` over. */
function breakUp(outline: readonly number[], pen: Pen, times: number, spread: number): number[] {
  let points = [...outline];
  for (let round = 0; round < times; round++) {
    if (points.length > STROKE_LIMITS.pointsMax / 3) break;
    const next: number[] = [];
    for (let i = 0; i < points.length; i += 2) {
      const j = (i + 2) % points.length;
      const [dx, dy] = [points[j] - points[i], points[j + 1] - points[i + 1]];
      const push = pen.bell() * spread;
      const along = 0.5 + pen.bell() * 0.12;
      next.push(points[i], points[i + 1]);
      next.push(points[i] + dx * along - dy * push * 0.5, points[i + 1] + dy * along + dx * push * 0.5);
    }
    points = next;
  }
  return points;
}

/** Points along a quadratic curve. */
export function curve(
  from: readonly [number, number],
  by: readonly [number, number],
  to: readonly [number, number],
  steps = 14,
): number[] {
  const points: number[] = [];
  for (let i = 0; i <= steps; i++) {
    const t = i / steps;
    const [a, b, c] = [(1 - t) ** 2, 2 * t * (1 - t), t * t];
    points.push(a * from[0] + b * by[0] + c * to[0], a * from[1] + b * by[1] + c * to[1]);
  }
  return points;
}

/**
 * Outline of a petal or leaf from its foot along `turn`: `length`, `width` across its widest at `belly` (0..1 of the
 * way), with a notch or a point at its tip (`tip` -1 notched .. 1 pointed).
 */
export function petalOutline(
  pen: Pen,
  place: { x: number; y: number; turn: number },
  shape: { length: number; width: number; belly: number; tip: number; wander: number },
): number[] {
  const { x, y, turn } = place;
  const { length, width, belly, tip, wander } = shape;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const half: [number, number][] = [];
  const steps = 9;
  for (let i = 0; i <= steps; i++) {
    const t = i / steps;
    const rise =
      t < belly
        ? Math.sin((t / belly) * Math.PI * 0.5)
        : Math.cos(((t - belly) / (1 - belly)) * Math.PI * 0.5);
    const across = width * 0.5 * Math.max(0, rise) ** (tip > 0 ? 1 + tip * 0.6 : 0.62);
    const notch = tip < 0 && i === steps ? length * 0.09 * -tip : 0;
    half.push([length * t - notch, across * (1 + pen.bell() * wander)]);
  }
  const points: number[] = [];
  const put = (u: number, v: number): void => {
    points.push(x + u * cos - v * sin, y + u * sin + v * cos);
  };
  for (const [u, v] of half) put(u, v);
  for (let i = half.length - 2; i > 0; i--) put(half[i][0], -half[i][1] * (1 + pen.bell() * wander));
  return points;
}
