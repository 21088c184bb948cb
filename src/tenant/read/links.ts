/** Links of objects of the directory to others: groups, units, owners, roles of applications. */
import type { Call } from '../context.ts';
import { groupIdsOf, idsIn } from '../directory/groups.ts';
import type { Entity } from '../json.ts';
import { isEntity, textOf, textsOf } from '../json.ts';
import { consentsIn } from '../directory/lookups.ts';
import { findPrincipal } from '../directory/principals.ts';
import { rolesHeldBy } from '../permissions/active-roles.ts';
import type { Navigation } from './kind.ts';

const idOf = (row: Entity) => textOf(row['id']);

export function principals({ store }: Call, ids: readonly string[]): Entity[] {
  return ids.map((id) => findPrincipal(store, id)).filter(isEntity);
}

export function people(
  rows: (call: Call, row: Entity) => readonly string[],
  references?: string,
): Navigation {
  return {
    kind: 'directoryObject',
    many: true,
    rows: (call, row) => principals(call, rows(call, row)),
    ...(references !== undefined && { references }),
  };
}

/** Owners that stand in the row itself. */
export const ownersIn = people((_call, row) => textsOf(row['ownerIds']), 'directoryObjects');

/** Administrative units that an object is in; being in a group that is in one does not count. */
export function unitsOf({ store }: Call, id: string): Entity[] {
  return store
    .all('administrativeUnits')
    .filter(({ memberIds }) => textsOf(memberIds).includes(id))
    .map((row) => ({ '@odata.type': '#microsoft.graph.administrativeUnit', ...row }));
}

/** Groups, roles and units that an object is in; what groups hold counts where being in them does. */
const memberships = (
  groups: (call: Call, id: string) => readonly string[],
  throughGroups: boolean,
): Navigation => ({
  kind: 'directoryObject',
  many: true,
  rows: (call, row) => {
    const id = idOf(row);
    const groupIds = groups(call, id);
    return [
      ...principals(call, groupIds),
      ...rolesHeldBy(call, throughGroups ? [id, ...groupIds] : [id]),
      ...unitsOf(call, id),
    ];
  },
});

/** By themselves. */
export const directGroups = memberships(
  ({ store }, id) =>
    store
      .all('groups')
      .filter((group) => idsIn(store, group, 'members').includes(id))
      .map(idOf),
  false,
);

/** Also through other groups. */
export const allGroups = memberships(({ store }, id) => [...groupIdsOf(store, id)], true);

/** Groups, applications and service principals that an object owns. */
export const ownedObjects: Navigation = people(({ store }, row) => [
  ...store
    .all('groups')
    .filter((group) => idsIn(store, group, 'owners').includes(idOf(row)))
    .map(idOf),
  ...[...store.all('applications'), ...store.all('servicePrincipals')]
    .filter(({ ownerIds }) => textsOf(ownerIds).includes(idOf(row)))
    .map(idOf),
]);

/** Who made an object is not kept. */
export const NONE_CREATED = people(() => []);

/** Roles of applications: those that an object has, or that others have on it. */
export const grants = (field: 'resourceId' | 'principalId'): Navigation => ({
  kind: 'appRoleAssignment',
  many: true,
  rows: ({ store }, row) => store.where('appRoleAssignments', field, idOf(row)),
});

/** Delegated permissions: those of an application, or those for a person. */
export const consents = (field: 'clientId' | 'principalId'): Navigation => ({
  kind: 'oAuth2PermissionGrant',
  many: true,
  rows: ({ store }, row) => consentsIn(store).filter((each) => each[field] === idOf(row)),
});
