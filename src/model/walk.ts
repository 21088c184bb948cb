import type { AttributePath } from './path.ts';
import { canonicalValue } from './canonical.ts';
import { onceFor } from './once.ts';
import type { Member, Members, Shape } from './shape.ts';
import { membersOf } from './shape.ts';
import type { Attributes, JsonObject, JsonValue } from './value.ts';
import { isList, isObject } from './value.ts';

/** A leaf of attributes that stands for another object: a managed resource or a directory object. */
export interface Link {
  readonly shape: Extract<Shape, { type: 'reference' | 'principal' }>;
  readonly value: string;
  readonly path: AttributePath;
}

/** Members that a link can stand in: most cannot hold any, and need no walk. */
const linking = onceFor((members: Members): readonly (readonly [string, Member])[] =>
  membersOf(members).filter(([, member]) => mayLink(member)),
);

function mayLink(shape: Shape): boolean {
  switch (shape.type) {
    case 'reference':
    case 'principal':
      return true;
    case 'object':
      return linking(shape.members).length > 0;
    case 'list':
    case 'set':
      return mayLink(shape.of);
    default:
      return false;
  }
}

/** Every reference and principal in attributes. */
export function links(members: Members, attributes: JsonObject): readonly Link[] {
  const found: Link[] = [];
  collectLinks(members, attributes, [], found);
  return found;
}

function collectLinks(members: Members, attributes: JsonObject, path: AttributePath, found: Link[]): void {
  for (const [name, member] of linking(members)) {
    const value = attributes[name];
    if (value !== undefined && value !== null) collectLinksOf(member, value, [...path, name], found);
  }
}

function collectLinksOf(shape: Shape, value: JsonValue, path: AttributePath, found: Link[]): void {
  if (shape.type === 'reference' || shape.type === 'principal') {
    if (typeof value === 'string') found.push({ shape, value, path });
  } else if (shape.type === 'object') {
    if (isObject(value)) collectLinks(shape.members, value, path, found);
  } else if ((shape.type === 'list' || shape.type === 'set') && isList(value)) {
    for (const [index, item] of value.entries()) collectLinksOf(shape.of, item, [...path, index], found);
  }
}

/** The addresses among the references in attributes that `isManaged` knows, sorted and each once. */
export function managedReferences(
  members: Members,
  attributes: JsonObject,
  isManaged: (address: string) => boolean,
): string[] {
  const references = links(members, attributes).filter(({ shape }) => shape.type === 'reference');
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
  let result: Record<string, JsonValue | undefined> | undefined;
  for (const [name, member] of linking(members)) {
    const value = attributes[name];
    if (value === undefined || value === null) continue;
    const mapped = mapValue(member, value, map);
    if (mapped === value) continue;
    result ??= { ...attributes };
    result[name] = mapped;
  }
  return result ?? attributes;
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
