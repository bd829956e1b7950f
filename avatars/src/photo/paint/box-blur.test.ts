import { expect, test } from 'vitest';
import { createRandom } from '../../maths/random.ts';
import { blurColumns, blurRows, leastAround } from './box-blur.ts';

const [WIDE, HIGH, RADIUS] = [7, 9, 2];
const random = createRandom(5);
const table = Float32Array.from({ length: WIDE * HIGH }, () => random());
const at = (x: number, y: number) =>
  x < 0 || y < 0 || x >= WIDE || y >= HIGH ? undefined : table[y * WIDE + x];
const around = [-2, -1, 0, 1, 2];

test('rows and columns are blurred with nothing beyond the table', () => {
  const [rows, columns] = [new Float32Array(table.length), new Float32Array(table.length)];
  blurRows(table, rows, WIDE, RADIUS);
  blurColumns(table, columns, WIDE, RADIUS);
  for (let y = 0; y < HIGH; y++) {
    for (let x = 0; x < WIDE; x++) {
      const mean = (pick: (d: number) => number | undefined) =>
        around.reduce((sum, d) => sum + (pick(d) ?? 0), 0) / around.length;
      expect(rows[y * WIDE + x]).toBeCloseTo(
        mean((d) => at(x + d, y)),
        6,
      );
      expect(columns[y * WIDE + x]).toBeCloseTo(
        mean((d) => at(x, y + d)),
        6,
      );
    }
  }
});

test('channels that lie side by side do not mix', () => {
  const both = Float32Array.from({ length: table.length * 2 }, (_, i) => (i % 2 ? 1000 : table[i >> 1]));
  const [out, alone] = [new Float32Array(both.length), new Float32Array(table.length)];
  blurRows(both, out, WIDE, RADIUS, 2);
  blurRows(table, alone, WIDE, RADIUS);
  for (let i = 0; i < table.length; i++) expect(out[i * 2]).toBeCloseTo(alone[i], 6);
});

test('the least around a place is the least of its square', () => {
  const least = table.slice();
  leastAround(least, WIDE, RADIUS);
  for (let y = 0; y < HIGH; y++) {
    for (let x = 0; x < WIDE; x++) {
      const square = around.flatMap((dy) => around.map((dx) => at(x + dx, y + dy) ?? 2));
      expect(least[y * WIDE + x]).toBe(Math.min(...square));
    }
  }
});
