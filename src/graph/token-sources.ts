/** Where tokens may come from, each with what it needs; in the order in which they are tried. */
import type * as AzureIdentity from '@azure/identity';
import type { TokenCredential } from '@azure/identity';
import { limitedText } from '../net/limited-body.ts';
import { networkFetch } from '../net/network-fetch.ts';
import { keepSecret } from '../diagnostics/secrets.ts';
import { tokenClaims } from './token-claims.ts';
import type { SignInOptions } from './sign-in-network.ts';
import { authorityOf } from './sign-in-network.ts';
import type { CredentialOptions, Environment, PersonSource } from './sign-in-options.ts';

type Identity = typeof AzureIdentity;

/** Far more than any answer of a token service. */
export const MOST_BYTES = 1024 * 1024;
const OIDC_AUDIENCE = 'api://AzureADTokenExchange';

export interface Source {
  /** What ENTENTE_AUTH calls it. */
  readonly name: string;
  /** Why it cannot even be tried; undefined when it can. */
  readonly obstacle: (
    env: Environment,
    options: Pick<CredentialOptions, 'clientId' | 'env'>,
  ) => string | undefined;
  readonly create: (identity: Identity, options: SignInOptions) => TokenCredential | Promise<TokenCredential>;
}

const needs =
  (...names: readonly string[]) =>
  (env: Environment): string | undefined => {
    const missing = names.filter((name) => (env[name] ?? '') === '');
    if (missing.length === 0) return undefined;
    return `${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not set`;
  };

