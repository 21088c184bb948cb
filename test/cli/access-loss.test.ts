/** Deleting what people have access through: who they are is said, and nothing happens until that is allowed. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Plan } from '../../src/plan/plan.ts';
import { entente, temporaryFolder } from '../support/cli.ts';
import { serveTenantHere } from '../support/served-tenant.ts';
import type { Serving } from '../support/served-tenant.ts';

const EM = '/identityGovernance/entitlementManagement';

let folder: string;
let served: Serving;
beforeEach(async () => {
  folder = temporaryFolder();
  const guests = Array.from({ length: 13 }, (_, index) => `guest${index + 10}@fabrikam.com`);
  const entry = (mail: string) =>
    `  - { mail: ${mail}, displayName: ${mail}, userType: Guest, department: Partners }\n`;
  const directory = readFileSync('examples/contoso/directory.yaml', 'utf8');
  writeFileSync(
    path.join(folder, 'directory.yaml'),
    directory.replace(/^users:\n/m, `users:\n${guests.map(entry).join('')}`),
  );
  served = await serveTenantHere(folder, ['--seed', 'directory.yaml']);
  declare({});
  expect((await run('apply', '--auto-approve')).code).toBe(0);
});
afterEach(async () => {
  await served.stop();
  rmSync(folder, { recursive: true });
});

const run = (...args: string[]) => entente(args, { cwd: folder, env: served.env });
const plan = async () => JSON.parse((await run('plan', '--json')).stdout) as Plan;
const list = async (at: string) => (await served.request('GET', at))['value'] as Record<string, unknown>[];
const idOf = async (collection: string, name: string) =>
  String((await list(`${EM}/${collection}`)).find(({ displayName }) => displayName === name)?.['id']);

/** The configuration, with sections replaced. */
function declare(changed: Record<string, unknown>): void {
  const document = {
    version: 1,
    tenant: { embedded: 'unused' },
    state: { file: 'state.json' },
    connectedOrganizations: {
      fabrikam: { displayName: 'Fabrikam', identitySources: [{ domain: 'fabrikam.com' }] },
    },
    catalogs: {
      partners: {
        displayName: 'Partners',
        isExternallyVisible: true,
        resources: { team: { group: 'Project Tango' } },
      },
      other: {
        displayName: 'Other',
        isExternallyVisible: true,
        resources: { team: { group: 'Project Tango' } },
      },
    },
    packages: {
      tango: {
        catalog: 'partners',
        displayName: 'Tango',
        resourceRoles: [{ resource: 'team', role: 'Member' }],
      },
    },
    policies: {
      guests: { accessPackage: 'tango', displayName: 'Guests', allowedTargetScope: 'allExternalUsers' },
      staff: { accessPackage: 'tango', displayName: 'Staff', allowedTargetScope: 'allMemberUsers' },
    },
    ...changed,
  };
  writeFileSync(path.join(folder, 'governance.yaml'), JSON.stringify(document));
}

async function assign(mail: string, policy: string): Promise<void> {
  const assignment = {
    target: { email: mail },
    accessPackageId: await idOf('accessPackages', 'Tango'),
    assignmentPolicyId: await idOf('assignmentPolicies', policy),
  };
  await served.request('POST', `${EM}/assignmentRequests`, { requestType: 'adminAdd', assignment });
}

/** Names of people with a live assignment. */
const holders = async () =>
  (await list(`${EM}/assignments?$expand=target`))
    .filter(({ state }) => state === 'delivered')
    .map(({ target }) => (target as { displayName: string }).displayName)
    .sort();
const membersOf = async (group: string) => {
  const found = (await list('/groups')).find(({ displayName }) => displayName === group);
  return (await list(`/groups/${String(found?.['id'])}/members`))
    .map(({ displayName }) => displayName)
    .sort();
};
/** What the tenant has done, in its order. */
const written = async () =>
  (await list('/auditLogs/directoryAudits?$top=999')).map(({ activityDisplayName }) =>
    String(activityDisplayName),
  );

