/** Members of an entity that an attribute table does not know: found, so that they can be named, and carried over. */
import type { AttributePath } from './path.ts';
import { canonicalValue } from './canonical.ts';
import { partnersOf } from './pairs.ts';
import type { Members, Shape } from './shape.ts';
import type { JsonObject, JsonValue } from './value.ts';
import { asString, isList, isObject } from './value.ts';

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
 * others in their order.
 */
export function withUnsaid(
  members: Members,
  live: JsonObject,
  sent: JsonObject,
  elsewhere?: RegExp,
): JsonObject {
  return carried(members, live, sent, { path: [], elsewhere });
}

function carried(members: Members, live: JsonObject, sent: JsonObject, place: Place): JsonObject {
  const { path, elsewhere } = place;
  const unknown = Object.entries(live).filter(
    ([name, value]) =>
      value !== undefined &&
      !Object.hasOwn(members, name) &&
      !Object.hasOwn(sent, name) &&
      isUnsaid([...path, name], value, elsewhere),
  );
  const known = Object.entries(sent).map(([name, value]) => {
    const [member, before] = [Object.hasOwn(members, name) ? members[name] : undefined, live[name]];
    const whole = member === undefined || before === undefined || value === undefined;
    return [name, whole ? value : carriedValue(member, before, value, { ...place, path: [...path, name] })];
  });
  // The service reads the type of an object first.
  const { [TYPE]: type, ...rest } = Object.fromEntries([...unknown, ...known]) as JsonObject;
  return { ...(type !== undefined && { [TYPE]: type }), ...rest };
}

function carriedValue(shape: Shape, live: JsonValue, sent: JsonValue, place: Place): JsonValue {
  if (shape.type === 'object' && isObject(live) && isObject(sent))
    return carried(shape.members, live, sent, place);
  if ((shape.type !== 'list' && shape.type !== 'set') || !isList(live) || !isList(sent)) return sent;
  const { of } = shape;
  const found = partnersOf(
    sent.map((item) => comparable(of, item)),
    live.map((item) => comparable(of, item)),
  );
  // What changed, and what it was, in their order.
  const changed = live.length === sent.length && shape.type === 'list';
  const left = changed ? live.flatMap((_item, at) => (found.includes(at) ? [] : [at])) : [];
  const partnersAt = found.map((at) => at ?? left.shift());
  const carriedItems = sent.map((item, index) => {
    const at = partnersAt[index];
    const before = at === undefined ? undefined : live[at];
    if (before === undefined) return { at: live.length, item };
    const whole = carriedValue(of, before, item, { ...place, path: [...place.path, index] });
    return { at: at ?? live.length, item: whole };
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
