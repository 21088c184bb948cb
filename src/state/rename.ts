/** Another address for a resource in a state: the object in the tenant stays as it is. */
import { formatAddress, parseAddress } from '../model/address.ts';
import type { ResourceAddress } from '../model/address.ts';
import type { Members } from '../model/shape.ts';
import { mapReferences } from '../model/walk.ts';
import type { StateEffect } from './backend.ts';
import type { ResourceState, StateDocument } from './document.ts';
import { stateError } from './faults.ts';

/**
 * What recording `to` instead of `from` changes: the resource, everything that refers to it, and what lives inside it
 * (`catalogResource.OLD/team` becomes `catalogResource.NEW/team`). Throws STATE_ADDRESS when it cannot be done.
 */
export function renameResource(
  document: StateDocument,
  from: ResourceAddress,
  to: ResourceAddress,
  membersOf: (kind: string) => Members,
): StateEffect {
  const moved = document.resources.find(({ address }) => address === from);
  if (moved === undefined)
    throw wrong(`The state holds no "${from}"`, 'entente state list shows what it holds');
  const parts = parseAddress(to);
  if (parts?.kind !== moved.kind)
    throw wrong(`"${to}" is no address of a ${moved.kind}`, `Write ${moved.kind}.KEY`);
  const names = new Map([[from, to]]);
  for (const { address, kind, dependsOn } of document.resources) {
    const inside = dependsOn.includes(from) ? within(address, from, parts.keys) : undefined;
    if (inside !== undefined) names.set(address, formatAddress(kind, ...inside));
  }
  const renamed = (address: ResourceAddress) => names.get(address) ?? address;
  for (const { address } of document.resources) {
    if ([...names.values()].includes(address))
      throw wrong(`The state holds "${address}" already`, 'Choose another address');
  }
  const put = document.resources.flatMap((resource): ResourceState[] => {
    const next = {
      ...resource,
      address: renamed(resource.address),
      attributes: mapReferences(membersOf(resource.kind), resource.attributes, (_to, value) =>
        renamed(value),
      ),
      dependsOn: resource.dependsOn.map(renamed).sort(),
    };
    const touched = names.has(resource.address) || resource.dependsOn.some((address) => names.has(address));
    return touched ? [next] : [];
  });
  return { put, remove: [...names.keys()] };
}

/** The keys of an address inside another one, with the other's new keys; undefined when it is not inside. */
function within(
  address: ResourceAddress,
  parent: ResourceAddress,
  keys: readonly string[],
): readonly string[] | undefined {
  const own = parseAddress(address)?.keys ?? [];
  const outer = parseAddress(parent)?.keys ?? [];
  const inside = own.length > outer.length && outer.every((key, index) => own[index] === key);
  return inside ? [...keys, ...own.slice(outer.length)] : undefined;
}

function wrong(summary: string, hint: string): Error {
  return stateError('STATE_ADDRESS', summary, hint);
}
