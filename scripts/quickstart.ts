/**
 * The main job on governance.yaml against the embedded tenant, from an empty tenant every time:
 * plan, apply, and a second plan that finds nothing to do. Run by `npm run quickstart`.
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

/** Runs one command as a user would, in the open; ends this script with its code when it fails. */
function run(shown: string, command: string, args: readonly string[]): void {
  console.log(`\n$ ${shown}`);
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

const entente = (...args: readonly string[]) =>
  run(`entente ${args.join(' ')}`, process.execPath, [path.join(root, 'dist/cli.mjs'), ...args]);

run('tsx scripts/build.ts', process.execPath, ['--import', 'tsx', path.join(root, 'scripts/build.ts')]);
rmSync(path.join(root, '.entente'), { recursive: true, force: true });
entente('plan');
entente('apply', '--auto-approve');
entente('plan');
