/** A granted group may hold a role on all of entitlement management: whoever can get the package comes to that role. */
import { expect, it } from 'vitest';
import { findPaths, targetsCalled } from '../../src/access/index.ts';
import type { Governance } from '../../src/schema/governance.ts';
import type { People } from '../support/access.ts';
import { modelOf, openedPaths } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

const PEOPLE: People = { users: [{ id: 'ann' }], groups: { readers: ['ann'], staff: ['ann'], desk: [] } };

interface World {
  readonly roles?: NonNullable<Governance['tenantRoles']>;
  readonly of?: 'fabrikam' | 'staff';
  readonly grants?: boolean;
}

/** Fabrikam, or the staff, can request Library, which makes its holders readers. */
const world = ({ roles = {}, of = 'fabrikam', grants = true }: World): Governance =>
  governed({
    tenantRoles: roles,
    connectedOrganizations: {
      fabrikam: { displayName: 'Fabrikam', identitySources: [{ domain: 'fabrikam.com' }] },
    },
    catalogs: {
      main: { displayName: 'Main', isExternallyVisible: true, resources: { readers: { group: 'readers' } } },
    },
    packages: {
      library: {
        catalog: 'main',
        displayName: 'Library',
        resourceRoles: grants ? [{ resource: 'readers', role: 'Member' }] : [],
      },
    },
    policies: {
      library: {
        accessPackage: 'library',
        displayName: 'All',
        ...(of === 'staff'
          ? {
              allowedTargetScope: 'specificDirectoryUsers',
              specificAllowedTargets: [{ group: 'staff' }],
            }
          : {
              allowedTargetScope: 'specificConnectedOrganizationUsers',
              specificAllowedTargets: [{ connectedOrganization: 'fabrikam' }],
            }),
      },
    },
  });

async function opened(before: World, after: World): Promise<readonly string[]> {
  const paths = await openedPaths(world(before), world(after), PEOPLE);
  return paths.map(
    ({ severity, summary, details, causes }) =>
      `${severity}: ${summary} (${details.join('; ')}) # ${causes.map(({ address }) => address).join(', ')}`,
  );
}

const CREATES = { catalogCreator: [{ group: 'readers' }] };
const CONNECTS = { connectedOrganizationAdministrator: [{ group: 'readers' }] };
const FROM_OUTSIDE = 'Fabrikam (fabrikam.com) can now come to';
const WAY = 'path: Library → group readers → can';

it('is told with its path and the line that opened it, as the role by itself is weighed', async () => {
  const create = 'create catalogs and own those that they create';
  const connect = 'create, change and delete connected organizations, with their sponsors';
  const creator = '# tenantRole.catalogCreator/group:readers';
  const administrator = '# tenantRole.connectedOrganizationAdministrator/group:readers';
  expect(await opened({}, { roles: CREATES })).toEqual([
    `high: ${FROM_OUTSIDE} ${create} (${WAY} ${create}, as catalog creator) ${creator}`,
  ]);
  expect(await opened({}, { roles: CONNECTS })).toEqual([
    `high: ${FROM_OUTSIDE} ${connect} (${WAY} ${connect}, as connected organization administrator) ${administrator}`,
  ]);
  expect(await opened({ of: 'staff' }, { of: 'staff', roles: CREATES })).toEqual([
    `medium: members of staff can now come to ${create} (${WAY} ${create}, as catalog creator) ${creator}`,
  ]);
});

it('weighs as much of members where it changes who gets in, and less where it makes new catalogs alone', async () => {
  const others: People = { ...PEOPLE, groups: { ...PEOPLE.groups, staff: [] } };
  const severities = async (roles: World['roles']) =>
    findPaths(await modelOf(world({ of: 'staff', ...(roles && { roles }) }), others)).map(
      ({ severity, selfDecision, end }) => [severity, selfDecision, end.displayName],
    );
  expect(await severities(CREATES)).toEqual([['medium', [], 'entitlement management']]);
  expect(await severities(CONNECTS)).toEqual([['high', [], 'entitlement management']]);
  expect(await severities({})).toEqual([]);
});

it('weighs as much of a group that guests are in as of people from outside', async () => {
  const severitiesWith = async (userType: 'Guest' | 'Member') => {
    const people: People = {
      users: [{ id: 'ann' }, { id: 'gus', userType }],
      groups: { readers: ['ann'], staff: ['gus'] },
    };
    return findPaths(await modelOf(world({ of: 'staff', roles: CREATES }), people)).map(
      ({ severity }) => severity,
    );
  };
  expect(await severitiesWith('Guest')).toEqual(['high']);
  expect(await severitiesWith('Member')).toEqual(['medium']);
});

it('opens with the grant as well, and neither where it was there before nor where it closes', async () => {
  const closed = { roles: CREATES, grants: false };
  expect(await opened(closed, { roles: CREATES })).toEqual([
    expect.stringContaining('# packageResourceRole.library/readers/Member'),
  ]);
  expect(await opened({ roles: CREATES }, { roles: CREATES })).toEqual([]);
  expect(await opened({ roles: CREATES }, closed)).toEqual([]);
  expect(await opened({ roles: CREATES }, {})).toEqual([]);
  expect(await opened({}, { roles: { catalogCreator: [{ group: 'desk' }] } })).toEqual([]);
});

it('is found by what all of entitlement management is called', async () => {
  const model = await modelOf(world({ roles: CREATES }), PEOPLE);
  const [to] = targetsCalled(model, 'tenant');
  expect(targetsCalled(model, 'Entitlement management')).toEqual([to]);
  const ends = findPaths(model, { ...(to && { to }) }).map(({ from, end }) => [from.label, end.address]);
  expect(ends).toContainEqual(['Fabrikam (fabrikam.com)', 'tenant']);
  expect(targetsCalled(model, 'nothing')).toEqual([]);
});
