import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { build as bundle } from 'esbuild';
import { bundling } from '../../scripts/bundling.ts';
import { BUNDLE } from './cli.ts';
import { keepInMemory } from './temporary.ts';

/** Builds dist/, action/ and both without their processes once, so that tests run what users run. Returns what clears up. */
export default async function build(): Promise<() => void> {
  const root = path.resolve(import.meta.dirname, '../..');
  for (const script of ['scripts/build.ts', 'scripts/build-action.ts']) {
    const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', script], {
      cwd: root,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`${script} failed:\n${stderr}`);
  }
  // Chunks of earlier builds have other names.
  rmSync(BUNDLE, { recursive: true, force: true });
  await bundle({
    ...bundling(root),
    entryPoints: {
      program: 'src/cli/program.ts',
      action: 'src/action/action.ts',
      // What tests start as processes of their own.
      'token-probe': 'test/support/token-probe.ts',
      'crashing-writer': 'test/state/crashing-writer.ts',
      'filling-writer': 'test/state/filling-writer.ts',
      'azure-holder': 'test/state/azure-holder.ts',
    },
    outdir: BUNDLE,
  });
  return keepInMemory();
}
