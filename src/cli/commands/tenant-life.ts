/** The life of the embedded tenant from the command line: each verb is one request to it, on behalf of a person. */
import { printableJson } from '../../model/printable.ts';
import type { JsonObject, JsonValue } from '../../model/value.ts';
import { isObject, objectsOf } from '../../model/value.ts';
import type { GraphPort } from '../../graph/port.ts';
import { renderAssignment, renderAuditEntry, renderRequest } from '../../report/tenant-text.ts';
import { createStyle, printable } from '../../report/style.ts';
import type { Style } from '../../report/style.ts';
import { connect } from '../../engine/connection/connect.ts';
import { failure } from '../../diagnostics/failure.ts';
import type { Project } from '../../engine/project.ts';
import { openProject } from '../../engine/project.ts';
import { answered } from '../tenant-refusal.ts';
import type { GlobalOptions } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';

const EM = '/identityGovernance/entitlementManagement';
const REQUESTS = `${EM}/assignmentRequests`;
const INSIGHT = '/entente/assignmentRequests';

export interface LifeOptions extends GlobalOptions {
  /** On whose behalf: an id, a sign-in name or a mail address. */
  readonly as?: string;
  readonly json?: boolean;
}

/** What a verb works with. */
interface Life {
  readonly project: Project;
  readonly graph: GraphPort;
  readonly terminal: Terminal;
  readonly style: Style;
}

async function living(
  terminal: Terminal,
  options: LifeOptions,
  headers: Readonly<Record<string, string>>,
  act: (life: Life) => Promise<void>,
): Promise<void> {
  const project = await openProject(options, terminal);
  const who = options.as === undefined ? {} : { 'x-entente-user': options.as };
  const connection = await connect(project, terminal, { ...who, ...headers });
  try {
    if (connection.tenant.kind === 'graph') {
      throw failure(
        'TENANT_REAL',
        'This works on an embedded tenant only; in a real one, people ask and decide in My Access',
        'Use a configuration with tenant.embedded, or point ENTENTE_GRAPH_URL to `entente tenant serve`',
      );
    }
    const { graph } = connection;
    await answered(() => act({ project, graph, terminal, style: createStyle(terminal.color) }));
  } finally {
    await connection.close();
  }
}

const post = async (graph: GraphPort, path: string, body: JsonValue): Promise<JsonObject> =>
  (await graph.write({ method: 'POST', path, body })) ?? {};

