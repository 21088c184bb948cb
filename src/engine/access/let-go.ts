/**
 * What `removed` lets go stays in the tenant and goes on to let people in. Until an apply has let it go the state tells
 * what it is; from then on the state remembers that it is there, and whom it admits is unknown.
 */
import type { AccessResource } from '../../access/index.ts';
import { kindWithPart } from '../../kinds/access-parts.ts';
import { parentIn } from '../../kinds/parents.ts';
import type { ResourceAddress } from '../../model/address.ts';
import type { LeftOutObject, StateDocument } from '../../state/document.ts';

/** The declared resources, and those that are to be let go, as the state last knew them. */
export function withLetGo(
  resources: readonly AccessResource[],
  removed: readonly ResourceAddress[],
  prior: StateDocument | undefined,
): readonly AccessResource[] {
  if (removed.length === 0 || prior === undefined) return resources;
  const going = new Set(removed);
  for (const { address } of resources) going.delete(address);
  const left = prior.resources.filter(({ address }) => going.has(address));
  return [...resources, ...left.map(({ address, kind, attributes }) => ({ address, kind, attributes }))];
}

/** Policies that were let go: tracked by `before`, no longer by `after`. */
export function letGoBetween(
  before: StateDocument,
  after: StateDocument,
  removed: readonly ResourceAddress[],
): readonly LeftOutObject[] {
  const terms = kindWithPart('terms');
  const tracked = new Set(after.resources.map(({ address }) => address));
  const ids = new Map(before.resources.map(({ address, id }) => [address, id]));
  return before.resources
    .filter(({ address, kind }) => kind === terms.name && removed.includes(address) && !tracked.has(address))
    .map(({ id, attributes }) => ({
      kind: terms.name,
      id,
      displayName: terms.words.displayName(attributes),
      parent: ids.get(parentIn(terms, attributes) ?? '') ?? null,
    }));
}
