/** Reviews, sign-ins, the clock, and what the embedded tenant lists of all that. */
import { spelledDuration } from '../../config/advice/value-spelling.ts';
import { failure } from '../../diagnostics/failure.ts';
import type { JsonObject } from '../../model/value.ts';
import type { Host } from '../host.ts';
import { assignmentOf } from './names.ts';
import type { DecisionOptions } from './requests.ts';
import type { ActorOptions } from './session.ts';
import { EM, inEmbeddedTenant, isOpen, post, requestRows } from './session.ts';

export interface ReviewOptions extends DecisionOptions {
  readonly keep?: boolean;
  readonly remove?: boolean;
}

/** Decides in an open review of an assignment; rejects with TENANT_REVIEW without exactly one decision. */
export async function reviewAssignment(
  { wanted, who }: { readonly wanted: string; readonly who: string },
  options: ReviewOptions,
  host: Host,
): Promise<'keep' | 'remove'> {
  if (options.keep === options.remove)
    throw failure('TENANT_REVIEW', 'A review needs one decision', 'Say --keep or --remove');
  const decision = options.keep === true ? 'keep' : 'remove';
  await inEmbeddedTenant(options, host, async (session) => {
    const assignment = await assignmentOf(session, wanted, who);
    await post(session.graph, `/entente/assignments/${String(assignment['id'])}/review`, {
      decision,
      justification: options.justification ?? '',
    });
  });
  return decision;
}

/** Signs a user in, which redeems the invitation of a guest; resolves to the user. */
export function signIn(who: string, options: ActorOptions, host: Host): Promise<JsonObject> {
  return inEmbeddedTenant({ ...options, as: who }, host, ({ graph }) => post(graph, '/entente/signIn', {}));
}

/** Moves the clock by an ISO 8601 duration; resolves to the new time with the events of the time between. */
export async function advanceClock(duration: string, options: ActorOptions, host: Host): Promise<JsonObject> {
  const meant = spelledDuration(duration)?.value;
  if (meant !== undefined && meant !== duration)
    throw failure('TENANT_REFUSED', `"${duration}" is not a duration of ISO 8601`, `Write ${meant}`);
  return inEmbeddedTenant(options, host, ({ graph }) => post(graph, '/entente/clock', { duration }));
}

/** Requests, with those for whom they wait; with `open`, those that wait. */
export async function listRequests(
  options: ActorOptions & { readonly open?: boolean },
  host: Host,
): Promise<readonly JsonObject[]> {
  const all = await inEmbeddedTenant(options, host, ({ graph }) => requestRows(graph));
  return options.open === true ? all.filter(isOpen) : all;
}

/** Assignments that have not ended; with `all`, the others too. */
export async function listAssignments(
  options: ActorOptions & { readonly all?: boolean },
  host: Host,
): Promise<readonly JsonObject[]> {
  const all = await inEmbeddedTenant(options, host, ({ graph }) =>
    graph.list(`${EM}/assignments?$expand=target,accessPackage,assignmentPolicy`),
  );
  return options.all === true ? all : all.filter(({ state }) => state !== 'expired');
}

/** The audit log, oldest entry first. */
export async function listAuditEntries(options: ActorOptions, host: Host): Promise<readonly JsonObject[]> {
  const entries = await inEmbeddedTenant(options, host, ({ graph }) =>
    graph.list('/auditLogs/directoryAudits'),
  );
  return [...entries].sort(byTime);
}

/** A call that moves the clock is noted after what it brought about, with the time at which it came. */
function byTime(a: JsonObject, b: JsonObject): number {
  return String(a['activityDateTime']).localeCompare(String(b['activityDateTime']));
}
