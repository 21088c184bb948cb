/** Whether people who come to assign packages can assign one to themselves: only whom a policy has in its scope can be (CONTRACT 10). */
import type { ResourceAddress } from '../../model/address.ts';
import type { AccessModel } from '../facts/model.ts';
import { withOuterGroups } from '../facts/facts.ts';
import type { PolicyView } from '../facts/policy-view.ts';
import type { Requestor } from '../facts/requestor.ts';
import { matchesNewGuests, matchesRule } from '../facts/membership-rule.ts';
import { assignability } from '../relation/eligibility.ts';
import { having } from '../relation/having.ts';
import { gainedOn } from './exact.ts';
import type { PathEdge, PathGraph } from './path-graph.ts';

/** `role`: the node of the role by which they assign; `way`: how they come to it. False only where nobody of them can. */
export function assignsSelf(
  graph: PathGraph,
  { requestor, way }: { readonly requestor: Requestor; readonly way: readonly PathEdge[] },
  role: number,
  packages: readonly ResourceAddress[],
): boolean {
  const { model } = graph;
  const held = having(assignedAs(requestor), gainedOn(graph, way));
  const isOthers = (id: string) => !isHeldBy(graph, role, id) && mayBeOf(model, requestor, id);
  return packages.some((address) =>
    (model.policiesOf.get(address) ?? []).some(
      (policy) => assignability(model, policy, held) !== 'no' || namesSome(policy, isOthers),
    ),
  );
}

/** Users whom a rule matches are assigned as what else they are: members, where it is not about guests. */
function assignedAs(requestor: Requestor): Requestor {
  if (requestor.type !== 'attributeRule') return requestor;
  return { type: matchesNewGuests(requestor.rule) === 'yes' ? 'directoryUsers' : 'members' };
}

/** Of a class some may be of a group that a policy lists, though it is not for all of them. */
function namesSome(policy: PolicyView, isOneOfThem: (id: string) => boolean): boolean {
  if (policy.automatic || policy.ended !== undefined) return false;
  return [...policy.groups, ...policy.users].some(isOneOfThem);
}

/** Who has the role without any step comes to nothing. */
function isHeldBy(graph: PathGraph, role: number, principal: string): boolean {
  const around = withOuterGroups(graph.model.directory, [principal]);
  return [principal, ...around].some((id) => {
    const node = graph.find('principal', id);
    return node !== undefined && graph.edgesFrom(node).some(({ to }) => to === role);
  });
}

/** Whether some of a user or group may be among people who start as a class; a group of which nobody is known may have them. */
function mayBeOf({ directory }: AccessModel, requestor: Requestor, id: string): boolean {
  const userType = USER_TYPES[requestor.type];
  if (userType === undefined) return false;
  const members = directory.groups.has(id) ? directory.groups.get(id)?.members : [id];
  if (members === undefined || members.length === 0) return true;
  return members.some((each) => {
    const known = directory.users.get(each);
    if (requestor.type === 'attributeRule' && matchesRule(requestor.rule, known?.properties) === 'no')
      return false;
    return known?.userType === undefined || userType === 'any' || known.userType === userType;
  });
}

/** Of those who start as a class; groups and persons are asked about as they are. */
const USER_TYPES: Readonly<Partial<Record<Requestor['type'], 'Member' | 'Guest' | 'any'>>> = {
  members: 'Member',
  directoryUsers: 'any',
  attributeRule: 'any',
  connectedOrganization: 'Guest',
  configuredOrganizations: 'Guest',
  anyExternalUser: 'Guest',
};
