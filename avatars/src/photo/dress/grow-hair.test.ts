import { expect, test } from 'vitest';
import { meanHead } from './head-fixture.ts';
import { headOf } from './head-frame.ts';

type Hair = NonNullable<Parameters<typeof meanHead>[0]>;

/** The middles of cards: strand after strand, row after row. */
function lines(told: Hair) {
  const { space, rest, hair } = meanHead(told);
  const head = headOf(space, rest);
  const { positions, uvs } = hair!;
  const rows = Array.from({ length: uvs.length / 6 }, (_, r) => uvs[r * 6 + 1]).indexOf(1) + 1;
  const strands: [number, number, number][][] = [];
  for (let s = 0; s < positions.length / 9 / rows; s++)
    strands.push(
      Array.from({ length: rows }, (_, r) => {
        const i = ((s * rows + r) * 3 + 1) * 3;
        return [positions[i], positions[i + 1], positions[i + 2]];
      }),
    );
  return { strands, head, rest, space };
}

const LONG = { style: 'long', belowChin: 1.4 } as const;
const side = (belowChin: number, before: boolean) => ({ belowChin, before });

test('hair leaves a parting to its own side: no strand crosses it', () => {
  for (const parting of [-0.15, 0.1]) {
    const { strands, head } = lines({ ...LONG, parting });
    const at = parting * head.heightM;
    const top = strands.filter(
      ([root]) => root[2] > head.centre[2] + 0.03 && root[1] > head.chinY + 0.8 * head.heightM,
    );
    expect(top.length).toBeGreaterThan(30);
    for (const line of top) {
      const from = Math.sign(line[0][0] - at * 0.8);
      if (Math.abs(line[0][0] - at) < 0.012) continue;
      expect(Math.sign(line[4][0] - at) * from).toBeGreaterThan(0);
    }
  }
});

test('hair that was seen before one shoulder hangs before it, and behind the other', () => {
  const { strands, head } = lines({ ...LONG, sides: { left: side(1.4, true), right: side(-1, false) } });
  const tips = strands.map((line) => line.at(-1)!).filter((tip) => tip[1] < head.chinY - 0.15);
  const front = tips.filter((tip) => tip[2] > head.centre[2] + 0.02);
  expect(front.length).toBeGreaterThan(30);
  expect(front.every((tip) => tip[0] > 0)).toBe(true);
  expect(tips.some((tip) => tip[0] < -0.03 && tip[2] < head.centre[2])).toBe(true);
});

test('hair reaches as far as it was seen', () => {
  for (const belowChin of [0, 0.6, 1.4, 2]) {
    const { strands, head } = lines({ style: belowChin > 0.5 ? 'long' : 'bob', belowChin });
    const ends = strands.map((line) => (head.chinY - line.at(-1)![1]) / head.heightM).sort((a, b) => a - b);
    expect(ends[Math.floor(ends.length / 2)]).toBeGreaterThan(belowChin - 0.25);
    expect(ends.at(-1)).toBeLessThan(belowChin + 0.25);
  }
});

test('hair parted at the side falls over the other half of the forehead only', () => {
  const { strands, head } = lines({ ...LONG, parting: 0.15, over: { left: 0, right: 0.8 } });
  const before = strands
    .flat()
    .filter(
      ([, y, z]) =>
        z > head.centre[2] + 0.05 &&
        y > head.chinY + 0.6 * head.heightM &&
        y < head.chinY + 0.75 * head.heightM,
    );
  const nearest = (sign: number) =>
    before.filter(([x]) => x * sign > 0).reduce((least, [x]) => Math.min(least, Math.abs(x)), 9);
  expect(nearest(-1)).toBeLessThan(nearest(1) - 0.005);
});

test('hair lies on the head and before the trunk, not in them', () => {
  const { strands, head } = lines({ ...LONG, sides: { left: side(1.4, true), right: side(1.4, true) } });
  const chest = strands
    .flat()
    .filter(
      ([x, y, z]) => y < head.chinY - 0.2 && y > head.chinY - 0.25 && z > head.centre[2] && Math.abs(x) < 0.1,
    );
  expect(chest.length).toBeGreaterThan(20);
  const { rest } = meanHead(LONG);
  for (const [x, y, z] of chest) {
    for (let v = 0; v < rest.positions.length; v += 3) {
      const [px, py, pz] = rest.positions.subarray(v, v + 3);
      if (Math.hypot(px - x, py - y) < 0.006) expect(z).toBeGreaterThan(pz);
    }
  }
});

test('wavy hair swings as wide as it was seen, straight hair not at all', () => {
  /** Median of how far strands stray from the chord of what hangs, m. */
  const stray = (told: Hair) => {
    const { strands, head } = lines({ ...LONG, ...told });
    const found = strands.flatMap((line) => {
      const low = line.filter(([, y, z]) => y < head.chinY - 0.1 && z < head.centre[2]);
      if (low.length < 6) return [];
      const [a, b] = [low[0], low.at(-1)!];
      const off = low.map(([x, y]) => x - a[0] - ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]));
      return [(Math.max(...off) - Math.min(...off)) / 2];
    });
    return found.sort((p, q) => p - q)[Math.floor(found.length / 2)] / head.heightM;
  };
  const straight = stray({});
  expect(straight).toBeLessThan(0.02);
  expect(stray({ wave: { swing: 0.05, length: 0.6 } })).toBeGreaterThan(straight + 0.02);
});
