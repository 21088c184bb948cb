/** Cross-tenant access as a file declares it, in a served tenant: what the plan says, the tenant does. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';
import { serveTenantHere } from '../support/served-tenant.ts';
import type { Serving } from '../support/served-tenant.ts';

const FABRIKAM = '6f4c1bd5-2a39-4e0e-a7c8-19d0b5e3f7a2';
const NORTHWIND = '7a5d2ce6-3b4a-4f1f-b8d9-2ae1c6f4a8b3';
const ADATUM = '8b6e3df7-4c5b-4a2a-89ea-3bf2d7a5b9c4';
const HOME = '11111111-2222-4333-8444-555555555555';
const SEED = `tenant: { id: ${HOME}, displayName: Contoso, domains: [contoso.com] }
users:
  - { mail: gina@fabrikam.com, displayName: Gina, userType: Guest, externalUserState: Accepted }
  - { mail: nora@northwind.com, displayName: Nora, userType: Guest, externalUserState: Accepted, directoryRoles: [Security Administrator] }
  - { mail: ada@adatum.com, displayName: Ada, userType: Guest, externalUserState: Accepted }
organizations:
  - { tenantId: ${FABRIKAM}, displayName: Fabrikam, domains: [fabrikam.com] }
  - { tenantId: ${NORTHWIND}, displayName: Northwind, domains: [northwind.com] }
  - { tenantId: ${ADATUM}, displayName: Adatum, domains: [adatum.com] }
`;
const CONFIGURATION = `version: 1
tenant: { embedded: unused }
state: { file: state.json }
catalogs: { c: { displayName: C } }
packages: { tango: { catalog: c, displayName: Tango } }
connectedOrganizations:
  fabrikam: { displayName: Fabrikam, identitySources: [{ domain: fabrikam.com }] }
policies:
  outside: { accessPackage: tango, displayName: Outside, allowedTargetScope: specificConnectedOrganizationUsers, specificAllowedTargets: [{ connectedOrganization: fabrikam }] }
`;
const SHUT = `    b2bCollaborationInbound:
      usersAndGroups: { accessType: blocked }
      applications: { accessType: blocked }
`;

let folder: string;
let served: Serving;
beforeEach(async () => {
  folder = temporaryFolder();
  writeFileSync(path.join(folder, 'seed.yaml'), SEED);
  declare('');
  served = await serveTenantHere(folder, ['--seed', 'seed.yaml']);
  expect((await run('apply', '--auto-approve')).code).toBe(0);
});
afterEach(async () => {
  await served.stop();
  rmSync(folder, { recursive: true });
});

const run = (...args: string[]) => entente(args, { cwd: folder, env: served.env });
function declare(entries: string): void {
  const section = entries === '' ? '' : `crossTenantAccess:\n${entries}`;
  writeFileSync(path.join(folder, 'governance.yaml'), CONFIGURATION + section);
}
/** Where the file says something, as messages name it. */
function placeOf(text: string): string {
  const lines = readFileSync(path.join(folder, 'governance.yaml'), 'utf8').split('\n');
  return `governance.yaml:${lines.findIndex((line) => line.includes(text)) + 1}`;
}
const partners = () => served.request('GET', '/policies/crossTenantAccessPolicy/partners');

