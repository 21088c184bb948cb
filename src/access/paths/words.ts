/** The steps of paths in words. Everything that people named is untrusted. */
import { grantKey, WHOLE_TENANT } from '../facts/model.ts';
import { nameOf, packageName } from '../facts/names.ts';
import type { AccessModel } from '../facts/model.ts';
import { doneInTenant, READER } from '../relation/duties.ts';
import type { RequestorName } from '../facts/requestor-name.ts';
import type { PathStep, SelfDecision } from './path.ts';
import type { PathEdge, PathGraph, PathNode } from './path-graph.ts';
import { ROLES_OVER_PACKAGES } from './roles.ts';

/** `pal@fabrikam.com → Library → group Readers → can request Internal audit`. */
export function pathText(from: RequestorName, steps: readonly PathStep[]): string {
  return [from.label, ...steps.map(({ label }) => label)].join(' → ');
}

/** A step on the way. */
export function stepLabel(graph: PathGraph, { to, step }: PathEdge): string {
  const node = graph.nodeAt(to);
  const label = nodeLabel(graph, node);
  switch (step) {
    case 'receive':
      return `${label}, assigned by a rule`;
    case 'owner':
      return `owner of ${label}`;
    case 'addSelf':
      return 'member of it, by adding themselves';
    case 'openPackage':
      return `${label}, by changing its policies`;
    case 'assignPackage':
      return `${label}, assigned by themselves`;
    case 'administer':
      return `${node.role} of ${label}`;
    default:
      return label;
  }
}

/** The last step, as what the person can do in the end. `decided`: packages about which the group at the end decides. */
export function endLabel(graph: PathGraph, edge: PathEdge, decided: readonly string[]): string {
  const { id, role } = graph.nodeAt(edge.to);
  const label = nodeLabel(graph, graph.nodeAt(edge.to));
  const isOrganization = graph.model.organizations.has(id);
  const about = isOrganization ? `of people of ${label}` : `for ${label}`;
  const access = isOrganization ? `access among people of ${label}` : label;
  switch (edge.step) {
    case 'request':
      return `can request ${label}`;
    case 'receive':
      return `gets ${label} by a rule`;
    case 'openPackage':
      return `can get ${label} by changing its policies`;
    case 'assignPackage':
      return `can assign ${label} to themselves`;
    case 'approve':
      return `can approve requests ${about}${asRole(role, 'approver')}`;
    case 'review':
      return `can review who keeps ${access}${asRole(role, 'reviewer')}`;
    case 'requestFor':
      return `can be ${role} ${about}`;
    case 'administer':
      if (id === WHOLE_TENANT) return `can ${doneInTenant(role)}, as ${role}`;
      return `can ${doneInCatalog(role, label)}`;
    case 'owner':
      return decided.length === 0
        ? `owner of ${label}`
        : `can put anyone into ${label}, which decides about ${decided.map((each) => packageName(graph.model, each)).join(', ')}`;
    case 'guest':
      return 'guest in the directory, who can request what is open to everyone in it';
    default:
      return `member of ${label}`.replace(/^member of (?!group )/, 'holder of ');
  }
}

/** What a role on a catalog lets people do; it says nothing of roles that are not documented. */
function doneInCatalog(role: string, label: string): string {
  switch (ROLES_OVER_PACKAGES[role]) {
    case 'assignPackage':
      return `assign all packages of ${label}, as ${role}`;
    case 'openPackage':
      return `change all packages and policies of ${label}, as ${role}`;
    default:
      return role === READER
        ? `see all packages and policies of ${label}, as ${role}`
        : `do in ${label} what the role with the definition ${role} allows, which is unknown`;
  }
}

function asRole(role: string, usual: string): string {
  return role === usual ? '' : `, as ${role}`;
}

/** What is called so where roles on all of it stand beside those on catalogs. */
export const ALL_OF_IT = 'entitlement management';

/** What people call what a node is about. */
export function nodeLabel({ model }: PathGraph, { kind, id }: PathNode): string {
  switch (kind) {
    case 'principal':
    case 'owner':
      return `group ${nameOf(model.directory, id)}`;
    case 'guest':
      return 'guest in the directory';
    case 'catalog':
      if (id === WHOLE_TENANT) return ALL_OF_IT;
      return `catalog ${model.catalogs.get(id)?.displayName ?? id}`;
    case 'resource':
      return resourceLabel(model, id);
    default:
      return model.organizations.get(id)?.displayName ?? packageName(model, id);
  }
}

function resourceLabel({ grantsOf }: AccessModel, key: string): string {
  for (const grants of grantsOf.values())
    for (const grant of grants) if (grantKey(grant) === key) return `${grant.role} of ${grant.resource}`;
  return key;
}

/** What a person can do about their own access in the end, a sentence without a full stop; roles are over a catalog, or a package alone. */
export function selfDecisionText(
  decision: SelfDecision,
  name: string,
  of: 'catalog' | 'package' = 'catalog',
): string {
  switch (decision) {
    case 'eachOther':
      return `decides about access that they can request themselves: requests of others for ${name}, so that two of them approve each other; never their own request`;
    case 'onBehalf':
      return `decides about their own access: the policy takes requests on behalf of others, and they are among its approvers`;
    case 'ownReview':
      return `decides about their own access: they review who keeps ${name}, themselves included`;
    case 'approvers':
      return `decides who decides about their own access: an owner puts anyone into ${name}`;
    case 'policy':
      return `decides about their own access: they change the policies and approvers of ${of === 'catalog' ? 'all packages in ' : ''}${name}`;
    case 'assignment':
      return `decides about their own access: they assign ${of === 'catalog' ? 'packages of ' : ''}${name} to themselves`;
  }
}
