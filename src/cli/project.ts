/** The configuration, state and tenant that a command works on. */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Configuration } from '../config/configuration.ts';
import { loadConfiguration } from '../config/load.ts';
import type { GraphClient } from '../graph/client.ts';
import type { PlanOrigin } from '../plan/plan.ts';
import type { StateBackend } from '../state/backend.ts';
import { createLocalBackend } from '../state/local.ts';
import { failure } from './failure.ts';
import type { GlobalOptions, Terminal } from './terminal.ts';
import { Exit } from './terminal.ts';
import { toolVersion } from './version.ts';

export const delay = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

export interface Project {
  readonly configuration: Configuration;
  readonly sources: ReadonlyMap<string, string>;
}

/** Loads the configuration; prints its diagnostics and exits with 1 when it is not valid. */
export async function openProject({ file, env }: GlobalOptions, terminal: Terminal): Promise<Project> {
  const { configuration, diagnostics, sources } = await loadConfiguration({
    file,
    cwd: process.cwd(),
    env: process.env,
    ...(env !== undefined && { environment: env }),
  });
  await terminal.diagnostics(diagnostics, sources);
  if (configuration === undefined) {
    const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
    terminal.progress(
      `\n${errors === 1 ? '1 error' : `${errors} errors`} in the configuration; nothing was done.`,
    );
    throw new Exit(1);
  }
  return { configuration, sources };
}

/** The state of a configuration. */
export function openState({ document, folder }: Configuration): StateBackend {
  const file = path.resolve(folder, document.state?.file ?? 'governance.state.json');
  return createLocalBackend({ file, display: shown(file), delay });
}

/** A path as people would type it. */
export function shown(file: string): string {
  const relative = path.relative(process.cwd(), file);
  return relative.startsWith('..') ? file : relative;
}

export interface Connection {
  readonly tenant: PlanOrigin['tenant'];
  readonly graph: GraphClient;
  close(): Promise<void>;
}

/** Connects to the configuration's tenant, or to the one that ENTENTE_GRAPH_URL names. */
export async function connect({ configuration }: Project, terminal: Terminal): Promise<Connection> {
  const url = process.env['ENTENTE_GRAPH_URL'] ?? '';
  if (url !== '') return connectEndpoint(url, process.env['ENTENTE_GRAPH_TOKEN'] ?? '');
  const { embedded, seed, id } = configuration.document.tenant;
  if (embedded === undefined) {
    throw failure(
      'GRAPH_CREDENTIALS',
      `Cannot sign in to the tenant ${id ?? ''}: credentials for Microsoft Graph are not supported yet`,
      'Use tenant: { embedded: ... }, or set ENTENTE_GRAPH_URL and ENTENTE_GRAPH_TOKEN',
    );
  }
  return connectEmbedded(
    path.resolve(configuration.folder, embedded),
    seed && path.resolve(configuration.folder, seed),
    terminal,
  );
}

async function connectEmbedded(
  dataDir: string,
  seedFile: string | undefined,
  terminal: Terminal,
): Promise<Connection> {
  const [{ openTenant }, { createGraphClient }] = await Promise.all([
    import('../tenant/open.ts'),
    import('../graph/client.ts'),
  ]);
  const seed = seedFile === undefined ? undefined : await readSeed(seedFile, terminal);
  const tenant = await openTenant({ dataDir, ...(seed !== undefined && { seed }) });
  const options = {
    baseUrl: 'http://tenant.invalid/v1.0',
    fetch: (request: Request) => tenant.fetch(request),
  };
  const graph = createGraphClient({ ...options, ...clientOptions() });
  return {
    tenant: { id: tenant.id, displayName: tenant.displayName, kind: 'embedded' },
    graph,
    close: () => tenant.close(),
  };
}

/** A seed file; prints its diagnostics and exits with 1 when it is not valid. */
export async function readSeed(file: string, terminal: Terminal) {
  const { loadSeed } = await import('../config/seed.ts');
  const { seed, diagnostics, sources } = await loadSeed({ file, cwd: process.cwd() });
  if (seed !== undefined) return seed;
  await terminal.diagnostics(diagnostics, sources);
  throw new Exit(1);
}

async function connectEndpoint(url: string, token: string): Promise<Connection> {
  const base = URL.canParse(url) ? new URL(url) : undefined;
  if (base === undefined || !['http:', 'https:'].includes(base.protocol)) {
    throw failure(
      'GRAPH_ENDPOINT',
      `ENTENTE_GRAPH_URL is no web address: ${url}`,
      'For example http://127.0.0.1:8080/v1.0',
    );
  }
  const { createGraphClient } = await import('../graph/client.ts');
  const baseUrl = base.href.replace(/\/+$/, '');
  const graph = createGraphClient({
    baseUrl,
    ...clientOptions(),
    ...(token !== '' && { token: () => Promise.resolve(token) }),
  });
  const [organization] = await readable(() => graph.list('/organization'));
  const { id, displayName } = organization ?? {};
  if (typeof id !== 'string') {
    throw failure('GRAPH_ENDPOINT', `${baseUrl} does not say which tenant it is`, 'Check ENTENTE_GRAPH_URL');
  }
  const tenant = {
    id,
    displayName: typeof displayName === 'string' ? displayName : id,
    kind: 'endpoint',
  } as const;
  return { tenant, graph, close: () => Promise.resolve() };
}

/** Turns a refused or failed read into an error for people. */
export async function readable<T>(read: () => Promise<T>): Promise<T> {
  const [{ GraphError }, { readFailure }] = await Promise.all([
    import('../graph/port.ts'),
    import('../refresh/read-failure.ts'),
  ]);
  try {
    return await read();
  } catch (error) {
    throw error instanceof GraphError ? readFailure(error) : error;
  }
}

function clientOptions() {
  return {
    userAgent: `entente/${toolVersion()}`,
    clock: () => Date.now(),
    delay,
    random: Math.random,
    randomId: randomUUID,
  };
}
