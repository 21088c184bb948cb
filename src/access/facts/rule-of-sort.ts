/** Rules as sorts of people: those of a rule who are members, and those who are guests. */
import { parseRule } from './membership-rule.ts';
import type { Requestor } from './requestor.ts';
import { coversRule } from './rule-cover.ts';

export const OF_MEMBERS = '(user.userType -eq "Member")';
export const OF_GUESTS = '(user.userType -eq "Guest")';

type OfRule = Requestor & { readonly type: 'attributeRule' };

/** Members and guests whom a rule matches, as rules; the rule alone where it matches one sort, or is too complicated. */
export function sortsWithin(requestor: OfRule): readonly OfRule[] {
  const { rule } = requestor;
  const isWhole = [OF_MEMBERS, OF_GUESTS].some((each) => coversRule(each, rule) === 'yes');
  if (isWhole || parseRule(rule) === undefined) return [requestor];
  return [OF_MEMBERS, OF_GUESTS].map((each) => ({ ...requestor, rule: `(${rule}) -and ${each}` }));
}

/** Users whom a rule matches request as what else they are. */
export function requestingAs(requestor: Requestor): Requestor {
  if (requestor.type !== 'attributeRule') return requestor;
  return { type: coversRule(OF_MEMBERS, requestor.rule) === 'yes' ? 'members' : 'directoryUsers' };
}
