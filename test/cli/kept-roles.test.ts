/** What a loss comes to where packages overlap: roles that another one grants too, and what nothing manages in one that goes. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Plan } from '../../src/plan/plan.ts';
import { entente, temporaryFolder } from '../support/cli.ts';
import { serveTenantHere } from '../support/served-tenant.ts';
import type { Serving } from '../support/served-tenant.ts';

const EM = '/identityGovernance/entitlementManagement';
const MEMBER = { resource: 'team', role: 'Member' };
const OWNER = { resource: 'team', role: 'Owner' };
const policyOf = (accessPackage: string) => ({
  accessPackage,
  displayName: `Staff of ${accessPackage}`,
  allowedTargetScope: 'allMemberUsers',
});

let folder: string;
let served: Serving;
beforeEach(async () => {
  folder = temporaryFolder();
  writeFileSync(path.join(folder, 'directory.yaml'), readFileSync('examples/contoso/directory.yaml', 'utf8'));
  served = await serveTenantHere(folder, ['--seed', 'directory.yaml']);
  declare({ tango: [MEMBER, OWNER], samba: [MEMBER] });
  expect(await run('apply', '--auto-approve')).toMatchObject({ code: 0 });
});
afterEach(async () => {
  await served.stop();
  rmSync(folder, { recursive: true });
});

const run = (...args: string[]) => entente(args, { cwd: folder, env: served.env });
const plan = async () => JSON.parse((await run('plan', '--json')).stdout) as Plan;
const idOf = async (collection: string, name: string) => {
  const { value } = await served.request('GET', `${EM}/${collection}`);
  return String((value as Record<string, unknown>[]).find((each) => each['displayName'] === name)?.['id']);
};

/** Packages by key, with their roles. */
function declare(packages: Record<string, readonly unknown[]>, catalog: 'c' | 'other' = 'c'): void {
  const resources = { team: { group: 'Project Tango' } };
  const document = {
    version: 1,
    tenant: { embedded: 'unused' },
    state: { file: 'state.json' },
    catalogs: { c: { displayName: 'C', resources }, other: { displayName: 'Other', resources } },
    packages: Object.fromEntries(
      Object.entries(packages).map(([key, resourceRoles]) => [
        key,
        { catalog: key === 'tango' ? catalog : 'c', displayName: key, resourceRoles },
      ]),
    ),
    policies: Object.fromEntries(Object.keys(packages).map((key) => [key, policyOf(key)])),
  };
  writeFileSync(path.join(folder, 'governance.yaml'), JSON.stringify(document, undefined, 1));
}

async function assign(mail: string, name: string): Promise<void> {
  const assignment = {
    target: { email: mail },
    accessPackageId: await idOf('accessPackages', name),
    assignmentPolicyId: await idOf('assignmentPolicies', `Staff of ${name}`),
  };
  await served.request('POST', `${EM}/assignmentRequests`, { requestType: 'adminAdd', assignment });
}

const membersOfTeam = async () => {
  const { value: groups } = await served.request('GET', '/groups');
  const team = (groups as Record<string, unknown>[]).find((each) => each['displayName'] === 'Project Tango');
  const { value } = await served.request('GET', `/groups/${String(team?.['id'])}/members`);
  return (value as Record<string, unknown>[]).map(({ displayName }) => String(displayName));
};

describe('a role that another package grants too', () => {
  beforeEach(async () => {
    await assign('dave@contoso.com', 'tango');
    await assign('alice@contoso.com', 'tango');
    await assign('dave@contoso.com', 'samba');
  });

  it('is not lost by those who hold that one: neither the plan nor its guard counts them', async () => {
    declare({ tango: [OWNER], samba: [MEMBER] });
    const { access, changes, findings } = await plan();
    expect(access.changed.find(({ capability }) => capability === 'hold')?.details).toContain(
      'loses Member of Project Tango, unless they hold samba, which grants it too: Dave (dave@contoso.com) keeps it',
    );
    expect(findings.filter(({ rule }) => rule === 'access-loss')).toMatchObject([
      {
        message: '1 person would lose access to Member of Project Tango: Alice (alice@contoso.com)',
      },
    ]);
    expect(changes.find(({ action }) => action === 'delete')?.losesAccess).toMatchObject({
      count: 1,
      names: ['Alice (alice@contoso.com)'],
    });
    expect(await run('apply', '--auto-approve', '--allow-access-loss')).toMatchObject({ code: 0 });
    expect(await membersOfTeam()).toContain('Dave');
  });

  it('wants no consent where everyone who loses it holds that one', async () => {
    await assign('alice@contoso.com', 'samba');
    declare({ tango: [OWNER], samba: [MEMBER] });
    expect(await run('apply', '--auto-approve')).toMatchObject({ code: 0 });
    expect(await membersOfTeam()).toEqual(expect.arrayContaining(['Alice', 'Dave']));
  });

  it('is lost where that one goes as well', async () => {
    declare({ tango: [OWNER] });
    const { access, findings } = await plan();
    const losses = findings.filter(({ rule }) => rule === 'access-loss').map(({ message }) => message);
    expect(losses).toContain(
      '2 people would lose access to Member of Project Tango: Alice (alice@contoso.com), Dave (dave@contoso.com)',
    );
    const details = access.changed.flatMap((entry) => (entry.capability === 'hold' ? entry.details : []));
    expect(details).toContain('loses Member of Project Tango');
  });
});

describe('a policy that nothing manages', () => {
  beforeEach(async () => {
    await served.request('POST', `${EM}/assignmentPolicies`, {
      displayName: 'Made in the portal',
      description: '',
      allowedTargetScope: 'allExternalUsers',
      expiration: { type: 'noExpiration' },
      requestorSettings: { enableTargetsToSelfAddAccess: true },
      requestApprovalSettings: { isApprovalRequiredForAdd: false, stages: [] },
      accessPackage: { id: await idOf('accessPackages', 'tango') },
    });
  });

  it.each([
    ['made anew', () => declare({ tango: [MEMBER, OWNER], samba: [MEMBER] }, 'other')],
    ['deleted', () => declare({ samba: [MEMBER] })],
  ])('goes with its package that is %s: who loses it is told, and nothing is begun', async (_how, edit) => {
    edit();
    const { access, findings } = await plan();
    const guests = access.lost.filter(({ requestor }) => requestor.label.includes('anyone on the internet'));
    expect(guests).toMatchObject([
      { package: { address: 'accessPackage.tango' }, causes: [{ address: 'accessPackage.tango' }] },
    ]);
    expect(findings.filter(({ rule }) => rule === 'delete-obstacle')).toMatchObject([
      { address: 'accessPackage.tango', message: expect.stringContaining('"Made in the portal"') as string },
    ]);
    const { code, stderr } = await run('apply', '--auto-approve', '--allow-access-loss');
    expect({ code, stderr }).toMatchObject({ code: 1 });
    expect(stderr).toContain('GUARD_OBSTACLE');
    expect(await idOf('accessPackages', 'tango')).not.toBe('undefined');
  });
});
