import { expect, test } from 'vitest';
import { meanHead } from './head-fixture.ts';
import { headOf } from './head-frame.ts';

/** Half the width that most hair keeps within between chin and cheekbones of the mean head, m. */
function halfWidth(spread?: number): number {
  const { space, rest, hair } = meanHead({ style: 'long', belowChin: 0.6, ...(spread ? { spread } : {}) });
  const { chinY, heightM } = headOf(space, rest);
  const across: number[] = [];
  for (let i = 0; i < hair!.positions.length; i += 3) {
    const y = hair!.positions[i + 1] - chinY;
    if (y > 0 && y < 0.4 * heightM) across.push(Math.abs(hair!.positions[i]));
  }
  return across.sort((a, b) => a - b)[Math.floor(across.length * 0.95)] / heightM;
}

test('hair lies as wide beside the face as it was seen, and never narrower than its style', () => {
  const own = halfWidth();
  expect(halfWidth(own + 0.1)).toBeGreaterThan(own + 0.07);
  expect(halfWidth(own + 0.1)).toBeLessThan(own + 0.13);
  expect(halfWidth(own - 0.1)).toBeCloseTo(own, 5);
});

test('wide hair leaves the scalp where narrow hair does', () => {
  const [narrow, wide] = [undefined, 0.65].map(
    (spread) => meanHead({ style: 'long', belowChin: 0.6, ...(spread ? { spread } : {}) }).hair!,
  );
  let moved = 0;
  for (let v = 0; v < narrow.positions.length / 3; v++) {
    // The middle of a card at its root: its edges turn with it.
    if (narrow.uvs[v * 2 + 1] > 0.02 || v % 3 !== 1) continue;
    for (let k = 0; k < 3; k++)
      moved = Math.max(moved, Math.abs(narrow.positions[v * 3 + k] - wide.positions[v * 3 + k]));
  }
  expect(moved).toBeLessThan(0.002);
});

test('strands that frame the face go on covering it', () => {
  const { space, rest } = meanHead({ style: 'long', belowChin: 0.6 });
  const { centre } = headOf(space, rest);
  const [narrow, wide] = [undefined, 0.65].map(
    (spread) => meanHead({ style: 'long', belowChin: 0.6, ...(spread ? { spread } : {}) }).hair!,
  );
  let [moved, behind] = [0, 0];
  for (let v = 1; v < narrow.positions.length / 3; v += 3) {
    const away = Math.abs(narrow.positions[v * 3] - wide.positions[v * 3]);
    if (narrow.positions[v * 3 + 2] > centre[2] + 0.06) moved = Math.max(moved, away);
    else behind = Math.max(behind, away);
  }
  expect(moved).toBeLessThan(0.002);
  expect(behind).toBeGreaterThan(0.02);
});

/** Share of the back of head and neck between chin and hairline, 8 cm wide, that hair covers as seen from behind. */
function napeCovered(spread?: number): number {
  const { space, rest, hair } = meanHead({ style: 'long', belowChin: 0.6, ...(spread ? { spread } : {}) });
  const { centre, chinY } = headOf(space, rest);
  const { positions, triangles } = hair!;
  const [columns, rows, step] = [40, 40, 0.002];
  const covered = new Uint8Array(columns * rows);
  for (let t = 0; t < triangles.length; t += 3) {
    const corners = [0, 1, 2].map((k) => triangles[t + k] * 3);
    if (corners.some((c) => positions[c + 2] > centre[2] - 0.02)) continue;
    const [[ax, ay], [bx, by], [cx, cy]] = corners.map((c) => [positions[c], positions[c + 1]]);
    const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
    for (let i = 0; i < covered.length; i++) {
      const x = centre[0] + ((i % columns) - columns / 2 + 0.5) * step - ax;
      const y = chinY + (Math.floor(i / columns) + 0.5) * step - ay;
      const u = (x * (cy - ay) - y * (cx - ax)) / area;
      const v = (y * (bx - ax) - x * (by - ay)) / area;
      if (u >= 0 && v >= 0 && u + v <= 1) covered[i] = 1;
    }
  }
  return covered.reduce((sum, c) => sum + c, 0) / covered.length;
}

test('wide hair lets no more of the nape through than narrow hair', () => {
  const narrow = napeCovered();
  expect(narrow).toBeGreaterThan(0.97);
  expect(napeCovered(0.65)).toBeGreaterThanOrEqual(narrow - 0.01);
});
