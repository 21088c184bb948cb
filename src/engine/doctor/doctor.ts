import type { Governance } from '../../schema/governance.ts';
import { githubToken } from '../../graph/token-sources.ts';
import type { PermissionNeed, Scope } from '../../graph/permissions.ts';
import {
  auditNeed,
  missingPermissions,
  outerDoorNeed,
  readNeeds,
  writeNeeds,
} from '../../graph/permissions.ts';
import { probe } from '../../graph/probe.ts';
import type { Probe } from '../../graph/probe.ts';
import type { TokenClaims } from '../../graph/token-claims.ts';
import { tokenClaims } from '../../graph/token-claims.ts';
import { isForGraph } from '../../graph/token-fault.ts';
import { asString, isObject, objectsOf } from '../../model/value.ts';
import type { JsonObject } from '../../model/value.ts';
import type { Checkup } from './checkup.ts';
import type { GraphEndpoint } from '../connection/connect.ts';
import { graphEndpoint } from '../connection/connect.ts';
import type { ProjectOptions } from '../project.ts';
import { refusals } from './refusals.ts';
import { openProject } from '../project.ts';
import { signInCheckup } from './sign-in-checkup.ts';
import { stateCheckups } from './state-checkup.ts';
import type { Host } from '../host.ts';

const TIMEOUT_MS = 15_000;
/** Entra refuses assertions and tokens of clocks that are further off. */
const MOST_SKEW_MS = 5 * 60_000;

/** How it stands with everything that plan and apply rest on. */
export async function doctor(options: ProjectOptions, host: Host): Promise<readonly Checkup[]> {
  const project = await openProject(options, host);
  const { document, rootFile, declarations } = project.configuration;
  const found: Checkup[] = [
    { verdict: 'good', summary: `${rootFile} is valid and declares ${declarations.length} resources` },
    ...(await githubCheckup(host)),
  ];
  const endpoint = await graphEndpoint(project, host);
  let tenantId: string | undefined;
  if (endpoint === undefined) {
    found.push({
      verdict: 'good',
      summary: `The tenant is embedded, in ${document.tenant.embedded ?? ''}: it needs no credentials`,
    });
  } else {
    const examined = await examine(endpoint, document, host);
    found.push(...examined.found);
    tenantId = examined.tenantId;
  }
  return [...found, ...(await stateCheckups(project.configuration, tenantId, host))];
}

interface Examined {
  readonly found: readonly Checkup[];
  /** Of the tenant that answered; undefined when none said its id. */
  readonly tenantId?: string | undefined;
}

async function examine(
  endpoint: GraphEndpoint,
  document: Governance,
  { waits, now }: Host,
): Promise<Examined> {
  const { baseUrl, tokens } = endpoint;
  let token: string | undefined;
  try {
    token = await tokens?.token();
  } catch (error) {
    return { found: [...refusals(error), reachability(baseUrl, await ask('/organization'))] };
  }
  async function ask(path: string): Promise<Probe> {
    const wait = waits.begin(`GET ${path}`);
    wait.sent();
    const timeoutMs = Math.min(TIMEOUT_MS, waits.limitMs);
    try {
      return await probe({ baseUrl, path, token, clock: now, timeoutMs });
    } finally {
      wait.end();
    }
  }
  const claims = token === undefined ? undefined : tokenClaims(token);
  const organization = await ask('/organization');
  const settings = await ask('/identityGovernance/entitlementManagement/settings');
  const found = [
    signInCheckup({
      source: tokens?.source,
      claims,
      answer: organization,
      wanted: document.tenant.id,
      standsIn: endpoint.kind === 'endpoint',
      now: now(),
    }),
    ...(claims === undefined ? [] : claimCheckups(claims, endpoint, document)),
    reachability(baseUrl, organization),
    ...clock(organization),
    ...tenantCheckup(organization),
    licence(settings),
  ];
  return { found, tenantId: asString(organizationOf(organization)?.['id']) };
}

/** What the configuration has to do with. */
export function permissionScopeOf(document: Governance): Scope {
  const resources = Object.values(document.catalogs ?? {}).flatMap((catalog) =>
    Object.values(catalog.resources ?? {}),
  );
  return {
    groups: resources.some((resource) => 'group' in resource),
    applications: resources.some((resource) => 'application' in resource),
    sites: resources.some((resource) => 'site' in resource),
    directoryRoles: resources.some((resource) => 'directoryRole' in resource),
    outerDoor: Object.keys(document.crossTenantAccess ?? {}).length > 0,
  };
}

function claimCheckups(claims: TokenClaims, { baseUrl }: GraphEndpoint, document: Governance): Checkup[] {
  const host = new URL(baseUrl).origin;
  const fits = isForGraph(claims.audience, host);
  const scope = permissionScopeOf(document);
  return [
    fits
      ? {
          verdict: 'good',
          summary: `The token is for ${claims.audience ?? ''}, tenant ${claims.tenantId ?? 'unknown'}`,
        }
      : {
          verdict: 'bad',
          summary: `The token is for ${claims.audience ?? 'nobody'}, not for ${host}`,
          advice: 'Set tenant.cloud to the cloud that the tenant is in, or get a token for it',
        },
    permissions('plan and drift', readNeeds(scope), claims),
    permissions('apply', [...readNeeds(scope), ...writeNeeds(scope)], claims),
    optional('drift', auditNeed, claims),
    optional('answers about access', outerDoorNeed, claims),
  ];
}

