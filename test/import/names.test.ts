/** Objects of the directory that are called as ids are: the configuration says their own ids. */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openTenant } from '../../src/tenant/open.ts';
import { temporaryFolder } from '../support/cli.ts';
import { createEngine, desiredOf } from '../support/engine.ts';
import { SMALL_DIRECTORY } from '../support/governance-arbitrary.ts';
import { importExactly } from '../support/imported.ts';
import { governed } from '../support/workbench.ts';

let folder: string;
beforeEach(() => (folder = temporaryFolder()));
afterEach(() => rmSync(folder, { recursive: true }));

const GROUP = '6f3b0f7e-54d7-4a1c-9d0e-2b8a1c5d7e90';
const APPLICATION = 'a2d1c9b8-7e6f-4d5c-8b4a-392817065f4e';
const GUEST = '0c9d8e7f-6a5b-4c3d-9e2f-1a0b9c8d7e6f';
const NAME = '3F2504E0-4F89-41D3-9A0C-0305E82C3301';

it('are imported by id, and guests whose mail is no address by the name that they sign in with', async () => {
  const seed = {
    ...SMALL_DIRECTORY,
    users: [
      ...(SMALL_DIRECTORY.users ?? []),
      { id: GUEST, mail: 'desk', displayName: 'Desk', userType: 'Guest' as const },
    ],
    groups: [...(SMALL_DIRECTORY.groups ?? []), { id: GROUP, displayName: NAME }],
    servicePrincipals: [{ id: APPLICATION, displayName: NAME, appRoles: [] }],
  };
  const tenant = await openTenant({ seed, now: () => new Date('2026-01-01T00:00:00Z') });
  const document = governed({
    catalogs: {
      partners: {
        displayName: 'Partners',
        resources: { team: { id: GROUP }, tracker: { id: APPLICATION } },
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
      direct: {
        accessPackage: 'tango',
        displayName: 'Direct',
        allowedTargetScope: 'specificDirectoryUsers',
        specificAllowedTargets: [{ id: GROUP }, { id: GUEST }, { group: 'Partner Desk' }],
      },
    },
  });
  const maker = createEngine(tenant, path.join(folder, 'maker.json'));
  expect((await maker.apply(desiredOf(document))).summary.failed).toBe(0);
  const { imported } = await importExactly(tenant, folder);
  const { catalogs, policies, sponsors } = imported.sections as Record<string, Record<string, object>>;
  expect(Object.values((catalogs?.['partners'] as { resources: object }).resources)).toEqual(
    expect.arrayContaining([{ id: GROUP }, { id: APPLICATION }]),
  );
  expect(JSON.stringify([sponsors, policies])).not.toContain(NAME);
  expect(JSON.stringify([sponsors, policies])).toContain('"user":"desk#EXT#@contoso.com"');
  expect(JSON.stringify([sponsors, policies])).toContain('"group":"Partner Desk"');
});
