/** Bodies held against the table of types, to the last level. */
import type { Entity, Json } from '../json.ts';
import { isEntity } from '../json.ts';
import type { ServiceError } from '../wire/service-error.ts';
import { invalidModel } from '../wire/service-error.ts';
import { ENUMS } from './enums.ts';
import type { FutureMembers } from './future.ts';
import { isFuture, NO_FUTURE } from './future.ts';
import type { Member, Purpose } from './language.ts';
import { fitsPrimitive, isPrimitive, unspelled } from './primitives.ts';
import { concreteTypes, isA, membersOf, structureOf } from './table.ts';

/** What a body, or a value in one, is for. `whole`: a value below a body, which has all that it needs; `named`: an object of which the id alone counts. */
export type Scope = Purpose | 'whole' | 'named';

interface Place {
  /** Segments joined by `/`; empty for the body itself. */
  readonly path: string;
  readonly scope: Scope;
  readonly future: FutureMembers;
}

const ODATA_TYPE = '@odata.type';
const TYPE_NAME = /^#?(?:microsoft\.)?graph\.([\w.]+)$/;

/**
 * The body in one form: enums in Graph's casing, values spelled as text as what they are, `NAME@odata.bind` as
 * references by id, without annotations and without what the service alone decides. Throws 400 InvalidModel with the
 * path of what does not fit `type`.
 */
export function checkBody(type: string, body: Entity, purpose: Purpose, future = NO_FUTURE): Entity {
  return checkedObject(type, body, { path: '', scope: purpose, future });
}

/** The refusal of a body for what stands at `path`: `requestApprovalSettings/stages/0`. */
export function wrongAt(path: string, why: string): ServiceError {
  return invalidModel(`${path}: ${why}`);
}

function below(path: string, name: string | number): string {
  return path === '' ? String(name) : `${path}/${name}`;
}

function checkedObject(declared: string, value: Entity, place: Place): Entity {
  const type = typeOfValue(declared, value, place.path);
  const members = membersOf(type);
  const result = new Map<string, Json>();
  if (type !== declared) result.set(ODATA_TYPE, `#microsoft.graph.${type}`);
  for (const [name, item] of Object.entries(value)) {
    const bound = name.endsWith('@odata.bind');
    if (item === undefined || (name.includes('@') && !bound)) continue;
    const own = bound ? name.slice(0, -'@odata.bind'.length) : name;
    const path = below(place.path, own);
    const member = members.get(own);
    // The one place that a body's unknown members come to.
    if (member === undefined && isFuture(place.future, type, own)) {
      result.set(own, item);
      continue;
    }
    if (member === undefined) throw wrongAt(path, `the type ${type} has no such property.`);
    if (!(bound && member.many ? isBindable(member, place.scope) : isWritable(member, place.scope)))
      throw wrongAt(path, 'the property cannot be written here.');
    const checked = bound
      ? checkedBinding(path, member, item)
      : checkedMember({ ...place, path }, member, item);
    if (member.readOnly !== true) result.set(own, checked);
  }
  requireMembers(type, result, place);
  requireCases(type, result, place.path);
  return Object.fromEntries(result);
}

/** The type that a value says it has, which is of its place's type; its place's where that can stand for itself. */
function typeOfValue(declared: string, value: Entity, path: string): string {
  const given = value[ODATA_TYPE];
  const at = below(path, ODATA_TYPE);
  if (given === undefined) {
    if (structureOf(declared)?.abstract === true)
      throw wrongAt(at, `a value of the abstract type ${declared} needs the type that it has.`);
    return declared;
  }
  const name = typeof given === 'string' ? TYPE_NAME.exec(given)?.[1] : undefined;
  if (name !== undefined && structureOf(declared)?.graphName === name) return declared;
  if (name === undefined || !concreteTypes(declared).includes(name))
    throw wrongAt(at, `${JSON.stringify(given)} is not a type of ${declared}.`);
  return name;
}

/** Whether a body for `scope` may have the member. */
export function isWritable({ on }: Member, scope: Scope): boolean {
  return on === undefined || (scope !== 'whole' && scope !== 'named' && on.includes(scope));
}

function isBindable({ bind }: Member, scope: Scope): boolean {
  return scope !== 'whole' && scope !== 'named' && bind?.includes(scope) === true;
}

function requireMembers(type: string, result: ReadonlyMap<string, Json>, { path, scope }: Place): void {
  if (scope === 'named' && !result.has('id')) throw wrongAt(below(path, 'id'), 'the property is required.');
  for (const [name, member] of membersOf(type)) {
    if (result.has(name) || !isRequired(member, scope) || isSpared(member, result)) continue;
    throw wrongAt(below(path, name), 'the property is required.');
  }
}

/** Whether another member of the body stands for it. */
function isSpared({ unless }: Member, result: ReadonlyMap<string, Json>): boolean {
  const other = result.get(unless ?? '');
  return Array.isArray(other) && other.length > 0;
}

