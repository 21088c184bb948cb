/** One apply against a service on a bad day: it is finished by further ones, and nothing is lost or made twice. */
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { makeEnterprise } from '../../examples/enterprise/enterprise.ts';
import { entente, folderOnDisk } from '../support/cli.ts';
import { serveTenantHere } from '../support/served-tenant.ts';

const EM = '/identityGovernance/entitlementManagement';
const FAULTS = ['--fault', '429:0.1', '--fault', '503:0.05', '--fault', 'reset:0.05'];
/** `npm run test:signals` has more of them. */
const PACKAGES = process.env['BAD_DAY'] === 'all' ? 60 : 8;

let folder = '';
beforeEach(() => {
  folder = folderOnDisk();
  const { governance, directory } = makeEnterprise({ packages: PACKAGES });
  writeFileSync(
    path.join(folder, 'governance.yaml'),
    stringify(governance, { aliasDuplicateObjects: false }),
  );
  writeFileSync(path.join(folder, 'directory.yaml'), stringify(directory, { aliasDuplicateObjects: false }));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('an apply while a fifth of all requests fails', () => {
  it('is finished by the next one, which creates again what nobody saw only if told so', async () => {
    const data = ['--data', 'served', '--seed', 'directory.yaml'];
    const bad = await serveTenantHere(folder, [...data, ...FAULTS]);
    const apply = (...more: string[]) =>
      entente(['apply', '--auto-approve', ...more], { cwd: folder, haste: 20, env: bad.env });
    let applied = await apply();
    // What was made, and what was not, is not known of any creation that the service may hold twice.
    const errors = (ran: typeof applied) =>
      new Set([...ran.stderr.matchAll(/^.*error ([A-Z_]+)/gm)].map(([, code]) => code));
    for (let round = 1; round <= 6 && applied.code !== 0; round += 1) {
      expect([...errors(applied)]).toEqual(['APPLY_UNCERTAIN']);
      applied = await apply('--create-again');
    }
    expect({ code: applied.code, errors: [...errors(applied)] }).toEqual({ code: 0, errors: [] });
    await bad.stop();
    const good = await serveTenantHere(folder, data);
    const planned = await entente(['plan', '--detailed-exitcode'], { cwd: folder, env: good.env });
    expect(planned.code).toBe(0);
    for (const collection of ['accessPackages', 'assignmentPolicies']) {
      const { value } = (await good.request('GET', `${EM}/${collection}?$top=200`)) as unknown as {
        value: unknown[];
      };
      expect(value).toHaveLength(PACKAGES);
    }
    await good.stop();
  }, 120_000);
});
