import type { AttributePath } from './path.ts';
import { canonicalValue } from './canonical.ts';
import type { Members, Shape } from './shape.ts';
import type { Attributes, JsonObject, JsonValue } from './value.ts';
import { isList, isObject } from './value.ts';

/** A leaf of attributes that stands for another object: a managed resource or a directory object. */
export interface Link {
  readonly shape: Extract<Shape, { type: 'reference' | 'principal' }>;
  readonly value: string;
  readonly path: AttributePath;
}

/** Visits every reference and principal in attributes. */
export function* links(members: Members, attributes: JsonObject, path: AttributePath = []): Generator<Link> {
  for (const [name, member] of Object.entries(members)) {
    const value = attributes[name];
    if (value !== undefined && value !== null) yield* linksOf(member, value, [...path, name]);
  }
}

function* linksOf(shape: Shape, value: JsonValue, path: AttributePath): Generator<Link> {
  if (shape.type === 'reference' || shape.type === 'principal') {
    if (typeof value === 'string') yield { shape, value, path };
  } else if (shape.type === 'object') {
    if (isObject(value)) yield* links(shape.members, value, path);
  } else if (shape.type === 'list' || shape.type === 'set') {
    if (isList(value))
      for (const [index, item] of value.entries()) yield* linksOf(shape.of, item, [...path, index]);
  }
}

/** The addresses among the references in attributes that `isManaged` knows, sorted and each once. */
export function managedReferences(
  members: Members,
  attributes: JsonObject,
  isManaged: (address: string) => boolean,
): string[] {
  const references = [...links(members, attributes)].filter(({ shape }) => shape.type === 'reference');
  return [...new Set(references.map(({ value }) => value))].filter(isManaged).sort();
}

/**
 * A copy with every reference replaced by `map(to, value)`; sets are sorted again, because their order follows
 * from the values. Returns the same object when nothing changed.
 */
export function mapReferences(
  members: Members,
  attributes: Attributes,
  map: (to: string, value: string) => string,
): Attributes {
  let changed = false;
  const result: Record<string, JsonValue | undefined> = { ...attributes };
  for (const [name, member] of Object.entries(members)) {
    const value = attributes[name];
    if (value === undefined || value === null) continue;
    const mapped = mapValue(member, value, map);
    if (mapped !== value) {
      result[name] = mapped;
      changed = true;
    }
  }
  return changed ? result : attributes;
}

function mapValue(shape: Shape, value: JsonValue, map: (to: string, value: string) => string): JsonValue {
  switch (shape.type) {
    case 'reference':
      return typeof value === 'string' ? map(shape.to, value) : value;
    case 'object':
      return isObject(value) ? mapReferences(shape.members, value, map) : value;
    case 'list':
    case 'set': {
      if (!isList(value)) return value;
      const items = value.map((item) => mapValue(shape.of, item, map));
      if (items.every((item, index) => item === value[index])) return value;
      return shape.type === 'set' ? canonicalValue(shape, items) : items;
    }
    default:
      return value;
  }
}
