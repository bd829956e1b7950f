import { createRandom } from '@troupe/avatars/maths';
import { describe, expect, test } from 'vitest';
import { cpuMsOf, crowdCost, fitGrowth, type GrowthCell } from './growth-model.ts';
import { growthPage } from './growth-page.ts';
import { leastSquares } from './least-squares.ts';

const TRUE = { fixed: 0.8, perPerformer: 0.004, perGuest: 0.012, perPair: 0.00004 };

function grid(noise: number): GrowthCell[] {
  const random = createRandom(3);
  return [20, 100, 300].flatMap((performers) =>
    [25, 100, 300].map((guests) => ({
      performers,
      guests,
      cpuMs:
        cpuMsOf({ ...TRUE, fit: leastSquares([[1], [2]], [1, 2]) }, performers, guests) *
        (1 + noise * (random() - 0.5)),
      kBPerSecond: 30,
      animatedBodies: 20,
      lateTicks: 0,
    })),
  );
}

describe('growth', () => {
  test('least squares: a line, its errors and its residuals', () => {
    const { coefficients, residuals, r2 } = leastSquares(
      [
        [1, 0],
        [1, 1],
        [1, 2],
        [1, 3],
      ],
      [1, 3.1, 4.9, 7],
    );
    expect(coefficients[0]).toBeCloseTo(1.03, 6);
    expect(coefficients[1]).toBeCloseTo(1.98, 6);
    expect(residuals.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 9);
    expect(r2).toBeGreaterThan(0.99);
    expect(() =>
      leastSquares(
        [
          [1, 2],
          [2, 4],
          [3, 6],
        ],
        [1, 2, 3],
      ),
    ).toThrow(/apart/);
    expect(() => leastSquares([[1, 2]], [1])).toThrow(/more than terms/);
  });

  test('a known curve is found through noise, within its own errors', () => {
    const exact = fitGrowth(grid(0));
    expect(exact.perPair).toBeCloseTo(TRUE.perPair, 9);
    const noisy = fitGrowth(grid(0.1));
    expect(Math.abs(noisy.perGuest - TRUE.perGuest)).toBeLessThan(4 * noisy.fit.errors[2]);
    expect(noisy.fit.r2).toBeGreaterThan(0.9);
  });

  test('a million guests: edges, bandwidth and money add up', () => {
    const prices = { coreHour: 0.04, egressGB: 0.02 };
    const cost = crowdCost(fitGrowth(grid(0)), { performers: 200, guests: 1e6, kBPerSecond: 30, prices });
    // (50 x 0.6 - 0.8 - 0.004 x 200) / (0.012 + 0.00004 x 200) = 1,420
    expect(cost.guestsPerEdge).toBe(1_420);
    expect(cost.edges).toBe(Math.ceil(1e6 / 1_420));
    expect(cost.egressGbps).toBeCloseTo(240, 6);
    expect(cost.egressPerGuestHour).toBeCloseTo(0.00216, 6);
    expect(cost.perGuestHour).toBeCloseTo(cost.corePerGuestHour + cost.egressPerGuestHour, 12);
    expect(() =>
      crowdCost(fitGrowth(grid(0)), { performers: 1e5, guests: 10, kBPerSecond: 30, prices }),
    ).toThrow(/fill an edge/);
  });

  test('the page holds the grid, the residuals and both crowds', () => {
    const page = growthPage({
      cells: grid(0.1),
      prices: { coreHour: 0.04, egressGB: 0.02 },
      command: 'npx troupe bench growth',
      machine: { node: 'v24', commit: 'abc', load1: 1, cores: 2, cpu: 'x', memoryGb: 8 },
      picture: 'pictures/growth.svg',
    });
    expect(page.match(/^\| (20|100|300) \|/gm)).toHaveLength(9);
    for (const word of ['10,000', '1,000,000', 'residual', 'R²', 'pictures/growth.svg'])
      expect(page).toContain(word);
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
  });
});
