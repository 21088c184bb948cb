/** What is live at attributes whose changes are ignored is out of the plan, and not out of any answer. */
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Plan } from '../../src/plan/plan.ts';
import { entente, temporaryFolder } from '../support/cli.ts';
import { serveTenantHere } from '../support/served-tenant.ts';
import type { Serving } from '../support/served-tenant.ts';

const POLICIES = '/identityGovernance/entitlementManagement/assignmentPolicies';

const CONFIGURATION = `version: 1
tenant: { embedded: unused }
state: { file: state.json }
catalogs: { c: { displayName: C, resources: { team: { group: Project Tango } } } }
packages: { y: { catalog: c, displayName: Y, resourceRoles: [{ resource: team, role: Member }] } }
policies:
  y: { accessPackage: y, displayName: Y, allowedTargetScope: allMemberUsers }
lifecycle: { policy.y: { ignoreChanges: [allowedTargetScope, requestApprovalSettings] } }
`;

let folder: string;
let served: Serving;
beforeEach(async () => {
  folder = temporaryFolder();
  served = await serveTenantHere(folder, ['--seed', path.resolve('examples/contoso/directory.yaml')]);
  writeFileSync(path.join(folder, 'governance.yaml'), CONFIGURATION);
  expect((await run('apply', '--auto-approve')).code).toBe(0);
});
afterEach(async () => {
  await served.stop();
  rmSync(folder, { recursive: true });
});

const run = (...args: string[]) => entente(args, { cwd: folder, env: served.env });
const explain = async (...flags: string[]) =>
  (await run('access', 'explain', 'x@any.example', 'y', ...flags)).stdout.split('\n')[0];

/** What someone does in the portal. */
async function openToAnyone(): Promise<void> {
  const [found] = (await served.request('GET', POLICIES))['value'] as { id: string }[];
  const { id = '' } = found ?? {};
  const policy = await served.request('GET', `${POLICIES}/${id}?$expand=accessPackage,questions`);
  await served.request('PUT', `${POLICIES}/${id}`, {
    ...policy,
    accessPackage: { id: (policy['accessPackage'] as { id: string }).id },
    allowedTargetScope: 'allExternalUsers',
    specificAllowedTargets: [],
  });
}

describe('a change at ignored attributes', () => {
  it('is what counts wherever the tenant is read, and said by a plan without changes', async () => {
    const before = await run('plan', '--detailed-exitcode');
    expect(before.stdout).toContain('No changes. The tenant matches the configuration.');
    await openToAnyone();
    const planned = await run('plan');
    expect(planned.stdout).toContain('anyone on the internet can now get Y');
    expect(planned.stdout).toContain('It is so in the tenant already: changes there are ignored');
    expect(planned.stdout).toContain('differs from what was last applied and from what is declared');
    expect(planned.stdout).toContain('No changes. But what is live at ignored attributes of 1 resource');
    const { findings, changes } = JSON.parse((await run('plan', '--json')).stdout) as Plan;
    expect(findings.map(({ rule, address }) => [rule, address])).toContainEqual(['ignored-live', 'policy.y']);
    expect(changes.every(({ action }) => action === 'noop')).toBe(true);

    expect(await explain('--refresh')).toBe('Can x@any.example request Y? Yes.');
    expect(await explain('--live')).toBe('Can x@any.example request Y? Yes.');
    const open = await run('access', 'check', '--no-public', '--refresh');
    expect([open.code, open.stdout.split('\n')[0]]).toEqual([
      2,
      'FAIL: nothing open to the public: 1 violation',
    ]);
    const gate = await run('access', 'check', '--no-new-access', '--against', 'state', '--refresh');
    expect(gate.code).toBe(2);
    expect(gate.stdout).toContain('anyone on the internet can now get Y');
    const drift = await run('drift');
    expect(drift.code).toBe(2);
    expect(drift.stdout).toContain('anyone on the internet can now get Y');
  }, 60_000);

  it('is unknown where the tenant is not read, and never taken to be as declared', async () => {
    expect(await explain()).toBe('Can x@any.example request Y? Unknown.');
    const gate = await run('access', 'check', '--no-public');
    expect(gate.code).toBe(2);
    expect(gate.stdout).toContain('UNKNOWN: nothing open to the public');
    expect(gate.stdout).toContain(
      'Changes of allowedTargetScope, requestApprovalSettings of policy.y are ignored, and what is live there was not read',
    );
    // What decides about no access is nothing to ask for.
    const text = CONFIGURATION.replace('[allowedTargetScope, requestApprovalSettings]', '[description]');
    writeFileSync(path.join(folder, 'governance.yaml'), text);
    expect(await explain()).toBe('Can x@any.example request Y? No.');
  }, 60_000);

  it('that was recorded is told as one from the declaration, and gives nobody anything new', async () => {
    await openToAnyone();
    expect((await run('apply', '--auto-approve')).code).toBe(0);
    const { stdout } = await run('plan');
    expect(stdout).toContain('what is live there differs from what is declared (ignored-live)');
    expect(stdout).not.toContain('Who can get in');
    expect(stdout).toContain('No changes. But what is live at ignored attributes of 1 resource');
  }, 60_000);
});
