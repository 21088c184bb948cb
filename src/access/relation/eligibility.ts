/** Whether one policy admits a requestor, and why. */
import type { Requestor } from '../facts/requestor.ts';
import { groupOf } from '../facts/in-group.ts';
import {
  isExternal,
  isExternalClass,
  isGuests,
  isOutsideDirectory,
  organizationsOf,
  requestorName,
  organizationName,
} from '../facts/requestor.ts';
import type { Tri } from '../facts/facts.ts';
import { matchesRule } from '../facts/membership-rule.ts';
import { coversRule } from '../facts/rule-cover.ts';
import type { AccessModel } from '../facts/model.ts';
import { nameOf } from '../facts/names.ts';
import type { PolicyView } from '../facts/policy-view.ts';
import { EXTERNAL_SCOPES } from '../facts/policy-view.ts';

export interface Admission {
  readonly admits: Tri;
  /** Continues a sentence that begins with the policy: `lists Fabrikam`. */
  readonly because: string;
  /** The member of the policy that decided. */
  readonly member:
    | 'allowedTargetScope'
    | 'specificAllowedTargets'
    | 'requestorSettings'
    | 'automaticRequestSettings'
    | 'expiration';
}

/** Whether the requestor can request through the policy; the package's own preconditions are checked elsewhere. */
export function admission(model: AccessModel, policy: PolicyView, requestor: Requestor): Admission {
  if (policy.ended !== undefined) return over(policy.ended);
  if (policy.automatic) return no('gives access by a rule and takes no requests', 'automaticRequestSettings');
  if (!policy.acceptsRequests) return no('takes no requests', 'requestorSettings');
  if (requestor.type === 'servicePrincipals') return workload(policy, requestor);
  if (EXTERNAL_SCOPES.includes(policy.scope) && isExternal(requestor) !== 'no' && !isVisible(model, policy))
    return no('is for external users, but the catalog is not externally visible', SCOPE);
  return byScope(model, policy, requestor);
}

/**
 * Whether an administrator can assign the package directly through the policy: the assignee has to be in its scope
 * (CONTRACT 10), whether it takes requests or not.
 */
export function assignability(model: AccessModel, policy: PolicyView, requestor: Requestor): Tri {
  if (policy.automatic || policy.ended !== undefined || ASSIGNED_OTHERWISE.includes(requestor.type))
    return 'no';
  if (policy.scope === 'notSpecified') return isOutsideDirectory(requestor) ? 'no' : 'yes';
  return byScope(model, policy, requestor).admits;
}

/** Whether a policy has the requestor in its scope, ended or not, by request, rule or assignment. */
export function inScope(model: AccessModel, policy: PolicyView, requestor: Requestor): Tri {
  if (policy.automatic) return automaticAdmission({ ...policy, ended: undefined }, requestor).admits;
  if (policy.scope === 'notSpecified') return isOutsideDirectory(requestor) ? 'no' : 'yes';
  if (requestor.type === 'servicePrincipals') return workload(policy, requestor).admits;
  return byScope(model, policy, requestor).admits;
}

/** Users whom a rule matches are assigned as what else they are. */
const ASSIGNED_OTHERWISE: readonly Requestor['type'][] = ['servicePrincipals', 'attributeRule'];

function isVisible({ catalogs, packages }: AccessModel, policy: PolicyView): boolean {
  // Of a catalog that was not read the precondition says that it is unknown.
  return catalogs.get(packages.get(policy.package)?.catalog ?? '')?.externallyVisible !== false;
}

/** Whether the policy gives the requestor access without a request. */
export function automaticAdmission(policy: PolicyView, requestor: Requestor): Admission {
  const [rule] = policy.rules;
  if (!policy.automatic) return no('gives nothing without a request', 'automaticRequestSettings');
  if (policy.ended !== undefined) return over(policy.ended);
  if (rule === undefined) return no('has no rule, so it gives nothing');
  if (requestor.type === 'attributeRule') {
    const covered = coversRule(rule, requestor.rule);
    if (covered === 'unknown')
      return unsure(`has the rule ${rule}, and it is unknown whether it matches them all`);
    return covered === 'yes'
      ? yes('assigns the users that its rule matches')
      : no('has a rule that does not match all of them');
  }
  if (requestor.type !== 'person') {
    const userType = userTypeOf(requestor);
    return userType !== undefined && matchesRule(rule, { userType }) === 'yes'
      ? yes('assigns all users of their type')
      : no('has a rule about single users');
  }
  if (requestor.person.id === undefined) return no('matches users of the directory only');
  const found = matchesRule(rule, requestor.person.properties);
  const because = { yes: 'matches', no: 'does not match', unknown: 'cannot be decided here, but may match' };
  return { admits: found, because: `has the rule ${rule}, which ${because[found]}`, member: TARGETS };
}

/** What all of a class have in common. */
function userTypeOf(requestor: Requestor): 'Member' | 'Guest' | undefined {
  if (requestor.type === 'members') return 'Member';
  return isExternalClass(requestor) && isGuests(requestor) ? 'Guest' : undefined;
}

const TARGETS = 'specificAllowedTargets';

function yes(because: string, member: Admission['member'] = TARGETS): Admission {
  return { admits: 'yes', because, member };
}

function no(because: string, member: Admission['member'] = TARGETS): Admission {
  return { admits: 'no', because, member };
}

