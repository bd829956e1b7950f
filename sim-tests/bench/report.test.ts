import { expect, test } from 'vitest';
import { addRow } from './report.ts';

test('rows of a bench stay under their columns when a figure is new or missing', () => {
  const first = addRow('', { bench: 'x', a: 1, 'b.c': 'p,q' });
  expect(first).toBe('bench,a,b.c\nx,1,p;q\n');
  expect(addRow(first, { bench: 'x', 'b.c': 2, d: 3 })).toBe('bench,a,b.c,d\nx,1,p;q,\nx,,2,3\n');
});
