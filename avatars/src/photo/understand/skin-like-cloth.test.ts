import { expect, test } from 'vitest';
import { labOf, type Rgb } from './colour.ts';
import { skinLikeCloth, withoutCloth } from './skin-like-cloth.ts';

const FACE: Rgb = [202, 142, 115];
const HAND: Rgb = [214, 156, 128];
const BEIGE: Rgb = [224, 178, 146];
const bare = [labOf(...FACE), labOf(...HAND)];

/** Looks at the breast: cloth with its folds. */
const worn = (colour: Rgb, skin = true) =>
  Array.from({ length: 40 }, (_, i) => ({
    part: 'trunk' as const,
    along: 0.6,
    skin,
    colour: colour.map((x) => x * (0.92 + 0.04 * (i % 4))) as unknown as Rgb,
  }));

const limb = (colour: Rgb) => [{ part: 'arm' as const, along: 1, skin: true, colour }];

test('a beige sleeve is cloth, the arm below it skin', () => {
  const known = skinLikeCloth(worn(BEIGE), bare);
  expect(withoutCloth(limb(BEIGE), known)[0].skin).toBe(false);
  expect(withoutCloth(limb(HAND), known)[0].skin).toBe(true);
});

test('nothing is told of a bare breast, nor of cloth that nobody takes for skin', () => {
  expect(skinLikeCloth(worn([208, 149, 121]), bare)).toBe(undefined);
  expect(skinLikeCloth(worn([60, 70, 160], false), bare)).toBe(undefined);
});
