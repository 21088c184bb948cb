/** Whether people are in a group, by what the directory tells and what packages gave them. */
import type { Tri } from './facts.ts';
import { isWithin, some } from './facts.ts';
import { matchesRule } from './membership-rule.ts';
import type { AccessModel } from './model.ts';
import type { Requestor } from './requestor.ts';
import { inGroupOf, isOutsideDirectory } from './requestor.ts';

/** Whether a requestor is in a group, directly or through other groups. */
function isInGroup({ directory }: AccessModel, requestor: Requestor, group: string): Tri {
  const told = byPackages(requestor, group);
  if (told !== undefined) return told;
  const inner = requestor.type === 'group' ? requestor.id : inGroupOf(requestor);
  if (inner !== undefined && isWithin(directory, inner, group)) return 'yes';
  if (requestor.type !== 'person') return isOutsideDirectory(requestor) ? 'no' : 'unknown';
  const { person } = requestor;
  if (person.id === undefined) return 'no';
  if (person.groups !== undefined) return person.groups.includes(group) ? 'yes' : 'no';
  const facts = directory.groups.get(group);
  if (facts?.members !== undefined) return facts.members.includes(person.id) ? 'yes' : 'no';
  if (facts?.membershipRule !== undefined) return matchesRule(facts.membershipRule, person.properties);
  return 'unknown';
}

/** What is known of it by what packages gave and took; undefined where the directory tells. */
function byPackages({ type, gained }: Requestor, group: string): Tri | undefined {
  if (gained?.groups.has(group) === true) return 'yes';
  if (gained?.out?.has(group) === true) return 'no';
  // What the directory tells of a person is from before they lost it.
  return type === 'person' && gained?.lost?.has(group) === true ? 'unknown' : undefined;
}

/** The first group that a requestor is certainly in, or else may be in. */
export function groupOf(
  model: AccessModel,
  requestor: Requestor,
  groups: readonly string[],
): { readonly in: Tri; readonly group?: string } {
  const found = some(groups, (group) => isInGroup(model, requestor, group));
  const group = groups.find((each) => isInGroup(model, requestor, each) === found);
  return found === 'no' || group === undefined ? { in: found } : { in: found, group };
}
