/** The system's keychain, through a package that people install who want their sign-in kept. */
import type { ICachePlugin } from '@azure/msal-node';

/** Optional: it has a native part. Put together, so that no bundler looks for it. */
export const KEYCHAIN_PACKAGE = ['@azure', 'identity-cache-persistence'].join('/');

/** What the package does with @azure/identity. */
interface KeychainModule {
  readonly cachePersistencePlugin: (context: {
    readonly cachePluginControl: { setPersistence(factory: KeychainFactory): void };
  }) => void;
}

type KeychainFactory = (options: {
  readonly enabled: true;
  readonly name: string;
  readonly unsafeAllowUnencryptedStorage: false;
}) => Promise<ICachePlugin>;

/** No keychain can be used; the message says why: its package is not installed, or the system offers none. */
export class KeychainMissing extends Error {
  override readonly name = 'KeychainMissing';
}

/** The part of the keychain for an application. Rejects with KeychainMissing. */
export async function openKeychain(clientId: string): Promise<ICachePlugin> {
  const { cachePersistencePlugin } = await load();
  let factory: KeychainFactory | undefined;
  cachePersistencePlugin({ cachePluginControl: { setPersistence: (given) => (factory = given) } });
  try {
    if (factory === undefined) throw new Error('it offers none');
    const name = `entente.${clientId.toLowerCase()}`;
    return await factory({ enabled: true, name, unsafeAllowUnencryptedStorage: false });
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new KeychainMissing(`the system's keychain cannot be used: ${reason ?? ''}`);
  }
}

async function load(): Promise<KeychainModule> {
  try {
    return (await import(KEYCHAIN_PACKAGE)) as KeychainModule;
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
    throw new KeychainMissing(
      missing ? `${KEYCHAIN_PACKAGE} is not installed` : `${KEYCHAIN_PACKAGE} cannot be loaded`,
    );
  }
}