describe('deleting a package', () => {
  it('names who would lose access, and takes it away only when that is allowed', async () => {
    await assign('bob@fabrikam.com', 'Guests');
    await assign('dave@contoso.com', 'Staff');
    expect(await membersOf('Project Tango')).toEqual(['Alice', 'Bob', 'Dave']);
    declare({ packages: {}, policies: {} });
    // A plan with an error is shown, and nobody can agree to it or apply it.
    const planned = await run('plan', '-o', 'plan.json');
    expect(planned.code).toBe(1);
    expect(planned.stdout).toContain('accessPackage.tango');
    expect(planned.stdout).not.toContain('Digest: ');
    expect(existsSync(path.join(folder, 'plan.json'))).toBe(false);
    expect(planned.stderr).toContain(
      'GUARD_ACCESS_LOSS: accessPackage.tango: 2 people would lose access: Bob (bob@fabrikam.com), Dave (dave@contoso.com)\n  → If that is meant, allow it with --allow-access-loss',
    );
    expect((await run('plan', '--allow-access-loss', '-o', 'plan.json')).code).toBe(0);
    const { changes, findings } = await plan();
    expect(findings.filter(({ rule }) => rule === 'access-loss')).toHaveLength(1);
    expect(changes.filter(({ losesAccess }) => losesAccess !== undefined)).toMatchObject([
      { address: 'accessPackage.tango', losesAccess: { count: 2 } },
    ]);
    const before = await written();
    for (const args of [
      ['apply', 'plan.json'],
      ['apply', '--auto-approve'],
      ['apply', '--auto-approve', '--no-refresh'],
      ['destroy', '--auto-approve'],
    ]) {
      const refused = await run(...args);
      expect(refused.code).toBe(1);
      expect(refused.stderr).toContain('GUARD_ACCESS_LOSS');
      expect(refused.stderr).toContain('2 people would lose access');
    }
    expect(await written()).toEqual(before);
    expect(await holders()).toEqual(['Bob', 'Dave']);

    await assign('carol@contoso.com', 'Staff');
    const stale = await run('apply', 'plan.json', '--allow-access-loss');
    expect(stale.stderr).toContain('accessPackage.tango would take access from other people');
    const applied = await run('apply', '--auto-approve', '--allow-access-loss');
    expect({ code: applied.code, stderr: applied.stderr }).toMatchObject({ code: 0 });
    expect(applied.stdout).toContain('Warning: accessPackage.tango: 3 people would lose access');
    expect(await holders()).toEqual([]);
    expect(await membersOf('Project Tango')).toEqual(['Alice']);
    expect(await list(`${EM}/accessPackages`)).toEqual([]);
    expect((await run('plan', '--detailed-exitcode')).code).toBe(0);
  }, 60_000);

  it('together with one that is incompatible with it, and the other way about, hides nobody', async () => {
    const resourceRoles = [{ resource: 'team', role: 'Member' }];
    const both = { catalog: 'partners', resourceRoles };
    declare({
      packages: {
        tango: { ...both, displayName: 'Tango', incompatibleAccessPackages: ['audit'] },
        audit: { ...both, displayName: 'Audit', incompatibleAccessPackages: ['tango'] },
      },
    });
    expect((await run('apply', '--auto-approve')).code).toBe(0);
    await assign('bob@fabrikam.com', 'Guests');
    const before = await written();
    const refused = await run('destroy', '--auto-approve');
    expect(refused.stderr).toContain(
      'GUARD_ACCESS_LOSS: accessPackage.tango: 1 person would lose access: Bob (bob@fabrikam.com)',
    );
    expect(await written()).toEqual(before);
    expect((await run('destroy', '--auto-approve', '--allow-access-loss')).code).toBe(0);
    expect([await holders(), await list(`${EM}/accessPackages`)]).toEqual([[], []]);
  }, 60_000);

  it('that moves to another catalog, too; a policy that assigns by a rule is switched off first', async () => {
    const rule = {
      accessPackage: 'tango',
      displayName: 'Guests',
      allowedTargetScope: 'specificDirectoryUsers',
      specificAllowedTargets: [{ attributeRule: '(user.department -eq "Partners")' }],
      automaticRequestSettings: { requestAccessForAllowedTargets: true },
    };
    declare({ policies: { rule } });
    expect((await run('apply', '--auto-approve', '--adopt')).code).toBe(0);
    await served.request('POST', '/entente/clock', { duration: 'PT10M' });
    expect(await holders()).toHaveLength(13);
    declare({
      policies: { rule },
      packages: {
        tango: {
          catalog: 'other',
          displayName: 'Tango',
          resourceRoles: [{ resource: 'team', role: 'Member' }],
        },
      },
    });
    const [loss] = (await plan()).findings.filter(({ rule: name }) => name === 'access-loss');
    expect(loss?.message).toMatch(
      /^13 people would lose access: guest10@fabrikam\.com, guest11@.*guest19@fabrikam\.com and 3 more$/,
    );
    const before = await written();
    const applied = await run('apply', '--auto-approve', '--allow-access-loss');
    expect({ code: applied.code, stderr: applied.stderr }).toMatchObject({ code: 0 });
    const lines = (await written()).slice(before.length);
    const at = (pattern: RegExp) => lines.findIndex((line) => pattern.test(line));
    const order = [
      /PUT .*assignmentPolicies/,
      /POST .*assignmentRequests/,
      /DELETE .*assignmentPolicies/,
      /DELETE .*accessPackages\/[^/]+$/,
    ].map(at);
    expect(order).not.toContain(-1);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(await holders()).toEqual([]);
    expect((await run('plan', '--detailed-exitcode')).code).toBe(0);
  }, 60_000);
});

