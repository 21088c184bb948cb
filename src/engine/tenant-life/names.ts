/** What a command line names, as objects of the embedded tenant. */
import { failure } from '../../diagnostics/failure.ts';
import type { JsonObject } from '../../model/value.ts';
import { isObject, objectsOf } from '../../model/value.ts';
import type { TenantSession } from './session.ts';
import { EM, isOpen, requestRows } from './session.ts';

/** A package by its key in the configuration, its display name or its id. */
export async function packageId({ project, graph }: TenantSession, wanted: string): Promise<string> {
  const { packages = {}, catalogs = {} } = project.configuration.document;
  const declared = packages[wanted];
  const name = declared?.displayName ?? wanted;
  const catalog = declared === undefined ? undefined : catalogs[declared.catalog]?.displayName;
  const all = await graph.list(`${EM}/accessPackages?$expand=catalog`);
  const found = all.filter(
    ({ id, displayName, catalog: parent }) =>
      id === wanted ||
      (displayName === name &&
        (catalog === undefined || (isObject(parent) && parent['displayName'] === catalog))),
  );
  return only(
    found,
    `package "${wanted}"`,
    Object.keys(packages),
    'Apply the configuration first, or correct the name',
  );
}

/** A policy of a package by its key in the configuration, its display name or its id. */
export async function policyId(
  { project, graph }: TenantSession,
  wanted: string,
  owner: string,
): Promise<string> {
  const name = project.configuration.document.policies?.[wanted]?.displayName ?? wanted;
  const { assignmentPolicies } = await graph.get(`${EM}/accessPackages/${owner}?$expand=assignmentPolicies`);
  const policies = objectsOf(assignmentPolicies);
  const found = policies.filter(({ id, displayName }) => id === wanted || displayName === name);
  const names = policies.map(({ displayName }) => String(displayName));
  return only(found, `policy "${wanted}" of the package`, names, 'Correct the name');
}

/** The id of a package's policy; throws TENANT_POLICY when there is not exactly one. */
export async function onlyPolicy({ graph }: TenantSession, accessPackageId: string): Promise<string> {
  const { assignmentPolicies } = await graph.get(
    `${EM}/accessPackages/${accessPackageId}?$expand=assignmentPolicies`,
  );
  const policies = objectsOf(assignmentPolicies);
  const [one, another] = policies;
  if (one !== undefined && another === undefined) return String(one['id']);
  const names = policies.map(({ displayName }) => String(displayName)).join(', ');
  throw failure(
    'TENANT_POLICY',
    one === undefined ? 'The package has no policy' : 'The package has several policies',
    one === undefined
      ? 'Declare one: a policy says how long access lasts'
      : `Choose one with --policy: ${names}`,
  );
}

/** A request by its id, the first letters of it, or whose open request it is. */
export async function requestId({ graph }: TenantSession, wanted: string): Promise<string> {
  const all = await requestRows(graph);
  const name = wanted.toLowerCase();
  const byId = all.filter(({ id }) => String(id).startsWith(name));
  if (byId.length > 0) return only(byId, `request "${wanted}"`, [], '');
  const theirs = all.filter((row) => {
    const { email, principalName } = isObject(row['requestor']) ? row['requestor'] : {};
    const isTheirs = [email, principalName].some((known) => String(known).toLowerCase() === name);
    return isTheirs && isOpen(row);
  });
  return only(theirs, `open request of "${wanted}"`, [], 'entente tenant requests lists them');
}

/** The live assignment of a package to a person. */
export async function assignmentOf(life: TenantSession, wanted: string, who: string): Promise<JsonObject> {
  const accessPackage = await packageId(life, wanted);
  const filter = encodeURIComponent(`accessPackage/id eq '${accessPackage}'`);
  const all = await life.graph.list(
    `${EM}/assignments?$expand=target,accessPackage,assignmentPolicy&$filter=${filter}`,
  );
  const name = who.toLowerCase();
  const found = all.find(({ state, target }) => {
    const { email, principalName, objectId } = isObject(target) ? target : {};
    const isTheirs = [email, principalName, objectId].some((known) => String(known).toLowerCase() === name);
    return isTheirs && state !== 'expired';
  });
  if (found !== undefined) return found;
  throw failure(
    'TENANT_UNKNOWN',
    `${who} does not hold the package`,
    'entente tenant assignments lists who does',
  );
}

/** The id of the one object that was found; throws when it is not one. */
function only(found: readonly JsonObject[], what: string, known: readonly string[], hint: string): string {
  const [one, another] = found;
  if (one !== undefined && another === undefined) return String(one['id']);
  if (one !== undefined)
    throw failure('TENANT_AMBIGUOUS', `${found.length} objects are the ${what}`, 'Name it by its id');
  const names = known.length === 0 ? '' : `; known: ${known.join(', ')}`;
  throw failure('TENANT_UNKNOWN', `The tenant has no ${what}${names}`, hint);
}
