/** What signing in takes, whatever the source; a user of the library's types needs none of Azure's packages for it. */
import type { Waits } from '../net/waits.ts';
import type { CloudEndpoints } from './clouds.ts';
import type { PermissionNeed } from './permissions.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** `login`: with what an earlier `entente login` keeps in the keychain. */
export type PersonSource = 'login' | 'browser' | 'device-code';

/** A part of the system's keychain, as MSAL's `ICachePlugin` has it. */
interface Keychain {
  beforeCacheAccess(context: unknown): Promise<void>;
  afterCacheAccess(context: unknown): Promise<void>;
}

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
  readonly keychain?: Keychain;
  /** Tells a person what to do now: one line. */
  readonly instruct?: (line: string) => void;
}
