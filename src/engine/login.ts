/** Signing in once for the commands that follow. */
import { failure } from '../diagnostics/failure.ts';
import { CLOUDS } from '../graph/clouds.ts';
import type { Host } from './host.ts';
import { instructing } from './host.ts';
import type { ProjectOptions } from './project.ts';
import { openProject } from './project.ts';

export interface LoginOptions extends ProjectOptions {
  /** The tenant's id or one of its domains; that of the configuration by default. */
  readonly tenant?: string;
  /** App registration to sign in with; ENTENTE_CLIENT_ID or AZURE_CLIENT_ID by default. */
  readonly clientId?: string;
  /** With a code that is entered elsewhere; otherwise through the browser of this machine. */
  readonly deviceCode?: boolean;
}

export interface LoggedIn {
  readonly tenant: string;
  readonly clientId: string;
}

/**
 * Signs in and keeps that in the system's keychain; rejects with GRAPH_CREDENTIALS, before it begins, where there is
 * none, since the sign-in would stay on disk or be lost.
 */
export async function login(options: LoginOptions, host: Host): Promise<LoggedIn> {
  const { env, now, waits } = host;
  const [{ createTokenSource }, { publicClient }, { READ_NEED }] = await Promise.all([
    import('../graph/credentials.ts'),
    import('../graph/token-sources.ts'),
    import('../graph/permissions.ts'),
  ]);
  const { tenant, cloud } = await tenantOf(options, host);
  const clientId = publicClient({ clientId: options.clientId, env });
  if (clientId === undefined) {
    throw failure(
      'GRAPH_CREDENTIALS',
      "People sign in with an app registration of the tenant's own, whose id is not given",
      'Give it with --client-id or ENTENTE_CLIENT_ID; entente doctor --setup prints the commands to make one',
    );
  }
  const keychain = await keychainOf(clientId);
  const source = createTokenSource({
    tenant,
    clientId,
    keychain,
    endpoints: CLOUDS[cloud],
    need: READ_NEED,
    env: { ...env, ENTENTE_AUTH: options.deviceCode === true ? 'device-code' : 'browser' },
    clock: now,
    waits,
    instruct: instructing(host),
  });
  await source.token();
  return { tenant, clientId };
}

async function tenantOf(
  options: LoginOptions,
  host: Host,
): Promise<{ readonly tenant: string; readonly cloud: keyof typeof CLOUDS }> {
  if (options.tenant !== undefined) return { tenant: options.tenant, cloud: 'global' };
  const { id, cloud = 'global' } = (await openProject(options, host)).configuration.document.tenant;
  if (id !== undefined) return { tenant: id, cloud };
  throw failure(
    'GRAPH_CREDENTIALS',
    'The tenant of the configuration is embedded: it needs no sign-in',
    'Name a real one with --tenant, or with tenant.id in the configuration',
  );
}

async function keychainOf(clientId: string) {
  const { KEYCHAIN_PACKAGE, KeychainMissing, openKeychain } = await import('../graph/keychain.ts');
  try {
    return await openKeychain(clientId);
  } catch (error) {
    if (!(error instanceof KeychainMissing)) throw error;
    throw failure(
      'GRAPH_CREDENTIALS',
      `A sign-in is kept in the system's keychain alone, but ${error.message}`,
      `Install ${KEYCHAIN_PACKAGE} beside Entente, or let each command sign in: ENTENTE_AUTH=browser or device-code`,
    );
  }
}
