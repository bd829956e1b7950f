import { expect, test } from 'vitest';
import { meanHead } from '../dress/head-fixture.ts';
import type { Part } from '../dress/part.ts';
import type { Look } from '../understand/look.ts';
import { plainLook } from '../understand/look-fixture.ts';
import { clothPlan, evenSkin } from './plan-part.ts';

const SKIN = [160, 105, 85] as const;

/** A colour after the last word on it, at a place that is a feature of the face or is not. */
function evened(colour: readonly number[], feature: number): Float32Array {
  const out = Float32Array.from(colour);
  const part = meanHead({}).hair!;
  const features = new Float32Array(part.point.length).fill(feature);
  evenSkin(part, SKIN, features)([0, 1, 2], [1, 0, 0], 1, out);
  return out;
}

test('a bluish patch of a cheek becomes skin as light as it was; lips and lids stay as they are', () => {
  const blotch = [120, 100, 135];
  const [r, g, b] = evened(blotch, 0);
  expect(r).toBeGreaterThan(b * 1.4);
  expect(0.3 * r + 0.59 * g + 0.11 * b).toBeCloseTo(0.3 * 120 + 0.59 * 100 + 0.11 * 135, 0);
  expect([...evened(blotch, 1)]).toEqual(blotch);
});

test('a flush keeps most of its hue', () => {
  const [r, g] = evened([190, 95, 85], 0);
  expect(r / g).toBeGreaterThan(1.8);
});

test('a cast shadow is taken half down, what is a little darker or lighter is left', () => {
  const lightOf = (by: number) =>
    evened(
      SKIN.map((x) => x * by),
      0,
    )[0] / SKIN[0];
  expect(lightOf(0.5)).toBeGreaterThan(0.62);
  expect(lightOf(0.92)).toBeCloseTo(0.92, 2);
  expect(
    evened(
      SKIN.map((x) => x * 0.5),
      1,
    )[0],
  ).toBeCloseTo(80, 1);
});

/** Shorts, and skin above them. */
const shorts = (lower: Partial<Look['lower']>) =>
  clothPlan({ name: 'cloth_lower' } as Part, { ...plainLook({ lower }), skin: [191, 143, 91] });

test('beige has the hue of skin: in shade it is still cloth, and skin is not', () => {
  const { accept } = shorts({ colour: [175, 156, 126] });
  expect(accept([110, 92, 66], [], [])).toBe(1);
  expect(accept([150, 105, 60], [], [])).toBe(0);
  const blue = shorts({ colour: [20, 40, 120] });
  expect(blue.accept([110, 92, 66], [], [])).toBe(0);
});

test('a dye is known by its hue, pale or strong', () => {
  const { known } = shorts({ colour: [70, 65, 62], second: [242, 223, 113] });
  expect(known!([240, 232, 40])).toBe(true);
  expect(known!([90, 120, 200])).toBe(false);
});

test('a print of the colour of hair is the garment: hair is followed from the head', () => {
  const black = [20, 19, 21] as const;
  const look = plainLook({ hair: { colour: black, tip: black }, lower: { colour: [220, 220, 224] } });
  expect(clothPlan({ name: 'cloth_lower' } as Part, look).accept(black, [], [])).toBe(1);
});

test('a print on plain cloth is no colour of its own, so that it is not mirrored; folds and a second colour are', () => {
  const [white, fold, black] = [
    [218, 218, 222],
    [160, 160, 166],
    [30, 30, 32],
  ] as const;
  expect(shorts({ colour: white }).known!(fold)).toBe(true);
  expect(shorts({ colour: white }).known!(black)).toBe(false);
  expect(shorts({ colour: white, second: black }).known!(black)).toBe(true);
});
