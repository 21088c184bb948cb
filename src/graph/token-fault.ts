/** What is wrong with a token by its own words, before it is sent: no network is needed to say so. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { isGuid } from '../model/guid.ts';
import type { PermissionNeed } from './permissions.ts';
import type { TokenClaims } from './token-claims.ts';
import { tokenClaims } from './token-claims.ts';

/** What a token has to be good for. */
export interface TokenPurpose {
  /** Which source gave it, as ENTENTE_AUTH or the variable is called. */
  readonly source: string;
  /** Id or domain of the tenant; only an id can be compared with the token. */
  readonly tenant: string;
  /** Origin of Graph, such as https://graph.microsoft.com; undefined: the token is for something else. */
  readonly graph: string | undefined;
  /** Of entitlement management; undefined: not looked at. */
  readonly need: PermissionNeed | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Microsoft Graph in every cloud, as an audience. */
export const GRAPH_APPLICATION = '00000003-0000-0000-c000-000000000000';
/** Azure CLI's own application: Microsoft has not given it the scopes of entitlement management, and tenants cannot. */
const AZURE_CLI_APPLICATION = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';
/**
 * Directory roles that stand in for the permission of an application
 * (https://learn.microsoft.com/graph/api/resources/entitlementmanagement-overview): Identity Governance Administrator,
 * Global Administrator, and for reads alone Global Reader.
 */
const WRITING_ROLES = ['45d8d3c5-c802-45c6-b32a-1d70b5e1e86e', '62e90394-69f5-4237-9190-012177145e10'];
const READING_ROLES = [...WRITING_ROLES, 'f2ef992c-3afb-46b9-b7cf-a126ee74c451'];

/** Whether an audience is Microsoft Graph's at `origin`. */
export function isForGraph(audience: string | undefined, origin: string): boolean {
  return [origin, GRAPH_APPLICATION].includes(audience?.replace(/\/$/, '') ?? '');
}

/** Undefined for a token that fits, and for one that says nothing of itself. */
export function tokenFault(token: string, purpose: TokenPurpose): Diagnostic | undefined {
  const claims = tokenClaims(token);
  if (claims === undefined) return undefined;
  return (
    audienceFault(claims, purpose) ??
    tenantFault(claims, purpose) ??
    expiryFault(claims, purpose) ??
    scopeFault(claims, purpose)
  );
}

function fault(summary: string, hint: string): Diagnostic {
  return { code: 'GRAPH_CREDENTIALS', severity: 'error', summary, hint };
}

function audienceFault({ audience }: TokenClaims, { source, graph }: TokenPurpose): Diagnostic | undefined {
  if (graph === undefined || audience === undefined || isForGraph(audience, graph)) return undefined;
  return fault(
    `The token of ${source} is for ${audience}, not for Microsoft Graph (${graph})`,
    'Get a token for Microsoft Graph, or set tenant.cloud to the cloud that the tenant is in',
  );
}

function tenantFault({ tenantId }: TokenClaims, { source, tenant }: TokenPurpose): Diagnostic | undefined {
  const comparable = tenantId !== undefined && isGuid(tenantId) && isGuid(tenant);
  if (!comparable || tenantId.toLowerCase() === tenant.toLowerCase()) return undefined;
  return fault(
    `The token of ${source} is for the tenant ${tenantId}, not for ${tenant}`,
    'Sign in to the right tenant, or correct tenant.id',
  );
}

function expiryFault({ expiresAt }: TokenClaims, { source, now }: TokenPurpose): Diagnostic | undefined {
  if (expiresAt === undefined || expiresAt > now) return undefined;
  const time = (ms: number) => new Date(ms).toISOString();
  return fault(
    `The token of ${source} expired at ${time(expiresAt)}; this machine's clock says ${time(now)}`,
    'Get a new token; if it is new, set the clock',
  );
}

function scopeFault(claims: TokenClaims, { source, need }: TokenPurpose): Diagnostic | undefined {
  if (need === undefined || need.anyOf.some((each) => claims.permissions.includes(each))) return undefined;
  const [missing = ''] = need.anyOf;
  const standIns = need.anyOf.length > 1 ? READING_ROLES : WRITING_ROLES;
  if (!claims.delegated && claims.directoryRoles.some((role) => standIns.includes(role))) return undefined;
  const lacks = `The token of ${source} lacks ${missing}`;
  if (claims.delegated && claims.applicationId === AZURE_CLI_APPLICATION) {
    return fault(
      `${lacks}, which az login's own application cannot get`,
      'Sign in with entente login and an app registration of your own; entente doctor --setup prints the commands to make it',
    );
  }
  // Consent to application permissions of Microsoft Graph is kept to fewer people than consent to delegated ones.
  const granter = claims.delegated ? 'a Cloud Application Administrator' : 'a Privileged Role Administrator';
  const kind = claims.delegated ? 'delegated' : 'application';
  return fault(
    `${lacks} (${kind} permission, to ${need.purpose}), which ${granter} can grant with admin consent`,
    `entente doctor --setup prints the commands; after that, get a new token: this one stays as it is`,
  );
}
