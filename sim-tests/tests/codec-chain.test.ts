import { expect, test } from 'vitest';
import { runCodecChain } from '../tools/codec-chain.ts';

test('every joint a client decodes is the stage’s, over layer switches, skips, losses and budgets at random', () => {
  const report = runCodecChain({ comparisons: 1_500_000, seed: 3 });
  expect(report).toMatchObject({ jointErrors: 0, hipsErrors: 0, strangers: 0, malformed: 0 });
  // It all happened: a chain that never breaks proves nothing.
  expect(report.deltas).toBeGreaterThan(report.keys);
  for (const times of [report.layerSwitches, report.skips, report.lost, report.orphanDeltas, report.refined])
    expect(times).toBeGreaterThan(20);
});
