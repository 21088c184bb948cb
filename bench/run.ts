/**
 * `npm run bench [-- SIZE…]`: validate, apply from empty and a plan without changes, at several numbers of packages,
 * on the embedded tenant in process and over loopback with 50 ms latency. Prints a table; never passes or fails.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { makeEnterprise } from '../examples/enterprise/enterprise.ts';
import { entente, serve } from './measure.ts';
import type { Measured } from './measure.ts';
import { measureTerraform } from './terraform.ts';

const LATENCY_MS = 50;
const SIZES = [100, 1000, 5000];

const asked = process.argv.slice(2).map(Number);
for (const packages of asked.length > 0 ? asked : SIZES) {
  for (const [what, figure] of Object.entries(await measureSize(packages))) {
    console.log(`${what.padEnd(24)} ${figure}`);
  }
  console.log('');
}

async function measureSize(packages: number): Promise<Record<string, string>> {
  const folder = mkdtempSync(path.join(tmpdir(), 'entente-bench-'));
  try {
    const { governance, directory } = makeEnterprise({ packages });
    writeFileSync(
      path.join(folder, 'governance.yaml'),
      stringify(governance, { aliasDuplicateObjects: false }),
    );
    writeFileSync(
      path.join(folder, 'directory.yaml'),
      stringify(directory, { aliasDuplicateObjects: false }),
    );
    const validate = await entente({ folder, args: ['validate'] });
    const apply = await entente({ folder, args: ['apply', '--auto-approve'] });
    const plan = await entente({ folder, args: ['plan'] });
    const remote = await measureRemote(folder);
    const objects = 1 + packages * 4 + Math.ceil(packages / 10) * 5 + Math.ceil(packages / 20);
    return {
      packages: String(packages),
      objects: String(objects),
      validate: show(validate),
      'apply, in process': show(apply),
      'plan, in process': show(plan),
      [`apply, ${LATENCY_MS} ms`]: show(remote.apply),
      [`plan, ${LATENCY_MS} ms`]: show(remote.plan),
      'terraform engine only': await measureTerraform(folder, packages),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same jobs against `tenant serve` in a process of its own, every round trip delayed. */
async function measureRemote(folder: string): Promise<{ readonly apply: Measured; readonly plan: Measured }> {
  const served = await serve(folder, [
    '--data',
    'served',
    '--seed',
    'directory.yaml',
    '--latency',
    String(LATENCY_MS),
  ]);
  const { environment } = served;
  try {
    rmSync(path.join(folder, '.entente'), { recursive: true });
    const apply = await entente({ folder, args: ['apply', '--auto-approve'], environment });
    const plan = await entente({ folder, args: ['plan'], environment });
    return { apply, plan };
  } finally {
    await served.stop();
  }
}

function show({ seconds, memory }: Measured): string {
  return `${seconds.toFixed(2)} s${memory === undefined ? '' : `, ${Math.round(memory)} MiB`}`;
}