/** A package by its key in the configuration, its display name or its id. */
async function packageId({ project, graph }: Life, wanted: string): Promise<string> {
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
async function policyId({ project, graph }: Life, wanted: string, owner: string): Promise<string> {
  const name = project.configuration.document.policies?.[wanted]?.displayName ?? wanted;
  const { assignmentPolicies } = await graph.get(`${EM}/accessPackages/${owner}?$expand=assignmentPolicies`);
  const policies = objectsOf(assignmentPolicies);
  const found = policies.filter(({ id, displayName }) => id === wanted || displayName === name);
  const names = policies.map(({ displayName }) => String(displayName));
  return only(found, `policy "${wanted}" of the package`, names, 'Correct the name');
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

/** A request by its id, the first letters of it, or whose open request it is. */
async function requestId({ graph }: Life, wanted: string): Promise<string> {
  const all = await graph.list(INSIGHT);
  const name = wanted.toLowerCase();
  const byId = all.filter(({ id }) => String(id).startsWith(name));
  if (byId.length > 0) return only(byId, `request "${wanted}"`, [], '');
  const theirs = all.filter(({ requestor, state }) => {
    const { email, principalName } = isObject(requestor) ? requestor : {};
    const isTheirs = [email, principalName].some((known) => String(known).toLowerCase() === name);
    return isTheirs && (state === 'pendingApproval' || state === 'scheduled');
  });
  return only(theirs, `open request of "${wanted}"`, [], 'entente tenant requests lists them');
}

async function showRequest({ graph, terminal, style }: Life, id: string, json = false): Promise<void> {
  const [request = {}] = await graph.list(`${INSIGHT}?$filter=id eq '${id}'`);
  terminal.data(json ? asJson(request) : renderRequest(request, style), { json });
}

function asJson(value: JsonValue): string {
  return printableJson(`${JSON.stringify(value, null, 2)}\n`);
}

export interface RequestOptions extends LifeOptions {
  readonly policy?: string;
  readonly justification?: string;
  /** `QUESTION=VALUE` */
  readonly answer: readonly string[];
  readonly acceptPrivacy?: boolean;
  readonly signIn?: string;
  readonly from?: string;
  readonly until?: string;
}

/** Headers that say how the caller signs in and what they accept. */
function callerHeaders(options: Pick<RequestOptions, 'acceptPrivacy' | 'signIn'>): Record<string, string> {
  return {
    ...(options.acceptPrivacy === true && { 'x-entente-accept-privacy': 'true' }),
    ...(options.signIn !== undefined && { 'x-entente-sign-in': options.signIn }),
  };
}

function scheduleOf({ from, until }: RequestOptions): JsonObject {
  if (from === undefined && until === undefined) return {};
  return {
    schedule: {
      ...(from !== undefined && { startDateTime: from }),
      ...(until !== undefined && { expiration: { type: 'afterDateTime', endDateTime: until } }),
    },
  };
}

/** `entente tenant request PACKAGE --as WHO` */
export async function tenantRequest(
  wanted: string,
  options: RequestOptions,
  terminal: Terminal,
): Promise<void> {
  await living(terminal, options, callerHeaders(options), async (life) => {
    const accessPackageId = await packageId(life, wanted);
    const policy = options.policy && (await policyId(life, options.policy, accessPackageId));
    const answers = await answersOf(life, accessPackageId, policy, options.answer);
    const { id } = await post(life.graph, REQUESTS, {
      requestType: 'userAdd',
      assignment: { accessPackageId, ...(policy !== undefined && { assignmentPolicyId: policy }) },
      ...(options.justification !== undefined && { justification: options.justification }),
      ...(answers.length > 0 && { answers }),
      ...scheduleOf(options),
    });
    await showRequest(life, String(id), options.json);
  });
}

/** Answers by a question's number, text or id. */
async function answersOf(
  { graph }: Life,
  accessPackageId: string,
  policy: string | undefined,
  given: readonly string[],
): Promise<JsonObject[]> {
  if (given.length === 0) return [];
  const { value } = await post(
    graph,
    `${EM}/accessPackages/${accessPackageId}/getApplicablePolicyRequirements`,
    {},
  );
  const offered = objectsOf(value).filter(({ policyId: id }) => policy === undefined || id === policy);
  const questions = offered.flatMap(({ questions: asked }) => objectsOf(asked));
  return given.map((text) => {
    const at = text.lastIndexOf('=');
    const name = text.slice(0, at);
    const question = questions.find(
      (candidate, index) =>
        candidate['id'] === name || candidate['text'] === name || String(index + 1) === name,
    );
    if (at < 0 || question === undefined) {
      const known = questions.map((candidate, index) => `${index + 1} ${String(candidate['text'])}`);
      throw failure(
        'TENANT_ANSWER',
        `"${text}" answers no question of the policy`,
        `Write QUESTION=VALUE with its number or text: ${known.join('; ')}`,
      );
    }
    return {
      '@odata.type': '#microsoft.graph.accessPackageAnswerString',
      value: text.slice(at + 1),
      answeredQuestion: { id: question['id'] ?? null },
    };
  });
}

export interface DecisionOptions extends LifeOptions {
  readonly as: string;
  readonly justification?: string;
}

/** `entente tenant approve|deny REQUEST --as WHO` */
export async function tenantDecide(
  wanted: string,
  reviewResult: 'Approve' | 'Deny',
  options: DecisionOptions,
  terminal: Terminal,
): Promise<void> {
  await living(terminal, options, {}, async (life) => {
    const id = await requestId(life, wanted);
    const stages = await life.graph.list(`${EM}/accessPackageAssignmentApprovals/${id}/stages`);
    const stage = stages.find(({ status }) => status === 'InProgress') ?? stages.at(-1);
    await life.graph.write({
      method: 'PATCH',
      path: `${EM}/accessPackageAssignmentApprovals/${id}/stages/${String(stage?.['id'])}`,
      body: {
        reviewResult,
        ...(options.justification !== undefined && { justification: options.justification }),
      },
      // A second try would find it decided.
      idempotent: false,
    });
    await showRequest(life, id, options.json);
  });
}

/** `entente tenant cancel REQUEST --as WHO` */
export async function tenantCancel(wanted: string, options: LifeOptions, terminal: Terminal): Promise<void> {
  await living(terminal, options, {}, async (life) => {
    const id = await requestId(life, wanted);
    await post(life.graph, `${REQUESTS}/${id}/cancel`, {});
    await showRequest(life, id, options.json);
  });
}

export interface AssignOptions extends LifeOptions {
  readonly policy?: string;
}

/** `entente tenant assign PACKAGE WHO`: directly, as an administrator. */
export async function tenantAssign(
  wanted: string,
  who: string,
  options: AssignOptions,
  terminal: Terminal,
): Promise<void> {
  await living(terminal, options, {}, async (life) => {
    const accessPackageId = await packageId(life, wanted);
    const assignmentPolicyId = await (options.policy === undefined
      ? onlyPolicy(life, accessPackageId)
      : policyId(life, options.policy, accessPackageId));
    const { id } = await post(life.graph, REQUESTS, {
      requestType: 'adminAdd',
      assignment: { accessPackageId, assignmentPolicyId, target: { email: who } },
    });
    await showRequest(life, String(id), options.json);
  });
}

async function onlyPolicy({ graph }: Life, accessPackageId: string): Promise<string> {
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

/** The live assignment of a package to a person. */
async function assignmentOf(life: Life, wanted: string, who: string): Promise<JsonObject> {
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

/** `entente tenant extend PACKAGE --as WHO` and `entente tenant unassign PACKAGE WHO`. */
export async function tenantChange(
  requestType: 'userUpdate' | 'adminRemove',
  wanted: string,
  who: string,
  options: LifeOptions & { readonly justification?: string },
  terminal: Terminal,
): Promise<void> {
  await living(terminal, options, {}, async (life) => {
    const { id: assignment } = await assignmentOf(life, wanted, who);
    const { id } = await post(life.graph, REQUESTS, {
      requestType,
      assignment: { id: assignment ?? null },
      ...(options.justification !== undefined && { justification: options.justification }),
    });
    await showRequest(life, String(id), options.json);
  });
}

/** `entente tenant review PACKAGE WHO --as REVIEWER --keep|--remove` */
export async function tenantReview(
  wanted: string,
  who: string,
  options: DecisionOptions & { readonly keep?: boolean; readonly remove?: boolean },
  terminal: Terminal,
): Promise<void> {
  if (options.keep === options.remove)
    throw failure('TENANT_REVIEW', 'A review needs one decision', 'Say --keep or --remove');
  await living(terminal, options, {}, async (life) => {
    const assignment = await assignmentOf(life, wanted, who);
    await post(life.graph, `/entente/assignments/${String(assignment['id'])}/review`, {
      decision: options.keep === true ? 'keep' : 'remove',
      justification: options.justification ?? '',
    });
    life.terminal.data(
      `${printable(options.as)} has decided to ${options.keep === true ? 'keep' : 'remove'} the access of ${printable(who)}; it is done when the review ends.\n`,
    );
  });
}

/** `entente tenant sign-in WHO` */
export async function tenantSignIn(who: string, options: LifeOptions, terminal: Terminal): Promise<void> {
  await living(terminal, { ...options, as: who }, {}, async ({ graph, terminal }) => {
    const user = await post(graph, '/entente/signIn', {});
    const redeemed = user['userType'] === 'Guest' ? ` as a guest (${String(user['externalUserState'])})` : '';
    terminal.data(
      options.json === true
        ? asJson(user)
        : `${printable(String(user['displayName']))} has signed in${redeemed}.\n`,
      options,
    );
  });
}

/** `entente tenant advance DURATION` */
export async function tenantAdvance(
  duration: string,
  options: LifeOptions,
  terminal: Terminal,
): Promise<void> {
  await living(terminal, options, {}, async ({ graph, terminal }) => {
    const moved = await post(graph, '/entente/clock', { duration });
    const events = objectsOf(moved['events']).map(renderAuditEntry).join('');
    const text = `${events}It is now ${printable(String(moved['currentDateTime']))}.\n`;
    terminal.data(options.json === true ? asJson(moved) : text, options);
  });
}

/** `entente tenant requests` */
export async function tenantRequests(
  options: LifeOptions & { readonly open?: boolean },
  terminal: Terminal,
): Promise<void> {
  await living(terminal, options, {}, async ({ graph, terminal, style }) => {
    const all = await graph.list(INSIGHT);
    const shown = options.open === true ? all.filter(({ state }) => isOpen(state)) : all;
    terminal.data(
      options.json === true ? asJson(shown) : shown.map((row) => renderRequest(row, style)).join(''),
      options,
    );
    if (shown.length === 0) terminal.progress('There are no such requests.');
  });
}

function isOpen(state: JsonValue | undefined): boolean {
  return state === 'pendingApproval' || state === 'scheduled';
}

/** `entente tenant assignments` */
export async function tenantAssignments(
  options: LifeOptions & { readonly all?: boolean },
  terminal: Terminal,
): Promise<void> {
  await living(terminal, options, {}, async ({ graph, terminal, style }) => {
    const all = await graph.list(`${EM}/assignments?$expand=target,accessPackage,assignmentPolicy`);
    const shown = options.all === true ? all : all.filter(({ state }) => state !== 'expired');
    terminal.data(
      options.json === true ? asJson(shown) : shown.map((row) => renderAssignment(row, style)).join(''),
      options,
    );
    if (shown.length === 0) terminal.progress('Nobody holds a package.');
  });
}

/** A call that moves the clock is noted after what it brought about, with the time at which it came. */
function byTime(a: JsonObject, b: JsonObject): number {
  return String(a['activityDateTime']).localeCompare(String(b['activityDateTime']));
}

/** `entente tenant audit` */
export async function tenantAudit(options: LifeOptions, terminal: Terminal): Promise<void> {
  await living(terminal, options, {}, async ({ graph, terminal }) => {
    const entries = [...(await graph.list('/auditLogs/directoryAudits'))].sort(byTime);
    terminal.data(options.json === true ? asJson(entries) : entries.map(renderAuditEntry).join(''), options);
  });
}
