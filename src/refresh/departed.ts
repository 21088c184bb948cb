/** Directory objects that are gone although something names them, found by what the tenant's resources hold. */
import { GraphError } from '../graph/port.ts';
import type { Deletion, DirectoryPort } from '../graph/port.ts';
import { kindWithPart } from '../kinds/access-parts.ts';
import type { RemoteObject } from '../kinds/kind.ts';
import type { Departed } from '../kinds/departed.ts';
import type { PrincipalType } from '../kinds/principals.ts';
import { typesOfPrincipals } from '../kinds/principals.ts';
import { KINDS } from '../kinds/registry.ts';
import type { LookupKey } from '../model/principal.ts';
import { parseLookup } from '../model/principal.ts';
import { asString, objectsOf } from '../model/value.ts';
import type { LiveSnapshot } from './snapshot.ts';
import { isGuid } from '../model/guid.ts';

/** The sort of every directory object that live resources name, by id. */
export function heldPrincipals(
  live: LiveSnapshot,
  among: (kind: string, object: RemoteObject) => boolean = () => true,
): ReadonlyMap<string, PrincipalType> {
  const resources = [...KINDS.values()].flatMap((kind) =>
    (live.objects.get(kind.name) ?? [])
      .filter((object) => among(kind.name, object))
      .map(({ attributes }) => ({ kind, attributes })),
  );
  return new Map([...typesOfPrincipals(resources)].filter(([id]) => isGuid(id)));
}

/** Partner tenants that live connected organizations sign in with, by id. */
export function heldTenants(live: LiveSnapshot): ReadonlySet<string> {
  const organizations = live.objects.get(kindWithPart('organization').name) ?? [];
  return new Set(
    organizations
      .flatMap(({ attributes }) => objectsOf(attributes['identitySources']))
      .flatMap(({ tenantId }) => asString(tenantId)?.toLowerCase() ?? []),
  );
}

/** Those of `held` whom the directory does not know, other than `known`, with their last names from the state. */
export async function findDeparted(
  directory: DirectoryPort,
  held: ReadonlyMap<string, PrincipalType>,
  known: ReadonlySet<string>,
  lookups: Readonly<Record<string, string>>,
): Promise<readonly Departed[]> {
  const asked = [...held.keys()].filter((id) => !known.has(id));
  if (asked.length === 0) return [];
  let found: ReadonlyMap<string, unknown>;
  try {
    found = await directory.describe(asked);
  } catch (error) {
    // The plan needs no names of what it does not touch.
    if (error instanceof GraphError) return [];
    throw error;
  }
  const gone = asked.filter((id) => !found.has(id));
  const deletions = await directory.deletions(gone);
  return gone.map((id) => departed(id, held.get(id) ?? 'user', deletions.get(id), lookups));
}

/** What is known of a departed object. */
export function departed(
  id: string,
  type: PrincipalType,
  deletion: Deletion | undefined,
  lookups: Readonly<Record<string, string>>,
): Departed {
  const key = Object.keys(lookups).find((each) => lookups[each] === id && !each.startsWith('id:'));
  const label = key === undefined ? deletion?.label : parseLookup(key as LookupKey).text;
  const sort = type === 'user' ? (deletion?.type ?? type) : type;
  return {
    id,
    type: sort,
    ...(label !== undefined && { label }),
    ...(deletion !== undefined && { deletion }),
  };
}
