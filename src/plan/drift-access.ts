/** Who can get in that what was last applied does not let in: the tenant as the state records it, and as it is. */
import type { AccessDiff, AccessResource, DirectoryFacts } from '../access/index.ts';
import { compareAccessSteps } from '../access/index.ts';
import { partOf } from '../kinds/access-parts.ts';
import { parentIn, parentKind } from '../kinds/parents.ts';
import { KINDS } from '../kinds/registry.ts';
import type { Steps } from '../model/turns.ts';
import type { AccessBasis, AccessSides } from './access.ts';
import { liveResources, placeIn } from './access.ts';
import { completeAttributes } from './compare.ts';

export function driftAccess(basis: AccessBasis, directory: DirectoryFacts): Steps<AccessDiff> {
  return compareAccessSteps({
    ...driftSides(basis),
    directory,
    ...basis.surroundings,
    placeOf: placeIn(basis),
  });
}

/**
 * Objects that nothing manages are as they were, but for what belongs to a managed package: a policy made beside the
 * declared ones lets people in all the same. Attributes that changes are ignored of count as they are.
 */
function driftSides(basis: AccessBasis): AccessSides {
  const after = liveResources(basis);
  const recorded = basis.circumstances.flatMap(({ kind, prior, live }): AccessResource[] => {
    if (prior === undefined) return [];
    // What the service fills in where nothing was declared did not drift.
    const attributes = completeAttributes(kind.attributes, prior.attributes, live?.attributes);
    return [{ address: prior.address, kind: kind.name, attributes }];
  });
  const tracked = new Set(recorded.map(({ address }) => address));
  const others = after.filter(
    (resource) => !tracked.has(resource.address) && !isOfTrackedPackage(resource, tracked),
  );
  return { before: [...recorded, ...others], after };
}

function isOfTrackedPackage(
  { kind: name, attributes }: AccessResource,
  tracked: ReadonlySet<string>,
): boolean {
  const kind = KINDS.get(name);
  const within = kind && parentKind(kind);
  const parent = kind && parentIn(kind, attributes);
  return (
    within !== undefined && partOf(within.name) === 'requested' && parent !== undefined && tracked.has(parent)
  );
}
