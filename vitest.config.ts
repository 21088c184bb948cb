import { defineConfig } from 'vitest/config';

/**
 * Files with a process of their own: those that give the command line secrets that others say too, which it hides from
 * then on wherever they stand in an output; and those that replace parts of their process. All others change nothing that
 * another file would see, and load what they import once: a process of its own costs a file some three seconds.
 */
const OWN = [
  'test/*.test.ts',
  'test/action/{action,hostile}.test.ts',
  'test/browser/*.test.ts',
  'test/cli/{doctor,hanging,hostile,remote-state,second-signal,secrets}.test.ts',
  'test/config/{guarded-paths,windows}.test.ts',
  'test/engine/windows-paths.test.ts',
  'test/github/{bounds,github}.test.ts',
  'test/graph/{bounds,credentials}.test.ts',
  'test/library/lifetime.test.ts',
  'test/net/waits.test.ts',
  'test/report/escapes.test.ts',
  'test/state/{azure-blob,http-backend,lock-without-links,sync-folder}.test.ts',
];

const common = {
  // A third of the time a test waits for a process, a lease or a server: three files at once use two cores well.
  maxWorkers: 3,
  // Only a hang is to fail: the tests that start processes share their cores with each other, and with whatever else runs.
  testTimeout: 60_000,
  hookTimeout: 60_000,
};

export default defineConfig({
  test: {
    ...common,
    // Both projects take what is compiled from one place, which outlives the run.
    experimental: { fsModuleCache: true },
    // Of the whole, so that it builds once; a project that extended this would build again.
    globalSetup: ['test/support/global-setup.ts'],
    projects: [
      {
        test: {
          ...common,
          name: 'shared',
          include: ['test/**/*.test.ts'],
          exclude: OWN,
          isolate: false,
        },
      },
      { test: { ...common, name: 'own', include: OWN } },
    ],
  },
});
