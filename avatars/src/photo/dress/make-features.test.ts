import { expect, test } from 'vitest';
import { meanHead } from './head-fixture.ts';
import { makeInMouth } from './make-features.ts';

/** How much longer an edge of the teeth becomes at most when the mouth opens wide, m. */
function mostStretch(): number {
  const { space, rest } = meanHead({});
  const { positions, triangles, morphs } = makeInMouth(space, rest, 'teeth', 1, [1, 1, 1, 1]);
  const open = positions.slice();
  const { rows, offsets } = morphs!.get(space.model.manifest.units.indexOf('mouth-open'))!;
  rows.forEach((row, i) => {
    for (let k = 0; k < 3; k++) open[row * 3 + k] += offsets[i * 3 + k];
  });
  const long = (at: Float32Array, a: number, b: number) =>
    Math.hypot(...[0, 1, 2].map((k) => at[a * 3 + k] - at[b * 3 + k]));
  return triangles.reduce((most, a, i) => {
    const b = triangles[i % 3 === 2 ? i - 2 : i + 1];
    return Math.max(most, long(open, a, b) - long(positions, a, b));
  }, 0);
}

test('an open mouth parts the rows of teeth: nothing is drawn out between them', () => {
  expect(mostStretch()).toBeLessThan(0.008);
});
