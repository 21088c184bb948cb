/** Bodies from the embedded tenant's table of types: right ones, and each way to make one thing of them wrong. */
import fc from 'fast-check';
import { ENUMS } from '../../src/tenant/types/enums.ts';
import type { Member, Purpose } from '../../src/tenant/types/language.ts';
import { concreteTypes, membersOf, structureOf } from '../../src/tenant/types/table.ts';

type Value = unknown;
export type Body = Readonly<Record<string, Value>>;
type Scope = Purpose | 'whole' | 'named';

/** One thing that can be made wrong. */
interface Wrong {
  /** What the refusal names. */
  readonly path: string;
  readonly body: Body;
}

const PRIMITIVES: Readonly<Record<string, fc.Arbitrary<Value>>> = {
  String: fc.constantFrom('a', 'Zoë & Co', '(user.department -eq "Sales")'),
  Boolean: fc.boolean(),
  Int32: fc.integer({ min: 1, max: 4 }),
  Guid: fc.uuid({ version: 4 }),
  Duration: fc.constantFrom('P1D', 'PT0S', 'PT36H', 'P1DT2H3M4.5S'),
  DateTimeOffset: fc.constantFrom('2030-02-28T00:00:00Z', '2030-01-01T23:59:59.1234567+01:00'),
  Date: fc.constantFrom('2030-02-28', '2032-02-29'),
};
/** What is not a value of a type, in JSON types of its own and others. */
const WRONG: Readonly<Record<string, readonly Value[]>> = {
  String: [7, true, {}, []],
  Boolean: ['yes', 1, {}],
  Int32: [1.5, 'one', true, 2 ** 31],
  Guid: ['', 'alice', '1111', 7],
  Duration: ['', 'P1Y', 'P6M', 'P2W', 'P', 'PT', '14', 14],
  DateTimeOffset: ['', '2026-02-29T00:00:00Z', '2026-01-01', '2026-01-01T00:00:00', 'soon', 1],
  Date: ['', '2026-13-01', '2026-02-30', '2026-01-01T00:00:00Z', 1],
};
const UNKNOWN = ['colour', 'constructor', '__proto__', 'toString', 'isBackup', 'catalogId', 'acceptRequests'];
/** Needed by the calls that take them, whatever else a type leaves open. */
const ALWAYS = ['originId', 'originSystem'];

/** A right body of a type. */
export function rightBody(type: string, purpose: Purpose): fc.Arbitrary<Body> {
  return objectOf(type, purpose);
}

function objectOf(declared: string, scope: Scope): fc.Arbitrary<Body> {
  return fc.constantFrom(...concreteTypes(declared)).chain((type) => {
    const entries = [...membersOf(type)].filter(
      ([name, member]) => isWritable(member, scope) && (scope !== 'named' || name === 'id'),
    );
    const required = entries.filter(([name, member]) => isNeeded(name, member, scope)).map(([name]) => name);
    const record = fc.record(
      Object.fromEntries(entries.map(([name, member]) => [name, memberOf(name, member)])),
      { requiredKeys: required },
    );
    const isTyped = type !== declared || structureOf(declared)?.abstract === true;
    return record.map((body) => ({
      ...(isTyped && { '@odata.type': `#microsoft.graph.${type}` }),
      ...fitted(type, body),
    }));
  });
}

function isWritable({ on }: Member, scope: Scope): boolean {
  return on === undefined || (scope !== 'whole' && scope !== 'named' && on.includes(scope));
}

function isNeeded(name: string, { required }: Member, scope: Scope): boolean {
  if (scope === 'named') return name === 'id';
  if (required === 'new') return scope === 'create';
  return ALWAYS.includes(name) || required === 'always' || (required !== undefined && scope !== 'update');
}

/** A list of the body that is not empty stands for the member. */
const isSpared = ({ unless = '' }: Member, { [unless]: list }: Body) =>
  Array.isArray(list) && list.length > 0;

function isNullable({ many, required, nullable }: Member): boolean {
  return !many && required === undefined && nullable !== false;
}

function memberOf(name: string, member: Member): fc.Arbitrary<Value> {
  const { many, minItems = 0, maxItems = 2 } = member;
  const one = name === 'originSystem' ? fc.constant('AadGroup') : valueOf(member);
  if (many)
    return name === 'identitySources'
      ? fc.array(one, { minLength: 1, maxLength: 1 })
      : fc.array(one, { minLength: minItems, maxLength: Math.min(maxItems, 2) });
  return isNullable(member) && !ALWAYS.includes(name) ? fc.option(one, { freq: 8 }) : one;
}

