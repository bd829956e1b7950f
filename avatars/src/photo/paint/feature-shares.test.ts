import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readFitModel } from '../fit/fit-model.ts';
import { plainLook } from '../understand/look-fixture.ts';
import { featureShares } from './feature-shares.ts';

const MODEL = fileURLToPath(new URL('../../../../assets/models/body', import.meta.url));
const { space, facePoints } = readFitModel(MODEL);
const shares = featureShares(space, facePoints, plainLook());
const at = (k: number): number =>
  facePoints[k]!.vertices.reduce((sum, v, c) => sum + facePoints[k]!.shares[c] * shares[v], 0);

test('brows are wholly the face’s own, between the vertices of the mesh too', () => {
  for (const k of [66, 105, 55, 65, 52, 296, 334, 285, 295, 282]) expect(at(k)).toBeGreaterThan(0.97);
});

test('cheeks, forehead and temples show skin or nothing', () => {
  for (const k of [10, 151, 50, 280, 101, 330, 21, 251]) expect(at(k)).toBeLessThan(0.05);
});
