/** A catalog's attributes in the words of this room. */
import type { ResourceAddress } from '../../model/address.ts';
import type { Attributes } from '../../model/value.ts';
import { asString } from '../../model/value.ts';
import type { Named } from './policy-view.ts';

export interface CatalogView extends Named {
  /** Undefined in a state that this version does not know: what can be requested then is not known either. */
  readonly published: boolean | undefined;
  readonly externallyVisible: boolean;
}

const PUBLISHED: ReadonlyMap<string, boolean> = new Map([
  ['published', true],
  ['unpublished', false],
]);

export function viewCatalog(address: ResourceAddress, attributes: Attributes): CatalogView {
  return {
    address,
    displayName: asString(attributes['displayName']) ?? address,
    published: PUBLISHED.get(asString(attributes['state']) ?? ''),
    externallyVisible: attributes['isExternallyVisible'] === true,
  };
}
