import { normalizeDuration } from './duration.ts';
import type { Member, Members, Shape } from './shape.ts';
import { membersOf } from './shape.ts';
import type { Attributes, JsonObject, JsonValue } from './value.ts';
import { canonicalJson, isList, isObject } from './value.ts';
import { isGuid } from './guid.ts';

/**
 * Brings attributes to the canonical form of their shape: defaults filled in, members that the shape does not
 * know dropped, sets sorted and without duplicates, enums in their declared casing, GUIDs lower-cased, durations
 * and instants in one spelling. Idempotent. Values of an unexpected type pass through, so a diff still shows them.
 */
export function canonicalAttributes(members: Members, attributes: JsonObject): Attributes {
  const result: Record<string, JsonValue> = {};
  for (const [name, member] of membersOf(members)) {
    const value = canonicalMember(member, attributes[name]);
    if (value !== undefined) result[name] = value;
  }
  return result;
}

function canonicalMember(member: Member, value: JsonValue | undefined): JsonValue | undefined {
  const absent = value === undefined || (value === null && !(member.type === 'object' && member.nullable));
  if (absent) return member.default === undefined ? undefined : canonicalValue(member, member.default);
  return canonicalValue(member, value);
}

/** Brings one value to the canonical form of its shape. */
export function canonicalValue(shape: Shape, value: JsonValue): JsonValue {
  switch (shape.type) {
    case 'object':
      return isObject(value) ? canonicalAttributes(shape.members, value) : value;
    case 'list':
      return isList(value) ? value.map((item) => canonicalValue(shape.of, item)) : value;
    case 'set':
      return isList(value) ? sortedSet(value.map((item) => canonicalValue(shape.of, item))) : value;
    case 'string':
    case 'boolean':
    case 'integer':
    case 'json':
      return value;
    default:
      return typeof value === 'string' ? canonicalText(shape, value) : value;
  }
}

type TextShape = Exclude<
  Shape,
  { type: 'object' | 'list' | 'set' | 'string' | 'boolean' | 'integer' | 'json' }
>;

function canonicalText(shape: TextShape, text: string): string {
  switch (shape.type) {
    case 'enum':
      return shape.values.find((known) => known.toLowerCase() === text.toLowerCase()) ?? text;
    case 'principal':
    case 'guid':
      return text.toLowerCase();
    case 'reference':
      return isGuid(text) ? text.toLowerCase() : text;
    case 'duration':
      return normalizeDuration(text);
    case 'instant':
      return normalizeInstant(text);
    case 'date':
      return text.slice(0, 10);
  }
}

/** UTC with milliseconds only when there are any: Graph writes 0 to 7 fractional digits for the same instant. */
function normalizeInstant(text: string): string {
  const time = Date.parse(text);
  return Number.isNaN(time) ? text : new Date(time).toISOString().replace('.000Z', 'Z');
}

function sortedSet(items: readonly JsonValue[]): JsonValue[] {
  if (items.length < 2) return [...items];
  const byText = new Map(items.map((item) => [canonicalJson(item), item]));
  return [...byText.keys()].sort().map((text) => byText.get(text) ?? null);
}
