import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/.troupe/**'],
    testTimeout: 20_000,
    maxWorkers: 2,
  },
});
