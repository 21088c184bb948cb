/** Packages by those to whom a policy opens them. */
import type { ResourceAddress } from '../../model/address.ts';
import type { PolicyView } from './policy-view.ts';

export interface PackagesOpened {
  readonly naming: Map<string, Set<ResourceAddress>>;
  readonly byScope: Map<string, Set<ResourceAddress>>;
}

/** Made when it is asked for first: a comparison of few changes never does. */
export function packagesOpened(policies: Iterable<PolicyView>): PackagesOpened {
  const [naming, byScope] = [
    new Map<string, Set<ResourceAddress>>(),
    new Map<string, Set<ResourceAddress>>(),
  ];
  for (const policy of policies) {
    const named = [policy.organizations, policy.groups, policy.users, policy.servicePrincipals];
    for (const targets of named) for (const target of targets) note(naming, target, policy.package);
    if (named.every((targets) => targets.length === 0)) note(byScope, policy.scope, policy.package);
    if (policy.rules.length > 0) note(byScope, 'rule', policy.package);
  }
  return { naming, byScope };
}

/** Adds to the set of a key. */
export function note(map: Map<string, Set<string>>, key: string, item: string): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, new Set([item]));
  else known.add(item);
}
