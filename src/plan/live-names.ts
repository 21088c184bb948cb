/** What sentences of a plan call the objects that the tenant holds. Pure. */
import type { DirectoryFacts } from '../access/index.ts';
import { KINDS } from '../kinds/registry.ts';
import type { ResourceAddress } from '../model/address.ts';
import type { Attributes } from '../model/value.ts';
import { asString } from '../model/value.ts';
import type { AccessBasis } from './access.ts';
import { liveResources } from './access.ts';
import { isGuid } from '../model/guid.ts';

/** What the tenant calls the object with this address or id; the address for what has no known name. */
export type NameOf = (address: ResourceAddress) => string;

interface Called {
  readonly kind: string;
  readonly name: string;
  /** What it stands for in the directory, or its address. */
  readonly identity: string;
}

/**
 * Names of what the tenant holds; worked out at the first question, for most plans ask none. Where the plan has, or
 * makes, another of the same kind and name, each is said with its id: consent to the loss of one is not consent to the
 * loss of its namesake.
 */
export function liveNames(basis: AccessBasis, directory: DirectoryFacts): NameOf {
  let names: ReadonlyMap<string, string> | undefined;
  return (address) => {
    names ??= namesIn(basis, directory);
    return names.get(address) ?? address;
  };
}

function namesIn(basis: AccessBasis, directory: DirectoryFacts): ReadonlyMap<string, string> {
  const called = (address: ResourceAddress, kind: string, attributes: Attributes): Called => ({
    kind,
    name: nameIn(address, kind, attributes, directory),
    identity: asString(attributes['originId']) ?? address,
  });
  const live = new Map(
    liveResources(basis).map((each) => [each.address, called(each.address, each.kind, each.attributes)]),
  );
  const planned = basis.chosen.flatMap(({ address, kind, after }) =>
    after === undefined ? [] : [called(address, kind.name, after)],
  );
  const identities = new Map<string, Set<string>>();
  for (const { kind, name, identity } of [...live.values(), ...planned]) {
    const key = `${kind} ${name}`;
    identities.set(key, (identities.get(key) ?? new Set()).add(identity));
  }
  return new Map(
    [...live].map(([address, { kind, name, identity }]) => {
      const shared = name !== identity && (identities.get(`${kind} ${name}`)?.size ?? 0) > 1;
      return [address, shared ? `${name} (${identity})` : name];
    }),
  );
}

/** Without a refresh nothing has the copy of the name that the tenant keeps: what was looked up tells it then. */
function nameIn(
  address: ResourceAddress,
  kind: string,
  attributes: Attributes,
  directory: DirectoryFacts,
): string {
  const origin = asString(attributes['originId']);
  const own = KINDS.get(kind)?.words.displayName(attributes) ?? '';
  const candidates = [
    ...(origin === undefined ? [] : [directory.groups.get(origin)?.label, directory.names?.[origin]]),
    own,
  ];
  return candidates.find((name) => name !== undefined && name !== '' && !isGuid(name)) ?? address;
}
