import { expect, test } from 'vitest';
import { garmentFields } from './garment-fields.ts';
import { meanHead } from './head-fixture.ts';
import { makeSkirt } from './make-garments.ts';

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
