/** Moves points so that their mean is the origin. @returns the mean */
export function centre(points: Float64Array): [number, number, number] {
  const middle: [number, number, number] = [0, 0, 0];
  for (let i = 0; i < points.length; i++) middle[i % 3] += (points[i] * 3) / points.length;
  for (let i = 0; i < points.length; i++) points[i] -= middle[i % 3];
  return middle;
}
