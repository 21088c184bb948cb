/**
 * What an import limited to catalogs refers to and does not take in: it stands under `existing`, or the configuration has
 * an address for it already. Pure.
 */
import { objectKey } from '../model/address-book.ts';
import type { JsonObject, JsonValue } from '../model/value.ts';
import { formatAddress } from '../model/address.ts';
import { EXISTING_SECTIONS } from '../kinds/existing.ts';
import { CONTAINER_KINDS } from '../kinds/parents.ts';
import { SECTION_KINDS } from '../schema/sections.ts';
import { keyOfObject } from './keys.ts';
import { links } from '../model/walk.ts';
import { putEntry } from './draft.ts';
import type { KnownNames, ObjectId, Outside } from './known-names.ts';
import type { LiveObject } from './live-object.ts';

/** What objects refer to besides each other, each once. */
export function refersOutside(objects: readonly LiveObject[]): readonly ObjectId[] {
  const inside = new Set(objects.map(({ kind, object }) => objectKey(kind.name, object.id)));
  const found = new Map<string, ObjectId>();
  for (const { kind, object } of objects)
    for (const { shape, value } of links(kind.attributes, object.attributes)) {
      if (shape.type !== 'reference') continue;
      const key = objectKey(shape.to, value);
      if (!inside.has(key)) found.set(key, { kind: shape.to, id: value.toLowerCase() });
    }
  return [...found.values()];
}

/** Whether `existing` can name an object that is left out. Not what others live in: those would have no place. */
export function canBeNamed({ kind }: LiveObject): boolean {
  return EXISTING_SECTIONS.has(kind.name) && !CONTAINER_KINDS.has(kind);
}

/** What is left out and what is kept refers to: it stands under `existing`, so that these need not be left out too. */
export function referredLeftOut(
  leftOut: readonly LiveObject[],
  kept: readonly LiveObject[],
  { outside, declared, keys }: KnownNames,
): readonly Outside[] {
  const nameable = leftOut.filter(canBeNamed);
  if (nameable.length === 0) return [];
  const referred = new Set(refersOutside(kept).map((each) => objectKey(each.kind, each.id)));
  const given = new Set([
    ...outside.map(({ address }) => address),
    ...declared.map(([section, key]) => formatAddress(SECTION_KINDS[String(section)] ?? '', String(key))),
    ...kept.map((each) => formatAddress(each.kind.name, ownKey(each))),
    ...kept.map(({ kind, object: { id } }) =>
      formatAddress(kind.name, keys.get(objectKey(kind.name, id)) ?? ''),
    ),
  ]);
  return nameable
    .filter(({ kind, object }) => referred.has(objectKey(kind.name, object.id)))
    .map((each): Outside => {
      const { name: kind, words } = each.kind;
      const { id, attributes } = each.object;
      const displayName = words.displayName(attributes);
      const namesakes = [...kept, ...leftOut].filter((other) => nameKey(other) === nameKey(each));
      const key = ownKey(each);
      const free =
        namesakes.length > 1 || given.has(formatAddress(kind, key))
          ? `${key}-${id.slice(0, 8)}`.toLowerCase()
          : key;
      const isNamed = displayName !== '' && namesakes.length === 1;
      const spec: JsonObject = isNamed ? { displayName } : { id };
      const path = ['existing', EXISTING_SECTIONS.get(kind) ?? '', free];
      return { kind, id: id.toLowerCase(), address: formatAddress(kind, free), entry: { path, spec } };
    });
}

function ownKey({ kind, object: { id, attributes } }: LiveObject): string {
  return keyOfObject(kind.name, id, kind.words.displayName(attributes));
}

function nameKey({ kind, object }: LiveObject): string {
  return objectKey(kind.name, kind.words.displayName(object.attributes));
}

/** Sections with the entries that name what lies outside. */
export function withOutside(
  sections: Readonly<Record<string, JsonValue>>,
  outside: readonly Outside[],
): Readonly<Record<string, JsonValue>> {
  const entries = outside.flatMap(({ entry }) => entry ?? []);
  if (entries.length === 0) return sections;
  const named: Record<string, JsonValue> = {};
  for (const { path, spec } of entries) putEntry(named, { path, spec, listed: false });
  return { ...named, ...sections };
}
