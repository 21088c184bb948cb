/** Each setting of the outer door, flipped in a served tenant, changes what `access explain` says, and the tenant agrees. */
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';
import { createRewritingProxy } from '../support/rewriting-proxy.ts';
import { serveTenantHere } from '../support/served-tenant.ts';
import type { Serving } from '../support/served-tenant.ts';

const POLICY = '/policies/crossTenantAccessPolicy';
const FABRIKAM = '6f4c1bd5-2a39-4e0e-a7c8-19d0b5e3f7a2';
const SEED = `tenant: { displayName: Contoso, domains: [contoso.com] }
users:
  - { mail: gina@fabrikam.com, displayName: Gina, userType: Guest, externalUserState: Accepted }
organizations: [{ tenantId: ${FABRIKAM}, displayName: Fabrikam, domains: [fabrikam.com] }]
`;
const CONFIGURATION = `version: 1
tenant: { embedded: unused }
state: { file: state.json }
catalogs: { c: { displayName: C } }
packages: { tango: { catalog: c, displayName: Tango } }
policies:
  outside: { accessPackage: tango, displayName: Outside, allowedTargetScope: allExternalUsers }
`;
const half = (accessType: string, target: string) => ({
  accessType,
  targets: [{ target, targetType: target === 'AllApplications' ? 'application' : 'user' }],
});
const OPEN = {
  usersAndGroups: half('allowed', 'AllUsers'),
  applications: half('allowed', 'AllApplications'),
};
const NO_USERS = { ...OPEN, usersAndGroups: half('blocked', 'AllUsers') };
const NO_APPLICATIONS = { ...OPEN, applications: half('blocked', 'AllApplications') };

let folder: string;
let served: Serving;
beforeEach(async () => {
  folder = temporaryFolder();
  writeFileSync(path.join(folder, 'seed.yaml'), SEED);
  writeFileSync(path.join(folder, 'governance.yaml'), CONFIGURATION);
  served = await serveTenantHere(folder, ['--seed', 'seed.yaml']);
  expect((await run('apply', '--auto-approve')).code).toBe(0);
});
afterEach(async () => {
  await served.stop();
  rmSync(folder, { recursive: true });
});

const run = (...args: string[]) => entente(args, { cwd: folder, env: served.env });
const explained = async (who: string, ...flags: string[]) =>
  (await run('access', 'explain', who, 'tango', ...flags)).stdout;
const verdictOf = (text: string) => /\? (\w+)/.exec(text.split('\n')[0] ?? '')?.[1];

/** What the tenant answers to the request itself. */
async function requested(who: string): Promise<string> {
  const { value } = (await served.request(
    'GET',
    '/identityGovernance/entitlementManagement/accessPackages',
  )) as {
    value: { id: string; displayName: string }[];
  };
  const accessPackageId = value.find(({ displayName }) => displayName === 'Tango')?.id;
  const response = await fetch(`${served.url}/identityGovernance/entitlementManagement/assignmentRequests`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${served.token}`,
      'content-type': 'application/json',
      'x-entente-user': who,
      'x-entente-accept-privacy': 'true',
    },
    body: JSON.stringify({ requestType: 'userAdd', assignment: { accessPackageId } }),
  });
  const body = (await response.json()) as { error?: { code: string; message: string } };
  return body.error === undefined ? 'accepted' : `${body.error.code} ${body.error.message}`;
}

const partner = (b2bCollaborationInbound: object) =>
  served.request('POST', `${POLICY}/partners`, { tenantId: FABRIKAM, b2bCollaborationInbound });
const byDefault = (b2bCollaborationInbound: object) =>
  served.request('PATCH', `${POLICY}/default`, { b2bCollaborationInbound });
const none = () => served.request('PATCH', '/policies/authorizationPolicy', { allowInvitesFrom: 'none' });
const INBOUND = 'b2bCollaborationInbound';

/** What the configuration calls a setting of the tenant. */
const CALLED: Readonly<Record<string, string>> = {
  [`crossTenantAccessPolicy/default/${INBOUND}/usersAndGroups`]: `crossTenantAccess by default (${INBOUND}.usersAndGroups)`,
  [`crossTenantAccessPolicy/partners/${FABRIKAM}/${INBOUND}/usersAndGroups`]: `crossTenantAccess of Fabrikam (${INBOUND}.usersAndGroups)`,
  [`crossTenantAccessPolicy/partners/${FABRIKAM}/${INBOUND}/applications`]: `crossTenantAccess of Fabrikam (${INBOUND}.applications)`,
};

it.each<[string, () => Promise<unknown>, readonly string[]]>([
  [
    `crossTenantAccessPolicy/default/${INBOUND}/usersAndGroups`,
    () => byDefault(NO_USERS),
    ['gina@fabrikam.com', 'new@fabrikam.com'],
  ],
  [
    `crossTenantAccessPolicy/partners/${FABRIKAM}/${INBOUND}/usersAndGroups`,
    () => partner(NO_USERS),
    ['gina@fabrikam.com', 'new@fabrikam.com'],
  ],
  [
    `crossTenantAccessPolicy/partners/${FABRIKAM}/${INBOUND}/applications`,
    () => partner(NO_APPLICATIONS),
    ['gina@fabrikam.com', 'new@fabrikam.com'],
  ],
  ['authorizationPolicy/allowInvitesFrom', none, ['new@fabrikam.com', 'new@woodgrove.example']],
])('%s keeps people out, in explain as in the tenant', async (setting, shut, people) => {
  const called = CALLED[setting] ?? setting;
  for (const who of people) expect(verdictOf(await explained(who, '--refresh'))).toBe('Yes');
  await shut();
  for (const who of people) {
    const text = await explained(who, '--refresh');
    expect(verdictOf(text)).toBe('No');
    expect(text).toContain(called);
    expect(await requested(who)).toContain(setting);
  }
});

it('lets a partner in where the default is shut', async () => {
  await byDefault(NO_USERS);
  await partner(OPEN);
  expect(verdictOf(await explained('new@fabrikam.com', '--refresh'))).toBe('Yes');
  expect(await requested('new@fabrikam.com')).toBe('accepted');
});

it('is supposed to be open where it is not asked about, and answers say so', async () => {
  await byDefault(NO_USERS);
  const text = await explained('gina@fabrikam.com');
  expect(text).toContain('are taken to let everyone in. To read them: --refresh');
});

it('is unknown where the tenant refuses to tell, with the permission once', async () => {
  const proxy = await createRewritingProxy(
    served.url,
    (entity) => entity,
    undefined,
    (at) => at.includes('/policies/'),
  );
  const env = { ...served.env, ENTENTE_GRAPH_URL: proxy.url };
  const { code, stdout } = await entente(['access', 'explain', 'new@fabrikam.com', 'tango', '--refresh'], {
    cwd: folder,
    env,
  });
  await proxy.close();
  expect([code, verdictOf(stdout)]).toEqual([0, 'Unknown']);
  expect(stdout.split('Policy.Read.All')).toHaveLength(2);
});

it('is no proof for a check: what is shut today can be open tomorrow', async () => {
  await byDefault(NO_USERS);
  await none();
  expect((await run('access', 'check', '--no-public', '--refresh')).code).toBe(2);
});

it('is listed among the permissions', async () => {
  expect((await run('doctor', '--setup')).stdout).toContain('Policy.Read.All');
});
