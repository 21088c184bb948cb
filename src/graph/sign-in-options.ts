/** What signing in takes, whatever the source. */
import type { HttpClient } from '@azure/core-rest-pipeline';
import type { ICachePlugin } from '@azure/msal-node';
import type { Waits } from '../net/waits.ts';
import type { CloudEndpoints } from './clouds.ts';
import type { PermissionNeed } from './permissions.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** `login`: with what an earlier `entente login` keeps in the keychain. */
export type PersonSource = 'login' | 'browser' | 'device-code';

export interface CredentialOptions {
  /** The tenant's id or one of its domains. */
  readonly tenant: string;
  readonly endpoints: CloudEndpoints;
  /** What the token is for; Microsoft Graph by default. */
  readonly scope?: string;
  /** What of entitlement management the token has to carry; undefined: not looked at. */
  readonly need?: PermissionNeed | undefined;
  readonly env: Environment;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly waits: Waits;
  /** App registration that people sign in with; ENTENTE_CLIENT_ID or AZURE_CLIENT_ID by default. */
  readonly clientId?: string | undefined;
  /** Where the sign-in of a person is kept; otherwise it ends with the process. */
  readonly keychain?: ICachePlugin;
  /** Tells a person what to do now: one line. */
  readonly instruct?: (line: string) => void;
}

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
