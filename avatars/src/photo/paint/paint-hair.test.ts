import { describe, expect, test } from 'vitest';
import { meanHead } from '../dress/head-fixture.ts';
import { guessCamera } from '../fit/camera.ts';
import { createDistanceField } from '../fit/distance-field.ts';
import { createFitState, poseBones, poseSkinned } from '../fit/pose-state.ts';
import type { Rgb } from '../understand/colour.ts';
import { paintHair } from './paint-hair.ts';
import { drawDepth } from './scene.ts';

const SIZE = { width: 500, height: 700 } as const;
const DARK: Rgb = [60, 45, 35];

/** A photo of the mean head from the front in which every pixel has a colour of its place. */
function photoOf(colourAt: (x: number, y: number) => Rgb, seen = true) {
  const { space, rest, look, hair } = meanHead({ colour: DARK, tip: DARK });
  const state = createFitState(space);
  state.place.set([0, -1.5, -1.6]);
  const posed = poseBones(space, state, false);
  const camera = guessCamera(SIZE.width, SIZE.height);
  const data = new Uint8Array(SIZE.width * SIZE.height * 3);
  for (let i = 0; i < data.length / 3; i++)
    data.set(colourAt(i % SIZE.width, Math.floor(i / SIZE.width)), i * 3);
  const points = poseSkinned(posed, rest.positions, space.model.skinJoints, space.model.skinWeights);
  const hits = drawDepth(SIZE.width, SIZE.height, camera, [{ points, triangles: space.model.triangles }]);
  const mask = createDistanceField(() => seen, SIZE.width, SIZE.height);
  return paintHair(hair!, [{ picture: { data, ...SIZE }, camera, posed, mask, hits }], look);
}

/** Mean red over blue of the strands left and right of the middle. */
function tintOf({ positions, colours }: ReturnType<typeof photoOf>) {
  const sides = [
    [0, 0],
    [0, 0],
  ];
  for (let v = 0; v < positions.length / 3; v++) {
    if (Math.abs(positions[v * 3]) < 0.03) continue;
    const side = sides[positions[v * 3] > 0 ? 0 : 1];
    side[0] += colours![v * 4];
    side[1] += colours![v * 4 + 2];
  }
  return sides.map(([red, blue]) => red / blue);
}

describe('hair takes the photo’s colours', () => {
  test('a streak of one side is on that side', () => {
    const [left, right] = tintOf(photoOf((x) => (x > SIZE.width / 2 ? [80, 50, 30] : DARK)));
    expect(left).toBeGreaterThan(right * 1.15);
  });

  test('skin, cloth and sky before it leave it as it was understood', () => {
    const plain = photoOf(() => DARK, true).colours!;
    for (const colour of [
      [200, 160, 140],
      [90, 90, 160],
      [120, 140, 190],
    ] as const) {
      const other = photoOf(() => colour).colours!;
      let most = 0;
      for (let i = 0; i < plain.length; i++) most = Math.max(most, Math.abs(plain[i] - other[i]));
      expect(most).toBeLessThan(6);
    }
  });
});
