/**
 * People sign in: through the browser (PKCE and state, on loopback) or with a device code. MSAL, on which @azure/identity
 * stands, exchanges and renews; the library's own browser flow checks no state and takes a `slow_down` for a failure.
 * Nothing is kept on disk: in the system's keychain where its package is installed and `entente login` asks for it.
 */
import type { HttpClient, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import { createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import type { AuthenticationResult, INetworkModule } from '@azure/msal-node';
import { setTimeout as sleep } from 'node:timers/promises';
import { DiagnosticError } from '../diagnostics/diagnostic.ts';
import { keepSecret } from '../diagnostics/secrets.ts';
import { isGuid } from '../model/guid.ts';
import { receiveCode } from './browser-code.ts';
import { openKeychain } from './keychain.ts';
import type { SignInOptions } from './sign-in-network.ts';
import { authorityOf } from './sign-in-network.ts';
import type { PersonSource } from './sign-in-options.ts';

export interface PersonOptions extends SignInOptions {
  readonly clientId: string;
}

/** Answers of RFC 8628 to a poll for a code that was not entered yet. */
const PENDING = 'authorization_pending';
const SLOW_DOWN = 'slow_down';
/** What RFC 8628 adds to the time between two polls with every `slow_down`. */
const SLOWER_MS = 5_000;
/** For requests without an answer. */
const MAX_RETRIES = 2;
const RETRY_MS = 500;

/** Signs in at the first token and renews by itself; `getToken` rejects with GRAPH_CREDENTIALS in a line. */
export async function personCredential(
  source: PersonSource,
  options: PersonOptions,
): Promise<TokenCredential> {
  const keychain =
    options.keychain ?? (source === 'login' ? await openKeychain(options.clientId) : undefined);
  const { PublicClientApplication } = await import('@azure/msal-node');
  const { tenant, clientId, httpClient, env } = options;
  const { authorityHost } = authorityOf(options, env);
  const network = new Network(httpClient, options.over);
  const app = new PublicClientApplication({
    auth: {
      clientId,
      authority: `${authorityHost}/${tenant}`,
      ...(env['AZURE_AUTHORITY_HOST'] !== undefined && { knownAuthorities: [new URL(authorityHost).host] }),
    },
    system: { networkClient: network },
    ...(keychain !== undefined && { cache: { cachePlugin: keychain } }),
  });

  async function silently(scopes: string[]): Promise<AuthenticationResult | undefined> {
    const accounts = await app.getTokenCache().getAllAccounts();
    // A domain cannot be compared; the token's tenant is looked at later.
    const account = accounts.find(({ tenantId }) => !isGuid(tenant) || tenantId === tenant.toLowerCase());
    if (account === undefined) return undefined;
    return app.acquireTokenSilent({ scopes, account }).catch((error: unknown) => {
      if (network.refusal === undefined) throw error;
      return undefined;
    });
  }

  async function anew(scopes: string[], signal: AbortSignal): Promise<AuthenticationResult | null> {
    if (source === 'login')
      throw refused(tenant, source, 'the earlier sign-in does not hold any more, or there was none');
    if (source === 'browser') {
      return receiveCode(options, signal, {
        address: (asked) =>
          app.getAuthCodeUrl({ scopes, prompt: 'select_account', codeChallengeMethod: 'S256', ...asked }),
        exchange: (received) => app.acquireTokenByCode({ scopes, ...received }),
      });
    }
    const request = {
      scopes,
      deviceCodeCallback: ({ verificationUri, userCode }: { verificationUri: string; userCode: string }) =>
        options.instruct?.(`To sign in, open ${verificationUri} in a browser and enter the code ${userCode}`),
    };
    return app.acquireTokenByDeviceCode(request);
  }

  return {
    async getToken(asked, { abortSignal } = {}) {
      const scopes = [asked].flat();
      const signal = (abortSignal as AbortSignal | undefined) ?? options.over();
      try {
        const result = (await silently(scopes)) ?? (await anew(scopes, signal));
        if (result === null) return null;
        keepSecret(result.accessToken);
        return { token: result.accessToken, expiresOnTimestamp: result.expiresOn?.getTime() ?? 0 };
      } catch (error) {
        if (error instanceof DiagnosticError || signal.aborted) throw error;
        throw refused(tenant, source, network.refusal ?? reasonOf(error));
      }
    },
  };
}

const WAYS: Readonly<Record<PersonSource, string>> = {
  login: 'with what entente login keeps',
  browser: 'through the browser',
  'device-code': 'with a device code',
};

const HINTS: Readonly<Record<PersonSource, string>> = {
  login: 'Run entente login again',
  browser: 'Try again; entente doctor --setup prints how the app registration has to be set up',
  'device-code': 'Try again, or use ENTENTE_AUTH=browser: many tenants block device codes',
};

function refused(tenant: string, source: PersonSource, reason: string): DiagnosticError {
  const summary = `Cannot sign in to the tenant ${tenant} ${WAYS[source]}: ${reason}`;
  return new DiagnosticError([
    { code: 'GRAPH_CREDENTIALS', severity: 'error', summary, hint: HINTS[source] },
  ]);
}

/** What the codes of OAuth and of the library mean for the person who signs in. */
const REASONS: Readonly<Record<string, string>> = {
  authorization_declined: 'the sign-in was declined',
  access_denied: 'the sign-in was declined',
  expired_token: 'the code expired before it was entered',
  code_expired: 'the code expired before it was entered',
  device_code_expired: 'the code expired before it was entered',
};

/** Entra's code for an application that is not a public client. */
const NOT_PUBLIC = 7000218;

function refusalOf(body: Readonly<Record<string, unknown>>): string | undefined {
  const { error, error_description: description, error_codes: codes } = body;
  // Not refused yet: where the wait for a code ends, that it expired is what to say.
  if (typeof error !== 'string' || error === PENDING || error === SLOW_DOWN) return undefined;
  if (Array.isArray(codes) && codes.includes(NOT_PUBLIC))
    return 'the app registration does not allow public client flows';
  return REASONS[error] ?? (typeof description === 'string' ? firstLine(description) : error);
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'errorCode' in error ? String(error.errorCode) : '';
  return REASONS[code] ?? firstLine(error instanceof Error ? error.message : String(error));
}

function firstLine(text: string): string {
  return text.split(/[\r\n]/)[0]?.trim() ?? '';
}

/** MSAL's requests over Entente's client. */
class Network implements INetworkModule {
  /** Why the service gave no token at the last request. */
  refusal: string | undefined;
  private slowerMs = 0;
  private readonly client: HttpClient;
  private readonly over: () => AbortSignal;

  constructor(client: HttpClient, over: () => AbortSignal) {
    this.client = client;
    this.over = over;
  }

  sendGetRequestAsync<T>(url: string, options: NetworkOptions = {}): Promise<NetworkAnswer<T>> {
    return this.send('GET', url, options) as Promise<NetworkAnswer<T>>;
  }

  async sendPostRequestAsync<T>(url: string, options: NetworkOptions = {}): Promise<NetworkAnswer<T>> {
    if (this.slowerMs > 0) await sleep(this.slowerMs, undefined, { signal: this.over() });
    const answer = await this.send('POST', url, options);
    if (answer.body['error'] !== SLOW_DOWN) return answer as NetworkAnswer<T>;
    this.slowerMs += SLOWER_MS;
    return { ...answer, body: { ...answer.body, error: PENDING } as T };
  }

  private async send(method: 'GET' | 'POST', url: string, { headers = {}, body }: NetworkOptions) {
    const request = createPipelineRequest({ url, method, headers: createHttpHeaders(headers) });
    if (body !== undefined) request.body = body;
    this.refusal = undefined;
    const response = await this.lasting(request);
    const answer = parsed(response.bodyAsText ?? '');
    this.refusal = response.status >= 400 ? refusalOf(answer) : undefined;
    return { headers: response.headers.toJSON(), body: answer, status: response.status };
  }

  /** A connection that stood idle between two polls may end just when it is used: the sign-in goes on. */
  private async lasting(request: PipelineRequest): Promise<PipelineResponse> {
    for (let failures = 1; ; failures += 1) {
      try {
        return await this.client.sendRequest(request);
      } catch (error) {
        if (failures > MAX_RETRIES || this.over().aborted) throw error;
        await sleep(RETRY_MS * failures, undefined, { signal: this.over() });
      }
    }
  }
}

interface NetworkOptions {
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

interface NetworkAnswer<T> {
  headers: Record<string, string>;
  body: T;
  status: number;
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
