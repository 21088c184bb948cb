/** What a package's access depends on. */
import type { AccessModel, AccessResource } from '../facts/model.ts';
import { KINDS } from '../../kinds/registry.ts';
import { managedReferences } from '../../model/walk.ts';

/** Kinds that belong to one package. */
const PARTS = ['policy', 'packageResourceRole'];
/** Scopes that let in people of every connected organization. */
const EVERY_ORGANIZATION = ['allConfiguredConnectedOrganizationUsers', 'allExternalUsers'];

/**
 * Addresses of a package, its policies and grants, what these name, its catalog with the catalog's roles, and the
 * organizations that its policies let in. Other packages that it excludes are not among them.
 */
export function concerning(
  address: string,
  resources: readonly AccessResource[],
  model: AccessModel,
): ReadonlySet<string> {
  const known = new Map(resources.map((resource) => [resource.address, resource]));
  const parts = resources.filter(
    ({ kind, attributes }) => PARTS.includes(kind) && attributes['accessPackage'] === address,
  );
  const found = new Set([address, ...parts.map((part) => part.address), ...organizationsOf(address, model)]);
  for (const each of found) {
    const resource = known.get(each);
    if (resource === undefined) continue;
    const members = KINDS.get(resource.kind)?.attributes ?? {};
    for (const named of managedReferences(members, resource.attributes, (value) => known.has(value)))
      if (known.get(named)?.kind !== 'accessPackage') found.add(named);
  }
  for (const { kind, address: role, attributes } of resources)
    if (kind === 'catalogRole' && found.has(String(attributes['catalog']))) found.add(role);
  return found;
}

function organizationsOf(address: string, model: AccessModel): string[] {
  const every = EVERY_ORGANIZATION.some((scope) => model.packagesByScope.get(scope)?.has(address));
  const all = [...model.organizations.keys()];
  return every ? all : all.filter((organization) => model.packagesNaming.get(organization)?.has(address));
}
