import { expect, test } from 'vitest';
import { meanHead } from './head-fixture.ts';
import { headOf } from './head-frame.ts';

const TIED = { style: 'updo', belowChin: 0.7 } as const;

test('tied hair begins at the hairline, temples too', () => {
  const { space, rest, hair } = meanHead(TIED);
  let [all, covered] = [0, 0];
  for (let v = 0; v < space.vertices; v++) {
    const line = space.kit.hairline[v];
    const at = rest.positions.subarray(v * 3, v * 3 + 3);
    if (line < 2 || line > 8 || at[2] < headOf(space, rest).centre[2]) continue;
    all++;
    for (let i = 3; i < hair!.positions.length; i += 9) {
      const p = hair!.positions.subarray(i, i + 3);
      if (Math.hypot(p[0] - at[0], p[1] - at[1], p[2] - at[2]) > 0.012) continue;
      covered++;
      break;
    }
  }
  expect(all).toBeGreaterThan(8);
  expect(covered / all).toBeGreaterThan(0.95);
});

test('a tail hangs before the shoulder it was seen before, else behind', () => {
  const tips = (sides: Parameters<typeof meanHead>[0]['sides']) => {
    const { space, rest, hair } = meanHead({ ...TIED, ...(sides ? { sides } : {}) });
    const { centre, chinY } = headOf(space, rest);
    const low: number[][] = [];
    for (let i = 3; i < hair!.positions.length; i += 9)
      if (hair!.positions[i + 1] < chinY - 0.1) low.push([...hair!.positions.subarray(i, i + 3)]);
    return low.map(([x, , z]) => [x, z - centre[2]]);
  };
  const left = tips({ left: { belowChin: 0.7, before: true }, right: { belowChin: -1, before: false } });
  expect(left.length).toBeGreaterThan(20);
  expect(left.every(([x, ahead]) => x > 0.03 && ahead > 0)).toBe(true);
  expect(tips(undefined).every(([x, ahead]) => Math.abs(x) < 0.04 && ahead < 0)).toBe(true);
});

test('tied hair grows as far forward at the temples as it was seen, off the skin', () => {
  const before = (templesMm: number) => {
    const { space, rest, hair } = meanHead({ ...TIED, templesMm });
    const { centre } = headOf(space, rest);
    const eyeY = rest.joints[space.model.manifest.bones.indexOf('leftEye') * 3 + 1];
    const temple = Array.from({ length: space.vertices }, (_, v) => v).filter(
      (v) =>
        space.kit.hairline[v] < -11 &&
        space.kit.hairline[v] > -18 &&
        Math.abs(rest.positions[v * 3]) > 0.05 &&
        rest.positions[v * 3 + 1] > eyeY + 0.01 &&
        rest.positions[v * 3 + 2] > centre[2],
    );
    const near = temple.filter((v) => {
      for (let i = 3; i < hair!.positions.length; i += 9) {
        const d = [0, 1, 2].map((k) => hair!.positions[i + k] - rest.positions[v * 3 + k]);
        const out = [0, 1, 2].reduce((sum, k) => sum + d[k] * rest.normals[v * 3 + k], 0);
        if (Math.hypot(...d) < 0.008 && out > 0) return true;
      }
      return false;
    });
    return near.length / temple.length;
  };
  expect(before(0)).toBeLessThan(0.4);
  expect(before(18)).toBeGreaterThan(0.8);
});
