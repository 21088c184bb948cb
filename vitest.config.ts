import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    // Tests that start processes share two cores with each other.
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
