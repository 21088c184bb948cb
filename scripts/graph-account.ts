/**
 * An account of every member that a request of entitlement management can write in Microsoft Graph v1.0: where a
 * configuration declares it, that it is kept as it is, or why neither. A test compares it with Microsoft's metadata and
 * with the schema of the configuration.
 */
import { CATALOGS, EXTENSIONS } from './account/catalogs.ts';
import { POLICIES, SUBJECTS } from './account/policies.ts';
import { OF_PEOPLE, ORGANIZATIONS, ROOTS } from './account/tenant.ts';
import type { Accounts } from './account/verdict.ts';

export const ACCOUNT: Accounts = {
  ...ROOTS,
  ...CATALOGS,
  ...EXTENSIONS,
  ...POLICIES,
  ...SUBJECTS,
  ...ORGANIZATIONS,
  ...OF_PEOPLE,
};
