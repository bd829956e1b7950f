/** A point of a spine: where, which way it goes (rad), and how far along (0..1). */
export interface SpinePoint {
  readonly x: number;
  readonly y: number;
  readonly turn: number;
  readonly t: number;
}

/** A smooth spine through points given as x, y, …: a Catmull-Rom curve, evenly sampled by parameter. */
export function spineThrough(points: readonly (readonly [number, number])[], steps: number): SpinePoint[] {
  const at = (i: number): readonly [number, number] => points[Math.max(0, Math.min(points.length - 1, i))];
  const place = (t: number): [number, number] => {
    const s = t * (points.length - 1);
    const i = Math.min(points.length - 2, Math.floor(s));
    const u = s - i;
    const [a, b, c, d] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    const mix = (k: 0 | 1): number =>
      0.5 *
      (2 * b[k] +
        (c[k] - a[k]) * u +
        (2 * a[k] - 5 * b[k] + 4 * c[k] - d[k]) * u * u +
        (3 * b[k] - a[k] - 3 * c[k] + d[k]) * u ** 3);
    return [mix(0), mix(1)];
  };
  return Array.from({ length: steps + 1 }, (_, i) => {
    const t = i / steps;
    const [x, y] = place(t);
    const [nx, ny] = place(Math.min(1, t + 0.004));
    const [px, py] = place(Math.max(0, t - 0.004));
    return { x, y, turn: Math.atan2(ny - py, nx - px), t };
  });
}

/** Point beside a spine: `aside` to the right of its way, `ahead` along it. */
export function beside({ x, y, turn }: SpinePoint, aside: number, ahead = 0): [number, number] {
  return [
    x - Math.sin(turn) * aside + Math.cos(turn) * ahead,
    y + Math.cos(turn) * aside + Math.sin(turn) * ahead,
  ];
}

/** Outline of a body around a spine, `half` wide on either side at t. */
export function bodyAround(spine: readonly SpinePoint[], half: (t: number) => number): number[] {
  const left = spine.flatMap((point) => beside(point, half(point.t)));
  const right = [...spine].reverse().flatMap((point) => beside(point, -half(point.t)));
  return [...left, ...right];
}
