import type { CatalogRoles } from '../../src/schema/governance.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { actions, governed, openWorkbench } from '../support/workbench.ts';
import type { Workbench } from '../support/workbench.ts';

let bench: Workbench;
beforeEach(async () => (bench = await openWorkbench()));
afterEach(() => bench.close());

const ROLES = '/v1.0/roleManagement/entitlementManagement/roleAssignments';
const alice = { user: 'alice@contoso.com' };
const desk = { group: 'Partner Desk' };
const declared = (roles?: CatalogRoles) =>
  governed({ catalogs: { partners: { displayName: 'Partners', ...(roles !== undefined && { roles }) } } });
const holders = async () => {
  const scope = `/AccessPackageCatalog/${await bench.idOf('catalog.partners')}`;
  return (await bench.list(`${ROLES}?$filter=appScopeId eq '${scope}'`)).length;
};

describe('a catalog role', () => {
  it('is an assignment of each principal, added and removed one by one', async () => {
    await bench.apply(declared({ owner: [alice], reader: [desk], accessPackageManager: [desk] }));
    const before = await holders();
    const next = declared({ owner: [alice], accessPackageAssignmentManager: [desk] });
    expect(actions(await bench.plan(next))).toEqual({
      'catalogRole.partners/accessPackageAssignmentManager/group:Partner Desk': 'create declared',
      'catalogRole.partners/reader/group:Partner Desk': 'delete removed-from-configuration',
      'catalogRole.partners/accessPackageManager/group:Partner Desk': 'delete removed-from-configuration',
    });
    await bench.apply(next);
    expect(await holders()).toBe(before - 1);
    expect(actions(await bench.plan(next))).toEqual({});
  });

  it('that nobody declares is left alone, the owner that the service adds among them', async () => {
    await bench.apply(declared());
    const before = await holders();
    expect(before).toBe(1);
    await bench.apply(declared({ reader: [desk] }));
    expect(await holders()).toBe(before + 1);
    expect(
      (await bench.plan(declared({ reader: [desk] }))).changes.every(({ action }) => action === 'noop'),
    ).toBe(true);
  });

  it('is recognized under the sponsor key that names it', async () => {
    const document = { ...declared({ owner: ['alice'] }), sponsors: { alice } };
    await bench.apply(document);
    expect(await bench.idOf('catalogRole.partners/owner/alice')).not.toBe('');
    expect(actions(await bench.plan(document))).toEqual({});
  });
});
