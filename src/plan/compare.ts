/** Comparison of attributes by their shape; the only place that knows what a difference is. */
import { formatPath } from '../model/path.ts';
import type { AttributePath } from '../model/path.ts';
import { partnersOf } from '../model/pairs.ts';
import type { Member, Members, Shape } from '../model/shape.ts';
import { membersOf } from '../model/shape.ts';
import type { Attributes, JsonObject, JsonValue } from '../model/value.ts';
import { equalValues, isList, isObject } from '../model/value.ts';
import type { ChangedPath } from './plan.ts';

/**
 * The part of `attributes` that counts in a comparison: computed members never do, kept ones only where
 * `declared` has them.
 */
export function comparable(
  members: Members,
  attributes: JsonObject,
  declared: JsonObject | undefined,
): Attributes {
  const result: Record<string, JsonValue | undefined> = {};
  for (const [name, member] of membersOf(members)) {
    const value = attributes[name];
    if (value === undefined || !counts(member, declared?.[name])) continue;
    result[name] = comparableValue(member, value, declared?.[name]);
  }
  return result;
}

function counts(member: Member, declared: JsonValue | undefined): boolean {
  if (member.mutability === 'computed') return false;
  return member.mutability !== 'kept' || declared !== undefined;
}

function comparableValue(shape: Shape, value: JsonValue, declared: JsonValue | undefined): JsonValue {
  if (shape.type === 'object' && isObject(value)) {
    return comparable(shape.members, value, isObject(declared) ? declared : undefined);
  }
  if (shape.type === 'list' && isList(value)) {
    const others = partners(shape, value, declared);
    return value.map((item, index) => comparableValue(shape.of, item, others[index]));
  }
  return value;
}

/**
 * True where what counts of both is equal: `comparable` of the one and of the other, compared without making either.
 * Most resources of a plan have not changed.
 */
export function equalWhereCounting(
  members: Members,
  one: JsonObject,
  other: JsonObject,
  declared: JsonObject | undefined,
): boolean {
  return equalMembers(members, one, other, declared, declared);
}

type Declared = JsonValue | undefined;

function equalMembers(members: Members, a: JsonObject, b: JsonObject, inA: Declared, inB: Declared): boolean {
  const [declaredA, declaredB] = [isObject(inA) ? inA : undefined, isObject(inB) ? inB : undefined];
  for (const [name, member] of membersOf(members)) {
    const [valueA, valueB] = [a[name], b[name]];
    const [ofA, ofB] = [declaredA?.[name], declaredB?.[name]];
    // Either both count or neither.
    if (valueA === valueB && ofA === ofB) continue;
    const countsA = valueA !== undefined && counts(member, ofA);
    const countsB = valueB !== undefined && counts(member, ofB);
    if (!countsA && !countsB) continue;
    if (!countsA || !countsB || !equalPlaced(member, valueA, valueB, ofA, ofB)) return false;
  }
  return true;
}

function equalPlaced(shape: Shape, a: JsonValue, b: JsonValue, inA: Declared, inB: Declared): boolean {
  if (shape.type === 'object' && isObject(a) && isObject(b))
    return equalMembers(shape.members, a, b, inA, inB);
  if (shape.type !== 'list' || !isList(a) || !isList(b)) return equalValues(a, b);
  if (a.length !== b.length) return false;
  if (a.length === 0) return true;
  const [partnersA, partnersB] = [partners(shape, a, inA), partners(shape, b, inB)];
  return a.every((item, index) =>
    equalPlaced(shape.of, item, b[index] ?? null, partnersA[index], partnersB[index]),
  );
}

/** For each item that of another list which stands for the same thing. */
function partners(
  { pairBy }: Extract<Shape, { type: 'list' }>,
  items: readonly JsonValue[],
  others: JsonValue | undefined,
): readonly (JsonValue | undefined)[] {
  if (!isList(others)) return [];
  if (pairBy === undefined) return others;
  const named = (item: JsonValue) => (isObject(item) ? item[pairBy] : undefined);
  return partnersOf(items.map(named), others.map(named)).map((at) => (at === undefined ? at : others[at]));
}

/**
 * `desired` as it is to be written: kept members that it does not declare are carried over from `live`, computed
 * ones left out.
 */
export function completeAttributes(
  members: Members,
  desired: JsonObject,
  live: JsonObject | undefined,
): Attributes {
  const result: Record<string, JsonValue | undefined> = {};
  for (const [name, member] of membersOf(members)) {
    if (member.mutability === 'computed') continue;
    const value = desired[name];
    const carried = member.mutability === 'kept' && value === undefined ? live?.[name] : undefined;
    const whole = carried ?? (value === undefined ? undefined : completeValue(member, value, live?.[name]));
    if (whole !== undefined) result[name] = whole;
  }
  return result;
}

function completeValue(shape: Shape, value: JsonValue, live: JsonValue | undefined): JsonValue {
  if (shape.type === 'object' && isObject(value)) {
    return completeAttributes(shape.members, value, isObject(live) ? live : undefined);
  }
  if (shape.type === 'list' && isList(value)) {
    const others = partners(shape, value, live);
    return value.map((item, index) => completeValue(shape.of, item, others[index]));
  }
  return value;
}

export interface Differences {
  /** Every attribute that differs, outermost first; a set differs as a whole. */
  readonly changedPaths: readonly ChangedPath[];
  /** Those that cannot be changed in place. */
  readonly replacePaths: readonly ChangedPath[];
}

/** What differs between two attributes in canonical and comparable form. */
export function diffAttributes(members: Members, before: JsonObject, after: JsonObject): Differences {
  const changed: ChangedPath[] = [];
  const replaced: ChangedPath[] = [];
  for (const [name, member] of membersOf(members)) {
    if (equalValues(before[name], after[name])) continue;
    const paths = [...diffValue(member, before[name], after[name], [name])].map(formatPath);
    changed.push(...paths);
    if (member.mutability === 'replace') replaced.push(...paths);
  }
  return { changedPaths: changed, replacePaths: replaced };
}

function* diffValue(
  shape: Shape,
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  path: AttributePath,
): Generator<AttributePath> {
  if (equalValues(before, after)) return;
  if (shape.type === 'object' && isObject(before) && isObject(after)) {
    for (const [name, member] of membersOf(shape.members)) {
      yield* diffValue(member, before[name], after[name], [...path, name]);
    }
  } else if (shape.type === 'list' && isList(before) && isList(after)) {
    const length = Math.max(before.length, after.length);
    for (let index = 0; index < length; index += 1) {
      yield* diffValue(shape.of, before[index], after[index], [...path, index]);
    }
  } else {
    yield path;
  }
}