/** Whether a body for `scope` must have the member, whatever else it has. */
export function isRequired(member: Member, scope: Scope): boolean {
  if (member.required === undefined || scope === 'named' || !isWritable(member, scope)) return false;
  if (member.required === 'new') return scope === 'create';
  return member.required === 'always' || scope !== 'update';
}

function requireCases(type: string, result: ReadonlyMap<string, Json>, path: string): void {
  const cases = structureOf(type)?.cases;
  const value = result.get(cases?.by ?? '');
  if (cases === undefined || typeof value !== 'string') return;
  const wanted = cases.of[value] ?? [];
  const isThere = (name: string) => (result.get(name) ?? null) !== null;
  const missing = wanted.find((name) => !isThere(name));
  if (missing !== undefined) throw wrongAt(below(path, missing), `${cases.by} ${value} needs the property.`);
  if (cases.exclusive !== true) return;
  const other = Object.values(cases.of)
    .flat()
    .find((name) => !wanted.includes(name) && isThere(name));
  if (other !== undefined) throw wrongAt(below(path, other), `it does not go with ${cases.by} ${value}.`);
}

function checkedMember(place: Place, member: Member, value: Json): Json {
  const { path } = place;
  if (value === null) {
    if (isNullable(member)) return null;
    throw wrongAt(path, 'the property cannot be null.');
  }
  if (!member.many) return checkedValue(place, member, value);
  if (!Array.isArray(value)) throw wrongAt(path, 'the property takes a list.');
  const items = value as readonly Json[];
  const { minItems = 0, maxItems = Infinity } = member;
  if (items.length < minItems || items.length > maxItems)
    throw wrongAt(
      path,
      `the list has ${items.length} items, of at least ${minItems} and at most ${maxItems}.`,
    );
  return items.map((item, index) => checkedValue({ ...place, path: below(path, index) }, member, item));
}

export function isNullable({ many, required, nullable, readOnly }: Member): boolean {
  return readOnly === true || (!many && required === undefined && nullable !== false);
}

function checkedValue(place: Place, member: Member, given: Json): Json {
  const { path, future } = place;
  const { type } = member;
  const value = member.spelled === true ? unspelled(type, given) : given;
  if (isPrimitive(type)) {
    if (!fitsPrimitive(type, value)) throw wrongAt(path, `${shown(value)} is not a value of Edm.${type}.`);
    return checkedFacets(path, member, value);
  }
  const values = Object.hasOwn(ENUMS, type) ? ENUMS[type] : undefined;
  if (values !== undefined) return oneOf(path, member.values ?? values, value);
  if (!isEntity(value)) throw wrongAt(path, `${shown(value)} is not an object.`);
  const scope = member.readOnly === true ? 'update' : member.navigation === 'reference' ? 'named' : 'whole';
  const known = member.untyped === true && value[ODATA_TYPE] === undefined;
  return checkedObject(known ? 'entity' : type, value, { path, scope, future });
}

function checkedFacets(path: string, member: Member, value: Json): Json {
  const { required, values, maxLength = Infinity, min = -Infinity } = member;
  if (required !== undefined && value === '') throw wrongAt(path, 'the property cannot be empty.');
  if (typeof value === 'string' && value.length > maxLength)
    throw wrongAt(path, `the text is longer than ${maxLength} characters.`);
  if (typeof value === 'number' && value < min) throw wrongAt(path, `${value} is less than ${min}.`);
  return values === undefined ? value : oneOf(path, values, value);
}

function oneOf(path: string, values: readonly string[], value: Json): string {
  const found = values.find(
    (each) => typeof value === 'string' && each.toLowerCase() === value.toLowerCase(),
  );
  if (found === undefined) throw wrongAt(path, `${shown(value)} is not one of ${values.join(', ')}.`);
  return found;
}

/** Addresses as references: one, or a list where the member is one. */
function checkedBinding(path: string, member: Member, value: Json): Json {
  if (!member.many) return boundReference(path, member, value);
  const at = `${path}@odata.bind`;
  if (!Array.isArray(value)) throw wrongAt(at, 'the property takes a list.');
  const items = value as readonly Json[];
  const { maxItems = Infinity } = member;
  if (items.length > maxItems) throw wrongAt(at, `the list has more than ${maxItems} items.`);
  return items.map((item, index) => boundReference(below(path, index), member, item));
}

/** `…/catalogs/ID` and `…/catalogs('ID')`, as a reference by id. */
function boundReference(path: string, member: Member, value: Json): Json {
  const at = `${path}@odata.bind`;
  if (member.navigation === undefined) throw wrongAt(at, 'only an object can be bound.');
  const id = typeof value === 'string' ? /(?:\/|\(')([^/'()]+)(?:'\))?$/.exec(value)?.[1] : undefined;
  if (id === undefined) throw wrongAt(at, `${shown(value)} is not the address of an object.`);
  return { id };
}

/** A value in a message, cut short. */
function shown(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** Whether a stored value has a type derived from `ancestor`. */
export function isOfType(value: Entity, ancestor: string): boolean {
  const given = value[ODATA_TYPE];
  const name = typeof given === 'string' ? TYPE_NAME.exec(given)?.[1] : undefined;
  return name !== undefined && isA(name, ancestor);
}
