import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { actions, governed, openWorkbench } from '../support/workbench.ts';
import type { Workbench } from '../support/workbench.ts';

const ROLES = '/v1.0/roleManagement/entitlementManagement/roleAssignments';
const CREATOR = 'ba92d953-d8e0-4e39-a797-0cbedb0a89e8';
const ORGANIZATIONS = 'e65cf63f-9cc2-4b48-8871-cb667e9d90fb';
const alice = { user: 'alice@contoso.com' };
const desk = { group: 'Partner Desk' };

let bench: Workbench;
beforeEach(async () => (bench = await openWorkbench()));
afterEach(() => bench.close());

const held = async () =>
  (await bench.list(`${ROLES}?$filter=appScopeId eq '/'`)).map((each) => each['roleDefinitionId']).sort();

describe('a role over entitlement management', () => {
  it('is an assignment for the whole tenant, added and removed one by one', async () => {
    await bench.apply(governed({ tenantRoles: { catalogCreator: [alice, desk] } }));
    expect(await held()).toEqual([CREATOR, CREATOR]);
    const next = governed({
      tenantRoles: { catalogCreator: [alice], connectedOrganizationAdministrator: [desk] },
    });
    expect(actions(await bench.plan(next))).toEqual({
      'tenantRole.connectedOrganizationAdministrator/group:Partner Desk': 'create declared',
      'tenantRole.catalogCreator/group:Partner Desk': 'delete removed-from-configuration',
    });
    await bench.apply(next);
    expect(await held()).toEqual([CREATOR, ORGANIZATIONS]);
    expect(actions(await bench.plan(next))).toEqual({});
  });

  it('that nobody declares is left alone', async () => {
    const [user] = await bench.list('/v1.0/users');
    const assignment = { principalId: user?.['id'], roleDefinitionId: CREATOR, appScopeId: '/' };
    await bench.portal('POST', ROLES, assignment);
    expect(actions(await bench.plan(governed({})))).toEqual({});
    const other = governed({ tenantRoles: { connectedOrganizationAdministrator: [desk] } });
    await bench.apply(other);
    expect(await held()).toEqual([CREATOR, ORGANIZATIONS]);
    const plan = await bench.plan(other);
    expect([actions(plan), plan.drift]).toEqual([{}, []]);
  });

  it('is drift where the portal takes it away, and given again', async () => {
    const document = governed({ tenantRoles: { catalogCreator: [alice] } });
    await bench.apply(document);
    const address = 'tenantRole.catalogCreator/user:alice@contoso.com';
    await bench.portal('DELETE', `${ROLES}/${await bench.idOf(address)}`);
    const plan = await bench.plan(document);
    expect(plan.drift.map((each) => each.address)).toEqual([address]);
    expect(actions(plan)).toEqual({ [address]: expect.stringContaining('create') as unknown });
  });

  it('is the same role by its name and by the id of its definition', async () => {
    await bench.apply(governed({ tenantRoles: { [CREATOR.toUpperCase()]: [alice] } }));
    expect(await held()).toEqual([CREATOR]);
    const document = governed({ tenantRoles: { catalogCreator: [alice] } });
    expect(actions(await bench.plan(document))).toEqual({});
  });
});
