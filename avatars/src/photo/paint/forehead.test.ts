import { expect, test } from 'vitest';
import { meanHead } from '../dress/head-fixture.ts';
import { labOf } from '../understand/colour.ts';
import { plainLook } from '../understand/look-fixture.ts';
import { strandLike } from './forehead.ts';
import { lidFolds } from './lid-folds.ts';

test('skin that goes towards the colour of hair is a strand, skin in light and other skin are not', () => {
  const look = plainLook({ hair: { colour: [40, 30, 25] } });
  const strand = strandLike(labOf(...look.skin), look);
  expect(strand(look.skin)).toBe(0);
  expect(strand([215, 178, 158])).toBe(0);
  expect(strand([150, 115, 98])).toBe(1);
});

test('hair like the skin is not told from it, and a bald head has none', () => {
  const fair = plainLook({ hair: { colour: [205, 165, 143] } });
  expect(strandLike(labOf(...fair.skin), fair)([150, 115, 98])).toBe(0);
  const bald = plainLook({ hair: { style: 'none' } });
  expect(strandLike(labOf(...bald.skin), bald)([60, 45, 35])).toBe(0);
});

test('the fold of an open lid is both upper lids and nothing else of the body', () => {
  const { space, rest } = meanHead({});
  const folds = lidFolds(space);
  const inside = [...folds.keys()].filter((v) => folds[v] > 0.5);
  expect(inside.length).toBeGreaterThan(40);
  const eyeY = rest.joints[space.model.manifest.bones.indexOf('leftEye') * 3 + 1];
  for (const v of inside) {
    expect(Math.abs(rest.positions[v * 3 + 1] - eyeY)).toBeLessThan(0.02);
    expect(Math.abs(rest.positions[v * 3])).toBeGreaterThan(0.01);
    expect(Math.abs(rest.positions[v * 3])).toBeLessThan(0.055);
  }
  const left = inside.filter((v) => rest.positions[v * 3] > 0).length;
  expect(left).toBe(inside.length / 2);
});