/** What a command does without a permission is right, and says less. */
function optional(what: string, need: PermissionNeed, { permissions: granted }: TokenClaims): Checkup {
  if (missingPermissions([need], granted).length === 0)
    return { verdict: 'good', summary: `The permissions let ${what} ${need.purpose}` };
  return {
    verdict: 'unknown',
    summary: `Optional: ${need.anyOf[0] ?? ''} is not granted, so ${what} cannot ${need.purpose}`,
  };
}

function permissions(
  what: string,
  needs: readonly PermissionNeed[],
  { permissions: granted }: TokenClaims,
): Checkup {
  const missing = missingPermissions(needs, granted);
  if (missing.length === 0) return { verdict: 'good', summary: `The permissions suffice for ${what}` };
  return {
    verdict: what === 'apply' ? 'warning' : 'bad',
    summary: `The permissions do not suffice for ${what}`,
    facts: missing.map(({ anyOf, purpose }) => `${anyOf[0] ?? ''} is missing, to ${purpose}`),
    advice: 'Grant these application permissions in Entra, with admin consent',
  };
}

function reachability(baseUrl: string, answer: Probe): Checkup {
  if (answer.type === 'failed') {
    return {
      verdict: 'bad',
      summary: `${baseUrl} cannot be reached`,
      facts: [answer.reason],
      advice: 'Check network, proxy (HTTPS_PROXY, NO_PROXY) and firewall',
    };
  }
  const summary = `${baseUrl} answers (status ${answer.status})`;
  if (answer.status < 500) return { verdict: 'good', summary };
  return { verdict: 'bad', summary, advice: 'The service is out of order; run entente doctor again later' };
}

function clock(answer: Probe): Checkup[] {
  if (answer.type === 'failed' || answer.skewMs === undefined) return [];
  const seconds = Math.round(Math.abs(answer.skewMs) / 1000);
  if (Math.abs(answer.skewMs) <= MOST_SKEW_MS)
    return [{ verdict: 'good', summary: `The clocks agree within ${seconds + 1} seconds` }];
  return [
    {
      verdict: 'bad',
      summary: `This machine's clock is ${seconds} seconds ${answer.skewMs > 0 ? 'behind' : 'ahead'}`,
      advice: 'Set the clock; tokens are refused otherwise',
    },
  ];
}

function organizationOf(answer: Probe): JsonObject | undefined {
  return answer.type === 'failed' || answer.status !== 200 ? undefined : objectsOf(answer.body['value'])[0];
}

function tenantCheckup(answer: Probe): Checkup[] {
  const organization = organizationOf(answer);
  if (organization === undefined) return [];
  const name = asString(organization['displayName']) ?? '';
  return [{ verdict: 'good', summary: `The tenant is ${name}, ${asString(organization['id']) ?? ''}` }];
}

/** Graph has no call for it; that entitlement management answers is as far as it shows. */
function licence(answer: Probe): Checkup {
  // A service that is out of order says nothing about the tenant.
  if (answer.type === 'failed' || answer.status >= 500)
    return { verdict: 'unknown', summary: 'Whether the tenant has a governance licence is not known' };
  if (answer.status === 200)
    return { verdict: 'good', summary: 'Entitlement management answers, so the tenant is licensed for it' };
  const error = isObject(answer.body['error']) ? answer.body['error'] : {};
  return {
    verdict: 'bad',
    summary: `Entitlement management refuses with status ${answer.status}`,
    facts: [`${asString(error['code']) ?? ''} ${asString(error['message']) ?? ''}`.trim()],
    advice: 'It takes the permissions above and a licence of Entra ID P2 or Entra ID Governance',
  };
}

/** The claims of GitHub's token, as they must stand in the federated credential of the app in Entra. */
async function githubCheckup({ waits, env }: Host): Promise<Checkup[]> {
  if (env['GITHUB_ACTIONS'] !== 'true') return [];
  if (env['ACTIONS_ID_TOKEN_REQUEST_URL'] === undefined) {
    return [
      {
        verdict: 'warning',
        summary: 'This GitHub job cannot request an OIDC token',
        advice: 'Add permissions: { id-token: write } to the job; pull requests from forks never get it',
      },
    ];
  }
  try {
    const limit = AbortSignal.timeout(Math.min(TIMEOUT_MS, waits.limitMs));
    const claims = tokenClaims(await githubToken(env, limit));
    return [
      {
        verdict: 'good',
        summary:
          'GitHub gives this job a token; enter exactly this in the federated credential of the app in Entra',
        facts: [
          `Issuer   ${claims?.issuer ?? ''}`,
          `Subject  ${claims?.subject ?? ''}`,
          `Audience ${claims?.audience ?? ''}`,
        ],
      },
    ];
  } catch (error) {
    return [
      {
        verdict: 'bad',
        summary: `GitHub gives this job no token: ${(error as Error).message}`,
        advice: 'Run the job again; GitHub may be disturbed',
      },
    ];
  }
}
