/** What access tests may not say, wherever they stand. */
import type { AttributePath } from '../../model/path.ts';
import type { AccessTestExpectation, Governance } from '../../schema/governance.ts';
import type { AccessPart } from '../../kinds/kind.ts';
import type { JudgeReference } from './declared-reference.ts';
import { fault } from './placed.ts';
import type { Placed } from './placed.ts';

type Spec = NonNullable<Governance['tests']>[number];

/** Tests that name what is not declared, contradict themselves, or say nothing; paths begin with `tests`. */
export function checkAccessTests(
  specs: readonly Spec[],
  judge: JudgeReference,
  document: Pick<Governance, 'policies' | 'sponsors' | 'connectedOrganizations'> = {},
): Placed[] {
  const names = { requestedBy: requestedBy(document), meant: requestorsMeant(document) };
  return specs.flatMap((spec, index) => [...new TestCheck(spec, ['tests', index], judge, names).faults()]);
}

/** What the keys and words of a configuration are called where an address stands alone, as YAML on one line. */
function requestorsMeant({
  sponsors = {},
  connectedOrganizations = {},
}: Pick<Governance, 'sponsors' | 'connectedOrganizations'>): ReadonlyMap<string, string> {
  return new Map([
    ...CLASSES.map((name) => [name, `{ class: ${name} }`] as const),
    ...Object.entries(sponsors).flatMap(([key, principal]) =>
      Object.entries(principal).flatMap(([sort, name]) =>
        ['user', 'guest', 'group'].includes(sort) ? [[key, `{ ${sort}: ${name} }`] as const] : [],
      ),
    ),
    ...Object.keys(connectedOrganizations).map((key) => [key, `{ organization: ${key} }`] as const),
  ]);
}

const CLASSES = ['members', 'directoryUsers', 'configuredOrganizations', 'anyExternalUser'] as const;

interface Names {
  readonly requestedBy: RequestedBy;
  readonly meant: ReadonlyMap<string, string>;
}

/** By the key of a policy, the key of the package that is requested through it. */
type RequestedBy = ReadonlyMap<string, string>;

function requestedBy({ policies = {} }: Pick<Governance, 'policies'>): RequestedBy {
  return new Map(Object.entries(policies).map(([key, { accessPackage }]) => [key, accessPackage]));
}

/** Of these a requestor is exactly one. */
const WHO = ['mail', 'user', 'guest', 'organization', 'group', 'class'] as const;
/** What is only said of a single person. */
const ABOUT_PERSON = ['groups', 'holds', 'manager', 'accountEnabled', 'signIn', 'properties'] as const;

class TestCheck {
  private readonly spec: Spec;
  private readonly path: AttributePath;
  private readonly judge: JudgeReference;
  private readonly names: Names;

  constructor(spec: Spec, path: AttributePath, judge: JudgeReference, names: Names) {
    this.names = names;
    this.spec = spec;
    this.path = path;
    this.judge = judge;
  }

  *faults(): Generator<Placed> {
    const { can, cannot, nothingElse, expect } = this.spec;
    if (can === undefined && cannot === undefined && nothingElse !== true)
      yield this.wrong([], 'The test expects nothing', 'Add can, cannot or nothingElse: true');
    if (expect !== undefined && can === undefined)
      yield this.wrong(['expect'], 'expect is about packages in can, and there is no can', 'Add can');
    yield* this.requestor();
    const allowed = keysOf(can);
    for (const [key, at] of allowed) {
      yield* this.reference('requested', key, ['can', at]);
      if (!Array.isArray(can))
        yield* this.policies((can as Record<string, AccessTestExpectation>)[key], ['can', at], key);
    }
    yield* this.policies(expect, ['expect']);
    for (const [key, at] of keysOf(cannot)) {
      if (allowed.some(([other]) => other === key))
        yield asKey(this.wrong(['cannot', at], `"${key}" is in can and in cannot`, 'Keep one of the two'));
      const reason = Array.isArray(cannot) ? undefined : (cannot as Record<string, string>)[key];
      if (reason !== 'packageMissing') yield* this.reference('requested', key, ['cannot', at]);
    }
  }

  private *requestor(): Generator<Placed> {
    const { requestor } = this.spec;
    if (typeof requestor === 'string') {
      const meant = this.names.meant.get(requestor);
      if (meant !== undefined)
        yield this.wrong(['requestor'], `"${requestor}" is not the address of a requestor`, `Write ${meant}`);
      return;
    }
    const who = WHO.filter((name) => requestor[name] !== undefined);
    const [kind] = who;
    if (who.length !== 1 || kind === undefined) {
      const found = who.length === 0 ? 'nobody' : who.join(' and ');
      yield this.wrong(['requestor'], `The requestor is ${found}`, `Say exactly one of ${WHO.join(', ')}`);
      return;
    }
    if (['organization', 'group', 'class'].includes(kind)) {
      for (const name of ABOUT_PERSON) {
        if (requestor[name] === undefined) continue;
        const summary = `${name} is said of one person, but the requestor is of a whole ${kind}`;
        yield this.wrong(['requestor', name], summary, 'Name one by mail, user or guest');
      }
    }
    if (requestor.organization !== undefined)
      yield* this.reference('organization', requestor.organization, ['requestor', 'organization']);
    for (const [index, key] of (requestor.holds ?? []).entries())
      yield* this.reference('requested', key, ['requestor', 'holds', index]);
  }

  /** `of`: the package that is requested through them, where one is named. */
  private *policies(
    expected: AccessTestExpectation | undefined,
    path: AttributePath,
    of?: string,
  ): Generator<Placed> {
    const { policy = [] } = expected ?? {};
    const named =
      typeof policy === 'string'
        ? [[policy, []] as const]
        : [...policy.entries()].map(([index, key]) => [key, [index]] as const);
    for (const [key, step] of named) {
      const at = [...path, 'policy', ...step];
      yield* this.reference('terms', key, at);
      const requested = this.names.requestedBy.get(key);
      if (of === undefined || requested === undefined || requested === of) continue;
      const own = [...this.names.requestedBy].flatMap(([each, other]) => (other === of ? [each] : []));
      const hint = own.length === 0 ? 'Name a policy of that package' : `Write ${own.join(' or ')}`;
      yield this.wrong(at, `The policy "${key}" is not of the package "${of}", but of "${requested}"`, hint);
    }
  }

  private *reference(part: AccessPart, key: string, path: AttributePath): Generator<Placed> {
    const unknown = this.judge(part, key, [...this.path, ...path]);
    if (unknown !== undefined) yield asKey(unknown);
  }

  private wrong(path: AttributePath, summary: string, hint: string): Placed {
    return fault('CONFIG_ACCESS_TEST', [...this.path, ...path], summary, hint);
  }
}

/** What is wrong of an entry of a map is its key, and of others the value. */
function asKey(fault: Placed): Placed {
  return ['can', 'cannot'].includes(String(fault.path.at(-2))) && typeof fault.path.at(-1) === 'string'
    ? { ...fault, aspect: 'key' }
    : fault;
}

/** Keys of a list or map, each with its step in the path. */
function keysOf(
  value: Spec['can'] | Spec['cannot'],
): readonly (readonly [key: string, at: string | number])[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value.map((key: string, index) => [key, index] as const);
  return Object.keys(value).map((key) => [key, key] as const);
}
