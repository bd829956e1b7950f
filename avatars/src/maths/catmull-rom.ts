/**
 * Weights of four neighbouring samples at share t between the middle two (Catmull and Rom, 1974, tension 0.5): the curve
 * goes through every sample.
 */
export function catmullRom(t: number): [number, number, number, number] {
  const [t2, t3] = [t * t, t * t * t];
  return [
    -0.5 * t3 + t2 - 0.5 * t,
    1.5 * t3 - 2.5 * t2 + 1,
    -1.5 * t3 + 2 * t2 + 0.5 * t,
    0.5 * t3 - 0.5 * t2,
  ];
}
