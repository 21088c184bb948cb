/** Who can get in that what was last applied does not let in: the tenant as the state records it, and as it is. */
import type {
  AccessChange,
  AccessComparison,
  AccessDiff,
  AccessResource,
  DirectoryFacts,
  HeldNow,
} from '../access/index.ts';
import { compareAccessSteps } from '../access/index.ts';
import { partOf } from '../kinds/access-parts.ts';
import { parentIn, parentKind } from '../kinds/parents.ts';
import { KINDS } from '../kinds/registry.ts';
import { objectKey } from '../model/address-book.ts';
import { onceFor } from '../model/once.ts';
import type { Steps } from '../model/turns.ts';
import { addedRoles } from './added-roles.ts';
import type { AccessBasis, AccessSides } from './access.ts';
import { liveResources, placeIn } from './access.ts';
import { completeAttributes } from './compare.ts';
import { packagesOpeningManaged } from './opening-packages.ts';
import { asRecorded, recordedAttributes } from './referred.ts';

export function* driftAccess(
  basis: AccessBasis,
  directory: DirectoryFacts,
  held: HeldNow,
): Steps<AccessDiff> {
  const sides = driftSides(basis);
  const { gained, lost, changed } = yield* compareAccessSteps(comparisonOf(sides, basis, directory, held));
  const managed = (list: readonly AccessChange[]) => list.filter((entry) => isOfManaged(entry, sides));
  return { gained: managed(gained), lost: managed(lost), changed: managed(changed) };
}

/** What drift compares: whom it depends on is to be known, and the same on both sides. */
export function driftComparison(
  basis: AccessBasis,
  directory: DirectoryFacts,
  held: HeldNow,
): AccessComparison {
  return comparisonOf(driftSides(basis), basis, directory, held);
}

/** Who held what is gone nobody can be asked any more; who holds what grants something else has it already. */
export const NOT_YET_ASKED: HeldNow = { of: new Map(), everyPackage: false, moved: true };

function comparisonOf(
  { before, after }: AccessSides,
  basis: AccessBasis,
  directory: DirectoryFacts,
  held: HeldNow,
): AccessComparison {
  return {
    ...{ before, after, directory, held },
    identified: true,
    ...basis.surroundings,
    placeOf: placeIn(basis),
  };
}

/**
 * Objects that nothing manages are as they were, but for what lets people in beside what is managed: policies and roles of
 * a managed package, policies of another package that opens what is managed, roles on a managed catalog or, where
 * some of these are managed, on all of entitlement management, and partners whom a policy for all of them admits. Attributes that changes are ignored of count as they are.
 */
const driftSides = onceFor((basis: AccessBasis): DriftSides => {
  const after = liveResources(basis);
  const recorded = basis.circumstances.flatMap(({ kind, prior, live }): AccessResource[] => {
    if (prior === undefined) return [];
    // What the service fills in where nothing was declared did not drift.
    const attributes = completeAttributes(kind.attributes, prior.attributes, live?.attributes);
    return [{ address: prior.address, kind: kind.name, attributes }];
  });
  const tracked = new Set(recorded.map(({ address }) => address));
  // What others own and the configuration refers to is compared with what it was at the last apply.
  const known = recordedAttributes(basis.prior);
  const past = (resource: AccessResource) => {
    const key = objectKey(resource.kind, resource.address);
    return asRecorded(resource, basis.referred.has(key) ? known.get(key) : undefined);
  };
  const undeclared = after.filter(({ address }) => !tracked.has(address));
  const partners = undeclared.filter(
    ({ kind, address }) => partOf(kind) === 'organization' && !basis.referred.has(objectKey(kind, address)),
  );
  // Of one that the configuration refers to it was said that it is there.
  const opening = packagesOpeningManaged(
    after.filter(({ kind, address }) => !basis.referred.has(objectKey(kind, address))),
    tracked,
  );
  const added = new Set([
    ...partners,
    ...undeclared.filter((each) => isOfPackage(each, tracked)),
    ...undeclared.filter((each) => partOf(each.kind) === 'terms' && isOfPackage(each, opening)),
  ]);
  for (const role of addedRoles(undeclared, tracked)) added.add(role);
  // Where no such role is managed here, others give them: several configurations share a tenant.
  const kinds = new Set(recorded.map(({ kind }) => kind));
  for (const each of undeclared) if (decidesOverall(each) && kinds.has(each.kind)) added.add(each);
  return {
    before: [...recorded, ...undeclared.filter((resource) => !added.has(resource)).map(past)],
    after,
    tracked,
    partners: new Set(partners.map(({ address }) => address)),
  };
});

interface DriftSides extends AccessSides {
  readonly tracked: ReadonlySet<string>;
  /** Organizations that nothing manages, by id. */
  readonly partners: ReadonlySet<string>;
}

/** Whether it lies in nothing and lets its principals decide, which bears on what is managed as on all else; partners are told by what opens to them. */
function decidesOverall({ kind: name }: AccessResource): boolean {
  const kind = KINDS.get(name);
  return (
    kind?.access?.principalsDecide === true &&
    parentKind(kind) === undefined &&
    partOf(name) !== 'organization'
  );
}

/** What unmanaged partners can get of what is not managed either did not drift. */
function isOfManaged(
  { package: { address }, causes }: AccessChange,
  { tracked, partners }: DriftSides,
): boolean {
  return tracked.has(address) || causes.length === 0 || causes.some((cause) => !partners.has(cause.address));
}

function isOfPackage({ kind: name, attributes }: AccessResource, packages: ReadonlySet<string>): boolean {
  const kind = KINDS.get(name);
  const within = kind && parentKind(kind);
  const parent = kind && parentIn(kind, attributes);
  return (
    within !== undefined &&
    partOf(within.name) === 'requested' &&
    parent !== undefined &&
    packages.has(parent)
  );
}
