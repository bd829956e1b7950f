import { type BodySpace, bestTurn, centre, turnMatrix } from '@troupe/avatars/photo';

/** Vertices of the face tile. */
export function faceVertices({ kit, model }: BodySpace): number[] {
  return [
    ...new Set([...kit.faceTriangles].flatMap((t) => [0, 1, 2].map((k) => model.triangles[t * 3 + k]))),
  ];
}

/** Mean distance of a face's vertices in mm after the best move, turn and scale of the found one onto the true one. */
export function faceErrorMm(
  vertices: readonly number[],
  truth: ArrayLike<number>,
  found: ArrayLike<number>,
): number {
  const pick = (points: ArrayLike<number>) => {
    const out = new Float64Array(vertices.length * 3);
    vertices.forEach((v, i) => {
      for (let k = 0; k < 3; k++) out[i * 3 + k] = points[v * 3 + k];
    });
    centre(out);
    return out;
  };
  const [a, b] = [pick(found), pick(truth)];
  const r = turnMatrix(bestTurn(a, b));
  const turned = a.map((_, i) => {
    const [at, row] = [i - (i % 3), (i % 3) * 3];
    return r[row] * a[at] + r[row + 1] * a[at + 1] + r[row + 2] * a[at + 2];
  });
  let dot = 0;
  let own = 0;
  for (let i = 0; i < a.length; i++) {
    dot += turned[i] * b[i];
    own += turned[i] * turned[i];
  }
  const scale = dot / own;
  let sum = 0;
  for (let i = 0; i < a.length; i += 3) {
    sum += Math.hypot(...[0, 1, 2].map((k) => scale * turned[i + k] - b[i + k]));
  }
  return (1000 * sum) / vertices.length;
}
