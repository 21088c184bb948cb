/** One apply against a service on a bad day, in real processes: it finishes, and nothing is lost or made twice. */
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { makeEnterprise } from '../../examples/enterprise/enterprise.ts';
import { entente, temporaryFolder } from '../support/cli.ts';
import { serveTenantProcess } from '../support/served-tenant.ts';

const EM = '/identityGovernance/entitlementManagement';
const FAULTS = ['--fault', '429:0.1', '--fault', '503:0.05', '--fault', 'reset:0.05'];
const PACKAGES = 60;

let folder = '';
beforeEach(() => {
  folder = temporaryFolder();
  const { governance, directory } = makeEnterprise({ packages: PACKAGES });
  writeFileSync(
    path.join(folder, 'governance.yaml'),
    stringify(governance, { aliasDuplicateObjects: false }),
  );
  writeFileSync(path.join(folder, 'directory.yaml'), stringify(directory, { aliasDuplicateObjects: false }));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('an apply while a fifth of all requests fails', () => {
  it('is finished by itself', async () => {
    const data = ['--data', 'served', '--seed', 'directory.yaml'];
    const bad = await serveTenantProcess(folder, [...data, ...FAULTS]);
    const applied = await entente(['apply', '--auto-approve'], { cwd: folder, env: bad.env });
    expect({ code: applied.code, errors: applied.stderr.match(/^.*error APPLY_FAILED.*$/gm) }).toEqual({
      code: 0,
      errors: null,
    });
    const objects = 4 * PACKAGES + 5 * (PACKAGES / 10) + PACKAGES / 20;
    expect(applied.stdout).toContain(`Apply complete! Resources: ${objects} added, 0 changed, 0 destroyed`);
    await bad.stop();
    const good = await serveTenantProcess(folder, data);
    const planned = await entente(['plan', '--detailed-exitcode'], { cwd: folder, env: good.env });
    expect(planned.code).toBe(0);
    for (const collection of ['accessPackages', 'assignmentPolicies']) {
      const { value } = (await good.request('GET', `${EM}/${collection}?$top=200`)) as unknown as {
        value: unknown[];
      };
      expect(value).toHaveLength(PACKAGES);
    }
    await good.stop();
  }, 60_000);
});
