import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { actions, governed, openWorkbench } from '../support/workbench.ts';
import type { Workbench } from '../support/workbench.ts';

let bench: Workbench;
beforeEach(async () => (bench = await openWorkbench()));
afterEach(() => bench.close());

const ALL = {
  team: { group: 'Project Tango' },
  tracker: { application: 'Tango Tracker' },
  site: { site: 'https://contoso.sharepoint.com/sites/tango' },
};
const declared = (resources: object) =>
  governed({ catalogs: { partners: { displayName: 'Partners', resources: resources as typeof ALL } } });
const origins = async () =>
  (await bench.list(`/catalogs/${await bench.idOf('catalog.partners')}/resources`))
    .map(({ originSystem, displayName }) => `${String(originSystem)} ${String(displayName)}`)
    .sort();

describe('a catalog resource', () => {
  it('is a group, an application or a SharePoint site', async () => {
    await bench.apply(declared(ALL));
    expect(await origins()).toEqual([
      'AadApplication Tango Tracker',
      'AadGroup Project Tango',
      'SharePointOnline Tango',
    ]);
    expect(actions(await bench.plan(declared(ALL)))).toEqual({});
    await bench.apply(declared({ site: ALL.site }));
    expect(await origins()).toEqual(['SharePointOnline Tango']);
  });

  it('under another key is the same object: removed and added again', async () => {
    await bench.apply(declared({ team: ALL.team }));
    const renamed = declared({ squad: ALL.team });
    expect(actions(await bench.plan(renamed))).toEqual({
      'catalogResource.partners/team': 'delete removed-from-configuration',
      'catalogResource.partners/squad': 'create declared',
    });
    await bench.apply(renamed);
    expect(await origins()).toEqual(['AadGroup Project Tango']);
  });

  it('is waited for when the service is slow to list it', async () => {
    const slow = await openWorkbench({ behaviour: { resourceAppearsAfterReads: 3 } });
    await slow.apply({
      ...declared(ALL),
      packages: {
        tango: {
          catalog: 'partners',
          displayName: 'Tango',
          resourceRoles: [{ resource: 'team', role: 'Member' }],
        },
      },
    });
    expect(actions(await slow.plan(declared(ALL)))).toEqual({
      'accessPackage.tango': 'delete removed-from-configuration',
      'packageResourceRole.tango/team/Member': 'delete removed-from-configuration',
    });
    slow.close();
  });

  it('is found in the geography that its site is kept in', async () => {
    const asia = declared({ asia: { site: 'https://contosoapc.sharepoint.com/sites/asia' } });
    await bench.apply(asia);
    expect(await origins()).toEqual(['SharePointOnline Asia']);
    expect(actions(await bench.plan(asia))).toEqual({});
    const body = {
      requestType: 'adminAdd',
      resource: {
        originId: 'https://contosoapc.sharepoint.com/sites/asia',
        originSystem: 'SharePointOnline',
      },
      catalog: { id: await bench.idOf('catalog.partners') },
    };
    await expect(bench.portal('POST', '/resourceRequests', body)).rejects.toThrow(
      'was not found in the environment',
    );
  });

  it('cannot be a group whose members others decide on', async () => {
    const odd = await openWorkbench({
      seed: {
        tenant: { displayName: 'Contoso', domains: ['contoso.com'] },
        groups: [
          { displayName: 'Synchronised', onPremisesSyncEnabled: true },
          {
            displayName: 'Dynamic',
            groupTypes: ['DynamicMembership'],
            membershipRule: 'user.department -eq "Sales"',
          },
        ],
      },
    });
    const resources = { a: { group: 'Synchronised' }, b: { group: 'Dynamic' } };
    await expect(odd.tryPlan(declared(resources))).rejects.toThrow(
      /KIND_GROUP_UNSUITABLE: Group "Synchronised".*synchronised.*KIND_GROUP_UNSUITABLE: Group "Dynamic".*dynamic/s,
    );
    odd.close();
  });
});

