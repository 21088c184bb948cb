/** Drift as a value: what drifted and who did it, what nothing manages, and how much is managed. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/value.ts';
import type { DriftReport } from '../../src/plan/drift-report.ts';
import { driftReport } from '../../src/plan/drift-report.ts';
import { governed, openWorkbench } from '../support/workbench.ts';
import type { Workbench } from '../support/workbench.ts';

let bench: Workbench;
beforeEach(async () => (bench = await openWorkbench()));
afterEach(() => bench.close());

const BASE = governed({
  settings: { externalUserLifecycleAction: 'none' },
  catalogs: {
    partners: { displayName: 'Partners', resources: { team: { group: 'Project Tango' } } },
    other: { displayName: 'Other' },
  },
  packages: {
    tango: {
      catalog: 'partners',
      displayName: 'Tango',
      resourceRoles: [{ resource: 'team', role: 'Member' }],
    },
  },
  policies: {
    members: { accessPackage: 'tango', displayName: 'Members', allowedTargetScope: 'allMemberUsers' },
  },
});

async function reportOf(audits: readonly JsonObject[] | undefined): Promise<DriftReport> {
  const plan = await bench.plan(BASE, { mode: 'refresh-only' });
  return driftReport({
    plan,
    access: plan.access,
    tracked: (await bench.engine.state.read())?.resources ?? [],
    sourceOf: (address) =>
      address === 'catalog.partners' ? { file: 'catalogs.yaml', line: 3, column: 5 } : undefined,
    broken: [],
    audits,
  });
}

const entry = (id: string, at: string, who: JsonObject, more: JsonObject = {}): JsonObject => ({
  activityDateTime: at,
  activityDisplayName: `At ${at}`,
  initiatedBy: who,
  result: 'success',
  targetResources: [{ id }],
  ...more,
});
const user = (userPrincipalName: string): JsonObject => ({ user: { userPrincipalName } });

describe('a drift report', () => {
  it('is empty after an apply, with everything managed that is declared', async () => {
    await bench.apply(BASE);
    const { drift, findings, coverage, auditLog } = await reportOf(undefined);
    expect({ drift, findings, auditLog }).toEqual({ drift: [], findings: [], auditLog: 'unknown' });
    // Every tenant has the catalog General, and settings cannot be unmanaged.
    expect(coverage).toEqual({
      managed: 6,
      unmanaged: 1,
      percent: 85,
      kinds: {
        accessPackage: { managed: 1, unmanaged: 0, percent: 100 },
        catalog: { managed: 2, unmanaged: 1, percent: 66 },
        catalogResource: { managed: 1, unmanaged: 0, percent: 100 },
        packageResourceRole: { managed: 1, unmanaged: 0, percent: 100 },
        policy: { managed: 1, unmanaged: 0, percent: 100 },
      },
    });
  });

  it('has the place of what is declared, and counts what was deleted as not managed', async () => {
    await bench.apply(BASE);
    await bench.portal('PATCH', `/catalogs/${await bench.idOf('catalog.partners')}`, { description: 'New' });
    await bench.portal('DELETE', `/catalogs/${await bench.idOf('catalog.other')}`);
    const { drift, coverage } = await reportOf([]);
    expect(drift).toMatchObject([
      { address: 'catalog.other', after: null },
      {
        address: 'catalog.partners',
        changedPaths: ['description'],
        source: { file: 'catalogs.yaml', line: 3, column: 5 },
      },
    ]);
    expect(drift[0]).not.toHaveProperty('source');
    expect(coverage.kinds['catalog']).toEqual({ managed: 1, unmanaged: 1, percent: 50 });
  });

  it('names the last one who wrote with success, whatever the order of the log and the case of ids', async () => {
    await bench.apply(BASE);
    const id = await bench.idOf('catalog.partners');
    await bench.portal('PATCH', `/catalogs/${id}`, { description: 'New' });
    const { id: made } = await bench.portal('POST', '/catalogs', { displayName: 'Made', description: '' });
    const { drift, unmanaged, auditLog } = await reportOf([
      entry(id.toUpperCase(), '2026-01-03T00:00:00Z', user('second@contoso.com')),
      entry(id, '2026-01-02T00:00:00Z', user('first@contoso.com')),
      entry(id, '2026-01-04T00:00:00Z', user('failed@contoso.com'), { result: 'failure' }),
      entry(id, '2026-01-05T00:00:00Z', {}),
      entry(String(made), '2026-01-06T00:00:00Z', { app: { displayName: 'A pipeline' } }),
    ]);
    expect(drift.map(({ by }) => by)).toEqual([
      { who: 'second@contoso.com', at: '2026-01-03T00:00:00Z', activity: 'At 2026-01-03T00:00:00Z' },
    ]);
    expect(unmanaged.map(({ displayName, by }) => [displayName, by])).toEqual([
      ['General', undefined],
      [
        'Made',
        {
          who: 'A pipeline',
          application: true,
          at: '2026-01-06T00:00:00Z',
          activity: 'At 2026-01-06T00:00:00Z',
        },
      ],
    ]);
    expect(auditLog).toBe('read');
  });

  it('takes the name of a user without a principal name, and of two entries at one time the later in the log', async () => {
    await bench.apply(BASE);
    const id = await bench.idOf('catalog.partners');
    await bench.portal('PATCH', `/catalogs/${id}`, { description: 'New' });
    const at = '2026-01-02T00:00:00Z';
    const { drift } = await reportOf([
      entry(id, at, user('first@contoso.com')),
      entry(id, at, { user: { displayName: 'Ada' }, app: { displayName: 'A pipeline' } }),
    ]);
    expect(drift.map(({ by }) => by?.who)).toEqual(['Ada']);
  });

  it('asks what a resource without an id of its own lives in for who wrote it', async () => {
    await bench.apply(BASE);
    const id = await bench.idOf('accessPackage.tango');
    const scopes = await bench.portal('GET', `/accessPackages/${id}?$expand=resourceRoleScopes`);
    const [scope] = scopes['resourceRoleScopes'] as { id: string }[];
    await bench.portal('DELETE', `/accessPackages/${id}/resourceRoleScopes/${scope?.id ?? ''}`);
    const { drift } = await reportOf([entry(id, '2026-01-02T00:00:00Z', user('ada@contoso.com'))]);
    expect(drift.map(({ address, after, by }) => [address, after, by?.who])).toEqual([
      ['packageResourceRole.tango/team/Member', null, 'ada@contoso.com'],
    ]);
  });
});
