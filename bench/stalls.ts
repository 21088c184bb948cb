/**
 * `npm run bench:stalls [-- PACKAGES]`: the longest stretches in which apply, plan-only apply, update and destroy hear no
 * signal because they compute, while they hold the lock of the state. The rule is 500 ms at 1,000 packages.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { makeEnterprise } from '../examples/enterprise/enterprise.ts';
import { serve, timed } from './measure.ts';

const packages = Number(process.argv[2] ?? '1000');
const root = path.resolve(import.meta.dirname, '..');
const folder = mkdtempSync(path.join(tmpdir(), 'entente-stalls-'));
const { governance, directory } = makeEnterprise({ packages });
const write = (name: string, document: unknown) =>
  writeFileSync(path.join(folder, name), stringify(document, { aliasDuplicateObjects: false }));
write('governance.yaml', governance);
write('directory.yaml', directory);
const served = await serve(folder, ['--data', 'served', '--seed', 'directory.yaml']);
try {
  const changed = Object.entries(governance.packages ?? {}).map(([key, declared]) => [
    key,
    { ...declared, description: 'Changed for the measure' },
  ]);
  await measure('apply, everything new', ['apply', '--auto-approve']);
  await measure('apply, nothing to do', ['apply', '--auto-approve']);
  write('governance.yaml', { ...governance, packages: Object.fromEntries(changed) as unknown });
  await measure('apply, every package', ['apply', '--auto-approve']);
  await measure('destroy', ['destroy', '--auto-approve']);
} finally {
  await served.stop();
  rmSync(folder, { recursive: true, force: true });
}

interface Stalls {
  readonly longest: number;
  readonly computing: number;
  readonly long: number;
}

async function measure(what: string, args: readonly string[]): Promise<void> {
  const stalls = path.join(folder, '.stalls');
  const lock = path.join(folder, governance.state?.file ?? 'governance.state.json');
  const preload = path.join(root, 'bench/event-loop.mjs');
  const ran = await timed(
    process.execPath,
    ['--import', preload, path.join(root, 'dist/cli.mjs'), ...args],
    folder,
    { ...served.environment, ENTENTE_BENCH_LOCK: `${lock}.lock`, ENTENTE_BENCH_STALLS: stalls },
  );
  const { longest, computing, long } = JSON.parse(readFileSync(stalls, 'utf8')) as Stalls;
  console.log(
    `${what.padEnd(24)} ${ran?.seconds.toFixed(2)} s; longest stretch ${Math.round(longest)} ms (${Math.round(computing)} ms of computing), ${long} above 500 ms`,
  );
}
