/** Vectors of three numbers, as the makers of hair and glasses want them. */
export type Vector = [number, number, number];

/** The same direction, length 1; nothing stays nothing. */
export const unit = (v: Vector): Vector => {
  const length = Math.hypot(...v) || 1;
  return [v[0] / length, v[1] / length, v[2] / length];
};

export const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