describe('a role of the directory', () => {
  const admins = { admins: { directoryRole: 'Groups Administrator' } };
  const granting = (role: string) => ({
    ...declared(admins),
    packages: { p: { catalog: 'partners', displayName: 'P', resourceRoles: [{ resource: 'admins', role }] } },
  });

  it('is a resource by its name or id, and what a package grants of it', async () => {
    await bench.apply(granting('Eligible Member'));
    expect(await origins()).toEqual(['DirectoryRole Groups Administrator']);
    expect(actions(await bench.plan(granting('Eligible Member')))).toEqual({});
    const byId = { admins: { directoryRole: 'FDD7A751-b60b-444a-984c-02652fe8fa1c' } };
    expect(actions(await bench.plan({ ...granting('Eligible Member'), ...declared(byId) }))).toEqual({});
    const beside = await bench.plan(granting('Active Member'));
    expect(beside.findings.map(({ rule, address }) => [rule, address])).toContainEqual([
      'privileged-role',
      'packageResourceRole.p/admins/Active Member',
    ]);
  });

  it('weighs more than other access', async () => {
    const policies = {
      p: { accessPackage: 'p', displayName: 'P', allowedTargetScope: 'allMemberUsers' },
    } as const;
    const { access } = await bench.plan({ ...granting('Eligible Member'), policies });
    expect(access.gained).toMatchObject([{ capability: 'request', severity: 'high' }]);
  });

  it('that nothing has is named with those that are spelled alike', async () => {
    const refused = await bench
      .tryPlan(declared({ admins: { directoryRole: 'Group Administrator' } }))
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({
      diagnostics: [
        {
          summary: 'There is no directory role "Group Administrator" in the directory',
          detail: expect.stringContaining('Groups Administrator (directory role') as string,
        },
      ],
    });
  });
});

describe('what a resource requires of people who request it', () => {
  const asking = (text: string, more: object = {}) => ({
    name: 'jobTitle',
    question: { type: 'text', text },
    ...more,
  });
  const tracker = (...attributes: object[]) => declared({ tracker: { ...ALL.tracker, attributes } });
  const wire = async () =>
    (await bench.list(`/catalogs/${await bench.idOf('catalog.partners')}/resources`))[0]?.['attributes'] as {
      name: string;
      isEditable: boolean;
      source: { question: { id: string; text: string } };
    }[];
  const change = async (attributes: object[]) =>
    bench.portal('POST', '/resourceRequests', {
      requestType: 'adminUpdate',
      resource: { id: await bench.idOf('catalogResource.partners/tracker'), attributes },
      catalog: { id: await bench.idOf('catalog.partners') },
    });

  it('is set when it is added, changed in place with the id of its question, and taken away', async () => {
    await bench.apply(tracker(asking('What do you do?')));
    const [before] = await wire();
    expect(before).toMatchObject({ name: 'jobTitle', isEditable: false });
    expect(actions(await bench.plan(tracker(asking('What do you do?'))))).toEqual({});
    const more = [{ ...asking('Where?'), name: 'city' }, asking('What do you do?', { isEditable: true })];
    const plan = await bench.plan(tracker(...more));
    expect(plan.changes.find(({ kind }) => kind === 'catalogResource')?.action).toBe('update');
    await bench.apply(tracker(...more));
    const after = await wire();
    expect(after.map(({ name, isEditable }) => [name, isEditable])).toEqual([
      ['city', false],
      ['jobTitle', true],
    ]);
    expect(after[1]?.source.question.id).toBe(before?.source.question.id);
    // In another order it is the same.
    expect(actions(await bench.plan(tracker(...more.toReversed())))).toEqual({});
    await bench.apply(tracker());
    expect(await wire()).toEqual([]);
  });

  it('stays as the portal has it where nothing is declared, and is drift there', async () => {
    const undeclared = declared({ tracker: ALL.tracker });
    await bench.apply(tracker(asking('What do you do?')));
    await bench.apply(undeclared);
    const [live] = await wire();
    expect(live).toBeDefined();
    await change([{ ...live, isEditable: true }]);
    const { drift } = await bench.plan(undeclared, { mode: 'refresh-only' });
    expect(drift.map(({ address }) => address)).toEqual(['catalogResource.partners/tracker']);
    expect(actions(await bench.plan(undeclared))).toEqual({});
    expect(actions(await bench.plan(tracker(asking('What do you do?'))))).toEqual({
      'catalogResource.partners/tracker': 'update drift-corrected',
    });
  });
});
