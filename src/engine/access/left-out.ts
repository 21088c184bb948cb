/** What an import could not express, or was let go, is unknown, not absent: of which packages, in words. */
import { kindWithPart } from '../../kinds/access-parts.ts';
import { parentKind } from '../../kinds/parents.ts';
import { groupBy } from '../../model/group-by.ts';
import type { LiveSnapshot } from '../../refresh/snapshot.ts';
import type { LeftOutObject, StateDocument } from '../../state/document.ts';

/** What was left out and the tenant still has, as far as it was read. */
export function stillLeftOut(
  prior: StateDocument | undefined,
  { objects, unread, limited }: LiveSnapshot,
): readonly LeftOutObject[] {
  const isThere = ({ kind, id }: LeftOutObject) =>
    limited === true ||
    unread.has(kind) ||
    (objects.get(kind) ?? []).some((object) => object.id.toLowerCase() === id.toLowerCase());
  return (prior?.leftOut ?? []).filter(isThere);
}

/** Policies that were left out, until they are tracked; by the address of their package. */
export function leftOutOf(prior: StateDocument | undefined): ReadonlyMap<string, readonly string[]> {
  const { leftOut = [], resources = [] } = prior ?? {};
  const terms = kindWithPart('terms');
  const tracked = new Map(resources.map(({ kind, id, address }) => [`${kind} ${id.toLowerCase()}`, address]));
  const found = leftOut.flatMap(({ kind, id, displayName, parent }) => {
    const owner = tracked.get(`${parentKind(terms)?.name ?? ''} ${parent?.toLowerCase() ?? ''}`);
    if (kind !== terms.name || owner === undefined || tracked.has(`${kind} ${id.toLowerCase()}`)) return [];
    return [
      { owner, text: `whom the ${terms.words.noun} ${displayName} (id ${id}) admits: ${NOT_DECLARED}` },
    ];
  });
  return new Map(
    [...groupBy(found, ({ owner }) => owner)].map(([owner, policies]) => [
      owner,
      policies.map(({ text }) => text),
    ]),
  );
}

const NOT_DECLARED = 'it is in the tenant and not declared. To ask the tenant: --live';
