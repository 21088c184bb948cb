/** Whether the service takes the token, by what it answers: a token proves nothing of itself. */
import type { Probe } from '../../graph/probe.ts';
import type { TokenClaims } from '../../graph/token-claims.ts';
import { asString, isObject, objectsOf } from '../../model/value.ts';
import type { JsonObject } from '../../model/value.ts';
import type { Checkup } from './checkup.ts';
import { isGuid } from '../../model/guid.ts';

export interface SignIn {
  /** What gave the token; undefined when none is sent. */
  readonly source: string | undefined;
  readonly claims: TokenClaims | undefined;
  /** The answer to `GET /organization` with the token. */
  readonly answer: Probe;
  /** Id or domain of the tenant that the configuration names. */
  readonly wanted: string | undefined;
  /** Another endpoint than Microsoft's stands for the tenant on purpose, whatever tenant it is. */
  readonly standsIn: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What the service made of the token. */
export function signInCheckup(signIn: SignIn): Checkup {
  const { source, answer, claims, now } = signIn;
  if (answer.type === 'failed') {
    return {
      verdict: 'unknown',
      summary: `Whether the service accepts ${theToken(source)} is not known: it did not answer`,
    };
  }
  const { status, body } = answer;
  const [organization] = objectsOf(body['value']);
  if (status === 200 && organization !== undefined) return signedIn(signIn, organization);
  const facts = [`GET /organization answered ${status} ${errorText(body)}`.trim()];
  if (status === 401) return refused(source, claims, now, facts);
  if (status === 403) {
    return {
      verdict: 'bad',
      summary: `The service accepts ${theToken(source)}, but does not let it read the tenant`,
      facts,
      advice: 'Grant Organization.Read.All or Directory.Read.All in Entra, with admin consent',
    };
  }
  return {
    verdict: 'bad',
    summary: `Whether the service accepts ${theToken(source)} is not known: it does not say which tenant it is`,
    facts,
    advice: 'Check that the address is that of Microsoft Graph (v1.0), then run entente doctor again',
  };
}

function refused(
  source: string | undefined,
  claims: TokenClaims | undefined,
  now: number,
  facts: readonly string[],
): Checkup {
  if (source === undefined) {
    return {
      verdict: 'bad',
      summary: 'The service takes no requests without a token',
      facts,
      advice: 'Set ENTENTE_GRAPH_TOKEN to a token for it',
    };
  }
  const { expiresAt } = claims ?? {};
  const expired = expiresAt !== undefined && expiresAt < now;
  return {
    verdict: 'bad',
    summary: expired
      ? `The service refuses ${theToken(source)}: it expired at ${new Date(expiresAt).toISOString()}`
      : `The service refuses ${theToken(source)}`,
    facts,
    advice:
      source === 'ENTENTE_GRAPH_TOKEN'
        ? 'Set ENTENTE_GRAPH_TOKEN to a new token for this tenant and service'
        : 'Sign in again, and check that the identity belongs to this tenant',
  };
}

function signedIn({ source, claims, wanted, standsIn }: SignIn, organization: JsonObject): Checkup {
  const id = asString(organization['id']) ?? '';
  const domains = objectsOf(organization['verifiedDomains']).map(({ name }) => asString(name) ?? '');
  const name = `${asString(organization['displayName']) ?? ''} (${[id, ...domains].join(', ')})`;
  const claimed = claims?.tenantId?.toLowerCase();
  if (claimed !== undefined && isGuid(claimed) && claimed !== id.toLowerCase()) {
    return {
      verdict: 'bad',
      summary: `${capital(theToken(source))} is for the tenant ${claimed}, but the service is that of ${name}`,
      advice: 'Get a token for the tenant of the service',
    };
  }
  const fits =
    wanted === undefined || [id, ...domains].some((each) => each.toLowerCase() === wanted.toLowerCase());
  if (!fits) {
    return {
      verdict: standsIn ? 'warning' : 'bad',
      summary: `${capital(theToken(source))} is for the tenant ${name}, not for ${wanted}`,
      advice: 'Sign in to the right tenant, or correct tenant.id',
    };
  }
  return {
    verdict: 'good',
    summary:
      source === undefined
        ? 'The service answers without a token'
        : `Signed in through ${source}: the service accepts the token`,
  };
}

function theToken(source: string | undefined): string {
  return source === undefined ? 'requests without a token' : `the token of ${source}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function errorText(body: JsonObject): string {
  const error = isObject(body['error']) ? body['error'] : {};
  return [asString(error['code']), asString(error['message'])].filter(Boolean).join(': ');
}
