/** One state of a world: what is governed, what is known of people, and who is asked about it. */
import type {
  AccessModel,
  AccessResource,
  DirectoryFacts,
  Surroundings,
  Person,
} from '../../../src/access/index.ts';
import { createAccessModel } from '../../../src/access/index.ts';
import { canonicalJson } from '../../../src/model/value.ts';
import { hasErrors } from '../../../src/diagnostics/diagnostic.ts';
import type { Governance } from '../../../src/schema/governance.ts';
import { resolvedOf } from '../access.ts';
import type { World } from '../world-arbitrary.ts';

export interface Side {
  readonly resources: readonly AccessResource[];
  readonly facts: DirectoryFacts;
  readonly lists: Surroundings['invitationDomains'];
  readonly model: AccessModel;
  /** Everybody in the directory, and people who are not in it. */
  readonly panel: readonly Person[];
}

export interface Given {
  readonly resources: readonly AccessResource[];
  readonly facts: DirectoryFacts;
  readonly lists: Surroundings['invitationDomains'];
  readonly newcomers: World['newcomers'];
}

export function sideOf({ resources, facts, lists, newcomers }: Given): Side {
  const model = createAccessModel({ resources, directory: facts, invitationDomains: lists });
  const outside = newcomers.map(({ mail, signIn }): Person => ({
    label: mail,
    mail: mail.toLowerCase(),
    ...(signIn !== undefined && { signIn }),
  }));
  return { resources, facts, lists, model, panel: [...facts.users.values(), ...outside] };
}

/** Resources of a document where domains are verified as the facts say; undefined where it cannot be resolved. */
export async function resourcesIn(
  document: Governance,
  { tenantOfDomain }: DirectoryFacts,
): Promise<readonly AccessResource[] | undefined> {
  const tenants: Record<string, string[]> = {};
  for (const [domain, tenant] of tenantOfDomain) (tenants[tenant] ??= []).push(domain);
  const { desired, diagnostics } = await resolvedOf(document, { tenants });
  return hasErrors(diagnostics) ? undefined : desired;
}

/** Objects that people take for the same though their address is another: by name, organizations also by sign-in. */
export function renamesBetween(before: Side, after: Side): ReadonlyMap<string, string> {
  const addresses = ({ resources }: Side) => new Set(resources.map(({ address }) => address));
  const [past, present] = [addresses(before), addresses(after)];
  const named = ({ resources }: Side, others: ReadonlySet<string>) => {
    const found = new Map<string, string[]>();
    for (const { address, kind, attributes } of resources) {
      if (others.has(address) || !['connectedOrganization', 'catalog', 'accessPackage'].includes(kind))
        continue;
      const key = canonicalJson([
        kind,
        attributes['displayName'] ?? null,
        attributes['identitySources'] ?? null,
      ]);
      found.set(key, [...(found.get(key) ?? []), address]);
    }
    return found;
  };
  const come = named(after, past);
  return new Map(
    [...named(before, present)].flatMap(([key, [address = '', ...more]]): [string, string][] => {
      const [next, ...others] = come.get(key) ?? [];
      return next === undefined || more.length + others.length > 0 ? [] : [[address, next]];
    }),
  );
}
