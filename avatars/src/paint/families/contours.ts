/** A field of heights: `at` may be asked a margin beyond its columns and rows. */
export interface ContourField {
  at(x: number, y: number): number;
  readonly level: number;
  readonly columns: number;
  readonly rows: number;
  readonly margin: number;
}

/** Closed outlines of all that lies above a level, x, y, x, y … in cells; at the margin they are closed off. */
export function contoursOf({ at, level, columns, rows, margin }: ContourField): number[][] {
  const [wide, high] = [columns + margin * 2 + 2, rows + margin * 2 + 2];
  // Below the level all around, so that every outline closes.
  const value = (i: number, j: number): number =>
    i <= 0 || j <= 0 || i >= wide - 1 || j >= high - 1
      ? level - 1
      : at(i - margin - 1, j - margin - 1) - level;
  const next = new Map<string, [number, number, string]>();
  const cross = (i: number, j: number, m: number, n: number): [number, number] => {
    const [a, b] = [value(i, j), value(m, n)];
    const t = a / (a - b);
    return [i + (m - i) * t - margin - 1, j + (n - j) * t - margin - 1];
  };
  // Edges of a cell: 0 top, 1 right, 2 bottom, 3 left. A path keeps what is above the level on its right.
  const paths: Readonly<Record<number, readonly [number, number][]>> = {
    1: [[3, 0]],
    2: [[0, 1]],
    3: [[3, 1]],
    4: [[1, 2]],
    5: [
      [3, 0],
      [1, 2],
    ],
    6: [[0, 2]],
    7: [[3, 2]],
    8: [[2, 3]],
    9: [[2, 0]],
    10: [
      [0, 1],
      [2, 3],
    ],
    11: [[2, 1]],
    12: [[1, 3]],
    13: [[1, 0]],
    14: [[0, 3]],
  };
  for (let j = 0; j < high - 1; j++)
    for (let i = 0; i < wide - 1; i++) {
      const above = (a: number, b: number): number => (value(a, b) > 0 ? 1 : 0);
      const kind = above(i, j) + above(i + 1, j) * 2 + above(i + 1, j + 1) * 4 + above(i, j + 1) * 8;
      const keys = [`${i},${j},h`, `${i + 1},${j},v`, `${i},${j + 1},h`, `${i},${j},v`];
      const ends: [number, number, number, number][] = [
        [i, j, i + 1, j],
        [i + 1, j, i + 1, j + 1],
        [i, j + 1, i + 1, j + 1],
        [i, j, i, j + 1],
      ];
      for (const [from, to] of paths[kind] ?? []) next.set(keys[from], [...cross(...ends[from]), keys[to]]);
    }
  const outlines: number[][] = [];
  while (next.size > 0) {
    const outline: number[] = [];
    let key = next.keys().next().value as string;
    for (let found = next.get(key); found; found = next.get(key)) {
      outline.push(found[0], found[1]);
      next.delete(key);
      key = found[2];
    }
    if (outline.length >= 8) outlines.push(outline);
  }
  return outlines;
}
