/** What Graph says in words that the schema does not list, as a configuration says it: `{ unlisted: … }`. */
import type { JsonObject, JsonValue } from './value.ts';
import { isList, isObject } from './value.ts';

const MEMBER = 'unlisted';

/** The form that stands for such a word, or for an object of such a type. */
export function unlisted(value: JsonValue): JsonObject {
  return { [MEMBER]: value };
}

/** An object of such a type: the type by itself, and all else in one member, so that nothing of it is lost. */
export function folded(object: JsonObject, type: string): JsonObject {
  const { '@odata.type': _type, [MEMBER]: inner, ...members } = object;
  return { '@odata.type': type, [MEMBER]: { ...members, ...(isObject(inner) && inner) } };
}

/** The object again; one that is not folded is as it was. */
export function unfolded(object: JsonObject): JsonObject {
  const { [MEMBER]: members, ...rest } = object;
  return isObject(members) ? { ...rest, ...members } : object;
}

/** A word as it is written: by itself where it is one of `words`. */
export function wordOf(value: JsonValue | undefined, words: readonly string[]): JsonValue | undefined {
  return typeof value !== 'string' || words.includes(value) ? value : unlisted(value);
}

/** The same value with each word in the place of its form; without any the value itself. */
export function plainWords(value: JsonValue | undefined): JsonValue | undefined {
  if (isList(value)) {
    const items = value.map((item) => plainWords(item) ?? null);
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  if (!isObject(value)) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only?.[0] === MEMBER && typeof only[1] === 'string') return only[1];
  const members = entries.map(([name, member]): [string, JsonValue | undefined] => [
    name,
    plainWords(member),
  ]);
  return members.some(([name, member]) => member !== value[name]) ? Object.fromEntries(members) : value;
}
