/** How a source signs in over the network: with Entente's client, within its time, at the cloud's authority. */
import type { HttpClient } from '@azure/core-rest-pipeline';
import type { CredentialOptions, Environment } from './sign-in-options.ts';

/** How a source signs in. */
export interface SignInOptions extends CredentialOptions {
  readonly httpClient: HttpClient;
  /** Aborted when signing in takes too long. */
  readonly over: () => AbortSignal;
}

/** AZURE_AUTHORITY_HOST is Azure's own way to name another place to sign in; it is not asked who else it knows. */
export function authorityOf(
  { endpoints: { authority }, httpClient }: Pick<SignInOptions, 'endpoints' | 'httpClient'>,
  env: Environment,
) {
  const other = env['AZURE_AUTHORITY_HOST'];
  return {
    httpClient,
    authorityHost: other ?? authority,
    ...(other !== undefined && { disableInstanceDiscovery: true }),
  };
}
