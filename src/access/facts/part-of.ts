/** Whether everyone of one sort of people is of another sort as well: by ids, nesting and rules, never by what they are called. */
import { isWithin } from './facts.ts';
import type { AccessModel } from './model.ts';
import type { Requestor } from './requestor.ts';
import { inGroupOf, isExternalClass, isGuests, organizationsOf } from './requestor.ts';
import { coversRule } from './rule-cover.ts';
import { OF_MEMBERS } from './rule-of-sort.ts';

/** False where it is not known; nobody is a part of themselves. */
export function isPartOf(model: AccessModel, part: Requestor, whole: Requestor): boolean {
  switch (whole.type) {
    case 'members':
      return isMember(part);
    case 'directoryUsers':
      return part.type !== 'directoryUsers' && (isMember(part) || part.type === 'members' || isGuest(part));
    case 'group':
      return isInGroup(model, part, whole.id) && (part.type !== 'group' || part.id !== whole.id);
    case 'attributeRule':
      return isOfRule(part, whole.rule);
    case 'connectedOrganization':
    case 'configuredOrganizations':
    case 'anyExternalUser':
      return isFromOutside(model, part, whole);
    default:
      return false;
  }
}

function isMember(part: Requestor): boolean {
  if (part.type === 'person') return part.person.userType === 'Member';
  if (part.type === 'attributeRule') return coversRule(OF_MEMBERS, part.rule) === 'yes';
  return part.type === 'group';
}

function isGuest(part: Requestor): boolean {
  return part.type === 'person' ? part.person.userType === 'Guest' : isGuests(part);
}

/** Within the group, whatever else they are. */
function isInGroup({ directory }: AccessModel, part: Requestor, group: string): boolean {
  if (part.type === 'group') return isWithin(directory, part.id, group);
  if (part.type === 'person') {
    const { id = '', groups } = part.person;
    return (groups ?? []).includes(group) || directory.groups.get(group)?.members?.includes(id) === true;
  }
  const inner = inGroupOf(part);
  return inner !== undefined && isWithin(directory, inner, group);
}

function isOfRule(part: Requestor, rule: string): boolean {
  return part.type === 'attributeRule' && part.rule !== rule && coversRule(rule, part.rule) === 'yes';
}

type ExternalClass = Requestor & {
  readonly type: 'connectedOrganization' | 'configuredOrganizations' | 'anyExternalUser';
};

function isFromOutside(model: AccessModel, part: Requestor, whole: ExternalClass): boolean {
  const { inGroup } = whole;
  if (inGroup !== undefined && !isInGroup(model, part, inGroup)) return false;
  if (part.type === 'person') {
    const isSuch = whole.guests === true ? part.person.userType === 'Guest' : part.person.id === undefined;
    return isSuch && isOfClass(model, part, whole);
  }
  if (!isExternalClass(part) || isGuests(part) !== isGuests(whole)) return false;
  // Of one class those in an inner group are a part.
  if (isSameClass(part, whole)) return inGroup !== part.inGroup && part.inGroup !== undefined;
  return isOfClass(model, part, whole);
}

function isSameClass(part: ExternalClass, whole: ExternalClass): boolean {
  if (part.type !== 'connectedOrganization') return part.type === whole.type;
  return whole.type === 'connectedOrganization' && whole.address === part.address;
}

/** Whether the people are of the organizations that a class means. */
function isOfClass(model: AccessModel, part: Requestor, whole: ExternalClass): boolean {
  if (whole.type === 'anyExternalUser') return true;
  const { certain } = organizationsOf(model, part);
  return whole.type === 'configuredOrganizations'
    ? certain.some(({ state }) => state === 'configured')
    : certain.some(({ address }) => address === whole.address);
}
