/** Who and what a question about paths names: by key, address, id or name. */
import { formatAddress } from '../../model/address.ts';
import type { AccessModel, GrantView } from '../facts/model.ts';
import { grantedGroup, grantKey, originOf, WHOLE_TENANT } from '../facts/model.ts';
import type { Named } from '../facts/policy-view.ts';
import type { Requestor } from '../facts/requestor.ts';
import { ALL_OF_IT } from './words.ts';

const CLASSES: Readonly<Record<string, Requestor>> = {
  members: { type: 'members' },
  directoryUsers: { type: 'directoryUsers' },
  configuredOrganizations: { type: 'configuredOrganizations' },
  anyExternalUser: { type: 'anyExternalUser' },
  guests: { type: 'anyExternalUser', guests: true },
};

/** Keys of classes of people. */
export const CLASS_KEYS: readonly string[] = Object.keys(CLASSES);

/** The class of people with that key. */
export function classCalled(key: string): Requestor | undefined {
  return Object.hasOwn(CLASSES, key) ? CLASSES[key] : undefined;
}

/** People of one organization, or of one group. */
export type OneRequestor = Extract<Requestor, { readonly type: 'connectedOrganization' | 'group' }>;

/** The organization or group that a text names; none where it may be a person, several where it is not clear. */
export function requestorsCalled(model: AccessModel, text: string): readonly OneRequestor[] {
  const organizations = addressesCalled(model.organizations.values(), 'connectedOrganization', text);
  if (organizations.length > 0)
    return organizations.map((address) => ({ type: 'connectedOrganization', address }));
  return groupsCalled(model, text).map((id) => ({ type: 'group', id }));
}

/**
 * Where paths to what a text names end: addresses of packages, catalogs and organizations, ids of groups, roles of resources
 * by `grantKey`, WHOLE_TENANT for roles on all of entitlement management. One set for each thing of that name.
 */
export function targetsCalled(model: AccessModel, text: string): readonly ReadonlySet<string>[] {
  const { packages, catalogs } = model;
  const found = [
    ...addressesCalled(packages.values(), 'accessPackage', text),
    ...addressesCalled(catalogs.values(), 'catalog', text),
  ];
  if (found.length > 0) return found.map((address) => new Set([address]));
  const grants = [...model.grantsOf.values()].flat();
  const granted = grants.filter(
    ({ from }) => from === text || from === formatAddress('catalogResource', ...text.split('/')),
  );
  if (granted.length > 0) return [new Set(granted.map(targetOf))];
  const groups = groupsCalled(model, text);
  if (groups.length > 0) return groups.map((id) => new Set([id]));
  const resources = new Map(
    grants
      .filter(({ resource, resourceId }) => isCalled(text, [resource, originOf(resourceId)]))
      .map((grant) => [
        grant.resourceId,
        new Set(grants.filter(({ resourceId }) => resourceId === grant.resourceId).map(targetOf)),
      ]),
  );
  if (resources.size === 0 && isCalled(text, [WHOLE_TENANT, ALL_OF_IT])) return [new Set([WHOLE_TENANT])];
  return [...resources.values()];
}

function targetOf(grant: GrantView): string {
  return grantedGroup(grant) ?? grantKey(grant);
}

/** An address or key is of one; a name may be of several. */
function addressesCalled(all: Iterable<Named>, kind: string, text: string): readonly string[] {
  const named = [...all];
  const exact = named.filter(({ address }) => address === text || address === formatAddress(kind, text));
  const found = exact.length > 0 ? exact : named.filter(({ displayName }) => isCalled(text, [displayName]));
  return found.map(({ address }) => address);
}

/** Groups that the directory tells of, and those that a package grants. */
function groupsCalled({ directory, grantsOf }: AccessModel, text: string): readonly string[] {
  const granted = [...grantsOf.values()].flat().flatMap((grant) => grantedGroup(grant) ?? []);
  const ids = [...new Set([...directory.groups.keys(), ...granted])];
  const exact = ids.filter((id) => id === text.toLowerCase());
  if (exact.length > 0) return exact;
  return ids.filter((id) => isCalled(text, [directory.groups.get(id)?.label ?? directory.names?.[id] ?? id]));
}

function isCalled(text: string, names: readonly string[]): boolean {
  return names.some((name) => name.toLowerCase() === text.toLowerCase());
}
