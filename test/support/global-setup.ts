import { spawnSync } from 'node:child_process';
import path from 'node:path';

/** Builds dist/ once, so that tests of the command line run what users run. */
export default function build(): void {
  const root = path.resolve(import.meta.dirname, '../..');
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/build.ts'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`npm run build failed:\n${stderr}`);
}
