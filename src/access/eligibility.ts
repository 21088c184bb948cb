/** Whether one policy admits a requestor, and why. */
import type { Asker } from './asker.ts';
import { groupOf, isExternal, isNewcomer, organizationsOf, requestorOf } from './asker.ts';
import type { Tri } from './facts.ts';
import { matchesRule } from './membership-rule.ts';
import type { AccessModel } from './model.ts';
import { nameOf } from './names.ts';
import type { PolicyView } from './policy-view.ts';
import { EXTERNAL_SCOPES } from './policy-view.ts';

export interface Admission {
  readonly admits: Tri;
  /** Continues a sentence that begins with the policy: `lists Fabrikam`. */
  readonly because: string;
  /** The member of the policy that decided. */
  readonly member:
    'allowedTargetScope' | 'specificAllowedTargets' | 'requestorSettings' | 'automaticRequestSettings';
}

/** Whether the requestor may ask through the policy; the package's own preconditions are not asked here. */
export function admission(model: AccessModel, policy: PolicyView, asker: Asker): Admission {
  if (policy.automatic) return no('gives access by a rule and takes no requests', 'automaticRequestSettings');
  if (!policy.acceptsRequests) return no('takes no requests', 'requestorSettings');
  if (asker.type === 'servicePrincipals') return workload(policy, asker);
  if (EXTERNAL_SCOPES.includes(policy.scope) && isExternal(asker) !== 'no' && !isVisible(model, policy))
    return no('is for people from outside, but the catalog is not externally visible', SCOPE);
  return byScope(model, policy, asker);
}

/**
 * Whether an administrator can assign the package directly through the policy: the assignee has to be in its scope
 * (CONTRACT 10), whether it takes requests or not.
 */
export function assignability(model: AccessModel, policy: PolicyView, asker: Asker): Tri {
  if (policy.automatic || asker.type === 'servicePrincipals') return 'no';
  if (policy.scope === 'notSpecified') return isNewcomer(asker) ? 'no' : 'yes';
  return byScope(model, policy, asker).admits;
}

function isVisible({ catalogs, packages }: AccessModel, policy: PolicyView): boolean {
  return catalogs.get(packages.get(policy.package)?.catalog ?? '')?.externallyVisible === true;
}

/** Whether the policy gives the requestor access without a request. */
export function automaticAdmission(policy: PolicyView, asker: Asker): Admission {
  const [rule = ''] = policy.rules;
  if (!policy.automatic) return no('gives nothing without a request', 'automaticRequestSettings');
  if (asker.type === 'attributeRule') {
    return asker.rule === rule ? yes(`assigns whom its rule matches`) : no('has another rule');
  }
  if (asker.type !== 'person') return no('has a rule about single users');
  if (asker.person.id === undefined) return no('matches users of the directory only');
  const found = matchesRule(rule, asker.person.properties);
  const because = { yes: 'matches', no: 'does not match', unknown: 'cannot be decided here, but may match' };
  return { admits: found, because: `has the rule ${rule}, which ${because[found]}`, member: TARGETS };
}

const TARGETS = 'specificAllowedTargets';

function yes(because: string, member: Admission['member'] = TARGETS): Admission {
  return { admits: 'yes', because, member };
}

function no(because: string, member: Admission['member'] = TARGETS): Admission {
  return { admits: 'no', because, member };
}

function unsure(because: string, member: Admission['member'] = TARGETS): Admission {
  return { admits: 'unknown', because, member };
}

const SCOPE = 'allowedTargetScope';

function byScope(model: AccessModel, policy: PolicyView, asker: Asker): Admission {
  const outsider = isExternal(asker);
  const newcomer = isNewcomer(asker);
  if (EXTERNAL_SCOPES.includes(policy.scope)) return external(model, policy, asker, outsider);
  switch (policy.scope) {
    case 'specificDirectoryUsers':
      return newcomer ? no('is for users who are in the directory', SCOPE) : listed(model, policy, asker);
    case 'allMemberUsers':
      if (asker.type === 'directoryUsers' || outsider === 'yes') return no('is for members only', SCOPE);
      return outsider === 'unknown'
        ? unsure('is for members, and it is not known whether this is one', SCOPE)
        : yes('is for all members', SCOPE);
    case 'allDirectoryUsers':
      return newcomer
        ? no('is for users who are in the directory', SCOPE)
        : yes('is for everyone in the directory', SCOPE);
    case 'notSpecified':
      return no('is for nobody: administrators assign it', SCOPE);
    default:
      return no('is for applications or agents', SCOPE);
  }
}

function listed(model: AccessModel, policy: PolicyView, asker: Asker): Admission {
  const { directory } = model;
  if (asker.type === 'person' && policy.users.includes(asker.person.id ?? ''))
    return yes(`lists ${requestorOf(model, asker).label}`);
  const found = groupOf(model, asker, policy.groups);
  if (found.group !== undefined) {
    const group = nameOf(directory, found.group);
    if (found.in === 'yes')
      return yes(`lists the group ${group}${asker.type === 'group' ? '' : ', who asks is in it'}`);
    if (asker.type === 'person')
      return unsure(`lists the group ${group}, and its members are not known here`);
  }
  const all = [...policy.users, ...policy.groups].map((id) => nameOf(directory, id));
  return no(`is for ${all.join(', ')} only`);
}

function external(model: AccessModel, policy: PolicyView, asker: Asker, outsider: Tri): Admission {
  if (outsider === 'no') return no('is for people from outside', SCOPE);
  if (policy.scope === 'allExternalUsers')
    return settled(outsider, yes('is for anyone from outside, of an organization or of none', SCOPE));
  const { certain, possible } = organizationsOf(model, asker);
  const who = requestorOf(model, asker).label;
  if (policy.scope === 'specificConnectedOrganizationUsers') {
    const lists = ({ address }: { readonly address: string }) => policy.organizations.includes(address);
    const sure = certain.find(lists);
    const open = possible.find(lists);
    if (sure !== undefined) return yes(`lists ${sure.displayName}`);
    if (open !== undefined)
      return unsure(`lists ${open.displayName}, and it is not known whether ${who} is of it`);
    const names = policy.organizations.map(
      (address) => model.organizations.get(address)?.displayName ?? address,
    );
    return no(`is for ${names.join(', ')} only`);
  }
  if (asker.type === 'configuredOrganizations')
    return yes('is for every organization that is configured', SCOPE);
  const configured = ({ state }: { readonly state: string }) => state === 'configured';
  const sure = certain.find(configured);
  if (sure !== undefined)
    return yes(`is for every configured organization, and ${sure.displayName} is one`, SCOPE);
  if (possible.some(configured))
    return unsure(
      `is for every configured organization, and it is not known whether ${who} is of one`,
      SCOPE,
    );
  const [proposed] = certain;
  return no(
    proposed === undefined
      ? `is for configured organizations, and ${who} is of none`
      : `is for configured organizations, and ${proposed.displayName} is only proposed`,
    SCOPE,
  );
}

/** A yes that holds only for people from outside. */
function settled(outsider: Tri, admission: Admission): Admission {
  return outsider === 'unknown'
    ? unsure('is for people from outside, and it is not known whether this is one', SCOPE)
    : admission;
}

function workload(
  policy: PolicyView,
  { id, agents }: Extract<Asker, { type: 'servicePrincipals' }>,
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
