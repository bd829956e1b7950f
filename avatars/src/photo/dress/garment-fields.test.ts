import { expect, test } from 'vitest';
import { CHART_PARTS } from '../understand/body-chart.ts';
import { garmentFields } from './garment-fields.ts';
import { meanHead } from './head-fixture.ts';

const { chart, look } = meanHead({});
const arm = CHART_PARTS.indexOf('arm');

/** Vertices of the arms that an upper garment covers. */
function sleeved(sleeve: number, neckline: number): number {
  const { upper } = garmentFields(chart, { ...look, upper: { ...look.upper, sleeve, neckline } });
  return chart.part.reduce((sum, part, v) => sum + Number(part === arm && upper[v] > 0), 0);
}

test('a strapless top leaves no patches on the shoulders; sleeves and shoulder straps stay', () => {
  expect(sleeved(0, 0.77)).toBe(0);
  expect(sleeved(0, 0.95)).toBeGreaterThan(0);
  expect(sleeved(1, 0.77)).toBeGreaterThan(100);
});
