/** The embedded tenant as a whole: served to other clients, and removed. */
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { failure } from '../../diagnostics/failure.ts';
import { openTenant, resetTenant, serveTenant, STRICT_BEHAVIOUR } from '../../tenant/index.ts';
import { readSeed } from '../connection/connect.ts';
import { givenToken } from '../connection/given.ts';
import { faultsOf, readFutureMembers, throttleOf } from '../connection/tenant-behaviour.ts';
import { withTenantFailures } from '../connection/tenant-failure.ts';
import type { Host } from '../host.ts';
import { openProject } from '../project.ts';
import type { ProjectOptions } from '../project.ts';
import { shownPath } from '../../files/shown-path.ts';

export interface ServeOptions {
  /** 0: any that is free. */
  readonly port: number;
  /** Folder of its data; undefined: it is forgotten. */
  readonly data?: string;
  readonly seed?: string;
  /** Milliseconds before each answer. */
  readonly latency: number;
  readonly strict?: boolean;
  readonly fault: readonly string[];
  readonly throttle?: string | true;
  readonly futureMembers?: string;
  readonly tls?: boolean;
  /** Seconds. */
  readonly delivery: number;
}

/** What a client needs, and how the service ends. */
export interface Serving {
  readonly ready: {
    readonly url: string;
    readonly token: string;
    readonly tenantId: string;
    /** File of the authority that signed its certificate. */
    readonly authority: string | undefined;
  };
  stop(): Promise<void>;
}

/** Serves an embedded tenant on this machine; rejects with a DiagnosticError when it cannot be opened or reached. */
export async function serveEmbedded(options: ServeOptions, host: Host): Promise<Serving> {
  const { port, data, seed: named, futureMembers } = options;
  const token = givenToken(host) ?? randomBytes(24).toString('base64url');
  const seed = named === undefined ? undefined : await readSeed(named, host);
  const at = (file: string) => path.resolve(host.cwd, file);
  const opening = {
    latencyMs: options.latency,
    faults: faultsOf(options.fault, host.random),
    ...(options.throttle !== undefined && { throttle: throttleOf(options.throttle) }),
    ...(futureMembers !== undefined && { futureMembers: await readFutureMembers(at(futureMembers)) }),
    behaviour: { ...(options.strict === true && STRICT_BEHAVIOUR), deliverySeconds: options.delivery },
    ...(data !== undefined && { dataDir: at(data) }),
    ...(seed !== undefined && { seed }),
  };
  const tenant = await withTenantFailures(() => openTenant(opening));
  // Beside the data folder, which holds nothing but the data.
  const tls = options.tls === true && { tls: data === undefined ? {} : { folder: `${at(data)}-tls` } };
  try {
    const served = await withTenantFailures(() => serveTenant(tenant, { port, token, ...tls }));
    const { url, authority } = served;
    const stop = async () => {
      try {
        await served.close();
      } finally {
        await tenant.close();
      }
    };
    return { ready: { url, token, tenantId: tenant.id, authority }, stop };
  } catch (error) {
    await tenant.close();
    throw failure(
      'TENANT_PORT',
      `Cannot listen on port ${port}: ${(error as Error).message}`,
      'Choose another port, or 0 for any',
    );
  }
}

/** Removes the embedded tenant in `data`, or the one of the configuration; says where, and whether there was one. */
export async function removeEmbedded(
  options: ProjectOptions & { readonly data?: string },
  host: Host,
): Promise<{ readonly location: string; readonly removed: boolean }> {
  const { folder, within } =
    options.data === undefined
      ? await configuredFolder(options, host)
      : { folder: path.resolve(host.cwd, options.data), within: undefined };
  const removed = await withTenantFailures(() => resetTenant(folder, within));
  return { location: shownPath(folder, host.cwd), removed };
}

async function configuredFolder(options: ProjectOptions, host: Host) {
  const { configuration } = await openProject(options, host);
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
