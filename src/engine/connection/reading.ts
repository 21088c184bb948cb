import type { StateDocument } from '../../state/document.ts';
import { requireTenant } from '../../state/session.ts';
import type { Connection } from './connect.ts';
import { connect, connectUnread, graphEndpoint } from './connect.ts';
import { untilUnlocked } from '../state/locked-state.ts';
import type { Project } from '../project.ts';
import { openProject, openState } from '../project.ts';
import type { Host } from '../host.ts';
import type { ProjectOptions } from '../project.ts';

/** What a command that changes nothing works on. */
export interface Reading {
  readonly project: Project;
  readonly connection: Connection;
  /** The state, of the connected tenant; undefined when there is none yet. */
  readonly prior: StateDocument | undefined;
}

/** For commands whose answer would be wrong while another run writes. */
export interface ReadingOptions extends ProjectOptions {
  /** Seconds to wait for such a run to end; undefined: it does not matter. */
  readonly lockTimeout?: number;
  /** False: the tenant is not to be read. */
  readonly refresh?: boolean;
}

/** Opens configuration, state and tenant for `read`, and closes the tenant after it. */
export async function reading<T>(
  options: ReadingOptions,
  host: Host,
  read: (reading: Reading) => Promise<T>,
): Promise<T> {
  return readingOf(await openProject(options, host), options, host, read);
}

/** The same with a project that is open already. */
export async function readingOf<T>(
  project: Project,
  options: Pick<ReadingOptions, 'lockTimeout' | 'refresh'>,
  host: Host,
  read: (reading: Reading) => Promise<T>,
): Promise<T> {
  const backend = openState(project.configuration, host);
  const { lockTimeout } = options;
  if (lockTimeout !== undefined) await untilUnlocked(backend, { operation: 'read', lockTimeout }, host);
  const prior = await backend.read();
  // A real tenant that is not to be read needs no credentials.
  const unread = options.refresh === false && (await graphEndpoint(project, host))?.kind === 'graph';
  const connection = unread ? await connectUnread(project, prior, host) : await connect(project, host);
  try {
    if (prior !== undefined) requireTenant(prior, connection.tenant.id, backend.location);
    return await read({ project, connection, prior });
  } finally {
    await connection.close();
  }
}
