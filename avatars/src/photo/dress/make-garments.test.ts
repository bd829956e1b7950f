import { expect, test } from 'vitest';
import { garmentFields } from './garment-fields.ts';
import { meanHead } from './head-fixture.ts';
import { hidesSkin, makeShell, makeSkirt } from './make-garments.ts';

const { space, rest, chart, look } = meanHead({});

test("a skirt's top lies on the waist all around", () => {
  const fields = garmentFields(chart, { ...look, lower: { ...look.lower, kind: 'skirt', length: 0.8 } });
  const skirt = makeSkirt(space, rest, fields, { thicknessM: 0.012, flare: 0.04 });
  const top = Math.max(...skirt.positions.filter((_, i) => i % 3 === 1));
  const waist = [...chart.part.keys()].filter(
    (v) => fields.lower[v] >= -0.05 && Math.abs(rest.positions[v * 3 + 1] - top) < 0.02,
  );
  let most = 0;
  for (let i = 0; i < skirt.positions.length; i += 3) {
    if (skirt.positions[i + 1] < top - 1e-4) continue;
    const off = waist.map((v) =>
      Math.hypot(
        rest.positions[v * 3] - skirt.positions[i],
        rest.positions[v * 3 + 2] - skirt.positions[i + 2],
      ),
    );
    most = Math.max(most, Math.min(...off));
  }
  expect(most).toBeLessThan(0.025);
});

test('cloth lies before the skin that is left within its hems', () => {
  const { lower } = garmentFields(chart, { ...look, lower: { ...look.lower, length: 0.6 } });
  const thin = new Float32Array(lower.length);
  const { positions } = makeShell(space, rest, 'cloth_lower', lower, thin, 0)!;
  const kept = [...lower.keys()].filter((v) => lower[v] > 0 && !hidesSkin(lower, thin, v));
  const offs: number[] = [];
  for (let i = 0; i < positions.length; i += 3) {
    const apart = (v: number) => [0, 1, 2].map((k) => positions[i + k] - rest.positions[v * 3 + k]);
    const near = kept.find((v) => Math.hypot(...apart(v)) < 0.006);
    if (near !== undefined)
      offs.push(apart(near).reduce((sum, d, k) => sum + d * rest.normals[near * 3 + k], 0));
  }
  expect(offs.length).toBeGreaterThan(80);
  expect(Math.min(...offs)).toBeGreaterThan(0.001);
});
