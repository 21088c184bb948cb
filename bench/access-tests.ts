/**
 * `npx tsx bench/access-tests.ts [TESTS] [PACKAGES]`: `entente test` as a process, on the enterprise example (by default
 * 1,000 tests, 1,000 packages). Prints how long the whole command takes, and how long the tests alone; never passes or fails.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { stringify } from 'yaml';
import { makeEnterprise } from '../examples/enterprise/enterprise.ts';
import { runAccessTests } from '../src/access/index.ts';
import type { AccessTestSpec } from '../src/access/index.ts';
import { offlineModel } from '../src/engine/access/offline-model.ts';
import { openProject } from '../src/engine/project.ts';
import { createHost } from '../src/library/host.ts';
import type { Governance } from '../src/schema/governance.ts';
import { entente } from './measure.ts';

const [count = 1000, packages = 1000] = process.argv.slice(2).map(Number);
const { governance, directory } = makeEnterprise({ packages });
const tests = makeTests(governance, count);
const folder = mkdtempSync(path.join(tmpdir(), 'entente-bench-'));
try {
  const file = path.join(folder, 'governance.yaml');
  writeFileSync(file, stringify(governance, { aliasDuplicateObjects: false }));
  writeFileSync(path.join(folder, 'directory.yaml'), stringify(directory, { aliasDuplicateObjects: false }));
  writeFileSync(path.join(folder, 'all.access.yaml'), stringify({ tests }, { aliasDuplicateObjects: false }));
  const [validate, whole] = [
    await entente({ folder, args: ['validate'] }),
    await entente({ folder, args: ['test'] }),
  ];
  console.log(`entente validate          ${validate.seconds.toFixed(2)} s`);
  console.log(`entente test, ${count} tests  ${whole.seconds.toFixed(2)} s, ${whole.memory?.toFixed(0)} MiB`);
  const host = createHost('bench', {}, []);
  const { model } = await offlineModel(await openProject({ file }, host), host);
  const cases = tests.map((spec) => ({ spec, placeOf: () => undefined }));
  const start = performance.now();
  const outcomes = runAccessTests(model, cases, governance.sponsors);
  const seconds = (performance.now() - start) / 1000;
  const failed = outcomes.filter(({ mismatches }) => mismatches.length > 0).length;
  console.log(
    `the tests alone           ${seconds.toFixed(3)} s, ${outcomes.length} checks, ${failed} failed`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Newcomers of partners, each with one package that a policy opens to them and one that none does. */
function makeTests(
  { policies = {}, connectedOrganizations = {} }: Governance,
  wanted: number,
): AccessTestSpec[] {
  const open = Object.entries(policies).flatMap(([key, policy]) => {
    const [target] = policy.specificAllowedTargets ?? [];
    const partner = typeof target === 'object' && 'connectedOrganization' in target && target;
    const organization = partner === false ? '' : String(partner.connectedOrganization);
    const domain = connectedOrganizations[organization]?.identitySources[0]?.domain;
    return domain === undefined ? [] : [{ key, policy, domain }];
  });
  const [first] = open;
  if (first === undefined) throw new Error('No policy lists a partner');
  return Array.from({ length: wanted }, (_, index): AccessTestSpec => {
    const { key, policy, domain } = open[index % open.length] ?? first;
    const expected = { policy: key, justification: true, duration: policy.expiration?.duration ?? 'never' };
    return {
      name: `Test ${index}`,
      requestor: `new${index}@${domain}`,
      can: { [policy.accessPackage]: expected },
    };
  });
}
