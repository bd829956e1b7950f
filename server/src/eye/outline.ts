// Shapes of marks on paper: hulls and their corners. Plain geometry of pixels, nothing learned.

export type Point = readonly [x: number, y: number];

/** Convex hull of points, counter-clockwise in pixels whose y goes down (Andrew's monotone chain, 1979). */
export function hullOf(points: readonly Point[]): Point[] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const half = (list: readonly Point[]): Point[] => {
    const chain: Point[] = [];
    for (const point of list) {
      while (chain.length > 1 && cross(chain.at(-2)!, chain.at(-1)!, point) <= 0) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.reverse())];
}

/** Corners of a closed outline that matter by more than `tolerance` (after Douglas and Peucker, 1973). */
export function cornersOf(outline: readonly Point[], tolerance: number): Point[] {
  if (outline.length < 4) return [...outline];
  let far = 0;
  outline.forEach((point, i) => {
    if (apart(point, outline[0]) > apart(outline[far], outline[0])) far = i;
  });
  const first = simplify(outline.slice(0, far + 1), tolerance);
  const second = simplify([...outline.slice(far), outline[0]], tolerance);
  const corners = [...first.slice(0, -1), ...second.slice(0, -1)];
  // Where the two halves meet a corner may lie on a side.
  return corners.filter((point, i) => {
    const before = corners[(i + corners.length - 1) % corners.length];
    const after = corners[(i + 1) % corners.length];
    return fromLine(point, before, after) > tolerance;
  });
}

/** Area of a closed outline, px². */
export function areaOf(outline: readonly Point[]): number {
  let sum = 0;
  outline.forEach(([x, y], i) => {
    const [nextX, nextY] = outline[(i + 1) % outline.length];
    sum += x * nextY - nextX * y;
  });
  return Math.abs(sum) / 2;
}

/** How far a point is inside of a convex outline: distance to its nearest side, px. */
export function depthIn(point: Point, hull: readonly Point[]): number {
  return Math.min(...hull.map((corner, i) => fromLine(point, corner, hull[(i + 1) % hull.length])));
}

export const apart = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1]);

function simplify(line: readonly Point[], tolerance: number): Point[] {
  const [first, last] = [line[0], line.at(-1)!];
  let [worst, at] = [0, -1];
  line.forEach((point, i) => {
    const far = fromLine(point, first, last);
    if (far > worst) [worst, at] = [far, i];
  });
  if (worst <= tolerance || at <= 0) return [first, last];
  return [...simplify(line.slice(0, at + 1), tolerance).slice(0, -1), ...simplify(line.slice(at), tolerance)];
}

function fromLine(point: Point, a: Point, b: Point): number {
  const length = apart(a, b);
  return length < 1e-9 ? apart(point, a) : Math.abs(cross(a, b, point)) / length;
}

function cross(a: Point, b: Point, c: Point): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}
