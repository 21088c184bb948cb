/** Requests and assignments in the embedded tenant: made, decided and ended. Each resolves to the request as it stands. */
import { failure } from '../../diagnostics/failure.ts';
import type { JsonObject } from '../../model/value.ts';
import { objectsOf } from '../../model/value.ts';
import type { Host } from '../host.ts';
import { assignmentOf, onlyPolicy, packageId, policyId, requestId } from './names.ts';
import type { ActorOptions, TenantSession } from './session.ts';
import { EM, inEmbeddedTenant, post, requestRow, REQUESTS } from './session.ts';

export interface RequestOptions extends ActorOptions {
  readonly policy?: string;
  readonly justification?: string;
  /** `QUESTION=VALUE` */
  readonly answer: readonly string[];
  readonly acceptPrivacy?: boolean;
  /** JSON; see the embedded tenant's README. */
  readonly signIn?: string;
  readonly from?: string;
  readonly until?: string;
}

/** Requests a package for the actor. */
export function requestPackage(wanted: string, options: RequestOptions, host: Host): Promise<JsonObject> {
  const headers = callerHeaders(options);
  return inEmbeddedTenant(
    options,
    host,
    async (session) => {
      const accessPackageId = await packageId(session, wanted);
      const policy = options.policy && (await policyId(session, options.policy, accessPackageId));
      const answers = await answersOf(session, { accessPackageId, policy }, options.answer);
      return sendRequest(session, {
        requestType: 'userAdd',
        assignment: { accessPackageId, ...(policy !== undefined && { assignmentPolicyId: policy }) },
        ...justified(options),
        ...(answers.length > 0 && { answers }),
        ...scheduleOf(options),
      });
    },
    headers,
  );
}

export interface DecisionOptions extends ActorOptions {
  readonly as: string;
  readonly justification?: string;
}

/** Approves or denies a request, named by its id, the first letters of it, or whose it is. */
export function decideRequest(
  wanted: string,
  reviewResult: 'Approve' | 'Deny',
  options: DecisionOptions,
  host: Host,
): Promise<JsonObject> {
  return inEmbeddedTenant(options, host, async (session) => {
    const { graph } = session;
    const id = await requestId(session, wanted);
    const stages = await graph.list(`${EM}/accessPackageAssignmentApprovals/${id}/stages`);
    const stage = stages.find(({ status }) => status === 'InProgress') ?? stages.at(-1);
    await graph.write({
      method: 'PATCH',
      path: `${EM}/accessPackageAssignmentApprovals/${id}/stages/${String(stage?.['id'])}`,
      body: { reviewResult, ...justified(options) },
      // A second try would find it decided.
      idempotent: false,
    });
    return requestRow(graph, id);
  });
}

/** Takes a request back. */
export function cancelRequest(wanted: string, options: ActorOptions, host: Host): Promise<JsonObject> {
  return inEmbeddedTenant(options, host, async (session) => {
    const id = await requestId(session, wanted);
    await post(session.graph, `${REQUESTS}/${id}/cancel`, {});
    return requestRow(session.graph, id);
  });
}

export interface AssignOptions extends ActorOptions {
  readonly policy?: string;
}

/** Assigns a package to a user directly, as an administrator. */
export function assignPackage(
  wanted: string,
  who: string,
  options: AssignOptions,
  host: Host,
): Promise<JsonObject> {
  return inEmbeddedTenant(options, host, async (session) => {
    const accessPackageId = await packageId(session, wanted);
    const assignmentPolicyId = await (options.policy === undefined
      ? onlyPolicy(session, accessPackageId)
      : policyId(session, options.policy, accessPackageId));
    return sendRequest(session, {
      requestType: 'adminAdd',
      assignment: { accessPackageId, assignmentPolicyId, target: { email: who } },
    });
  });
}

/** Requests a change of the assignment that `who` holds: an extension, or its removal. */
export function changeAssignment(
  requestType: 'userUpdate' | 'adminRemove',
  { wanted, who }: { readonly wanted: string; readonly who: string },
  options: ActorOptions & { readonly justification?: string },
  host: Host,
): Promise<JsonObject> {
  return inEmbeddedTenant(options, host, async (session) => {
    const { id } = await assignmentOf(session, wanted, who);
    return sendRequest(session, { requestType, assignment: { id: id ?? null }, ...justified(options) });
  });
}

async function sendRequest({ graph }: TenantSession, body: JsonObject): Promise<JsonObject> {
  const { id } = await post(graph, REQUESTS, body);
  return requestRow(graph, String(id));
}

function justified({ justification }: { readonly justification?: string }): JsonObject {
  return justification === undefined ? {} : { justification };
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

/** Answers by a question's number, text or id. */
async function answersOf(
  { graph }: TenantSession,
  { accessPackageId, policy }: { readonly accessPackageId: string; readonly policy: string | undefined },
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
    const answered = questions.flatMap((question, index) =>
      [question['id'], question['text'], index + 1]
        .map((name) => `${String(name)}=`)
        .filter((name) => text.startsWith(name))
        .map((name) => ({ question, value: text.slice(name.length) })),
    );
    // The text of a question may hold the sign too: the longest name is meant.
    const [meant] = answered.sort((one, other) => one.value.length - other.value.length);
    if (meant === undefined) {
      const known = questions.map((candidate, index) => `${index + 1} ${String(candidate['text'])}`);
      throw failure(
        'TENANT_ANSWER',
        `"${text}" answers no question of the policy`,
        `Write QUESTION=VALUE with its number or text: ${known.join('; ')}`,
      );
    }
    return {
      '@odata.type': '#microsoft.graph.accessPackageAnswerString',
      value: meant.value,
      answeredQuestion: { id: meant.question['id'] ?? null },
    };
  });
}
