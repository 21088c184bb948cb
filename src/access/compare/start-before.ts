/**
 * Where people stood before a change who may be told apart only after it: each start before that covers all of them, be it
 * a class, a group around theirs, or a rule that matches everyone whom theirs does.
 */
import { groupBy } from '../../model/group-by.ts';
import { coveredBy, coversRule } from '../facts/rule-cover.ts';
import type { Requestor } from '../facts/requestor.ts';
import { OF_GUESTS, OF_MEMBERS } from '../facts/rule-of-sort.ts';
import type { PathEdge, PathGraph } from '../paths/path-graph.ts';
import { ruleKey } from '../paths/path-graph.ts';
import type { Start } from '../paths/start.ts';
import { startOf } from '../paths/start.ts';
import { barredFromAll } from '../relation/preconditions.ts';

/** What was open to all of them. */
export function startBefore(past: PathGraph, requestor: Requestor): Start {
  const own = startOf(past, requestor);
  if (barredFromAll(past.model, requestor) !== undefined) return own;
  const rule = ruleOf(past, requestor);
  const byRule = rule === undefined ? [] : assignedBy(past, rule);
  const besides = [...scopesAround(requestor).flatMap((scope) => past.openEdges(scope)), ...byRule];
  const around = rule === undefined ? [] : groupsAround(past, rule, requestor);
  return {
    ...own,
    nodes: [...new Set([...own.nodes, ...around])],
    first: besides.length > 0 ? past.sort([...own.first, ...besides]) : own.first,
  };
}

/** Scopes of whole classes that everyone of a group or of a rule is of. */
function scopesAround(requestor: Requestor): readonly string[] {
  const ofMembers = ['allMemberUsers', 'allDirectoryUsers'];
  if (requestor.type === 'group') return ofMembers;
  if (requestor.type !== 'attributeRule') return [];
  if (coversRule(OF_MEMBERS, requestor.rule) === 'yes') return ofMembers;
  const external = coversRule(OF_GUESTS, requestor.rule) === 'yes' ? ['allExternalUsers'] : [];
  return ['allDirectoryUsers', ...external];
}

/** What matches everyone of them: their rule, or that of their group. */
function ruleOf({ model }: PathGraph, requestor: Requestor): string | undefined {
  if (requestor.type === 'attributeRule') return requestor.rule;
  return requestor.type === 'group' ? model.directory.groups.get(requestor.id)?.membershipRule : undefined;
}

/** Packages whose rules together match everyone whom a rule matches. */
function assignedBy(past: PathGraph, rule: string): readonly PathEdge[] {
  const byPackage = groupBy(
    [...past.model.policies.values()].filter(({ automatic }) => automatic),
    (policy) => policy.package,
  );
  return [...byPackage].flatMap(([address, policies]): readonly PathEdge[] => {
    const open = policies.flatMap((policy) =>
      policy.rules.filter((each) => past.openTo.get(ruleKey(each))?.includes(policy)),
    );
    const by = policies[0]?.address;
    return coveredBy(open, rule) ? [{ to: past.node('package', address), step: 'receive', by }] : [];
  });
}

/** Dynamic groups that everyone is in whom a rule matches. */
function groupsAround(past: PathGraph, rule: string, requestor: Requestor): readonly number[] {
  return [...past.model.directory.groups].flatMap(([id, { membershipRule }]) => {
    const isOwn = requestor.type === 'group' && requestor.id === id;
    const isAround = membershipRule !== undefined && !isOwn && coversRule(membershipRule, rule) === 'yes';
    return (isAround ? past.find('principal', id) : undefined) ?? [];
  });
}
