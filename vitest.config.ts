import { defineConfig } from 'vitest/config';

/** Rooms whose tests change nothing of their process that another file would see: they load what they import once. */
const SHARED = [
  'test/{access,checks,kinds,model,plan}/*.test.ts',
  'test/github/approval.test.ts',
  'test/graph/{batching,errors,odata}.test.ts',
  'test/state/state-format.test.ts',
  'test/tenant/{clock,requests}.test.ts',
];

const common = {
  // Half of the time a test waits for a process, a lease or a server: two files at once use two cores well.
  maxWorkers: 2,
  // Only a hang is to fail: the tests that start processes share their cores with each other, and with whatever else runs.
  testTimeout: 60_000,
  hookTimeout: 60_000,
};

export default defineConfig({
  test: {
    ...common,
    // Of the whole, so that it builds once; a project that extended this would build again.
    globalSetup: ['test/support/global-setup.ts'],
    projects: [
      { test: { ...common, name: 'shared', include: SHARED, isolate: false } },
      { test: { ...common, name: 'own', include: ['test/**/*.test.ts'], exclude: SHARED } },
    ],
  },
});
