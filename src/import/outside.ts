/**
 * What an import limited to catalogs refers to and does not take in: it stands under `existing`, or the configuration has
 * an address for it already. Pure.
 */
import { objectKey } from '../model/address-book.ts';
import type { JsonValue } from '../model/value.ts';
import { links } from '../model/walk.ts';
import { putEntry } from './draft.ts';
import type { ObjectId, Outside } from './known-names.ts';
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