describe('deleting something else', () => {
  const found = async () =>
    (await plan()).findings
      .filter(({ rule }) => rule.startsWith('access-'))
      .map(({ rule, severity, address, message }) => [rule, severity, address, message]);

  it('says who came in through a policy, who of an organization keeps what they hold, and who is in a catalog', async () => {
    await assign('bob@fabrikam.com', 'Guests');
    await assign('dave@contoso.com', 'Staff');
    const guests = { accessPackage: 'tango', displayName: 'Guests', allowedTargetScope: 'allExternalUsers' };
    declare({ policies: { guests }, connectedOrganizations: {} });
    expect(await found()).toEqual([
      ['access-loss', 'error', 'policy.staff', '1 person would lose access: Dave (dave@contoso.com)'],
      [
        'access-kept',
        'warning',
        'connectedOrganization.fabrikam',
        'People of it keep the access that they hold: Bob (bob@fabrikam.com) to Tango',
      ],
    ]);
    expect((await run('apply', '--auto-approve')).stderr).toContain('GUARD_ACCESS_LOSS');
    expect((await run('apply', '--auto-approve', '--allow-access-loss')).code).toBe(0);
    expect(await holders()).toEqual(['Bob']);

    const released = ['accessPackage.tango', 'policy.guests'];
    declare({ packages: {}, policies: {}, catalogs: {}, connectedOrganizations: {}, removed: released });
    expect(await found()).toEqual([
      [
        'access-loss',
        'error',
        'catalog.partners',
        '1 person would lose access: Bob (bob@fabrikam.com) to Tango',
      ],
    ]);
  }, 60_000);
});

describe('another rule of automatic assignment', () => {
  it('names whom the service would take it from, and is done only when that is allowed', async () => {
    const ruled = (department: string) => ({
      policies: {
        guests: {
          accessPackage: 'tango',
          displayName: 'Guests',
          allowedTargetScope: 'specificDirectoryUsers',
          specificAllowedTargets: [{ attributeRule: `user.department -eq "${department}"` }],
          automaticRequestSettings: { gracePeriodBeforeAccessRemoval: 'P2D' },
        },
      },
    });
    declare(ruled('Partners'));
    expect((await run('apply', '--auto-approve', '--allow-access-loss')).code).toBe(0);
    await served.request('POST', '/entente/clock', { duration: 'PT10M' });
    expect(await holders()).toHaveLength(13);
    declare(ruled('Sales'));
    const refused = await run('apply', '--auto-approve');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(
      'GUARD_ACCESS_LOSS: policy.guests: 13 people would lose access (the rule does not match them any more, 2 days after it): guest10@fabrikam.com',
    );
    const { changes } = await plan();
    expect(changes.find(({ address }) => address === 'policy.guests')?.losesAccess?.count).toBe(13);
    expect((await run('apply', '--auto-approve', '--allow-access-loss')).code).toBe(0);
    await served.request('POST', '/entente/clock', { duration: 'P3D' });
    expect(await holders()).not.toContain('guest10@fabrikam.com');
  }, 60_000);
});
