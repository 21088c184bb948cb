/** The tenant that a command works on: embedded, real, or another endpoint that speaks Graph. */
import path from 'node:path';
import { objectsOf } from '../../model/value.ts';
import type { GraphClient, GraphClientOptions, Hold } from '../../graph/client.ts';
import type { TokenSource } from '../../graph/credentials.ts';
import type { PlanOrigin } from '../../plan/plan.ts';
import type { StateDocument } from '../../state/document.ts';
import { DiagnosticError } from '../../diagnostics/diagnostic.ts';
import { failure } from '../../diagnostics/failure.ts';
import { networkFetch } from '../../net/network-fetch.ts';
import { grouped } from '../../model/counted.ts';
import { secondsText } from '../../net/waits.ts';
import { givenToken } from './given.ts';
import { openPacing } from './pacing.ts';
import type { Directory } from '../../schema/directory.ts';
import type { Project } from '../project.ts';
import type { Host } from '../host.ts';
import { instructing } from '../host.ts';
import { toolVersion } from '../version.ts';
import { withTenantFailures } from './tenant-failure.ts';

export interface Connection {
  readonly tenant: PlanOrigin['tenant'];
  readonly graph: GraphClient;
  close(): Promise<void>;
}

type Headers = Readonly<Record<string, string>>;
/** Signals that end the requests of the connection, and what it is for. */
type Ends = Pick<GraphClientOptions, 'signal' | 'ending'> & Use;

/** What a connection is used for. */
export interface Use {
  /** The tenant is changed; otherwise it is only read. */
  readonly writes?: boolean;
}

/** Where Graph answers, and with which token. */
export interface GraphEndpoint {
  readonly kind: 'graph' | 'endpoint';
  /** Ends in `/v1.0`. */
  readonly baseUrl: string;
  /** Undefined: no token is sent. */
  readonly tokens: TokenSource | undefined;
}

/**
 * Connects to the configuration's tenant, or to the one that ENTENTE_GRAPH_URL names. `headers` say to an embedded
 * tenant on whose behalf; a real one never sees them.
 */
export async function connect(
  project: Project,
  host: Host,
  headers: Headers = {},
  { writes = false, ...ends }: Ends = {},
): Promise<Connection> {
  const { document, folder } = project.configuration;
  const endpoint = await graphEndpoint(project, host, { writes });
  if (endpoint !== undefined)
    return connectGraph(
      { ...endpoint, wanted: document.tenant.id, folder },
      endpoint.kind === 'graph' ? {} : headers,
      host,
      ends,
    );
  const { embedded = '', seed } = document.tenant;
  const seeded = seed === undefined ? undefined : await readSeed(path.resolve(folder, seed), host, project);
  return connectEmbedded(path.resolve(folder, embedded), seeded, headers, host, ends);
}

/** A real tenant that is not read: what the state knows of it, or else the configuration. Nothing is sent to it. */
export async function connectUnread(
  { configuration }: Project,
  prior: StateDocument | undefined,
  host: Host,
): Promise<Connection> {
  const { createGraphClient } = await import('../../graph/client.ts');
  const { id = '' } = configuration.document.tenant;
  const graph = createGraphClient({
    baseUrl: 'http://unread.invalid/v1.0',
    fetch: () => Promise.reject(new Error('The tenant was to be left alone')),
    ...clientOptions(host),
  });
  const tenant = { id: prior?.tenant.id ?? id, displayName: id, kind: 'graph' } as const;
  return { tenant, graph, close: () => Promise.resolve() };
}

/** The endpoint that the surroundings or the configuration name; undefined for the embedded tenant. */
export async function graphEndpoint(
  { configuration }: Pick<Project, 'configuration'>,
  host: Host,
  { writes = false }: Use = {},
): Promise<GraphEndpoint | undefined> {
  const { env, now, waits } = host;
  const { tenant, scope } = configuration.document;
  const { id, cloud = 'global' } = tenant;
  const url = env['ENTENTE_GRAPH_URL'] ?? '';
  if (url === '' && id === undefined) return undefined;
  const token = givenToken(host);
  // What stands in for the service has its own idea of tokens.
  if (url !== '')
    return {
      kind: 'endpoint',
      baseUrl: webAddress(url),
      tokens: token === undefined ? undefined : tokenGiven(token, () => undefined),
    };
  if (id === undefined) return undefined;
  const [{ CLOUDS }, { createTokenSource, requireFit }, { READ_NEED, WRITE_NEED }] = await Promise.all([
    import('../../graph/clouds.ts'),
    import('../../graph/credentials.ts'),
    import('../../graph/permissions.ts'),
  ]);
  const endpoints = CLOUDS[cloud];
  // In a scope, a role on its catalogs serves in place of the permission.
  const need = scope === undefined ? (writes ? WRITE_NEED : READ_NEED) : undefined;
  const wanted = { tenant: id, endpoints, need, env, clock: now, waits, instruct: instructing(host) };
  const tokens =
    token === undefined
      ? createTokenSource(wanted)
      : tokenGiven(token, () => requireFit(token, GIVEN, wanted));
  return { kind: 'graph', baseUrl: `${endpoints.graph}/v1.0`, tokens };
}

const GIVEN = 'ENTENTE_GRAPH_TOKEN';

/** `check` throws when the token does not serve. */
function tokenGiven(token: string, check: () => void): TokenSource {
  return {
    source: GIVEN,
    token: () =>
      Promise.resolve().then(() => {
        check();
        return token;
      }),
  };
}

