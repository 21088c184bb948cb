import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEngine, desiredOf } from '../support/engine.ts';
import { SMALL_DIRECTORY } from '../support/governance-arbitrary.ts';
import { temporaryFolder } from '../support/cli.ts';
import { openTenant } from '../../src/tenant/open.ts';
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
    const { diagnostics } = await bench.tryPlan(declared([{ resource: 'tracker', role: 'Captain' }]));
    expect(diagnostics).toMatchObject([
      {
        code: 'KIND_ROLE_UNKNOWN',
        severity: 'error',
        summary: 'Application "Tango Tracker" has no role "Captain"',
      },
    ]);
  });

  it('that the application has removed since is a warning where it is granted, and an error anew', async () => {
    const tenant = await openTenant({ seed: SMALL_DIRECTORY });
    const folder = temporaryFolder();
    // A run remembers what it has looked up, so each is one of its own.
    const run = () => createEngine(tenant, path.join(folder, 'state.json'));
    const document = declared([READER, MEMBER]);
    await run().apply(desiredOf(document));
    const applications = 'http://portal.invalid/v1.0/servicePrincipals';
    const found = await tenant.fetch(new Request(`${applications}?$filter=displayName eq 'Tango Tracker'`));
    const { value } = (await found.json()) as { value: { id: string }[] };
    const change = { method: 'PATCH', body: JSON.stringify({ appRoles: [] }) };
    expect((await tenant.fetch(new Request(`${applications}/${value[0]?.id}`, change))).ok).toBe(true);
    const held = await run().plan(desiredOf(document));
    expect([held.diagnostics, actions(held.plan)]).toEqual([[], {}]);
    expect(held.plan.findings).toMatchObject([
      {
        rule: 'not-offered',
        severity: 'warning',
        address: 'packageResourceRole.tango/tracker/Reader',
        message: 'Application "Tango Tracker" has no role "Reader"',
        hint: 'It offers Default Access',
      },
    ]);
    await run().apply(desiredOf(declared([MEMBER])));
    const anew = await run().plan(desiredOf(document));
    expect(anew.diagnostics).toMatchObject([{ code: 'KIND_ROLE_UNKNOWN', severity: 'error' }]);
    expect(anew.plan.findings).toEqual([]);
    rmSync(folder, { recursive: true });
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

describe('a role that is eligible, of a group that Privileged Identity Management manages', () => {
  const ELIGIBLE = { resource: 'team', role: 'Eligible Member' };
  beforeEach(async () => {
    bench.close();
    const groups = [{ displayName: 'Project Tango', isManagedByPim: true }, { displayName: 'Audit' }];
    bench = await openWorkbench({ seed: { ...SMALL_DIRECTORY, groups } });
  });

  it('is granted, recognized and taken away like any other', async () => {
    await bench.apply(declared([ELIGIBLE]));
    expect(await granted()).toEqual(['Eligible Member']);
    expect(actions(await bench.plan(declared([ELIGIBLE])))).toEqual({});
    await bench.apply(declared([]));
    expect(await granted()).toEqual([]);
  });

  it('is warned of when the standing one is added beside it, declared or not', async () => {
    await bench.apply(declared([ELIGIBLE]));
    const both = await bench.plan(declared([ELIGIBLE, MEMBER]));
    expect(both.findings).toMatchObject([
      { rule: 'beside-live', address: 'packageResourceRole.tango/team/Member' },
    ]);
    await bench.apply({ ...declared([]), removed: ['packageResourceRole.tango/team/Eligible Member'] });
    const undeclared = await bench.plan(declared([MEMBER]));
    expect(undeclared.findings).toMatchObject([{ rule: 'beside-live' }]);
    const owner = await bench.plan(declared([ELIGIBLE, { resource: 'team', role: 'Owner' }]));
    expect(owner.findings).toEqual([]);
  });

  it('is not offered by another group, which the apply says with what is', async () => {
    const { events } = await bench.engine.apply(
      desiredOf(
        governed({
          catalogs: { partners: { displayName: 'Partners', resources: { audit: { group: 'Audit' } } } },
          packages: {
            p: { catalog: 'partners', displayName: 'P', resourceRoles: [{ ...ELIGIBLE, resource: 'audit' }] },
          },
        }),
      ),
    );
    expect(events.find(({ type }) => type === 'apply_errored')).toMatchObject({
      diagnostic: { code: 'KIND_ROLE_UNKNOWN', hint: 'It offers Owner, Member' },
    });
  });
});

describe('roles of an application with one name', () => {
  const [READ, ALL] = ['11111111-0000-4000-8000-000000000001', '11111111-0000-4000-8000-000000000002'];
  const by = (role: string) => declared([{ resource: 'tracker', role }]);
  beforeEach(async () => {
    bench.close();
    const appRoles = [
      { id: READ, displayName: 'Reader', value: 'Read.Own' },
      { id: ALL, displayName: 'Reader', value: 'Read.All' },
      { displayName: 'Writer' },
    ];
    const servicePrincipals = [{ displayName: 'Tango Tracker', appRoles }];
    bench = await openWorkbench({ seed: { ...SMALL_DIRECTORY, servicePrincipals } });
  });

  it('are told apart by id, which the refusal of the name lists', async () => {
    await expect(bench.tryPlan(by('Reader'))).rejects.toThrow(
      `Application "Tango Tracker" has 2 roles of the name "Reader"`,
    );
    await bench.apply(by(ALL));
    const id = await bench.idOf('accessPackage.tango');
    const shown = await bench.portal('GET', `/accessPackages/${id}?$expand=resourceRoleScopes($expand=role)`);
    expect(shown['resourceRoleScopes']).toMatchObject([{ role: { displayName: 'Reader', originId: ALL } }]);
    expect(actions(await bench.plan(by(ALL)))).toEqual({});
    expect(Object.values(actions(await bench.plan(by(READ)))).sort()).toEqual([
      'create declared',
      'delete removed-from-configuration',
    ]);
  });

  it('whose name is its own is written by it', async () => {
    await bench.apply(by('Writer'));
    expect(actions(await bench.plan(by('Writer')))).toEqual({});
  });
});