/** In the order in which they are tried: credentials set on purpose before those that the machine happens to have. */
export const SOURCES: readonly Source[] = [
  {
    name: 'client-secret',
    obstacle: needs('AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET'),
    create: (identity, { tenant, env, ...options }) =>
      new identity.ClientSecretCredential(
        tenant,
        env['AZURE_CLIENT_ID'] ?? '',
        env['AZURE_CLIENT_SECRET'] ?? '',
        authorityOf(options, env),
      ),
  },
  {
    name: 'certificate',
    obstacle: needs('AZURE_CLIENT_ID', 'AZURE_CLIENT_CERTIFICATE_PATH'),
    create: (identity, { tenant, env, ...options }) =>
      new identity.ClientCertificateCredential(
        tenant,
        env['AZURE_CLIENT_ID'] ?? '',
        {
          certificatePath: env['AZURE_CLIENT_CERTIFICATE_PATH'] ?? '',
          ...(env['AZURE_CLIENT_CERTIFICATE_PASSWORD'] !== undefined && {
            certificatePassword: env['AZURE_CLIENT_CERTIFICATE_PASSWORD'],
          }),
        },
        authorityOf(options, env),
      ),
  },
  {
    name: 'github-oidc',
    obstacle: (env) =>
      env['GITHUB_ACTIONS'] === 'true' && env['ACTIONS_ID_TOKEN_REQUEST_URL'] === undefined
        ? 'the job lacks the permission id-token: write'
        : needs('AZURE_CLIENT_ID', 'ACTIONS_ID_TOKEN_REQUEST_URL', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN')(env),
    create: (identity, options) => asserting(identity, options, githubToken),
  },
  {
    name: 'azure-pipelines',
    obstacle: (env) =>
      env['TF_BUILD'] === 'True' && env['SYSTEM_ACCESSTOKEN'] === undefined
        ? 'the step lacks env: { SYSTEM_ACCESSTOKEN: $(System.AccessToken) }'
        : needs(
            'AZURE_CLIENT_ID',
            'AZURE_SERVICE_CONNECTION_ID',
            'SYSTEM_OIDCREQUESTURI',
            'SYSTEM_ACCESSTOKEN',
          )(env),
    create: (identity, options) => asserting(identity, options, pipelinesToken),
  },
  {
    name: 'gitlab-oidc',
    obstacle: (env) =>
      env['GITLAB_CI'] === 'true' && env['GITLAB_OIDC_TOKEN'] === undefined
        ? `the job lacks id_tokens: { GITLAB_OIDC_TOKEN: { aud: ${OIDC_AUDIENCE} } }`
        : needs('AZURE_CLIENT_ID', 'GITLAB_OIDC_TOKEN')(env),
    create: (identity, options) =>
      asserting(identity, options, (env) => Promise.resolve(gitlabToken(env, options.clock()))),
  },
  {
    name: 'token-file',
    obstacle: needs('AZURE_CLIENT_ID', 'AZURE_FEDERATED_TOKEN_FILE'),
    create: (identity, { tenant, env, ...options }) =>
      new identity.WorkloadIdentityCredential({
        tenantId: tenant,
        clientId: env['AZURE_CLIENT_ID'] ?? '',
        tokenFilePath: env['AZURE_FEDERATED_TOKEN_FILE'] ?? '',
        ...authorityOf(options, env),
      }),
  },
  {
    name: 'managed-identity',
    // Without these variables the library waits for an address that only machines in Azure answer.
    obstacle: (env) =>
      env['ENTENTE_AUTH'] === 'managed-identity' || env['IDENTITY_ENDPOINT'] || env['MSI_ENDPOINT']
        ? undefined
        : 'this machine offers none (ENTENTE_AUTH=managed-identity tries all the same)',
    create: (identity, { env, httpClient }) => {
      const clientId = env['AZURE_CLIENT_ID'] ?? '';
      return new identity.ManagedIdentityCredential({ httpClient, ...(clientId !== '' && { clientId }) });
    },
  },
  person('login'),
  person('browser'),
  person('device-code'),
  {
    name: 'azure-cli',
    obstacle: () => undefined,
    create: (identity, { tenant }) =>
      new identity.AzureCliCredential({ tenantId: tenant, processTimeoutInMs: 15_000 }),
  },
];

/** The app registration that people sign in with: a configuration or option names it, or the surroundings. */
export function publicClient({
  clientId,
  env,
}: Pick<CredentialOptions, 'clientId' | 'env'>): string | undefined {
  return [clientId, env['ENTENTE_CLIENT_ID'], env['AZURE_CLIENT_ID']].find(
    (each) => (each ?? '').trim() !== '',
  );
}

/** A person signs in: earlier, with `entente login`; or now, which only happens where ENTENTE_AUTH asks for it. */
function person(name: PersonSource): Source {
  return {
    name,
    obstacle: (env, options) => {
      if (name !== 'login' && env['ENTENTE_AUTH'] !== name)
        return `only where ENTENTE_AUTH=${name} asks for it`;
      return publicClient(options) === undefined ? 'ENTENTE_CLIENT_ID is not set' : undefined;
    },
    create: async (_identity, options) => {
      const { personCredential } = await import('./person-sign-in.ts');
      return personCredential(name, { ...options, clientId: publicClient(options) ?? '' });
    },
  };
}

/** Exchanges a token of a CI service for one of Entra; asked for anew at every renewal, since it lives for minutes only. */
function asserting(
  identity: Identity,
  options: SignInOptions,
  assertion: (env: Environment, signal: AbortSignal) => Promise<string>,
): TokenCredential {
  return new identity.ClientAssertionCredential(
    options.tenant,
    options.env['AZURE_CLIENT_ID'] ?? '',
    () => assertion(options.env, options.over()),
    authorityOf(options, options.env),
  );
}

/** GitHub's token for this job, to be exchanged for one of Entra. */
export async function githubToken(env: Environment, signal: AbortSignal): Promise<string> {
  const url = new URL(env['ACTIONS_ID_TOKEN_REQUEST_URL'] ?? '');
  url.searchParams.set('audience', OIDC_AUDIENCE);
  const headers = { authorization: `Bearer ${env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? ''}` };
  return tokenOf('GitHub', await networkFetch(env)(url, { headers, signal }), 'value');
}

/**
 * Azure DevOps' token for a service connection. The library's AzurePipelinesCredential puts its whole request, with the
 * pipeline's token, into the message when it is refused.
 */
async function pipelinesToken(env: Environment, signal: AbortSignal): Promise<string> {
  const url = new URL(env['SYSTEM_OIDCREQUESTURI'] ?? '');
  url.searchParams.set('api-version', '7.1');
  url.searchParams.set('serviceConnectionId', env['AZURE_SERVICE_CONNECTION_ID'] ?? '');
  const headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${env['SYSTEM_ACCESSTOKEN'] ?? ''}`,
    // Otherwise a refusal is a redirect to a page for people.
    'x-tfs-fedauthredirect': 'Suppress',
  };
  return tokenOf(
    'Azure DevOps',
    await networkFetch(env)(url, { method: 'POST', headers, signal }),
    'oidcToken',
  );
}

async function tokenOf(service: string, response: Response, name: string): Promise<string> {
  const text = await limitedText(response, MOST_BYTES);
  if (!response.ok) throw new Error(`${service} refused its token with status ${response.status}`);
  const token = Object.entries(parsed(text)).find(([key]) => key === name)?.[1] as unknown;
  if (typeof token !== 'string') throw new Error(`${service} answered without a token`);
  keepSecret(token);
  return token;
}

/** GitLab gives it once, when the job begins. */
function gitlabToken(env: Environment, now: number): string {
  const token = env['GITLAB_OIDC_TOKEN'] ?? '';
  const { audience, expiresAt } = tokenClaims(token) ?? {};
  if (audience !== undefined && audience !== OIDC_AUDIENCE)
    throw new Error(`GITLAB_OIDC_TOKEN is for ${audience}; its aud in id_tokens has to be ${OIDC_AUDIENCE}`);
  if (expiresAt !== undefined && expiresAt <= now)
    throw new Error(
      `GITLAB_OIDC_TOKEN expired at ${new Date(expiresAt).toISOString()}; it ends with the job's timeout`,
    );
  return token;
}

function parsed(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
