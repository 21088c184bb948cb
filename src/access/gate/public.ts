/** Whether anyone on the internet can get in: by no organization at all, or by one that everyone can belong to. */
import type { PlaceOf } from '../compare/causes.ts';
import type { AccessModel } from '../facts/model.ts';
import type { Requestor } from '../facts/requestor.ts';
import { sourceNames } from '../facts/sources.ts';
import { granted } from './granted.ts';
import type { Violation } from './violation.ts';

/**
 * Packages that the public can request or get by rule. `isPublicDomain`: whether anyone can get an address of a domain (in
 * lower case). Who is in the directory already was let in before, and is not meant.
 */
export function publicAccess(
  model: AccessModel,
  isPublicDomain: (domain: string) => boolean,
  placeOf: PlaceOf,
): readonly Violation[] {
  const isPublic = (sort: Requestor): boolean => {
    if (sort.type === 'anyExternalUser') return sort.guests !== true;
    if (sort.type !== 'connectedOrganization' || sort.guests === true) return false;
    const sources = model.organizations.get(sort.address)?.sources ?? [];
    return sources.some(
      (source) =>
        source['socialIdentitySourceType'] !== undefined ||
        sourceNames(model, source).some((name) => isPublicDomain(name.toLowerCase())),
    );
  };
  // A policy for all organizations tells none of them apart, and lets the public in by one of them all the same.
  const organizations = [...model.organizations.keys()].map((address): Requestor => ({
    type: 'connectedOrganization',
    address,
  }));
  const prohibition = {
    check: 'no-public',
    packages: [...model.packages.keys()],
    who: { type: 'anyExternalUser' },
    isMeant: isPublic,
    also: organizations.filter(isPublic),
  } as const;
  return granted(model, prohibition, placeOf);
}
