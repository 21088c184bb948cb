/** One live object under an address: as the state records it, or as the configuration would declare it. Pure. */
import { AddressBook } from '../model/address-book.ts';
import type { ResourceAddress } from '../model/address.ts';
import { parseAddress } from '../model/address.ts';
import { managedReferences } from '../model/walk.ts';
import type { AttributePath } from '../model/path.ts';
import { DiagnosticError } from '../diagnostics/diagnostic.ts';
import type { Attributes, JsonValue } from '../model/value.ts';
import { asString, isList, isObject } from '../model/value.ts';
import type { Kind, RemoteObject } from '../kinds/kind.ts';
import { completeAttributes } from '../plan/compare.ts';
import type { ResourceState, StateDocument } from '../state/document.ts';
import type { DirectoryNames } from './directory-names.ts';
import { putEntry, strictNaming } from './draft.ts';

/** What the state is to record of a live object, references as addresses where the state knows them. */
export function resourceOf(
  kind: Kind,
  { id, attributes }: RemoteObject,
  address: ResourceAddress,
  prior: StateDocument | undefined,
): ResourceState {
  const known = new Set((prior?.resources ?? []).map((resource) => resource.address));
  const live = completeAttributes(kind.attributes, withAddresses(kind, attributes, prior), undefined);
  const dependsOn = managedReferences(kind.attributes, live, (value) => known.has(value));
  return { address, kind: kind.name, id, attributes: live, dependsOn };
}

/** The part of a document that would declare a live object at an address, and where in it. Throws DiagnosticError. */
export function declarationOf(
  kind: Kind,
  { attributes }: RemoteObject,
  address: ResourceAddress,
  prior: StateDocument | undefined,
  names: DirectoryNames,
): { readonly document: Readonly<Record<string, JsonValue>>; readonly path: AttributePath } {
  const key = parseAddress(address)?.keys.at(-1) ?? '';
  const document: Record<string, JsonValue> = {};
  const entry = addressed(address, () =>
    kind.yaml.declare(withAddresses(kind, attributes, prior), key, strictNaming(names)),
  );
  return { document, path: putEntry(document, entry) };
}

/** Says of what `declare` throws which object it is about. */
function addressed<T>(address: ResourceAddress, declare: () => T): T {
  try {
    return declare();
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    throw new DiagnosticError(
      error.diagnostics.map((found) => ({
        ...found,
        address,
        summary: `${address} cannot be declared. ${found.summary}`,
      })),
    );
  }
}

function withAddresses(kind: Kind, attributes: Attributes, prior: StateDocument | undefined): Attributes {
  return new AddressBook(prior?.resources).withAddresses(kind.attributes, attributes);
}

/** Where a document names a directory object by `{ id }`. */
export function placesOfId(value: JsonValue, id: string, path: AttributePath = []): AttributePath[] {
  if (isList(value)) return value.flatMap((item, index) => placesOfId(item, id, [...path, index]));
  if (!isObject(value)) return [];
  const own = asString(value['id'])?.toLowerCase() === id ? [path] : [];
  const inner = Object.entries(value).flatMap(([name, member]) =>
    member === undefined ? [] : placesOfId(member, id, [...path, name]),
  );
  return [...own, ...inner];
}
