/** What resources of catalogs offer: roles and a scope, with the ids that Graph gives them (CONTRACT 6). */
import { createHash } from 'node:crypto';
import type { Entity } from '../json.ts';
import { entitiesOf, textOf, textsOf } from '../json.ts';
import type { Store } from '../storage/store.ts';

/** The id of a role that no package uses yet, and of an application's default access. */
export const NO_ID = '00000000-0000-0000-0000-000000000000';

/** The roles that a resource offers, by its origin (CONTRACT 6). */
export function rolesOf(store: Store, resource: Entity): Entity[] {
  const originId = textOf(resource['originId']);
  switch (resource['originSystem']) {
    case 'AadGroup': {
      const isEligible = store.get('groups', originId)?.['isManagedByPim'] === true;
      return [
        ...GROUP_ROLES.map((name) => groupRole(name, 'active', originId)),
        // Their form is not documented; the names are the portal's (CONTRACT 6).
        ...(isEligible ? GROUP_ROLES.map((name) => groupRole(`Eligible ${name}`, 'eligible', originId)) : []),
      ];
    }
    case 'DirectoryRole':
      // The names are documented for the portal, and of the ids that of the eligible one (CONTRACT 6).
      return [
        { displayName: 'Eligible Member', originId: 'Eligible', type: 'eligible' },
        { displayName: 'Active Member', originId: 'Active', type: 'active' },
      ];
    case 'AadApplication': {
      const appRoles = entitiesOf(store.get('servicePrincipals', originId)?.['appRoles']);
      if (appRoles.length === 0)
        return [{ displayName: 'Default Access', originId: NO_ID, type: 'application' }];
      return appRoles.map(({ id, displayName, description = null }) => ({
        displayName,
        description,
        originId: id,
        type: 'application',
      }));
    }
    default: {
      const [site] = store.where('sites', 'webUrl', originId);
      return textsOf(site?.['roles']).map((displayName, index) => ({
        displayName,
        originId: String(index + 3),
      }));
    }
  }
}

const GROUP_ROLES = ['Owner', 'Member'];

function groupRole(displayName: string, type: 'active' | 'eligible', groupId: string): Entity {
  return { displayName, originId: `${displayName.replace(' ', '')}_${groupId}`, type };
}

/** The id that a role gets once it is used: always the same for the same resource and origin. */
export function roleId(resource: Entity, originId: string): string {
  const hex = createHash('sha256')
    .update(`${textOf(resource['id'])} ${originId}`)
    .digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}

/** A resource has one scope, its root (CONTRACT 6). */
export function rootScope(resource: Entity): Entity {
  return {
    id: roleId(resource, 'root'),
    displayName: 'Root',
    description: 'Root Scope',
    originId: resource['originId'],
    originSystem: resource['originSystem'],
    isRootScope: true,
  };
}