function valueOf(member: Member): fc.Arbitrary<Value> {
  const { type, navigation, readOnly, maxLength = Infinity } = member;
  const values = member.values ?? ENUMS[type];
  if (values !== undefined)
    return fc.constantFrom(
      ...values.flatMap((value) => [value, value.charAt(0).toUpperCase() + value.slice(1)]),
    );
  const primitive = PRIMITIVES[type];
  if (primitive !== undefined)
    return primitive.filter((value) => typeof value !== 'string' || value.length <= maxLength);
  return objectOf(type, readOnly === true ? 'update' : navigation === 'reference' ? 'named' : 'whole');
}

/** Makes members that go with a value of another go with it. */
function fitted(type: string, body: Body): Body {
  const cases = structureOf(type)?.cases;
  const value = String(body[cases?.by ?? '']).toLowerCase();
  const known = Object.entries(cases?.of ?? {}).find(([name]) => name.toLowerCase() === value);
  if (cases === undefined || known === undefined) return body;
  const samples: Readonly<Record<string, Value>> = {
    duration: 'P30D',
    endDateTime: '2030-01-01T00:00:00Z',
    endDate: '2030-01-01',
    numberOfOccurrences: 2,
  };
  const others = Object.values(cases.of).flat();
  const kept = Object.entries(body).filter(([name]) => cases.exclusive !== true || !others.includes(name));
  return {
    ...Object.fromEntries(kept),
    ...Object.fromEntries(known[1].map((name) => [name, samples[name]])),
  };
}

/** Every way to make exactly one thing of a right body wrong. */
export function wrongsOf(declared: string, body: Body, purpose: Purpose): readonly Wrong[] {
  return wrongsAt(declared, body, purpose, '');
}

function wrongsAt(declared: string, body: Body, scope: Scope, path: string): Wrong[] {
  const type = /\.(\w+)$/.exec(String(body['@odata.type'] ?? ''))?.[1] ?? declared;
  const at = (name: string) => (path === '' ? name : `${path}/${name}`);
  const wrongs: Wrong[] = UNKNOWN.filter((name) => !membersOf(type).has(name)).map((name) => ({
    path: at(name),
    body: withMember(body, name, true),
  }));
  const odata = structureOf(declared)?.abstract === true ? [undefined, '#microsoft.graph.nothing', 7] : [];
  for (const value of odata)
    wrongs.push({ path: at('@odata.type'), body: withMember(body, '@odata.type', value) });
  for (const [name, member] of membersOf(type)) {
    if (scope === 'named' && name !== 'id') continue;
    if (!isWritable(member, scope)) {
      wrongs.push({ path: at(name), body: withMember(body, name, member.many ? [] : { id: 'a' }) });
      continue;
    }
    if (!ALWAYS.includes(name) && isNeeded(name, member, scope) && name in body && !isSpared(member, body))
      wrongs.push({ path: at(name), body: withMember(body, name, undefined) });
    for (const value of wrongValues(member))
      wrongs.push({ path: at(name), body: withMember(body, name, value) });
    const inner = innerWrongs(member, body[name], at(name));
    wrongs.push(...inner.map((each) => ({ path: each.path, body: withMember(body, name, each.value) })));
  }
  return wrongs;
}

/** Values that no member of its kind has. */
function wrongValues(member: Member): Value[] {
  const { many, type, required, readOnly } = member;
  const isNull = readOnly !== true && !isNullable(member) ? [null] : [];
  if (many) return [...isNull, 'a', {}, 7];
  const wrong =
    WRONG[type] ?? (ENUMS[type] === undefined ? ['a', 7, [], true] : ['nothing', 'unknownFutureValue', 7]);
  const isEmpty = type === 'String' && required !== undefined ? [''] : [];
  return [...isNull, ...isEmpty, ...(member.values === undefined ? [] : ['nothing']), ...wrong];
}

/** What can be wrong within the value of a member. */
function innerWrongs(
  member: Member,
  value: Value,
  path: string,
): { readonly path: string; readonly value: Value }[] {
  const { type, navigation, readOnly } = member;
  const scope = readOnly === true ? 'update' : navigation === 'reference' ? 'named' : 'whole';
  const within = (item: Value, at: string) =>
    typeof item === 'object' && item !== null && structureOf(type) !== undefined && member.untyped !== true
      ? wrongsAt(type, item as Body, scope, at)
      : [];
  if (!Array.isArray(value))
    return within(value, path).map((each) => ({ path: each.path, value: each.body }));
  const items = value as readonly Value[];
  return items.flatMap((item, index) => [
    { path: `${path}/${index}`, value: items.with(index, null) },
    ...within(item, `${path}/${index}`).map((each) => ({
      path: each.path,
      value: items.with(index, each.body),
    })),
  ]);
}

/** A body with another value of a member, or without it; `__proto__` is a member like any other. */
function withMember(body: Body, name: string, value: Value): Body {
  const others = Object.entries(body).filter(([other]) => other !== name);
  return Object.fromEntries(value === undefined ? others : [...others, [name, value]]);
}
