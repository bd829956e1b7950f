import { expect, test } from 'vitest';
import type { Sight } from '../see/see.ts';
import type { Rgb } from './colour.ts';
import { labOf } from './colour.ts';
import { goesBehind, spreadOf } from './hair-shape.ts';

const SIZE = 100;
const SKIN: Rgb = [200, 150, 125];
const skin = { colour: SKIN, lab: labOf(...SKIN) };
const HEAD_PX = 50;
const LAST = 60;
const COLUMNS = [20, 21, 22, 23, 76, 77, 78, 79];

/** A picture that from the last row of hair on has one colour, the person's or not; the fitted body lies elsewhere. */
function below(colour: Rgb, person: boolean) {
  const data = new Uint8Array(SIZE * SIZE * 3);
  for (let i = 0; i < SIZE * SIZE; i++) data.set(colour, i * 3);
  const sight = {
    picture: { data, width: SIZE, height: SIZE },
    mask: new Uint8Array(SIZE * SIZE).fill(person ? 255 : 0),
  } as unknown as Sight;
  const chart = { part: new Uint8Array(1), along: new Float32Array(1), side: new Int8Array(1) };
  return goesBehind(
    { sight, vertexAt: new Int32Array(SIZE * SIZE).fill(-1), chart },
    skin,
    COLUMNS,
    LAST,
    HEAD_PX,
  );
}

test('hair above which clothed shoulders stand goes on behind them', () => {
  expect(below([230, 230, 235], true)).toBe(true);
});

test('hair that was cut ends before a wall or the neck', () => {
  expect(below([230, 230, 235], false)).toBe(false);
  expect(below(SKIN, true)).toBe(false);
});

test('no hair goes nowhere', () => {
  const sight = { picture: { data: new Uint8Array(3), width: 1, height: 1 } } as unknown as Sight;
  const chart = { part: new Uint8Array(1), along: new Float32Array(1), side: new Int8Array(1) };
  expect(goesBehind({ sight, vertexAt: new Int32Array(1), chart }, skin, [], 0, HEAD_PX)).toBe(false);
});

const row = (left: number, right: number): number[] => [
  ...Array.from({ length: left }, (_, i) => 49 - i),
  ...Array.from({ length: right }, (_, i) => 50 + i),
];

test('hair is as wide as on the side where it is less wide; a turned head that hides one side says nothing', () => {
  const rows = Array.from({ length: 10 }, () => row(40, 30));
  expect(spreadOf(rows, 50, HEAD_PX)).toBeCloseTo(28 / HEAD_PX, 2);
  expect(
    spreadOf(
      Array.from({ length: 10 }, () => row(40, 0)),
      50,
      HEAD_PX,
    ),
  ).toBeUndefined();
});
