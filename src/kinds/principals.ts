/** The directory objects that a resource names, what sort each is, and what for. */
import type { AttributePath } from '../model/path.ts';
import { formatPath } from '../model/path.ts';
import { asString } from '../model/value.ts';
import type { Attributes } from '../model/value.ts';
import { links } from '../model/walk.ts';
import type { Kind } from './kind.ts';

export type PrincipalType = 'user' | 'group' | 'servicePrincipal';

/** One place of a resource's attributes that names a directory object. */
export interface PrincipalUse {
  readonly id: string;
  readonly type: PrincipalType;
  readonly path: AttributePath;
}

/** Members that say what sort of object they name; others name users, and now and then groups. */
const TYPES: Readonly<Record<string, PrincipalType>> = {
  groupId: 'group',
  incompatibleGroups: 'group',
  servicePrincipalId: 'servicePrincipal',
};
const ORIGINS: Readonly<Record<string, PrincipalType>> = {
  AadGroup: 'group',
  AadApplication: 'servicePrincipal',
};

/** Every place of a resource's attributes that names a directory object; ids in lower case. */
export function principalsIn(kind: Kind, attributes: Attributes): PrincipalUse[] {
  const named = [...links(kind.attributes, attributes)].flatMap(({ shape, value, path }): PrincipalUse[] => {
    const member = path.findLast((step) => typeof step === 'string') ?? '';
    return shape.type === 'principal'
      ? [{ id: value.toLowerCase(), type: TYPES[member] ?? 'user', path }]
      : [];
  });
  const origin = ORIGINS[asString(attributes['originSystem']) ?? ''];
  const originId = asString(attributes['originId']);
  if (origin === undefined || originId === undefined || !('originId' in kind.attributes)) return named;
  return [...named, { id: originId.toLowerCase(), type: origin, path: ['originId'] }];
}

/** The sort of each directory object that the resources name, by id. */
export function typesOfPrincipals(
  resources: Iterable<{ readonly kind: Kind; readonly attributes: Attributes }>,
): Map<string, PrincipalType> {
  const types = new Map<string, PrincipalType>();
  for (const { kind, attributes } of resources)
    for (const { id, type } of principalsIn(kind, attributes))
      // A member that names any principal does not outweigh one whose type is known.
      if (type !== 'user' || !types.has(id)) types.set(id, type);
  return types;
}

const ROLES: Readonly<Record<string, string>> = {
  primaryApprovers: 'approver',
  fallbackPrimaryApprovers: 'fallback approver',
  escalationApprovers: 'escalation approver',
  fallbackEscalationApprovers: 'fallback escalation approver',
  specificAllowedTargets: 'target',
  onBehalfRequestors: 'requestor on behalf of others',
  primaryReviewers: 'reviewer',
  fallbackReviewers: 'fallback reviewer',
  internalSponsors: 'internal sponsor',
  externalSponsors: 'external sponsor',
  incompatibleGroups: 'incompatible group',
  principal: 'holder',
  originId: 'origin',
};

/** What a place names a directory object for: `approver of stage 1`. */
export function roleAt(path: AttributePath): string {
  const role = path.map((step) => ROLES[step]).find((found) => found !== undefined);
  if (role === undefined) return formatPath(path);
  const stage = path.indexOf('stages');
  return stage === -1 ? role : `${role} of stage ${Number(path[stage + 1]) + 1}`;
}

/** A place without positions in lists, which do not tell one naming from another. */
export function propertyAt(path: AttributePath): string {
  return path
    .filter(
      (step) =>
        typeof step === 'string' && step !== 'userId' && step !== 'groupId' && step !== 'servicePrincipalId',
    )
    .join('.');
}
