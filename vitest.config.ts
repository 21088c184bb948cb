import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    // A file costs half a second to load alone; the files change nothing of their process that another would see.
    isolate: false,
    // Half of the time a test waits for a process, a lease or a server: two files at once use two cores well.
    maxWorkers: 2,
    // Only a hang is to fail: the tests that start processes share their cores with each other, and with whatever else runs.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
