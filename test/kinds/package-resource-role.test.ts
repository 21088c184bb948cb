import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { desiredOf } from '../support/engine.ts';
import { actions, governed, openWorkbench } from '../support/workbench.ts';
import type { Workbench } from '../support/workbench.ts';

let bench: Workbench;
beforeEach(async () => (bench = await openWorkbench()));
afterEach(() => bench.close());

type Role = { resource: string; role: string };
const declared = (resourceRoles: Role[]) =>
  governed({
    catalogs: {
      partners: {
        displayName: 'Partners',
        resources: {
          team: { group: 'Project Tango' },
          tracker: { application: 'Tango Tracker' },
          site: { site: 'https://contoso.sharepoint.com/sites/tango' },
        },
      },
    },
    packages: { tango: { catalog: 'partners', displayName: 'Tango', resourceRoles } },
  });
const granted = async () => {
  const id = await bench.idOf('accessPackage.tango');
  const shown = await bench.portal(
    'GET',
    `/accessPackages/${id}?$expand=resourceRoleScopes($expand=role,scope)`,
  );
  return (shown['resourceRoleScopes'] as { role: { displayName: string } }[])
    .map(({ role }) => role.displayName)
    .sort();
};

const MEMBER = { resource: 'team', role: 'Member' };
const READER = { resource: 'tracker', role: 'Reader' };
const VISITOR = { resource: 'site', role: 'Tango Visitors' };

describe('a role of a package', () => {
  it('is granted on groups, applications and sites, and taken away again', async () => {
    await bench.apply(declared([MEMBER, READER, VISITOR]));
    expect(await granted()).toEqual(['Member', 'Reader', 'Tango Visitors']);
    await bench.apply(declared([READER, { resource: 'team', role: 'Owner' }]));
    expect(await granted()).toEqual(['Owner', 'Reader']);
    expect(actions(await bench.plan(declared([{ resource: 'team', role: 'Owner' }, READER])))).toEqual({});
  });

  it('is granted before the one that it stands for is taken away', async () => {
    await bench.apply(declared([MEMBER]));
    const { events } = await bench.apply(declared([{ resource: 'team', role: 'Owner' }]));
    expect(events.map(({ type, address }) => `${type} ${address.split('/').at(-1) ?? ''}`)).toEqual([
      'apply_start Owner',
      'apply_complete Owner',
      'apply_start Member',
      'apply_complete Member',
    ]);
  });

  it('is recognized by what it grants, because its id changes', async () => {
    await bench.apply(declared([MEMBER]));
    const id = await bench.idOf('accessPackage.tango');
    const before = await bench.idOf('packageResourceRole.tango/team/Member');
    // Somebody takes the role away and grants it again in the portal.
    const shown = await bench.portal(
      'GET',
      `/accessPackages/${id}?$expand=resourceRoleScopes($expand=role,scope)`,
    );
    const [roleScope] = shown['resourceRoleScopes'] as { id: string; role: object; scope: object }[];
    await bench.portal('DELETE', `/accessPackages/${id}/resourceRoleScopes/${roleScope?.id}`);
    expect(actions(await bench.plan(declared([MEMBER])))).toEqual({
      'packageResourceRole.tango/team/Member': 'create deleted-outside',
    });
    await bench.apply(declared([MEMBER]));
    expect(before).not.toBe('');
    expect(await granted()).toEqual(['Member']);
  });

  it('that an application does not offer is refused before anything is done', async () => {
    await expect(bench.tryPlan(declared([{ resource: 'tracker', role: 'Captain' }]))).rejects.toThrow(
      'KIND_ROLE_UNKNOWN: Application "Tango Tracker" has no role "Captain"',
    );
  });

  it('that a site does not offer fails alone, with what the site offers', async () => {
    const document = declared([{ resource: 'site', role: 'Captain' }, MEMBER]);
    const { summary, events } = await bench.engine.apply(desiredOf(document));
    expect(summary).toMatchObject({ failed: 1, skipped: 0 });
    expect(events.find(({ type }) => type === 'apply_errored')).toMatchObject({
      address: 'packageResourceRole.tango/site/Captain',
      diagnostic: { hint: 'It offers Tango Members, Tango Visitors' },
    });
    expect(await granted()).toEqual(['Member']);
  });
});
