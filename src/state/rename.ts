/** Other addresses for resources in a state: the objects in the tenant stay as they are. */
import { formatAddress, parseAddress } from '../model/address.ts';
import type { AddressParts, ResourceAddress } from '../model/address.ts';
import type { Members } from '../model/shape.ts';
import { mapReferences } from '../model/walk.ts';
import type { StateEffect } from './backend.ts';
import type { ResourceState, StateDocument, UncertainCreation } from './document.ts';
import { stateError } from './faults.ts';

/** What the schema takes for a key of an entry. */
const KEY = /^[A-Za-z0-9][\w-]*$/;

/** What of a kind decides which addresses and references a rename touches; the kinds' registry fits. */
interface RenamedKind {
  readonly attributes: Members;
  /** Whose keys the leading keys of an address are. */
  readonly identity: {
    readonly by: string;
    readonly spelled?: boolean;
    readonly addressKeys?: readonly { readonly kind: string; readonly key: number }[];
  };
}

type Kinds = ReadonlyMap<string, RenamedKind>;

export interface Rename {
  readonly from: ResourceAddress;
  readonly to: ResourceAddress;
}

/**
 * What recording `to` instead of `from` changes: the resource, everything that refers to it, and what lives inside it
 * (`catalogResource.OLD/team` becomes `catalogResource.NEW/team`). Throws STATE_ADDRESS when it cannot be done.
 */
export function renameResource(
  document: StateDocument,
  from: ResourceAddress,
  to: ResourceAddress,
  kinds: Kinds,
): StateEffect {
  const moved = document.resources.find(({ address }) => address === from);
  if (moved === undefined)
    throw wrong(`The state holds no "${from}"`, 'entente state list shows what it holds');
  if (parseAddress(to)?.kind !== moved.kind)
    throw wrong(`"${to}" is not an address of a ${moved.kind}`, `Write ${moved.kind}.KEY`);
  // What is found by what it says has keys that spell it.
  const { by, spelled } = kinds.get(moved.kind)?.identity ?? {};
  const isNamedFreely = by === 'id' && spelled !== true;
  const wrongKey = isNamedFreely ? parseAddress(to)?.keys.find((key) => !KEY.test(key)) : undefined;
  if (wrongKey !== undefined)
    throw wrong(
      `"${wrongKey}" cannot be a key in the configuration`,
      'Use letters, digits, _ and -, beginning with a letter or digit',
    );
  const { names, conflicts } = namesAfter(document, [{ from, to }], kinds);
  const [conflict] = conflicts;
  if (conflict !== undefined)
    throw wrong(`The state holds "${conflict.to}" already`, 'Choose another address');
  return renameEffect(document, names, kinds);
}

/** A state after renames. */
export interface Renamed {
  /** New address by old one, of what is there under the old one. */
  readonly names: ReadonlyMap<ResourceAddress, ResourceAddress>;
  /** What was not renamed, because the state holds another resource under the new address. */
  readonly conflicts: readonly Rename[];
}

/** The addresses that resources get by renames, one after the other, what lives inside included. */
export function namesAfter({ resources }: StateDocument, renames: readonly Rename[], kinds: Kinds): Renamed {
  const names = new Map<ResourceAddress, ResourceAddress>();
  const present = (address: ResourceAddress) => names.get(address) ?? address;
  for (const rename of renames) {
    const [from, to] = [rename.from, rename.to].map(parseAddress);
    if (from === undefined || to === undefined) continue;
    for (const { address, kind, dependsOn } of resources) {
      const now = present(address);
      const refers = dependsOn.some((each) => [rename.from, rename.to].includes(present(each)));
      const next =
        now === rename.from
          ? rename.to
          : refers
            ? within(now, kinds.get(kind)?.identity.addressKeys ?? [], from, to)
            : now;
      if (next !== now) names.set(address, next);
    }
  }
  const taken = new Map<ResourceAddress, number>();
  for (const { address } of resources) taken.set(present(address), (taken.get(present(address)) ?? 0) + 1);
  const conflicts = [...names].flatMap(([from, to]) => ((taken.get(to) ?? 0) > 1 ? [{ from, to }] : []));
  for (const { from } of conflicts) names.delete(from);
  return { names, conflicts };
}

/** An address with the keys that come from a renamed one. */
function within(
  address: ResourceAddress,
  addressKeys: NonNullable<RenamedKind['identity']['addressKeys']>,
  from: AddressParts,
  to: AddressParts,
): ResourceAddress {
  const own = parseAddress(address);
  if (own === undefined) return address;
  const keys = own.keys.map((key, index) => {
    const source = addressKeys[index];
    const comes = source?.kind === from.kind && from.keys[source.key] === key;
    return comes ? (to.keys[source.key] ?? key) : key;
  });
  return formatAddress(own.kind, ...keys);
}

/** What giving resources other addresses changes in a state. */
export function renameEffect(
  document: StateDocument,
  names: ReadonlyMap<ResourceAddress, ResourceAddress>,
  kinds: Kinds,
): StateEffect {
  const renamed = (address: ResourceAddress) => names.get(address) ?? address;
  const put = document.resources.flatMap((resource): ResourceState[] => {
    const touched = names.has(resource.address) || resource.dependsOn.some((address) => names.has(address));
    if (!touched) return [];
    const members = kinds.get(resource.kind)?.attributes ?? {};
    return [
      {
        ...resource,
        address: renamed(resource.address),
        attributes: mapReferences(members, resource.attributes, (_to, value) => renamed(value)),
        dependsOn: resource.dependsOn.map(renamed).sort(),
      },
    ];
  });
  const uncertain = renamedUncertain(document, names);
  return {
    put,
    remove: [...names.keys()],
    ...(uncertain.length > 0 && { uncertain: { put: uncertain } }),
  };
}

/** What a creation made is told by ids, so only its address follows. */
function renamedUncertain(
  { uncertain = [] }: StateDocument,
  names: ReadonlyMap<ResourceAddress, ResourceAddress>,
): UncertainCreation[] {
  return uncertain.flatMap((creation) => {
    const address = names.get(creation.address);
    return address === undefined ? [] : [{ ...creation, address }];
  });
}

/** What letting go of resources changes in a state: their twins are no longer searched either. */
export function removeEffect(
  { uncertain = [] }: StateDocument,
  addresses: readonly ResourceAddress[],
): StateEffect {
  const forgotten = uncertain.filter(({ address }) => addresses.includes(address));
  const operations = forgotten.map(({ operation }) => operation);
  return { remove: addresses, ...(operations.length > 0 && { uncertain: { remove: operations } }) };
}

/** A document as it is after renames. */
export function renamedDocument(
  document: StateDocument,
  names: ReadonlyMap<ResourceAddress, ResourceAddress>,
  kinds: Kinds,
): StateDocument {
  if (names.size === 0) return document;
  const { put = [] } = renameEffect(document, names, kinds);
  const rewritten = new Map(put.map((resource) => [resource.address, resource]));
  return {
    ...document,
    resources: document.resources.map((resource) => {
      const address = names.get(resource.address) ?? resource.address;
      return rewritten.get(address) ?? resource;
    }),
    pending: document.pending.map((operation) => ({
      ...operation,
      address: names.get(operation.address) ?? operation.address,
    })),
    ...(document.uncertain !== undefined && {
      uncertain: document.uncertain.map((creation) => ({
        ...creation,
        address: names.get(creation.address) ?? creation.address,
      })),
    }),
  };
}

function wrong(summary: string, hint: string): Error {
  return stateError('STATE_ADDRESS', summary, hint);
}
