/** Members of an entity that an attribute table does not know: found, so that they can be named, and carried over. */
import type { AttributePath } from './path.ts';
import { canonicalValue } from './canonical.ts';
import { partnersOf } from './pairs.ts';
import type { Members, Shape } from './shape.ts';
import type { JsonObject, JsonValue } from './value.ts';
import { asString, equalValues, isList, isObject } from './value.ts';

/** A member that no attribute tells. */
export interface Unsaid {
  readonly path: AttributePath;
  readonly value: JsonValue;
}

const TYPE = '@odata.type';
/** Of every entity; the service fills them in. */
const OF_ENTITY = /^(?:id|createdDateTime|modifiedDateTime|lastModifiedDateTime|@odata\.type=.*)$/;

/**
 * Members of `entity` that hold something and that `members` does not know, at every depth. `elsewhere` matches what
 * can be left out: a property path without positions, `@odata.type` with its value behind (`stages.@odata.type=plainStage`).
 */
export function unsaidMembers(members: Members, entity: JsonObject, elsewhere?: RegExp): Unsaid[] {
  const found: Unsaid[] = [];
  within(members, entity, { path: [], elsewhere, found });
  return found;
}

interface Place {
  readonly path: AttributePath;
  readonly elsewhere: RegExp | undefined;
}

/** The one walk of an entity: `path` leads to where it is, so that only what is found needs a path of its own. */
interface Walk {
  readonly path: (string | number)[];
  readonly elsewhere: RegExp | undefined;
  readonly found: Unsaid[];
}

function within(members: Members, entity: JsonObject, walk: Walk): void {
  const { path, elsewhere, found } = walk;
  for (const name of Object.keys(entity)) {
    const value = entity[name];
    if (value === undefined || isEmpty(value)) continue;
    path.push(name);
    const member = Object.hasOwn(members, name) ? members[name] : undefined;
    if (member !== undefined) inside(member, value, walk);
    else if (isUnsaid(path, value, elsewhere)) found.push({ path: [...path], value });
    path.pop();
  }
}

function inside(shape: Shape, value: JsonValue, walk: Walk): void {
  if (shape.type === 'object' && isObject(value)) within(shape.members, value, walk);
  if ((shape.type !== 'list' && shape.type !== 'set') || !isList(value)) return;
  for (const [index, item] of value.entries()) {
    walk.path.push(index);
    inside(shape.of, item, walk);
    walk.path.pop();
  }
}

function isUnsaid(path: AttributePath, value: JsonValue, elsewhere: RegExp | undefined): boolean {
  const names = path.filter((step) => typeof step === 'string');
  const name = names.at(-1) ?? '';
  if (name.includes('@odata.') && name !== TYPE) return false;
  const type = name === TYPE ? `=${(asString(value) ?? '').replace(/^#?microsoft\.graph\./, '')}` : '';
  const dotted = names.join('.') + type;
  return !(path.length === 1 && OF_ENTITY.test(dotted)) && elsewhere?.test(dotted) !== true;
}

