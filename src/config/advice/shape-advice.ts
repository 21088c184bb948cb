/** What to write where a map stands in the place of a list, or a list in the place of a map. Pure. */
import { examplesOf } from '../../model/schema-node.ts';
import { isList, isObject } from '../../model/value.ts';
import type { JsonObject, JsonValue } from '../../model/value.ts';

/** Letters of a list that are shown as a whole. */
export const MOST_SHOWN = 90;

/** The list that a map means: one entry, or entries by key; `schema` is the list's. */
export function listOf(data: JsonObject, schema: Readonly<Record<string, unknown>>): string {
  const example = exampleEntry(schema);
  const entries = Object.entries(data);
  const isEntry = isObject(example) && entries.some(([name]) => Object.hasOwn(example, name));
  const keyed = isEntry ? undefined : (namedEntries(data, example) ?? keyedEntries(data, example));
  const list = `[${(keyed ?? [data]).map(inline).join(', ')}]`;
  if (list.length <= MOST_SHOWN) return `Write it as a list: ${list}`;
  const [name, value] = entries[0] ?? ['', null];
  const first = keyed?.[0];
  const naming = isEntry ? undefined : namingMember(entries, example);
  if (naming !== undefined) return `Begin each entry with a dash and what names it: - ${naming}: ${name}`;
  return first === undefined
    ? `Begin each entry with a dash: - ${name}:${isScalar(value) ? ` ${inline(value)}` : ''}`
    : `Begin each entry with a dash: - ${inline(first)}`;
}

/** The member that the keys of a map are in the entries of a list: the first of the example, where none says it itself. */
function namingMember(
  entries: readonly (readonly [string, JsonValue | undefined])[],
  example: JsonValue | undefined,
): string | undefined {
  const [first] = isObject(example) ? Object.keys(example) : [];
  const lackIt = entries.every(([, value]) => isObject(value) && !Object.hasOwn(value, first ?? ''));
  return lackIt && isObject(example) && typeof example[first ?? ''] === 'string' ? first : undefined;
}

/** Entries of a list whose keys say nothing: maps by a name of their own that a list has none for. */
function namedEntries(data: JsonObject, example: JsonValue | undefined): readonly JsonValue[] | undefined {
  const values = Object.values(data).filter(isObject);
  const isLike = (each: JsonObject) =>
    isObject(example) && Object.keys(example).every((name) => Object.hasOwn(each, name));
  return values.length > 0 && values.length === Object.keys(data).length && values.every(isLike)
    ? values
    : undefined;
}

/** Entries of a list in which each key of a map and its value are told: `KEY: ROLE` as { resource: KEY, role: ROLE }. */
function keyedEntries(data: JsonObject, example: JsonValue | undefined): readonly JsonValue[] | undefined {
  const entries = Object.entries(data);
  if (typeof example === 'string' && entries.every(([, value]) => value === null))
    return entries.map(([key]) => key);
  if (!isObject(example)) return undefined;
  const [first, second, ...others] = Object.keys(example);
  if (first === undefined || others.length > 0) return undefined;
  if (entries.some(([, value]) => !isScalar(value) && second !== undefined)) return undefined;
  return entries.map(([key, value]) => ({ [first]: key, ...(second !== undefined && { [second]: value }) }));
}

function exampleEntry(schema: Readonly<Record<string, unknown>>): JsonValue | undefined {
  const [example] = examplesOf(schema) as readonly JsonValue[];
  return isList(example) ? example[0] : undefined;
}

/** Members that a map may have, and those of them that are lists. */
export interface MapShape {
  readonly known: readonly string[];
  readonly lists: readonly string[];
}

/** The map that a list means. */
export function mapOf(
  data: readonly unknown[],
  { known, lists }: MapShape = { known: [], lists: [] },
): string {
  const [only] = data;
  const members = data.filter(isObject).flatMap((each) => Object.entries(each));
  if (members.length > 0 && data.every(isObject) && members.every(([name]) => known.includes(name))) {
    const written = members.map(([name, value]) => `${name}: ${inline(value)}`).join(', ');
    return written.length <= MOST_SHOWN ? `Write it without dashes: ${written}` : 'Remove the dashes';
  }
  const [list, ...others] = lists;
  if (list !== undefined && others.length === 0 && data.every((each) => isScalar(each)))
    return `Write { ${list}: ${inline(data as readonly JsonValue[])} }`;
  const [key, value] = (isObject(only) ? Object.entries(only)[0] : undefined) ?? ['', undefined];
  // An entry that is a key with its members behind it, on the same line or below.
  if (isObject(only) && (value === null || isObject(value)))
    return `Write ${key}: without the dash, and indent what belongs to it with 2 spaces more`;
  return `Write each entry as KEY: { ... }, without a dash${likeEntry(only)}`;
}

/** An entry of a list with the key that it would have in a map. */
function likeEntry(entry: unknown): string {
  if (!isObject(entry)) return '';
  const member = ['key', 'name', 'id'].find((each) => /^[A-Za-z0-9][\w-]*$/.test(String(entry[each] ?? '')));
  if (member === undefined) return '';
  const { [member]: key, ...others } = entry;
  const written = inline(others);
  const isShown = Object.keys(others).length > 0 && written.length <= MOST_SHOWN;
  return `, such as ${String(key)}: ${isShown ? written : '{ ... }'}`;
}

function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

/** A value as YAML on one line. */
export function inline(value: JsonValue | undefined): string {
  if (isList(value)) return `[${value.map(inline).join(', ')}]`;
  if (isObject(value)) {
    const members = Object.entries(value).map(([name, member]) => `${name}: ${inline(member)}`);
    return `{ ${members.join(', ')} }`;
  }
  if (typeof value !== 'string') return String(value);
  return /^[A-Za-z][\w .@-]*$/.test(value) ? value : JSON.stringify(value);
}
