/** Answers and diffs as values that are equal where they say the same: lists in any order, words apart from ids. */
import type { JsonValue } from '../../../../src/model/value.ts';
import { canonicalJson, isList, isObject } from '../../../../src/model/value.ts';

/** Members that words stand in; what they say follows from the rest. */
const WORDS = new Set([
  ...['label', 'labels', 'displayName', 'resource', 'summary', 'predicate', 'details', 'text', 'called'],
  ...['conditions', 'unknown', 'leftOut'],
]);

/** Keys and labels with a mark before them, each another one, so that they sort otherwise than before. */
export function marking(kind: 'k' | 'L'): (text: string) => string {
  const marks = new Map<string, string>();
  return (text) => {
    const mark = marks.get(text) ?? `${kind}${99 - marks.size}${kind === 'k' ? '-' : ' '}`;
    marks.set(text, mark);
    return `${mark}${text}`;
  };
}

const unmarked = (text: string) => text.replaceAll(/k\d\d-|L\d\d /g, '');

/** The value as text, the same whatever keys and labels were marked and in whatever order lists came. */
export function valuesOf(value: unknown): string {
  return canonicalJson(plain(asJson(value), (name) => !WORDS.has(name)));
}

/** The same with all words, in the order of the alphabet: names in a sentence may come in another order. */
export function wordsOf(value: unknown): string {
  return canonicalJson(plain(asJson(value), () => true));
}

const asJson = (value: unknown): JsonValue => JSON.parse(unmarked(JSON.stringify(value))) as JsonValue;

function plain(value: JsonValue | undefined, isKept: (name: string) => boolean, name = ''): JsonValue {
  if (isList(value)) return value.map((each) => plain(each, isKept, name)).sort(byText);
  if (typeof value === 'string') {
    if (WORDS.has(name)) return value.split(/[\s,;]+/).sort();
    // An index into a set follows from the order of its entries.
    return name === 'path' ? value.replaceAll(/\[\d+\]/g, '[]') : value;
  }
  if (!isObject(value)) return value ?? null;
  const kept = Object.entries(value).filter(([member]) => isKept(member));
  return Object.fromEntries(kept.map(([member, each]) => [member, plain(each, isKept, member)]));
}

function byText(a: JsonValue, b: JsonValue): number {
  const [first, second] = [canonicalJson(a), canonicalJson(b)];
  return first < second ? -1 : first > second ? 1 : 0;
}
