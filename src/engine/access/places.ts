import type { Configuration } from '../../config/configuration.ts';
import type { ResourceAddress } from '../../model/address.ts';
import type { AttributePath } from '../../model/path.ts';
import { sourceOf } from '../../plan/source.ts';

export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** `file:line`, as terminals and editors make it a link; undefined for none. */
export function placeText(place: Place | null | undefined): string | undefined {
  return place == null ? undefined : `${place.file}:${place.line}`;
}

/** Where a configuration says something about a resource, for steps and causes. */
export function placesIn(
  configuration: Configuration,
): (address: ResourceAddress, path: AttributePath) => Place | undefined {
  const paths = new Map(configuration.declarations.map(({ address, path }) => [address, path]));
  return (address, path) => {
    const start = paths.get(address);
    const range = start === undefined ? undefined : configuration.rangeOf([...start, ...path]);
    return range && sourceOf(range);
  };
}
