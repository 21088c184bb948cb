/**
 * Tokens for Microsoft Graph from whatever the surroundings offer, through @azure/identity, which is loaded only here
 * and only when a real tenant is addressed. In: environment variables of the names that Azure's tools use. Out: a
 * token, or an error that says of every source why it gave none.
 */
import type * as AzureIdentity from '@azure/identity';
import type { TokenCredential } from '@azure/identity';
import type { HttpClient, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import { DiagnosticError } from '../diagnostics/diagnostic.ts';
import type { Wait } from '../net/waits.ts';
import { WaitOver, within } from '../net/waits.ts';
import { tokenFault } from './token-fault.ts';
import type { SignInOptions } from './sign-in-network.ts';
import type { CredentialOptions, Environment } from './sign-in-options.ts';
import { MOST_BYTES, SOURCES } from './token-sources.ts';

type Identity = typeof AzureIdentity;

export interface TokenSource {
  /** A token that is valid for some minutes more; shared by all who ask. Rejects with GRAPH_CREDENTIALS. */
  token(): Promise<string>;
  /** Which source gave the token; undefined before there was one. */
  readonly source: string | undefined;
}

/** One try of one request. */
const TRY_MS = 30_000;
/** A token is renewed this long before it ends, so that no batch leaves with one that expires on its way. */
const RENEW_BEFORE_MS = 5 * 60_000;

/** Throws GRAPH_CREDENTIALS when the token of `source` says of itself that it does not serve. */
export function requireFit(
  token: string,
  source: string,
  {
    tenant,
    endpoints,
    scope,
    need,
    clock,
  }: Pick<CredentialOptions, 'tenant' | 'endpoints' | 'scope' | 'need' | 'clock'>,
): void {
  const graph = scope === undefined ? endpoints.graph : undefined;
  const fault = tokenFault(token, { source, tenant, graph, need, now: clock() });
  if (fault !== undefined) throw new DiagnosticError([fault]);
}

/** Tokens for `options.tenant`; the first source that works is kept to. */
export function createTokenSource(options: CredentialOptions): TokenSource {
  let chosen: Offered | undefined;
  let current: { readonly token: string; readonly expiresAt: number } | undefined;
  let renewal: Promise<string> | undefined;
  const scope = options.scope ?? `${options.endpoints.graph}/.default`;

  let wait: Wait | undefined;

  async function renew(): Promise<string> {
    wait = options.waits.begin(`the request for a token for ${options.tenant}`, { sharing: true });
    try {
      return await signIn(wait);
    } finally {
      wait.end();
    }
  }

  async function signIn(waiting: Wait): Promise<string> {
    const [identity, { limitedHttpClient }] = await Promise.all([
      import('@azure/identity'),
      import('../net/azure-http-client.ts'),
    ]);
    const over = () => wait?.signal ?? waiting.signal;
    const http = new RememberingClient(
      limitedHttpClient({ mostBytes: MOST_BYTES, tryMs: TRY_MS, over, onSend: () => wait?.sent() }),
    );
    const how = { ...options, httpClient: http, over };
    refuseEmpty(options.env);
    const tried: string[] = [];
    for (const { name, create } of chosen === undefined ? offered(identity, how, tried) : [chosen]) {
      try {
        const credential = await create();
        const token = await within(waiting, credential.getToken(scope, { abortSignal: waiting.signal }));
        if (token === null) throw new Error('it gave no token');
        // Another source would not help: what was set up on purpose is what has to be mended.
        requireFit(token.token, name, options);
        chosen = { name, create: () => credential };
        current = { token: token.token, expiresAt: token.expiresOnTimestamp };
        return token.token;
      } catch (error) {
        if (error instanceof DiagnosticError) throw error;
        tried.push(`${name}: ${http.reasonOf(error)}`);
        if (waiting.signal.aborted) break;
      }
    }
    throw noToken(options.tenant, tried, waiting.signal.aborted);
  }

  return {
    get source() {
      return chosen?.name;
    },
    token() {
      if (current !== undefined && current.expiresAt - RENEW_BEFORE_MS > options.clock())
        return Promise.resolve(current.token);
      renewal ??= renew().finally(() => (renewal = undefined));
      return renewal;
    },
  };
}

/** Remembers how the last request failed: to the libraries every such failure is a `network_error`. */
class RememberingClient implements HttpClient {
  private failure: string | undefined;
  private readonly inner: HttpClient;

  constructor(inner: HttpClient) {
    this.inner = inner;
  }

  async sendRequest(request: PipelineRequest): Promise<PipelineResponse> {
    const { host } = new URL(request.url);
    try {
      const response = await this.inner.sendRequest(request);
      this.failure = response.status >= 400 ? `${host} answered with status ${response.status}` : undefined;
      return response;
    } catch (error) {
      this.failure = `${host}: ${firstLine(error)}`;
      throw error;
    }
  }

  reasonOf(error: unknown): string {
    const reason = firstLine(error);
    if (this.failure === undefined) return reason;
    if (error instanceof WaitOver) return `${reason} (${this.failure})`;
    return reason.startsWith('network_error') ? this.failure : reason;
  }
}

/** Variables that a source needs; one that is empty is a secret that is missing, and no reason to try another source. */
const NEEDED = [
  'AZURE_CLIENT_ID',
  'ENTENTE_CLIENT_ID',
  'AZURE_CLIENT_SECRET',
  'AZURE_CLIENT_CERTIFICATE_PATH',
  'AZURE_FEDERATED_TOKEN_FILE',
  'AZURE_AUTHORITY_HOST',
];

function refuseEmpty(env: Environment): void {
  const empty = NEEDED.filter((name) => env[name]?.trim() === '');
  if (empty.length === 0) return;
  throw new DiagnosticError([
    {
      code: 'GRAPH_CREDENTIALS',
      severity: 'error',
      summary: `${empty.join(' and ')} ${empty.length === 1 ? 'is set, but empty' : 'are set, but empty'}`,
      hint: 'Give it its value (in CI: check that the variable or secret exists and that the job may read it), or remove it from the environment',
    },
  ]);
}

/** A source that can be tried. */
interface Offered {
  readonly name: string;
  readonly create: () => TokenCredential | Promise<TokenCredential>;
}

/** The sources that can be tried; of the others `tried` hears why not. */
function* offered(identity: Identity, options: SignInOptions, tried: string[]): Generator<Offered> {
  const wanted = options.env['ENTENTE_AUTH'] ?? '';
  const known = SOURCES.map(({ name }) => name);
  if (wanted !== '' && !known.includes(wanted)) {
    tried.push(`ENTENTE_AUTH=${wanted} is unknown; it is one of ${known.join(', ')}`);
    return;
  }
  for (const { name, obstacle, create } of SOURCES) {
    if (wanted !== '' && wanted !== name) continue;
    const reason = obstacle(options.env, options);
    if (reason !== undefined) tried.push(`${name}: ${reason}`);
    else yield { name, create: () => create(identity, options) };
  }
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n')[0]?.trim() ?? '';
}

function noToken(tenant: string, tried: readonly string[], late: boolean): DiagnosticError {
  return new DiagnosticError([
    {
      code: 'GRAPH_CREDENTIALS',
      severity: 'error',
      summary: `Cannot sign in to the tenant ${tenant}: ${late ? 'no token came in time' : 'none of the sources gave a token'}`,
      detail: tried.join('\n'),
      hint: late
        ? 'Try again, or wait longer with --max-wait'
        : 'Set up one of them (entente doctor says more), or set ENTENTE_GRAPH_URL and ENTENTE_GRAPH_TOKEN for another endpoint',
    },
  ]);
}
