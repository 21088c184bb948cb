/** Configurations as access sees them, without a tenant: the id of whatever is named is its name. */
import { compareAccess, createAccessModel } from '../../src/access/index.ts';
import type {
  AccessChange,
  AccessDiff,
  AccessModel,
  Requestor,
  DirectoryFacts,
  Person,
} from '../../src/access/index.ts';
import type { Governance } from '../../src/schema/governance.ts';
import { parseLookup } from '../../src/model/principal.ts';
import { resolveDesired } from '../../src/refresh/desired.ts';
import type { DesiredResource } from '../../src/refresh/snapshot.ts';
import { desiredOf } from './engine.ts';

export interface People {
  readonly users?: readonly Partial<Person>[];
  /** Members by group. */
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  /** Entra tenants: name → verified domains. */
  readonly tenants?: Readonly<Record<string, readonly string[]>>;
  /** False: who is not listed may exist all the same. */
  readonly complete?: boolean;
}

/** Canonical resources of a document in which every name is its own id. */
export async function resourcesOf(
  document: Governance,
  people: People = {},
): Promise<readonly DesiredResource[]> {
  const { desired, diagnostics } = await resolvedOf(document, people);
  if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics));
  return desired;
}

/** The same with what stands against it. */
export async function resolvedOf(
  document: Governance,
  { tenants = {} }: People = {},
): ReturnType<typeof resolveDesired> {
  const { declarations, wants } = desiredOf(document);
  const known = wants.lookups.map(({ key }): [string, string] => {
    const { type, text } = parseLookup(key);
    return [key, type === 'domain' ? (tenantOf(tenants, text) ?? '') : text.toLowerCase()];
  });
  return resolveDesired({
    document,
    declarations,
    wants,
    directory: undefined,
    known: Object.fromEntries(known),
  });
}

function tenantOf(tenants: NonNullable<People['tenants']>, domain: string): string | undefined {
  return Object.entries(tenants).find(([, domains]) => domains.includes(domain))?.[0];
}

export function factsOf({ users = [], groups = {}, tenants = {}, complete = true }: People): DirectoryFacts {
  return {
    users: new Map(
      users.map((user) => {
        const id = user.id ?? user.mail ?? user.label ?? '';
        return [id, { label: id, userType: 'Member', accountEnabled: true, manager: null, ...user, id }];
      }),
    ),
    groups: new Map(
      Object.entries(groups).map(([name, members]) => [name.toLowerCase(), { label: name, members }]),
    ),
    tenantOfDomain: new Map(
      Object.entries(tenants).flatMap(([tenant, domains]) => domains.map((domain) => [domain, tenant])),
    ),
    complete,
  };
}

export async function modelOf(document: Governance, people: People = {}): Promise<AccessModel> {
  return createAccessModel({
    resources: await resourcesOf(document, people),
    directory: factsOf(people),
    invitationDomains: document.tenant.invitationDomains,
  });
}

/** A newcomer with that address. */
export const newcomer = (mail: string, more: Partial<Person> = {}): Requestor => ({
  type: 'person',
  person: { label: mail, mail, ...more },
});

/** What of a diff is about requesting and receiving packages. */
export function ofRequests({ gained, lost, changed }: AccessDiff): AccessDiff {
  const keep = (changes: readonly AccessChange[]) =>
    changes.filter(({ capability }) => capability === 'request' || capability === 'receive');
  return { gained: keep(gained), lost: keep(lost), changed: keep(changed) };
}

/** The paths that open from one configuration to another, people being the same. */
export async function openedPaths(
  before: Governance,
  after: Governance,
  people: People,
): Promise<readonly AccessChange[]> {
  const { gained } = compareAccess({
    before: await resourcesOf(before, people),
    after: await resourcesOf(after, people),
    directory: factsOf(people),
    placeOf: () => undefined,
  });
  return gained.filter(({ path }) => path !== undefined);
}
