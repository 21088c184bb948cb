/** Who adds a resource to a catalog or takes it away needs a right on the resource as well (CONTRACT 1.1). */
import type { Authority, Context } from '../context.ts';
import { idsIn } from '../directory/groups.ts';
import type { Entity } from '../json.ts';
import { entityOf, textOf, textsOf } from '../json.ts';
import { ServiceError } from '../wire/service-error.ts';
import type { DirectoryRole } from './directory-roles.ts';

/** The roles that come with the actions which entitlement management asks for (Entra article on delegation). */
const GROUPS: readonly DirectoryRole[] = [
  ...([
    'Global Administrator',
    'Groups Administrator',
    'Intune Administrator',
    'User Administrator',
  ] as const),
];
const UNIFIED_GROUPS: readonly DirectoryRole[] = [
  ...GROUPS,
  ...(['Exchange Administrator', 'SharePoint Administrator'] as const),
];
/** Of roles of the directory, and of groups that can be given one: more than others' administrators may. */
const PRIVILEGED: readonly DirectoryRole[] = ['Global Administrator', 'Privileged Role Administrator'];
const APPLICATIONS: readonly DirectoryRole[] = [
  ...(['Global Administrator', 'Identity Governance Administrator', 'User Administrator'] as const),
  ...(['Application Administrator', 'Cloud Application Administrator'] as const),
];
const SITES: readonly DirectoryRole[] = ['Global Administrator', 'SharePoint Administrator'];

/** Throws 400 for a request to add or remove a resource that the caller has no right on. */
export function requireResourceRight(context: Context, authority: Authority, body: Entity): void {
  const { store } = context;
  if (!['adminadd', 'adminremove'].includes(textOf(body['requestType']).toLowerCase())) return;
  const given = entityOf(body['resource']);
  const resource = store.get('resources', textOf(given['id']).toLowerCase()) ?? given;
  const originId = textOf(resource['originId']);
  const right = rightOn(context, textOf(resource['originSystem']), originId.toLowerCase());
  const { permission, roles, ownerIds } = right ?? {};
  // What there is not is refused as such by those who look for it.
  if (permission === undefined) return;
  const permitted = authority.kind === 'application' && authority.permissions.has(permission);
  const inRole = roles?.some((role) => authority.directoryRoles.has(role)) === true;
  if (permitted || inRole || ownerIds?.includes(authority.principalId) === true) return;
  throw new ServiceError(400, 'CallerNotResourceOwner', 'The caller is not the resource owner.');
}

interface Right {
  /** What an application needs. */
  readonly permission: string;
  /** What comes up to it. */
  readonly roles: readonly DirectoryRole[];
  readonly ownerIds: readonly string[];
}

function rightOn({ store }: Context, originSystem: string, id: string): Right | undefined {
  if (originSystem === 'AadGroup') {
    const group = store.get('groups', id);
    if (group === undefined) return undefined;
    return {
      permission: 'Group.ReadWrite.All',
      roles: rolesOver(group),
      ownerIds: idsIn(store, group, 'owners'),
    };
  }
  if (originSystem === 'AadApplication')
    return { permission: 'Application.ReadWrite.All', roles: APPLICATIONS, ownerIds: [] };
  if (originSystem === 'DirectoryRole')
    return { permission: 'RoleManagement.ReadWrite.Directory', roles: PRIVILEGED, ownerIds: [] };
  if (originSystem === 'SharePointOnline')
    return { permission: 'Sites.FullControl.All', roles: SITES, ownerIds: [] };
  return undefined;
}

function rolesOver(group: Entity): readonly DirectoryRole[] {
  if (group['isAssignableToRole'] === true) return PRIVILEGED;
  return textsOf(group['groupTypes']).includes('Unified') ? UNIFIED_GROUPS : GROUPS;
}
