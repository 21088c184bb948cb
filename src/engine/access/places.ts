import type { AccessResource, PlaceOf } from '../../access/index.ts';
import type { Configuration } from '../../config/configuration.ts';
import type { ResourceAddress } from '../../model/address.ts';
import type { AttributePath } from '../../model/path.ts';
import { editedPlaces } from '../../plan/edited-places.ts';
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

/** A configuration with what it comes to. */
export interface ResolvedSide {
  readonly configuration?: Configuration;
  readonly resources: readonly AccessResource[];
  /** Look-up key → id. */
  readonly lookups: Readonly<Record<string, string>>;
}

/** Where a configuration was edited since another one, or since what a state recorded. */
export function editsBetween(
  before: ResolvedSide,
  after: ResolvedSide & { readonly configuration: Configuration },
): PlaceOf {
  const past = new Map(before.resources.map((resource) => [resource.address, resource]));
  const present = new Map(after.resources.map((resource) => [resource.address, resource]));
  return editedPlaces({
    ...placing(after.configuration),
    lookups: after.lookups,
    pastLookups: before.lookups,
    ...(before.configuration !== undefined && {
      past: { ...placing(before.configuration), lookups: before.lookups },
    }),
    sidesOf: (address) => {
      const [was, is] = [past.get(address), present.get(address)];
      const kind = (is ?? was)?.kind;
      return kind === undefined ? undefined : { kind, before: was?.attributes, after: is?.attributes };
    },
  });
}

function placing(configuration: Configuration) {
  return {
    declared: configuration.declarations,
    sponsors: configuration.document.sponsors ?? {},
    rangeOf: (path: AttributePath) => configuration.rangeOf(path),
    editOf: (...asked: Parameters<Configuration['editOf']>) => configuration.editOf(...asked),
  };
}
