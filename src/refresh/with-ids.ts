/** References to what a run does not own, as ids. */
import { KINDS } from '../kinds/registry.ts';
import type { ResourceAddress } from '../model/address.ts';
import { mapReferences } from '../model/walk.ts';
import type { DesiredResource } from './snapshot.ts';

/** A resource with the ids of what it refers to and does not own. */
export function withIds<T extends Pick<DesiredResource, 'kind' | 'attributes'>>(
  resource: T,
  ids: ReadonlyMap<ResourceAddress, string>,
): T {
  const members = KINDS.get(resource.kind)?.attributes ?? {};
  const attributes = mapReferences(members, resource.attributes, (_to, value) => ids.get(value) ?? value);
  return attributes === resource.attributes ? resource : { ...resource, attributes };
}
