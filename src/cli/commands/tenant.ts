import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { openTenant, resetTenant, serveTenant, STRICT_BEHAVIOUR } from '../../tenant/index.ts';
import type { TenantOptions } from '../../tenant/index.ts';
import { failure } from '../../diagnostics/failure.ts';
import { givenToken } from '../../engine/connection/given.ts';
import { readSeed } from '../../engine/connection/connect.ts';
import { faultsOf, readFutureMembers, throttleOf } from '../../engine/connection/tenant-behaviour.ts';
import { withTenantFailures } from '../../engine/connection/tenant-failure.ts';
import { exitCodeOf } from '../../engine/interruption.ts';
import { openProject } from '../../engine/project.ts';
import { shown } from '../../engine/state/backend.ts';
import type { GlobalOptions } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';

export interface ServeOptions extends GlobalOptions {
  readonly port: number;
  readonly data?: string;
  readonly seed?: string;
  readonly latency: number;
  readonly strict?: boolean;
  readonly fault: readonly string[];
  readonly throttle?: string | true;
  readonly futureMembers?: string;
  readonly tls?: boolean;
  /** Seconds. */
  readonly delivery: number;
}

/** `entente tenant serve`: one JSON line when it is ready, then until a signal. */
export async function tenantServe(options: ServeOptions, terminal: Terminal): Promise<number> {
  const token = givenToken(terminal) ?? randomBytes(24).toString('base64url');
  const seed = options.seed === undefined ? undefined : await readSeed(options.seed, terminal);
  const opening: TenantOptions = {
    latencyMs: options.latency,
    faults: faultsOf(options.fault, terminal.random),
    ...(options.throttle !== undefined && { throttle: throttleOf(options.throttle) }),
    ...(options.futureMembers !== undefined && {
      futureMembers: await readFutureMembers(path.resolve(terminal.cwd, options.futureMembers)),
    }),
    behaviour: { ...(options.strict === true && STRICT_BEHAVIOUR), deliverySeconds: options.delivery },
    ...(options.data !== undefined && { dataDir: path.resolve(terminal.cwd, options.data) }),
    ...(seed !== undefined && { seed }),
  };
  const tenant = await withTenantFailures(() => openTenant(opening));
  const stopped = new Promise<number>((resolve) => {
    terminal.onSignal((name) => resolve(name === 'SIGTERM' ? 0 : exitCodeOf(name)));
  });
  try {
    const tls = options.tls === true && { tls: tlsFolder(options, terminal) };
    const serving = withTenantFailures(() => serveTenant(tenant, { port: options.port, token, ...tls }));
    const served = await serving.catch((error: unknown) => {
      throw failure(
        'TENANT_PORT',
        `Cannot listen on port ${options.port}: ${(error as Error).message}`,
        'Choose another port, or 0 for any',
      );
    });
    const { url, authority } = served;
    terminal.document(`${JSON.stringify({ url, token, tenantId: tenant.id, authority })}\n`);
    const code = await stopped;
    await served.close();
    return code;
  } finally {
    await tenant.close();
  }
}

/** Beside the data folder, which holds nothing but the data. */
function tlsFolder({ data }: ServeOptions, terminal: Terminal): { readonly folder?: string } {
  return data === undefined ? {} : { folder: `${path.resolve(terminal.cwd, data)}-tls` };
}

/** `entente tenant reset` */
export async function tenantReset(
  options: GlobalOptions & { readonly data?: string },
  terminal: Terminal,
): Promise<void> {
  const { folder, within } =
    options.data === undefined
      ? await configuredFolder(options, terminal)
      : { folder: path.resolve(terminal.cwd, options.data), within: undefined };
  const removed = await withTenantFailures(() => resetTenant(folder, within));
  terminal.data(
    removed
      ? `Removed the embedded tenant in ${shown(folder, terminal.cwd)}.\n`
      : `There is no embedded tenant in ${shown(folder, terminal.cwd)}.\n`,
  );
  if (removed)
    terminal.progress(
      'A state that was made with it still lists what it held; remove that file too to begin anew.',
    );
}

async function configuredFolder(options: GlobalOptions, terminal: Terminal) {
  const { configuration } = await openProject(options, terminal);
  const { embedded } = configuration.document.tenant;
  if (embedded === undefined) {
    throw failure(
      'TENANT_REAL',
      'The configuration is for a real tenant, which Entente never resets',
      'Name a folder with --data',
    );
  }
  return { folder: path.resolve(configuration.folder, embedded), within: configuration.folder };
}
