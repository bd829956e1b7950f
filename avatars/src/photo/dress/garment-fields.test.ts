import { expect, test } from 'vitest';
import { CHART_PARTS } from '../understand/body-chart.ts';
import { garmentFields, ontoShoes, smoothArmholes } from './garment-fields.ts';
import { meanHead } from './head-fixture.ts';

const { space, rest, chart, look } = meanHead({});
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

test('shorts, however short, close below the crotch', () => {
  const { lower } = garmentFields(chart, { ...look, lower: { ...look.lower, length: 0.12 } });
  const leg = CHART_PARTS.indexOf('leg');
  // Of all that lies between the legs below the trunk some is covered on the thighs.
  const inner = [...chart.part.keys()].filter(
    (v) => chart.part[v] === leg && chart.along[v] < 0.2 && Math.abs(rest.positions[v * 3]) < 0.03,
  );
  expect(inner.length).toBeGreaterThan(2);
  expect(inner.every((v) => lower[v] > 0)).toBe(true);
});

test('the edge of a sleeveless top is smooth around the armholes', () => {
  const fields = garmentFields(chart, { ...look, upper: { ...look.upper, sleeve: -0.2 } });
  /** Mean change of the field from one vertex to the next about the shoulder, near its edge. */
  const rough = () => {
    let [sum, edges] = [0, 0];
    const { triangles } = space.model;
    for (let t = 0; t < triangles.length; t += 3) {
      const [a, b] = [triangles[t], triangles[t + 1]];
      const arm = CHART_PARTS.indexOf('arm');
      if (chart.part[a] !== arm || chart.along[a] > 0 || fields.upper[a] >= 0 === fields.upper[b] >= 0)
        continue;
      sum += Math.abs(fields.upper[a] - fields.upper[b]);
      edges++;
    }
    return sum / edges;
  };
  const before = rough();
  smoothArmholes(fields, chart, space.model.triangles);
  expect(rough()).toBeLessThan(0.6 * before);
});

test('trousers without bare skin below them lie on the shoes all around, on bare feet they end at the ankle', () => {
  const foot = CHART_PARTS.indexOf('foot');
  const reach = (shoes: typeof look.shoes) => {
    const { lower } = garmentFields(
      chart,
      ontoShoes({ ...look, shoes, lower: { ...look.lower, length: 2 } }),
    );
    return [...lower.keys()].filter((v) => chart.part[v] === foot && lower[v] > 0).length;
  };
  expect(reach(look.shoes)).toBeGreaterThan(30);
  expect(reach(undefined)).toBeLessThan(0.5 * reach(look.shoes));
});