/** What the tenant answers to a person's request. */
async function requested(who: string): Promise<string> {
  const at = `${served.url}/identityGovernance/entitlementManagement`;
  const { value } = (await served.request(
    'GET',
    '/identityGovernance/entitlementManagement/accessPackages',
  )) as { value: { id: string }[] };
  const response = await fetch(`${at}/assignmentRequests`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${served.token}`,
      'content-type': 'application/json',
      'x-entente-user': who,
      'x-entente-accept-privacy': 'true',
    },
    body: JSON.stringify({ requestType: 'userAdd', assignment: { accessPackageId: value[0]?.id } }),
  });
  const body = (await response.json()) as { error?: { code: string } };
  return body.error?.code ?? 'accepted';
}

it('shuts out the people of a partner: the plan says whom and where, explain says why, and the tenant agrees', async () => {
  expect(await requested('new@fabrikam.com')).toBe('accepted');
  declare(`  fabrikam:\n${SHUT}`);
  const place = placeOf('b2bCollaborationInbound');
  const planned = await run('plan');
  expect(planned.stdout).toContain('can no longer get Tango');
  expect(planned.stdout).toContain(place);
  const before = await run('access', 'explain', 'gina@fabrikam.com', 'tango');
  expect(before.stdout).toMatch(/\? No/);
  expect(before.stdout).toContain(placeOf('usersAndGroups'));
  const live = await run('access', 'explain', 'gina@fabrikam.com', 'tango', '--live');
  expect(live.stdout).toMatch(/\? Yes/);
  expect((await run('apply', '--auto-approve', '--allow-access-loss')).code).toBe(0);
  expect((await run('plan')).stdout).toContain('No changes');
  expect(await requested('gina@fabrikam.com')).toBe('CrossTenantAccessBlocked');

  declare('');
  expect((await run('apply', '--auto-approve')).code).toBe(0);
  expect(await requested('gina@fabrikam.com')).toBe('CrossTenantAccessBlocked');

  declare(`  fabrikam: { reset: true }\n`);
  const reset = await run('plan');
  expect(reset.stdout).toContain('reset: true');
  expect(reset.stdout).toMatch(/can now get Tango/);
  expect((await run('apply', '--auto-approve')).code).toBe(0);
  expect(await partners()).toMatchObject({ value: [] });
  expect(await requested('gina@fabrikam.com')).toBe('accepted');
});

it('tells of an approver whose tenant no connected organization names', async () => {
  const staff = `  staff:
    accessPackage: tango
    displayName: Staff
    allowedTargetScope: allMemberUsers
    requestApprovalSettings:
      isApprovalRequiredForAdd: true
      stages: [{ primaryApprovers: [{ guest: ada@adatum.com }], fallbackPrimaryApprovers: [{ guest: gina@fabrikam.com }] }]
`;
  const configuration = CONFIGURATION + staff;
  writeFileSync(path.join(folder, 'governance.yaml'), configuration);
  expect((await run('apply', '--auto-approve')).code).toBe(0);
  writeFileSync(
    path.join(folder, 'governance.yaml'),
    `${configuration}crossTenantAccess:\n  adatum:\n    tenantId: ${ADATUM}\n${SHUT}`,
  );
  const { stdout } = await run('plan');
  expect(stdout).toContain('ada@adatum.com can no longer approve requests for Tango');
  expect(stdout).toContain('all members can get Tango on other terms');
  const explained = await run('access', 'explain', 'gina@fabrikam.com', 'tango');
  expect(explained.stdout).not.toContain('ada@');
  expect((await run('apply', '--auto-approve', '--allow-access-loss')).code).toBe(0);
  writeFileSync(path.join(folder, 'governance.yaml'), configuration);
  const letGo = await run('plan');
  expect(letGo.stdout).toContain('crossTenantAccess.adatum will no longer be tracked');
  // The tenant keeps it, so who approves is who approved before.
  expect(letGo.stdout).not.toContain('because of');
});

it('says of those who cannot be assigned any more that they are kept out, not that no policy has them', async () => {
  const before = `version: 1
tenant: { id: contoso.onmicrosoft.com }
connectedOrganizations:
  fab: { displayName: Fabrikam, identitySources: [{ tenantId: 11111111-1111-4111-8111-111111111111 }] }
catalogs: { c: { displayName: C } }
packages: { p: { catalog: c, displayName: P } }
policies:
  x:
    accessPackage: p
    displayName: X
    allowedTargetScope: specificConnectedOrganizationUsers
    specificAllowedTargets: [{ connectedOrganization: fab }]
    requestorSettings: { enableTargetsToSelfAddAccess: false }
`;
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'before.yaml'), before);
  writeFileSync(path.join(folder, 'after.yaml'), `${before}crossTenantAccess:\n  fab:\n${SHUT}`);
  const { stdout } = await entente(['access', 'diff', 'before.yaml', 'after.yaml'], { cwd: folder });
  expect(stdout).toMatch(
    /can no longer be assigned P .*\n.*cannot collaborate here.*usersAndGroups\) keeps them out/,
  );
  rmSync(folder, { recursive: true });
});

describe('what would shut out administrators is refused', () => {
  it.each([
    ['the configuration of their tenant', `  northwind:\n    tenantId: ${NORTHWIND}\n${SHUT}`],
    ['the default', `  default:\n${SHUT}`],
  ])('by %s', async (_by, entries) => {
    declare(entries);
    const planned = await run('plan');
    expect(planned.stdout).toContain('nora@northwind.com');
    const applied = await run('apply', '--auto-approve', '--allow-access-loss');
    expect(applied.code).toBe(1);
    expect(applied.stderr).toContain('GUARD_LOCKOUT');
    expect(await partners()).toMatchObject({ value: [] });
    expect(await served.request('GET', '/policies/crossTenantAccessPolicy/default')).toMatchObject({
      isServiceDefault: true,
    });
  });

  it('and not where their tenant is let in by a configuration of its own', async () => {
    declare(
      `  northwind:\n    tenantId: ${NORTHWIND}\n${SHUT.replaceAll('blocked', 'allowed')}  default:\n${SHUT}`,
    );
    expect((await run('apply', '--auto-approve', '--allow-access-loss')).code).toBe(0);
  });

  it('and so is a tenant that would be a partner of itself', async () => {
    declare(`  self:\n    tenantId: ${HOME}\n${SHUT}`);
    const applied = await run('apply', '--auto-approve');
    expect(applied.code).toBe(1);
    expect(applied.stderr).toContain('GUARD_LOCKOUT');
    expect(await partners()).toMatchObject({ value: [] });
  });
});

it('refuses to reset a partner with a policy of synchronization, and says what goes first', async () => {
  const at = `/policies/crossTenantAccessPolicy/partners/${FABRIKAM}/identitySynchronization`;
  await served.request('POST', '/policies/crossTenantAccessPolicy/partners', { tenantId: FABRIKAM });
  await served.request('PUT', at, { userSyncInbound: { isSyncAllowed: true } });
  declare('  fabrikam: { reset: true }\n');
  const planned = await run('plan');
  expect(planned.stdout).toContain('has a policy of cross-tenant synchronization');
  expect(planned.stdout).toContain(`DELETE ${at}`);
  const refused = await run('apply', '--auto-approve');
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('GUARD_OBSTACLE');
  expect(refused.stderr).not.toContain('APPLY_FAILED');
  expect(await served.request('GET', at)).toMatchObject({ tenantId: FABRIKAM });
  await served.request('DELETE', at);
  expect((await run('plan')).stdout).not.toContain('synchronization');
  expect((await run('apply', '--auto-approve')).code).toBe(0);
  expect(await partners()).toMatchObject({ value: [] });
});

it.each([
  ['reset of the default', '  default: { reset: true }\n'],
  [
    'a tenant of the default',
    `  default: { tenantId: ${FABRIKAM}, inboundTrust: { isMfaAccepted: true } }\n`,
  ],
  ['reset beside values', `  fabrikam: { reset: true, inboundTrust: { isMfaAccepted: true } }\n`],
  ['an entry that says nothing', '  fabrikam: {}\n'],
  ['a partner that nothing names', '  tailspin: { inboundTrust: { isMfaAccepted: true } }\n'],
])('refuses %s', async (_what, entries) => {
  declare(entries);
  const { code, stderr } = await run('validate');
  expect(code).toBe(1);
  expect(stderr).toContain('KIND_CROSS_TENANT_ACCESS');
});

it('is left out of the import of a whole tenant, which needs no permission for it', async () => {
  await served.request('POST', '/policies/crossTenantAccessPolicy/partners', {
    tenantId: FABRIKAM,
    inboundTrust: { isMfaAccepted: true },
  });
  const { code } = await run('import', '--out', 'imported', '--force');
  expect(code).toBe(0);
  const text = readFileSync(path.join(folder, 'imported', 'governance.yaml'), 'utf8');
  expect(text).toContain('connectedOrganizations:');
  expect(text).not.toContain('crossTenantAccess');
});

describe('a key that stands for another tenant than before', () => {
  const entry = (key: string, tenantId: string) =>
    `  ${key}: { tenantId: ${tenantId}, inboundTrust: { isMfaAccepted: true } }\n`;

  it('lets go of the former one, and the plan says so', async () => {
    declare(entry('partner', NORTHWIND));
    expect((await run('apply', '--auto-approve')).code).toBe(0);
    expect((await run('plan')).stdout).not.toContain('let-go');
    declare(entry('partner', ADATUM));
    const { stdout } = await run('plan');
    expect(stdout).toMatch(
      new RegExp(
        `Warning: crossTenantAccess\\.partner: Its key stood for .*${NORTHWIND}, which is let go: it stays in the tenant`,
      ),
    );
    expect(stdout).toContain(placeOf('partner:'));
    expect((await run('apply', '--auto-approve')).code).toBe(0);
    const { value } = (await partners()) as { value: { tenantId: string }[] };
    expect(value.map(({ tenantId }) => tenantId)).toContain(NORTHWIND);
  });

  it('lets go of nothing where another key stands for the former one now', async () => {
    declare(entry('partner', NORTHWIND) + entry('other', ADATUM));
    expect((await run('apply', '--auto-approve')).code).toBe(0);
    declare(entry('partner', ADATUM) + entry('other', NORTHWIND));
    const { code, stdout } = await run('plan');
    expect(code).toBe(0);
    expect(stdout).not.toContain('let-go');
  });
});
