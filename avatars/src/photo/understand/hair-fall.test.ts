import { expect, test } from 'vitest';
import { labOf, type Rgb } from './colour.ts';
import { heightsOnBody, oneLength, partedBy, reachOf, typicalColours } from './hair-fall.ts';

test('hair over one half of the forehead is parted at the other, over both it is a fringe', () => {
  const right = partedBy({ left: 0.1, right: 0.8 });
  expect(right.both).toBe(false);
  expect(right.parting).toBeGreaterThan(0.1);
  expect(right.over).toEqual({ left: 0, right: 0.8 });
  expect(partedBy({ left: 0.8, right: 0.1 }).parting).toBeLessThan(-0.1);
  expect(partedBy({ left: 0.1, right: 0.15 }).parting).toBeUndefined();
  expect(partedBy({ left: 0.9, right: 0.6 }).both).toBe(true);
});

test('hair before both shoulders is of one length, what lies behind says nothing of it', () => {
  const [short, long] = [
    { belowChin: 0.5, before: true },
    { belowChin: 1.6, before: true },
  ];
  expect(oneLength({ left: short, right: long }).left.belowChin).toBe(1.6);
  const behind = { belowChin: 0.1, before: false };
  expect(oneLength({ left: behind, right: long }).left).toEqual(behind);
});

test('light and shade of hair are told apart', () => {
  const [dark, fair]: Rgb[] = [
    [60, 45, 30],
    [200, 170, 120],
  ];
  const colours = [...Array(40).fill(dark), ...Array(20).fill(fair)];
  const found = typicalColours(colours, 3).map(([l]) => l);
  expect(Math.min(...found)).toBeCloseTo(labOf(...dark)[0], 1);
  expect(Math.max(...found)).toBeCloseTo(labOf(...fair)[0], 1);
});

test("a length that was seen in the picture is told in heights of the body's head", () => {
  // The box around the head ends with the throat, 20 px below the chin, and is a fifth higher than the head.
  const head = { chinPx: 450, heightPx: 125 };
  const { length, below, sides } = heightsOnBody({ chin: 470, height: 150 }, head);
  const tipPx = 470 + 1.6 * 150;
  expect(below(1.6)).toBeCloseTo((tipPx - head.chinPx) / head.heightPx, 6);
  expect(length(0.5)).toBeCloseTo(75 / 125, 6);
  const side = { belowChin: 0, before: true };
  expect(sides({ left: side, right: side }).right).toEqual({ belowChin: below(0), before: true });
});

test('hair at the temples reaches to its last step, not to a stray lock beyond', () => {
  expect(reachOf([6, 9, 12, 8], [2, 6, 6, 2])).toBe(3);
  expect(reachOf([8, 8, 8, 8], [8, 1, 1, 5])).toBe(1);
  expect(reachOf([8, 8, 8, 8], [1, 0, 0, 0])).toBe(0);
  expect(reachOf([2, 2, 2, 2], [2, 2, 2, 2])).toBe(0);
});
