import { expect, test } from 'vitest';
import { createDistanceField } from '../fit/distance-field.ts';
import { createHits } from '../render/rasterise.ts';
import type { Rgb } from '../understand/colour.ts';
import { strangersOf } from './strangers.ts';

const SIZE = 120;
const SKIRT = 1;
const MAGENTA: Rgb = [190, 50, 150];
const SKIN: Rgb = [200, 150, 120];
const isMagenta = (c: Rgb) => Math.hypot(c[0] - 190, c[1] - 50, c[2] - 150) < 30;

type Box = readonly [x0: number, y0: number, x1: number, y1: number];

/** A skirt drawn over `drawn`, a person in magenta in `person`, and boxes of another colour; 60 px are 0.3 m. */
function strangers(
  drawn: Box,
  person: Box,
  others: readonly Box[],
  known = isMagenta,
  accept = (_: Rgb) => 1,
) {
  const data = new Uint8Array(SIZE * SIZE * 3);
  const owners = new Uint8Array(SIZE * SIZE);
  const within = ([x0, y0, x1, y1]: Box, i: number) =>
    i % SIZE >= x0 && i % SIZE < x1 && Math.floor(i / SIZE) >= y0 && Math.floor(i / SIZE) < y1;
  for (let i = 0; i < SIZE * SIZE; i++) {
    data.set(others.some((box) => within(box, i)) ? SKIN : MAGENTA, i * 3);
    if (within(drawn, i)) owners[i] = SKIRT;
  }
  const hits = createHits(SIZE, SIZE);
  hits.depth.fill(3);
  const picture = { data, width: SIZE, height: SIZE };
  const found = strangersOf(
    {
      picture,
      soft: picture,
      owners,
      hits,
      mask: createDistanceField((i) => within(person, i), SIZE, SIZE),
      camera: { focalPx: 600, cx: 60, cy: 60 },
      edgePx: 2,
    },
    { known, number: SKIRT, accept },
  );
  return (x: number, y: number) => found?.[y * SIZE + x] === 1;
}

const BODY: Box = [20, 20, 100, 100];

test('a leg seen at a hem that was drawn too low is not the skirt; a print of its colour is', () => {
  const at = strangers(
    BODY,
    [0, 0, SIZE, SIZE],
    [
      [30, 92, 50, 100],
      [55, 50, 65, 60],
    ],
  );
  expect(at(40, 96)).toBe(true);
  expect(at(60, 55)).toBe(false);
  expect(at(80, 96)).toBe(false);
});

test('strangers come in no farther than a fit is off; of a skirt of many colours only the rim is judged', () => {
  const far = strangers(BODY, [0, 0, SIZE, SIZE], [[40, 30, 44, 100]]);
  expect([far(42, 90), far(42, 60)]).toEqual([true, false]);
  const gay = strangers(BODY, [0, 0, SIZE, SIZE], [[20, 20, 60, 100]]);
  expect([gay(21, 60), gay(30, 60)]).toEqual([true, false]);
});

test('the rim of a lock that lies in the middle is not the skirt, and a print beside it is', () => {
  const lock = (c: Rgb) => (c[2] === SKIN[2] ? 0 : 1);
  const boxes: Box[] = [
    [50, 50, 60, 60],
    [70, 50, 75, 60],
  ];
  expect(strangers(BODY, [0, 0, SIZE, SIZE], boxes, isMagenta, lock)(55, 55)).toBe(true);
  expect(strangers(BODY, [0, 0, SIZE, SIZE], boxes)(55, 55)).toBe(false);
});

test('where a skirt was drawn wider than the person its edge is not believed', () => {
  const at = strangers(BODY, [28, 20, 100, 100], []);
  expect([at(24, 60), at(31, 60), at(45, 60), at(97, 60)]).toEqual([true, true, false, false]);
});
