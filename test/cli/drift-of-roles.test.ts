/** Roles over all of entitlement management that were given in the portal: drift tells whom they come to. */
import { appendFileSync, cpSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DriftReport } from '../../src/plan/drift-report.ts';
import { CATALOG_CREATOR } from '../../src/kinds/catalog-roles.ts';
import { entente, temporaryFolder } from '../support/cli.ts';
import { serveTenantHere } from '../support/served-tenant.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const ROLES = '/roleManagement/entitlementManagement/roleAssignments';
const folder = temporaryFolder();
const cwd = path.join(folder, 'examples', 'contoso');
const run = (...args: string[]) => entente(args, { cwd });

beforeAll(async () => {
  cpSync(path.join(ROOT, 'examples/contoso'), cwd, { recursive: true });
  appendFileSync(
    path.join(cwd, 'governance.yaml'),
    '\ntenantRoles: { connectedOrganizationAdministrator: [{ user: dave@contoso.com }] }\n',
  );
  expect(await run('apply', '--auto-approve')).toMatchObject({ code: 0 });
});
afterAll(() => rmSync(folder, { recursive: true }));

it('tells who was given one that nothing declares, who comes to it in several steps, and that nothing declared drifted', async () => {
  expect(await run('drift')).toMatchObject({ code: 0 });
  const served = await serveTenantHere(cwd, ['--data', path.join(folder, '.entente', 'contoso')]);
  const { value } = await served.request('GET', `/groups?$filter=displayName eq 'Project Tango'`);
  await served.request('POST', ROLES, {
    principalId: (value as readonly { readonly id: string }[])[0]?.id,
    roleDefinitionId: CATALOG_CREATOR,
    appScopeId: '/',
  });
  await served.stop();
  const { code, stdout } = await run('drift', '--json');
  expect(code).toBe(2);
  const { access, drift } = JSON.parse(stdout) as DriftReport;
  expect(drift).toEqual([]);
  const told = access.gained.map(({ summary, path: way, causes }) => [
    summary,
    way?.steps.length ?? 1,
    causes.map(({ address }) => address.length),
  ]);
  const creates = 'create catalogs and own those that they create';
  const id = [36];
  expect(told).toContainEqual([`members of Project Tango can now ${creates}`, 1, id]);
  expect(told).toContainEqual([expect.stringMatching(`^.*Fabrikam.* can now come to ${creates}$`), 3, id]);
});
