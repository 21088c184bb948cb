/** Whether everyone whom one membership rule matches is matched by another one: decided over all values that tell them apart. */
import { isList } from '../../model/value.ts';
import type { JsonObject, JsonValue } from '../../model/value.ts';
import type { Tri } from './facts.ts';
import type { Comparison } from './membership-rule.ts';
import { parseRule } from './membership-rule.ts';

/**
 * Whether the wider rule matches everyone whom the narrower one matches. `no` means that there can be a user whom the
 * narrower one alone matches; unknown when one of them is too complicated.
 */
export function coversRule(wider: string, narrower: string): Tri {
  if (wider === narrower) return 'yes';
  const [over, under] = [parseRule(wider), parseRule(narrower)];
  if (over === undefined || under === undefined) return 'unknown';
  const properties = valuesToTry([...over.comparisons, ...under.comparisons]);
  if (properties === undefined) return 'unknown';
  for (const user of combinations(properties))
    if (under.test(user) === 'yes' && over.test(user) !== 'yes') return 'no';
  return 'yes';
}

/** Whether everyone whom a rule matches is matched by one of several: by one of them alone, or now by this and now by that. */
export function coveredBy(rules: readonly string[], narrower: string): boolean {
  if (rules.some((rule) => coversRule(rule, narrower) === 'yes')) return true;
  const either = rules.map((rule) => `(${rule})`).join(' -or ');
  return rules.length > 1 && coversRule(either, narrower) === 'yes';
}

/** More combinations than this are not tried. */
const MOST = 4096;

type Values = readonly JsonValue[];

/** By property, values of which each other value compares as one does; undefined when they are too many. */
function valuesToTry(comparisons: readonly Comparison[]): ReadonlyMap<string, Values> | undefined {
  const found = new Map<string, Values>();
  let count = 1;
  for (const property of new Set(comparisons.map((each) => each.property))) {
    const values = valuesOf(
      property,
      comparisons.filter((each) => each.property === property),
    );
    count *= values?.length ?? Infinity;
    if (values === undefined || count > MOST) return undefined;
    found.set(property, values);
  }
  return found;
}

/** Every value of the properties that have only a few; null where a user may have none. */
const FEW: Readonly<Record<string, Values>> = {
  accountenabled: [true, false],
  usertype: ['Member', 'Guest', null],
};

const WORDS = ['true', 'false'];

/** Occurs in no rule, so that nothing is in a value by accident. */
const BETWEEN = '\u0000';

function valuesOf(property: string, comparisons: readonly Comparison[]): Values | undefined {
  const few = FEW[property];
  if (few !== undefined) return few;
  const wanted = (suffix: string) =>
    distinct(
      comparisons
        .filter(({ operator }) => operator.endsWith(suffix))
        .flatMap(({ wanted: value }) => textsOf(value)),
    );
  const [starts, parts] = [wanted('startswith'), wanted('contains')];
  const all = distinct(comparisons.flatMap(({ wanted: value }) => textsOf(value)));
  if (all.some((text) => WORDS.includes(text)) && all.every((text) => text === '' || WORDS.includes(text)))
    return [true, false, null];
  // Values that equal no constant: those that begin with a text, or with none, and have some of the others in them.
  if (parts.length > Math.log2(MOST)) return undefined;
  const others = ['', ...starts].flatMap((start) =>
    subsets(parts).map((some) => [start, ...some, ''].join(BETWEEN)),
  );
  return [null, ...all, ...others];
}

function textsOf(wanted: JsonValue): readonly string[] {
  return (isList(wanted) ? wanted : [wanted]).map((each) =>
    each === null ? '' : String(each).toLowerCase(),
  );
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}

function subsets(texts: readonly string[]): readonly (readonly string[])[] {
  return texts.reduce<readonly (readonly string[])[]>(
    (found, text) => [...found, ...found.map((each) => [...each, text])],
    [[]],
  );
}

function* combinations(properties: ReadonlyMap<string, Values>): Iterable<JsonObject> {
  const [first, ...rest] = properties;
  if (first === undefined) {
    yield {};
    return;
  }
  const [property, values] = first;
  for (const others of combinations(new Map(rest)))
    for (const value of values) yield { ...others, [property]: value };
}
