/** One operation on the embedded tenant, on behalf of a person. */
import { failure } from '../../diagnostics/failure.ts';
import type { GraphPort } from '../../graph/port.ts';
import type { JsonObject, JsonValue } from '../../model/value.ts';
import { connect } from '../connection/connect.ts';
import type { Host } from '../host.ts';
import type { Project, ProjectOptions } from '../project.ts';
import { openProject } from '../project.ts';
import { refusalsExplained } from './refusal.ts';

export const EM = '/identityGovernance/entitlementManagement';
export const REQUESTS = `${EM}/assignmentRequests`;
/** Requests with what only the embedded tenant tells: for whom they wait, and why they were denied. */
const REQUEST_ROWS = '/entente/assignmentRequests';

export interface ActorOptions extends ProjectOptions {
  /** On whose behalf: an id, a sign-in name or an e-mail address. */
  readonly as?: string;
}

export interface TenantSession {
  readonly project: Project;
  readonly graph: GraphPort;
}

/**
 * Connects to the embedded tenant of the configuration and calls `act`. `headers` are sent with every request. Rejects
 * with TENANT_REAL for a real tenant, TENANT_REFUSED for what the embedded one refuses.
 */
export async function inEmbeddedTenant<T>(
  options: ActorOptions,
  host: Host,
  act: (session: TenantSession) => Promise<T>,
  headers: Readonly<Record<string, string>> = {},
): Promise<T> {
  const project = await openProject(options, host);
  const actor = options.as === undefined ? {} : { 'x-entente-user': options.as };
  const connection = await connect(project, host, { ...actor, ...headers });
  try {
    if (connection.tenant.kind === 'graph') {
      throw failure(
        'TENANT_REAL',
        'This works on an embedded tenant only; in a real one, people request and approve in My Access',
        'Use a configuration with tenant.embedded, or point ENTENTE_GRAPH_URL to `entente tenant serve`',
      );
    }
    const { graph } = connection;
    return await refusalsExplained(() => act({ project, graph }));
  } finally {
    await connection.close();
  }
}

/** Sends a POST; resolves to the body of the response, or to an empty object. */
export async function post(graph: GraphPort, path: string, body: JsonValue): Promise<JsonObject> {
  return (await graph.write({ method: 'POST', path, body })) ?? {};
}

export function requestRows(graph: GraphPort): Promise<readonly JsonObject[]> {
  return graph.list(REQUEST_ROWS);
}

/** One request; an empty object when it is not there any more. */
export async function requestRow(graph: GraphPort, id: string): Promise<JsonObject> {
  const [row = {}] = await graph.list(`${REQUEST_ROWS}?$filter=id eq '${id}'`);
  return row;
}

/** Whether a request waits: for an approver, or for its start. */
export function isOpen({ state }: JsonObject): boolean {
  return state === 'pendingApproval' || state === 'scheduled';
}
