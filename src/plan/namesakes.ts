/**
 * Declared resources of one name that the tenant does not hold yet, so that no id tells them apart. What they say does:
 * should the answer to a creation be lost, the object that it made is the one that is as it was sent. Pure.
 */
import { groupBy } from '../model/group-by.ts';
import type { ResourceAddress } from '../model/address.ts';
import type { Attributes } from '../model/value.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Kind, RemoteObject } from '../kinds/kind.ts';
import { tellingKeys } from '../kinds/telling-keys.ts';
import type { DesiredResource } from '../refresh/snapshot.ts';

/** What is known of an address among those of its name. */
interface Told {
  /** Untracked objects that may be it. */
  readonly objects: readonly RemoteObject[];
  /** Another address that nothing tells from it. */
  readonly namesake?: ResourceAddress;
}

/** Those of one kind; what several may have, such as a name, counts only where there is nothing that one alone has. */
export class Namesakes {
  private readonly others = new Map<ResourceAddress, Set<DesiredResource>>();
  private readonly digestOf: (attributes: Attributes) => string;

  /** `fresh`: what no live object is known to be. `digestOf`: of attributes with ids or with addresses. */
  constructor(kind: Kind, fresh: readonly DesiredResource[], digestOf: (attributes: Attributes) => string) {
    this.digestOf = digestOf;
    const keyed = fresh.flatMap((resource) =>
      tellingKeys(kind, resource.attributes).map((key) => ({ key, resource })),
    );
    for (const sharing of groupBy(keyed, ({ key }) => key).values()) {
      for (const { resource } of sharing) {
        const others = this.others.get(resource.address) ?? new Set();
        for (const other of sharing) if (other.resource !== resource) others.add(other.resource);
        if (others.size > 0) this.others.set(resource.address, others);
      }
    }
  }

  /** Which of the untracked objects of its name may be the resource: all of them, where no other has that name. */
  tell({ address, attributes }: DesiredResource, named: readonly RemoteObject[]): Told {
    const others = [...(this.others.get(address) ?? [])];
    const [first] = others;
    if (first === undefined) return { objects: named };
    const own = this.digestOf(attributes);
    const digests = new Map(others.map((other) => [this.digestOf(other.attributes), other.address]));
    const equal = digests.get(own);
    if (equal !== undefined) return { objects: [], namesake: equal };
    const found = named.map((object) => ({ object, digest: this.digestOf(object.attributes) }));
    // One that is like none of them may be any of them.
    const isStrange = found.some(({ digest }) => digest !== own && !digests.has(digest));
    if (isStrange) return { objects: [], namesake: first.address };
    return { objects: found.flatMap(({ object, digest }) => (digest === own ? [object] : [])) };
  }
}

/** The error for an address that nothing tells from another; `named`: untracked objects of that name. */
export function sameName(
  { address, path }: DesiredResource,
  namesake: ResourceAddress,
  named: readonly RemoteObject[],
): Diagnostic {
  const error = { code: 'PLAN_SAME_NAME', severity: 'error', address, path } as const;
  if (named.length === 0)
    return {
      ...error,
      summary: `${address} has the name of ${namesake} and says the same`,
      detail:
        'Neither is in the tenant yet. Should the answer to a creation be lost, nothing would tell which of the two was made',
      hint: 'Let them differ in a member, such as the description, or declare the second after the first was applied',
    };
  return {
    ...error,
    summary: `${address} has the name of ${namesake}, and no state tells which of the two the tenant holds`,
    detail: named.map(({ id }) => `An untracked object of that name has the id ${id}`).join('\n'),
    hint: 'Take each existing object into the state: entente import ADDRESS ID; or give the new ones another name',
  };
}
