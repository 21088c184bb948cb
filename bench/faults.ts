/**
 * `npx tsx bench/faults.ts [PACKAGES] [RUNS]`: applies from empty to a served tenant of which a fifth of all requests
 * fails, and counts what is there afterwards. An apply may take twice the time of one without faults, and the time in
 * which nothing went on because the service had asked to wait: as the client measures it (src/graph/wait-meter.ts), so
 * neither our own backoff nor waits beside other work count.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { makeEnterprise } from '../examples/enterprise/enterprise.ts';
import { entente, serve } from './measure.ts';

const [packages = 100, runs = 50] = process.argv.slice(2).map(Number);
const FAULTS = ['--fault', '429:0.1', '--fault', '503:0.05', '--fault', 'reset:0.05'];
/** The machine may be busy with other things: a run is compared with the runs without faults just before it. */
const CALM_RUNS = 3;
const EM = '/identityGovernance/entitlementManagement';
const { governance, directory } = makeEnterprise({ packages });

interface Run {
  readonly seconds: number;
  /** Seconds that the service asked for. */
  readonly waits: number;
  readonly throttled: number;
  /** Objects by collection. */
  readonly made: string;
}

const calm: Run[] = [];
while (calm.length < CALM_RUNS - 1) calm.push(await run([]));
const [{ made: expected } = { made: '' }] = calm;
console.log(`each run makes ${expected}`);
let converged = 0;
let inTime = 0;
for (let index = 1; index <= runs; index += 1) {
  calm.push(await run([]));
  const faultFree = median(calm.slice(-CALM_RUNS).map((each) => each.seconds));
  const { seconds, waits, throttled, made } = await run(FAULTS);
  const bound = 2 * faultFree + waits;
  if (made === expected) converged += 1;
  if (seconds <= bound) inTime += 1;
  console.log(
    `run ${index}: ${seconds.toFixed(2)} s, ${faultFree.toFixed(2)} s without faults, ${throttled} throttled, ${waits.toFixed(2)} s of waits asked for, ` +
      `bound ${bound.toFixed(2)} s ${seconds <= bound ? 'met' : 'MISSED'}; ` +
      (made === expected ? 'all there once, nothing left to do' : `MADE ${made}`),
  );
}
console.log(
  `${converged} of ${runs} converged on ${packages} packages, ${inTime} of ${runs} within the bound`,
);

/** One apply with a plan after it that must find nothing to do. */
async function run(faults: readonly string[]): Promise<Run> {
  const folder = mkdtempSync(path.join(tmpdir(), 'entente-faults-'));
  const write = (name: string, value: unknown) =>
    writeFileSync(path.join(folder, name), stringify(value, { aliasDuplicateObjects: false }));
  write('governance.yaml', governance);
  write('directory.yaml', directory);
  const data = ['--data', 'served', '--seed', 'directory.yaml'];
  try {
    const bad = await serve(folder, [...data, ...faults]);
    const begin = performance.now();
    const apply = (...flags: readonly string[]) =>
      entente({ folder, args: ['apply', '--auto-approve', ...flags], environment: bad.environment });
    // A creation of unknown outcome ends the first run with 1; the second, with consent, does what is left.
    const { output } = await apply().catch(() => apply('--create-again', '--remove-twins'));
    const seconds = (performance.now() - begin) / 1000;
    await bad.stop();
    const good = await serve(folder, data);
    // Exits with 2, which is an error here, when anything is left to do.
    await entente({ folder, args: ['plan', '--detailed-exitcode'], environment: good.environment });
    const counts: string[] = [];
    for (const name of ['connectedOrganizations', 'catalogs', 'accessPackages', 'assignmentPolicies'])
      counts.push(`${await good.count(`${EM}/${name}`)} ${name}`);
    await good.stop();
    const [, throttled = '0', waits = '0'] = /throttled (\w+) requests?; ([\d.]+) s/.exec(output) ?? [];
    return { seconds, waits: Number(waits), throttled: Number(throttled), made: counts.join(', ') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
