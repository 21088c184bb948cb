/** What uses an object that may be a twin: read right before it would be removed. In words, as reasons against it. */
import { odataString, query } from '../model/odata.ts';
import type { JsonObject } from '../model/value.ts';
import { asString, isList, isObject } from '../model/value.ts';
import type { GraphReader } from '../graph/port.ts';
import { CATALOG_OWNER, CATALOG_SCOPE, ROLE_ASSIGNMENTS } from './catalog-roles.ts';
import { EM, expandedId, idOf } from './wire.ts';

/** "2 policies …" for a list that is not empty. */
function reason(items: readonly unknown[], one: string, many: string): string[] {
  if (items.length === 0) return [];
  return [items.length === 1 ? one : many.replace('#', String(items.length))];
}

/** Assignments and requests of a package, in any state, that are or may be through a policy. */
export async function usesOfPolicy(
  graph: GraphReader,
  accessPackage: string,
  policy: string,
): Promise<readonly string[]> {
  const filter = `accessPackage/id eq ${odataString(accessPackage)}`;
  const [assignments, requests] = await Promise.all([
    graph.list(query(`${EM}/assignments`, { filter, expand: 'assignmentPolicy' })),
    graph.list(query(`${EM}/assignmentRequests`, { filter, expand: 'assignment($expand=assignmentPolicy)' })),
  ]);
  const through = assignments.filter((each) => policyOf(each) === policy.toLowerCase());
  // A request without an assignment does not say through which policy it was made.
  const asked = requests.filter(({ assignment }) => {
    const used = isObject(assignment) ? policyOf(assignment) : undefined;
    return used === undefined || used === policy.toLowerCase();
  });
  return [
    ...reason(through, 'an assignment was given through it', '# assignments were given through it'),
    ...reason(asked, 'a request is or may be through it', '# requests are or may be through it'),
  ];
}

function policyOf({ assignmentPolicy }: JsonObject): string | undefined {
  return expandedId(assignmentPolicy);
}

/** Packages, resources and custom extensions in a catalog, and roles that were given in it. */
export async function usesOfCatalog(graph: GraphReader, catalog: string): Promise<readonly string[]> {
  const filter = `catalog/id eq ${odataString(catalog)}`;
  const [packages, resources, extensions, roles] = await Promise.all([
    graph.list(query(`${EM}/accessPackages`, { filter })),
    graph.list(`${EM}/catalogs/${catalog}/resources`),
    graph.list(`${EM}/catalogs/${catalog}/customWorkflowExtensions`),
    graph.list(
      query(ROLE_ASSIGNMENTS, {
        filter: `appScopeId eq ${odataString(CATALOG_SCOPE + catalog)}`,
      }),
    ),
  ]);
  const owners = roles.filter(
    ({ roleDefinitionId }) => asString(roleDefinitionId)?.toLowerCase() === CATALOG_OWNER,
  );
  const others = roles.filter((role) => !owners.includes(role));
  return [
    ...reason(packages, 'a package is in it', '# packages are in it'),
    ...reason(resources, 'a resource is in it', '# resources are in it'),
    ...reason(extensions, 'a custom extension is in it', '# custom extensions are in it'),
    // The creator of a catalog becomes its owner (CONTRACT 3); further roles were granted.
    ...reason([...owners.slice(1), ...others], 'a role in it was given', '# roles in it were given'),
  ];
}

/** Every policy with whom it lets ask: a list may answer with names only (CONTRACT 9.1). */
async function wholePolicies(graph: GraphReader): Promise<readonly JsonObject[]> {
  const path = `${EM}/assignmentPolicies`;
  const listed = await graph.list(path);
  return Promise.all(
    listed.map(async (policy) =>
      isList(policy['specificAllowedTargets']) ? policy : graph.get(`${path}/${idOf(policy, 'a policy')}`),
    ),
  );
}

/** Sponsors, policies, assignments and requests of an organization. */
export async function usesOfOrganization(graph: GraphReader, id: string): Promise<readonly string[]> {
  const path = `${EM}/connectedOrganizations/${id}`;
  const isIts = (person: unknown) =>
    isObject(person) && expandedId(person['connectedOrganization']) === id.toLowerCase();
  const [internal, external, policies, assignments, requests] = await Promise.all([
    graph.list(`${path}/internalSponsors`),
    graph.list(`${path}/externalSponsors`),
    wholePolicies(graph),
    graph.list(query(`${EM}/assignments`, { expand: 'target($expand=connectedOrganization)' })),
    graph.list(query(`${EM}/assignmentRequests`, { expand: 'requestor($expand=connectedOrganization)' })),
  ]);
  const naming = policies.filter((policy) => JSON.stringify(policy).toLowerCase().includes(id.toLowerCase()));
  const held = assignments.filter(({ target }) => isIts(target));
  const asked = requests.filter(({ requestor }) => isIts(requestor));
  return [
    ...reason([...internal, ...external], 'it has a sponsor', 'it has # sponsors'),
    ...reason(naming, 'a policy names it', '# policies name it'),
    ...reason(held, 'one of its users holds an assignment', 'its users hold # assignments'),
    ...reason(asked, 'one of its users made a request', 'its users made # requests'),
  ];
}
