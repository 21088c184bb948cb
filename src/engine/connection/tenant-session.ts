/** Commands that work on the tenant under signals: connected, and where they write in a session of the state; all closed at the end. */
import type { StateSession } from '../../state/backend.ts';
import type { Connection, Use } from './connect.ts';
import { connect } from './connect.ts';
import type { Interruption } from '../interruption.ts';
import { interruptible } from '../interruption.ts';
import type { LockOptions } from '../state/locked-state.ts';
import { withSession } from '../state/locked-state.ts';
import type { Project } from '../project.ts';
import { openState } from '../project.ts';
import type { Host } from '../host.ts';

/** Runs `work` connected to the tenant of a project. */
export function withConnection<T>(
  project: Project,
  host: Host,
  work: (connection: Connection, interruption: Interruption) => Promise<T>,
  use: Use = {},
): Promise<T> {
  return interruptible(host, async (interruption) => {
    const { signal, stop } = interruption;
    const connection = await connect(project, host, {}, { ending: signal, signal: stop, ...use });
    try {
      return await work(connection, interruption);
    } finally {
      await connection.close();
    }
  });
}

/** What the work of a command that writes has. */
export interface TenantSession {
  readonly connection: Connection;
  readonly session: StateSession;
  readonly interruption: Interruption;
}

/** Runs `work` connected to the tenant of a project, and in a session of its state. */
export function withTenantSession<T>(
  project: Project,
  host: Host,
  { writes = false, ...options }: LockOptions & Use,
  work: (opened: TenantSession) => Promise<T>,
): Promise<T> {
  const backend = openState(project.configuration, host);
  return withConnection(
    project,
    host,
    (connection, interruption) =>
      withSession(backend, { ...options, tenantId: connection.tenant.id }, host, interruption, (session) => {
        connection.graph.checkBeforeWrites(() => session.requireLock());
        return work({ connection, session, interruption });
      }),
    { writes },
  );
}
