/** Errors of the embedded tenant's data folder as diagnostics. */
import { failure } from '../../diagnostics/failure.ts';
import type { TenantErrorCode } from '../../tenant/index.ts';

/** What to do about each. */
const HINTS: Readonly<Record<TenantErrorCode, string>> = {
  TENANT_DAMAGED: 'Begin anew with: entente tenant reset',
  TENANT_FOLDER:
    'Check tenant.embedded or --data: a folder that you can write to, or one that can be made (a seed is a file: tenant.seed)',
  TENANT_FOREIGN: 'Check tenant.embedded or --data; what is to go nevertheless, remove by hand',
  TENANT_IN_USE: 'Wait for it to end, or point ENTENTE_GRAPH_URL to it when it is `entente tenant serve`',
};

/** Runs `use`, which opens or removes an embedded tenant; its errors become diagnostics. */
export async function withTenantFailures<T>(use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (error) {
    const { TenantError } = await import('../../tenant/index.ts');
    if (!(error instanceof TenantError)) throw error;
    throw failure(error.code, error.summary, HINTS[error.code]);
  }
}
