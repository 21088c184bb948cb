/**
 * `npx tsx bench/faults.ts [PACKAGES] [RUNS]`: applies from empty to a served tenant of which a fifth of all requests
 * fails, and counts what is there afterwards. Prints a line per run, and the time of a run without faults before them.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { makeEnterprise } from '../examples/enterprise/enterprise.ts';
import { entente, serve } from './measure.ts';

const [packages = 100, runs = 50] = process.argv.slice(2).map(Number);
const FAULTS = ['--fault', '429:0.1', '--fault', '503:0.05', '--fault', 'reset:0.05'];
const { governance, directory } = makeEnterprise({ packages });

let converged = 0;
console.log(`without faults: ${(await run([])).seconds.toFixed(2)} s`);
for (let index = 1; index <= runs; index += 1) {
  const { seconds, made } = await run(FAULTS);
  if (made === packages) converged += 1;
  console.log(`run ${index}: ${seconds.toFixed(2)} s, ${made} packages, nothing left to do`);
}
console.log(`${converged} of ${runs} converged on ${packages} packages`);

/** One apply with a plan after it that must find nothing to do. */
async function run(faults: readonly string[]): Promise<{ readonly seconds: number; readonly made: number }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'entente-faults-'));
  const write = (name: string, value: unknown) =>
    writeFileSync(path.join(folder, name), stringify(value, { aliasDuplicateObjects: false }));
  write('governance.yaml', governance);
  write('directory.yaml', directory);
  const data = ['--data', 'served', '--seed', 'directory.yaml'];
  try {
    const bad = await serve(folder, [...data, ...faults]);
    const { seconds } = await entente({
      folder,
      args: ['apply', '--auto-approve'],
      environment: bad.environment,
    });
    await bad.stop();
    const good = await serve(folder, data);
    // Exits with 2, which is an error here, when anything is left to do.
    await entente({ folder, args: ['plan', '--detailed-exitcode'], environment: good.environment });
    const made = await good.count('/identityGovernance/entitlementManagement/accessPackages');
    await good.stop();
    return { seconds, made };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
