import type { AttributePath } from './path.ts';

/** A JSON value. Every attribute, request and file in Entente is made of these. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

/** A JSON object whose absent members are `undefined` on reading. */
export interface JsonObject {
  readonly [member: string]: JsonValue | undefined;
}

/** Attributes of one resource in its kind's canonical form (see `Shape`). */
export type Attributes = JsonObject;

/** True for a plain JSON object, false for null and arrays. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True for a JSON array. `Array.isArray` alone does not narrow readonly arrays. */
export function isList(value: unknown): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** The value as a string, or undefined when it is anything else. */
export function asString(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The members of a list that are objects; an absent or other value has none. */
export function objectsOf(value: JsonValue | undefined): readonly JsonObject[] {
  return isList(value) ? value.filter(isObject) : [];
}

/** The member or item that a path leads to. */
export function valueAt(value: JsonValue | undefined, path: AttributePath): JsonValue | undefined {
  let found = value;
  for (const step of path)
    found = isList(found) ? found[Number(step)] : isObject(found) ? found[step] : undefined;
  return found;
}

/** Every text in a value, at any depth. */
export function textsIn(value: JsonValue | undefined): readonly string[] {
  if (isList(value)) return value.flatMap(textsIn);
  if (isObject(value)) return Object.values(value).flatMap(textsIn);
  return typeof value === 'string' ? [value] : [];
}

/**
 * Canonical JSON: members sorted by code unit, undefined members dropped, no white space.
 * Two values are equal exactly when their canonical texts are.
 */
export function canonicalJson(value: JsonValue | undefined): string {
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (isObject(value)) {
    const members = Object.keys(value)
      .filter((name) => value[name] !== undefined)
      .sort()
      .map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name])}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value ?? null);
}

/** The text of `canonicalJson` in parts: a long list that is a member of the value is given item by item. */
export function* canonicalParts(value: JsonObject): Generator<string> {
  const names = Object.keys(value).filter((name) => value[name] !== undefined);
  yield '{';
  for (const [index, name] of names.sort().entries()) {
    const member = value[name];
    yield `${index === 0 ? '' : ','}${JSON.stringify(name)}:`;
    if (!isList(member)) {
      yield canonicalJson(member);
      continue;
    }
    yield '[';
    for (const [at, item] of member.entries()) yield (at === 0 ? '' : ',') + canonicalJson(item);
    yield ']';
  }
  yield '}';
}

/** Structural equality; an undefined member equals an absent one, order of members is irrelevant. */
export function equalValues(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === b) return true;
  if (isList(a)) {
    return isList(b) && a.length === b.length && a.every((item, index) => equalValues(item, b[index]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  for (const name of Object.keys(a)) if (!equalValues(a[name], b[name])) return false;
  for (const name of Object.keys(b)) if (b[name] !== undefined && !Object.hasOwn(a, name)) return false;
  return true;
}
