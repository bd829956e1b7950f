import { defineConfig } from 'vitest/config';

const BROWSER = 'sim-tests/browser/**/*.test.ts';
const OUTSIDE = ['**/node_modules/**', '**/dist/**', '**/.troupe/**'];

export default defineConfig({
  test: {
    testTimeout: 20_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'code',
          include: ['**/*.test.ts'],
          exclude: [...OUTSIDE, BROWSER],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        // Pages drawn by software want both cores: one browser at a time, after everything else.
        extends: true,
        test: {
          name: 'browser',
          include: [BROWSER],
          exclude: OUTSIDE,
          maxWorkers: 1,
          hookTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