function isEmpty(value: JsonValue): boolean {
  if (value === null || value === '') return true;
  return isList(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
}

/**
 * `sent` with what `live` holds and `members` does not know, at every depth; for a request that replaces an object
 * whole. Items of a list belong together by what is known of them, each to one; where lists are of one length, the
 * others in their order. With `read`, which is `live` as `sent` would say it, what did not change goes back as it is:
 * null, left out, or in another spelling.
 */
export function withUnsaid(
  members: Members,
  live: JsonObject,
  sent: JsonObject,
  elsewhere?: RegExp,
  read?: JsonObject,
): JsonObject {
  return carried(members, { live, read }, sent, { path: [], elsewhere });
}

/** What the service holds, and the same as it would be sent; undefined where that is not asked for. */
interface Before<Value extends JsonValue = JsonValue> {
  readonly live: Value;
  readonly read: JsonValue | undefined;
}

function carried(members: Members, before: Before<JsonObject>, sent: JsonObject, place: Place): JsonObject {
  const { path, elsewhere } = place;
  const { live } = before;
  const read = isObject(before.read) ? before.read : undefined;
  const isSame = read !== undefined && isEqual({ type: 'object', members }, read, sent);
  const unknown = Object.entries(live).filter(
    ([name, value]) =>
      value !== undefined &&
      !Object.hasOwn(sent, name) &&
      (Object.hasOwn(members, name)
        ? isSame && (read[name] ?? null) === null
        : isUnsaid([...path, name], value, elsewhere)),
  );
  // What another member decides about is as it was only where no member changed; at the top none does.
  const restores = isSame || (read !== undefined && path.length === 0);
  const known = Object.entries(sent).flatMap(([name, value]): [string, JsonValue | undefined][] => {
    const member = Object.hasOwn(members, name) ? members[name] : undefined;
    const was = live[name];
    const own = { live: was, read: read?.[name] };
    if (restores && (name !== TYPE || isFullType(was)) && isRestored(member, own, value)) {
      if (was !== undefined) return [[name, was]];
      return path.length === 0 ? [[name, value]] : [];
    }
    const whole = member === undefined || was === undefined || value === undefined;
    if (whole) return [[name, value]];
    return [[name, carriedValue(member, { ...own, live: was }, value, { ...place, path: [...path, name] })]];
  });
  // The service reads the type of an object first.
  const { [TYPE]: type, ...rest } = Object.fromEntries<JsonValue | undefined>([...unknown, ...known]);
  return { ...(type !== undefined && { [TYPE]: type }), ...rest };
}

/** Whether a member goes back as it was as a whole: it did not change, and its members are not to be looked at one by one. */
function isRestored(
  member: Shape | undefined,
  { live, read }: { readonly live: JsonValue | undefined; readonly read: JsonValue | undefined },
  sent: JsonValue | undefined,
): boolean {
  const isInside = (isObject(live) && isObject(sent)) || (isList(live) && isList(sent));
  if (isInside || sent === undefined) return false;
  if (member === undefined) return read !== undefined && equalValues(read, sent);
  // What is left out, or null, has its default.
  return isEqual({ type: 'object', members: { member } }, { member: read }, { member: sent });
}

/** What is folded has the short name of its type, which is not what Graph takes. */
function isFullType(type: JsonValue | undefined): boolean {
  return asString(type)?.includes('.') === true;
}

function isEqual(shape: Shape, one: JsonValue, other: JsonValue): boolean {
  return equalValues(comparable(shape, one), comparable(shape, other));
}

function carriedValue(shape: Shape, { live, read }: Before, sent: JsonValue, place: Place): JsonValue {
  if (shape.type === 'object' && isObject(live) && isObject(sent))
    return carried(shape.members, { live, read }, sent, place);
  if ((shape.type !== 'list' && shape.type !== 'set') || !isList(live) || !isList(sent)) return sent;
  const { of } = shape;
  const reads = isList(read) && read.length === live.length ? read : undefined;
  // What is named twice stays so.
  if (shape.type === 'set' && reads !== undefined && isEqual(shape, reads, sent))
    return live.map((item, at) => {
      const again = sent.find((each) => isEqual(of, each, reads[at] ?? null)) ?? item;
      return carriedValue(of, { live: item, read: reads[at] }, again, {
        ...place,
        path: [...place.path, at],
      });
    });
  const found = partnersOf(
    sent.map((item) => comparable(of, item)),
    (reads ?? live).map((item) => comparable(of, item)),
  );
  // What changed, and what it was, in their order.
  const changed = live.length === sent.length && shape.type === 'list';
  const left = changed ? live.flatMap((_item, at) => (found.includes(at) ? [] : [at])) : [];
  const partnersAt = found.map((at) => at ?? left.shift());
  const carriedItems = sent.map((item, index) => {
    const at = partnersAt[index];
    const before = at === undefined ? undefined : live[at];
    if (before === undefined || at === undefined) return { at: live.length, item };
    const within = { ...place, path: [...place.path, index] };
    return { at, item: carriedValue(of, { live: before, read: reads?.[at] }, item, within) };
  });
  // What has no order goes back in that in which the service has it.
  if (shape.type === 'set') carriedItems.sort((one, other) => one.at - other.at);
  return carriedItems.map(({ item }) => item);
}

/** What is known of an item, however its type is spelled. */
function comparable(shape: Shape, item: JsonValue): JsonValue {
  const type = isObject(item) ? asString(item[TYPE]) : undefined;
  const plain =
    isObject(item) && type !== undefined
      ? { ...item, [TYPE]: type.replace(/^#?microsoft\.graph\./, '') }
      : item;
  return canonicalValue(shape, plain);
}