function over(end: string): Admission {
  return no(`ended on ${end.slice(0, 10)}`, 'expiration');
}

function unsure(because: string, member: Admission['member'] = TARGETS): Admission {
  return { admits: 'unknown', because, member };
}

const SCOPE = 'allowedTargetScope';

function byScope(model: AccessModel, policy: PolicyView, requestor: Requestor): Admission {
  const externalUser = isExternal(requestor);
  const outsideDirectory = isOutsideDirectory(requestor);
  if (EXTERNAL_SCOPES.includes(policy.scope)) return external(model, policy, requestor, externalUser);
  switch (policy.scope) {
    case 'specificDirectoryUsers':
      return outsideDirectory
        ? no('is for users who are in the directory', SCOPE)
        : listed(model, policy, requestor);
    case 'allMemberUsers':
      if (requestor.type === 'directoryUsers' || externalUser === 'yes')
        return no('is for members only', SCOPE);
      return externalUser === 'unknown'
        ? unsure('is for members, and it is unknown whether this person is one', SCOPE)
        : yes('is for all members', SCOPE);
    case 'allDirectoryUsers':
      return outsideDirectory
        ? no('is for users who are in the directory', SCOPE)
        : yes('is for everyone in the directory', SCOPE);
    case 'notSpecified':
      return no('takes no requests: administrators assign the package', SCOPE);
    default:
      return no('is for applications or agents', SCOPE);
  }
}

function listed(model: AccessModel, policy: PolicyView, requestor: Requestor): Admission {
  const { directory } = model;
  if (requestor.type === 'person' && policy.users.includes(requestor.person.id ?? ''))
    return yes(`lists ${requestorName(model, requestor).label}`);
  const found = groupOf(model, requestor, policy.groups);
  if (found.group !== undefined) {
    const group = nameOf(directory, found.group);
    if (found.in === 'yes')
      return yes(
        `lists the group ${group}${requestor.type === 'group' ? '' : ', and the requestor is a member'}`,
      );
    if (requestor.type === 'person') return unsure(`lists the group ${group}, and its members are unknown`);
  }
  const all = [...policy.users, ...policy.groups].map((id) => nameOf(directory, id));
  return no(`is for ${all.join(', ')} only`);
}

function external(
  model: AccessModel,
  policy: PolicyView,
  requestor: Requestor,
  externalUser: Tri,
): Admission {
  if (externalUser === 'no') return no('is for external users', SCOPE);
  if (policy.scope === 'allExternalUsers')
    return settled(
      externalUser,
      yes('is for any external user, with or without a connected organization', SCOPE),
    );
  const { certain, possible } = organizationsOf(model, requestor);
  const who = requestorName(model, requestor).label;
  if (policy.scope === 'specificConnectedOrganizationUsers') {
    const lists = ({ address }: { readonly address: string }) => policy.organizations.includes(address);
    const sure = certain.find(lists);
    const open = possible.find(lists);
    if (sure !== undefined) return yes(`lists ${organizationName(model, sure.address)}`);
    if (open !== undefined)
      return unsure(
        `lists ${organizationName(model, open.address)}, and it is unknown whether ${who} belongs to it`,
      );
    const names = policy.organizations.map((address) => organizationName(model, address));
    const unread = policy.organizations.find((address) => !model.organizations.has(address));
    if (unread !== undefined && requestor.type === 'person')
      return unsure(`lists ${unread}, whose domains were not read`);
    return no(`is for ${names.join(', ')} only`);
  }
  if (requestor.type === 'configuredOrganizations')
    return yes('is for every organization that is configured', SCOPE);
  const configured = ({ state }: { readonly state: string }) => state === 'configured';
  const sure = certain.find(configured);
  if (sure !== undefined)
    return yes(
      `is for every configured organization, and ${organizationName(model, sure.address)} is one`,
      SCOPE,
    );
  if (possible.some(configured))
    return unsure(
      `is for every configured organization, and it is unknown whether ${who} belongs to one`,
      SCOPE,
    );
  const [proposed] = certain;
  // Not read, or in a state of a later Graph.
  if (proposed !== undefined && proposed.state !== 'proposed')
    return unsure(
      `is for every configured organization, and it is unknown whether ${proposed.displayName} is one`,
      SCOPE,
    );
  return no(
    proposed === undefined
      ? `is for configured organizations, and ${who} belongs to none`
      : `is for configured organizations, and ${organizationName(model, proposed.address)} is only proposed`,
    SCOPE,
  );
}

/** A yes that holds only for people from outside. */
function settled(externalUser: Tri, admission: Admission): Admission {
  return externalUser === 'unknown'
    ? unsure('is for external users, and it is unknown whether this person is one', SCOPE)
    : admission;
}

function workload(
  policy: PolicyView,
  { id, agents }: Extract<Requestor, { type: 'servicePrincipals' }>,
): Admission {
  if (agents === true) {
    return policy.scope === 'allDirectoryAgentIdentities'
      ? yes('is for all agent identities', SCOPE)
      : no('is not for agents', SCOPE);
  }
  if (policy.scope === 'allDirectoryServicePrincipals') return yes('is for all applications', SCOPE);
  if (policy.scope !== 'specificDirectoryServicePrincipals') return no('is for people', SCOPE);
  return id !== undefined && policy.servicePrincipals.includes(id)
    ? yes('lists the application')
    : no('lists other applications');
}
