/** A partner comes to be blocked: a plan tells of members of the directory who sign in with its tenant, named or not. */
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';
import { serveTenantHere } from '../support/served-tenant.ts';
import type { Serving } from '../support/served-tenant.ts';

const SEED = `tenant: { displayName: Contoso, domains: [contoso.com] }
users:
  - { userPrincipalName: okon@contoso.com, mail: okon@fabrikam.com, displayName: Okon }
  - { mail: pia@fabrikam.com, displayName: Pia, userType: Member, externalUserState: Accepted }
organizations: [{ tenantId: 6f4c1bd5-2a39-4e0e-a7c8-19d0b5e3f7a2, displayName: Fabrikam, domains: [fabrikam.com] }]
`;
const configuration = (accessType: string) => `version: 1
tenant: { embedded: unused }
state: { file: state.json }
crossTenantAccess:
  fabrikam:
    tenantId: 6f4c1bd5-2a39-4e0e-a7c8-19d0b5e3f7a2
    b2bCollaborationInbound: { usersAndGroups: { accessType: ${accessType} }, applications: { accessType: ${accessType} } }
catalogs: { c: { displayName: C } }
packages: { tango: { catalog: c, displayName: Tango } }
policies:
  inside: { accessPackage: tango, displayName: Inside, allowedTargetScope: allMemberUsers }
`;

let folder: string;
let served: Serving;
const run = (...args: string[]) => entente(args, { cwd: folder, env: served.env });
const declare = (accessType: string) => {
  writeFileSync(path.join(folder, 'governance.yaml'), configuration(accessType));
};
beforeEach(async () => {
  folder = temporaryFolder();
  writeFileSync(path.join(folder, 'seed.yaml'), SEED);
  declare('allowed');
  served = await serveTenantHere(folder, ['--seed', 'seed.yaml']);
  expect((await run('apply', '--auto-approve')).code).toBe(0);
});
afterEach(async () => {
  await served.stop();
  rmSync(folder, { recursive: true });
});

it('tells of those who were invited, and not of those with an account of their own', async () => {
  declare('blocked');
  const { access } = JSON.parse((await run('plan', '--json')).stdout) as {
    access: { lost: readonly { summary: string }[]; changed: readonly { summary: string }[] };
  };
  expect(access.lost.map(({ summary }) => summary)).toEqual([
    'pia_fabrikam.com#EXT#@contoso.com can no longer get Tango',
  ]);
  expect(access.changed).toEqual([]);
});

it('finds a member by either name', async () => {
  for (const name of ['pia@fabrikam.com', 'pia_fabrikam.com#EXT#@contoso.com', 'okon@fabrikam.com'])
    expect((await run('access', 'explain', name, 'tango', '--refresh')).stdout).toMatch(/\? (Yes|With)/);
});