function webAddress(url: string): string {
  const base = URL.canParse(url) ? new URL(url) : undefined;
  if (base === undefined || !['http:', 'https:'].includes(base.protocol)) {
    throw failure(
      'GRAPH_ENDPOINT',
      `ENTENTE_GRAPH_URL is not a web address: ${url.replace(/^[^]*@/, '***@')}`,
      'For example http://127.0.0.1:8080/v1.0',
    );
  }
  if (base.username !== '' || base.password !== '') {
    throw failure(
      'GRAPH_ENDPOINT',
      `ENTENTE_GRAPH_URL holds a user name or password, which cannot be sent: ${base.host}`,
      'Write the address without them; a token stands in ENTENTE_GRAPH_TOKEN',
    );
  }
  // Paths are put behind it; and what stands in a query is often a key, which reports and caches would repeat.
  if (base.search !== '' || base.hash !== '') {
    throw failure(
      'GRAPH_ENDPOINT',
      `ENTENTE_GRAPH_URL holds a query or fragment, which no path can follow: ${base.origin}${base.pathname}`,
      'Write the address up to the version, such as http://127.0.0.1:8080/v1.0; a token stands in ENTENTE_GRAPH_TOKEN',
    );
  }
  return base.href.replace(/\/+$/, '');
}

/** An endpoint with what the configuration says of it. */
interface WantedEndpoint extends GraphEndpoint {
  /** Id or domain of the tenant. */
  readonly wanted: string | undefined;
  /** Of the configuration. */
  readonly folder: string;
}

async function connectGraph(
  { kind, baseUrl, tokens, wanted, folder }: WantedEndpoint,
  headers: Headers,
  host: Host,
  ends: Ends,
): Promise<Connection> {
  const { createGraphClient } = await import('../../graph/client.ts');
  const token = tokens && (() => tokens.token());
  const pacing = await openPacing(
    folder,
    kind === 'graph' ? `${baseUrl} ${wanted ?? ''}` : baseUrl,
    host.now,
  );
  const graph = createGraphClient({
    baseUrl,
    headers,
    waits: host.waits,
    pace: pacing.memory,
    onHold: (hold) => {
      host.progress(holdText(hold));
      void pacing.save(hold.pace);
    },
    ...ends,
    fetch: host.fetch ?? networkFetch(host.env),
    ...clientOptions(host),
    ...(token !== undefined && { token }),
  });
  const close = () => pacing.save(graph.pace);
  const [organization] = await readable(() => graph.list('/organization')).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const { id, displayName, verifiedDomains } = organization ?? {};
  if (typeof id !== 'string') {
    throw failure(
      'GRAPH_ENDPOINT',
      `${baseUrl} does not say which tenant it is`,
      'Check the endpoint and its token',
    );
  }
  const names = [id, ...objectsOf(verifiedDomains).map(({ name }) => String(name))];
  if (
    kind === 'graph' &&
    wanted !== undefined &&
    !names.some((name) => name.toLowerCase() === wanted.toLowerCase())
  ) {
    throw failure(
      'GRAPH_TENANT',
      `The token is for the tenant ${String(displayName)} (${names.join(', ')}), not for ${wanted}`,
      'Sign in to the right tenant, or correct tenant.id',
    );
  }
  const tenant = { id, displayName: typeof displayName === 'string' ? displayName : id, kind };
  return { tenant, graph, close };
}

/** `The service asks to wait 315 s; 412 of 1,050 reads done.` */
function holdText({ ms, reads, readsDone }: Hold): string {
  return `The service asks to wait ${secondsText(ms)}; ${grouped(readsDone)} of ${grouped(reads)} reads done.`;
}

async function connectEmbedded(
  dataDir: string,
  seed: Directory | undefined,
  headers: Headers,
  host: Host,
  ends: Ends,
): Promise<Connection> {
  const [{ openTenant }, { createGraphClient }] = await Promise.all([
    import('../../tenant/index.ts'),
    import('../../graph/client.ts'),
  ]);
  const tenant = await withTenantFailures(() => openTenant({ dataDir, ...(seed !== undefined && { seed }) }));
  const options = {
    baseUrl: 'http://tenant.invalid/v1.0',
    fetch: (request: Request) => tenant.fetch(request),
    headers,
    ...ends,
  };
  const graph = createGraphClient({ ...options, ...clientOptions(host) });
  return {
    tenant: { id: tenant.id, displayName: tenant.displayName, kind: 'embedded' },
    graph,
    close: () => tenant.close(),
  };
}

/**
 * A seed file; rejects with its diagnostics when it is not valid. One that a configuration names has to lie
 * below its folder, and a fault of the file as a whole points to where it is named.
 */
export async function readSeed(file: string, host: Host, project?: Project): Promise<Directory> {
  const { loadSeed } = await import('../../config/seed.ts');
  const within = project?.configuration.folder;
  const { seed, diagnostics, sources } = await loadSeed({ file, cwd: host.cwd, within });
  if (seed !== undefined) return seed;
  const range = project?.configuration.rangeOf(['tenant', 'seed']);
  const placed = diagnostics.map((found) => (range === undefined ? found : { range, ...found }));
  throw new DiagnosticError(placed, { sources: new Map([...(project?.sources ?? []), ...sources]) });
}

/** Turns a refused or failed read into an error for people. */
export async function readable<T>(read: () => Promise<T>): Promise<T> {
  const [{ GraphError }, { readFailure }] = await Promise.all([
    import('../../graph/port.ts'),
    import('../../refresh/read-failure.ts'),
  ]);
  try {
    return await read();
  } catch (error) {
    throw error instanceof GraphError ? readFailure(error) : error;
  }
}

function clientOptions({ now, delay, random, randomId }: Host) {
  return {
    userAgent: `entente/${toolVersion()}`,
    clock: now,
    delay,
    random,
    randomId,
  };
}
