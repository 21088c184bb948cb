import { spawnSync } from 'node:child_process';
import path from 'node:path';

/** Builds dist/ and action/ once, so that tests of the command line and of the action run what users run. */
export default function build(): void {
  const root = path.resolve(import.meta.dirname, '../..');
  for (const script of ['scripts/build.ts', 'scripts/build-action.ts']) {
    const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', script], {
      cwd: root,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`${script} failed:\n${stderr}`);
  }
}
