import { expect, test } from 'vitest';
import { meanHead } from './head-fixture.ts';
import { headOf } from './make-hair.ts';

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
