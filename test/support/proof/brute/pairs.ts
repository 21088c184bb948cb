/** Two small worlds: what the comparison says, held against the people for whom the oracle answers differently. */
import type { AccessChange, AccessDiff, RequestorName } from '../../../../src/access/index.ts';
import { compareAccess } from '../../../../src/access/index.ts';
import { canonicalJson } from '../../../../src/model/value.ts';
import type { Way } from './oracle.ts';
import { administrators, dutiesTowards, isNew, waysOf } from './oracle.ts';
import type { Valuation } from './people.ts';
import { PEOPLE } from './people.ts';
import { CATALOG, FACTS, NOW, PACKAGE, resourcesOf } from './resources.ts';
import type { Name, Organization, SignIn, SmallWorld } from './small-world.ts';
import { READERS } from './small-world.ts';

/** A world with everything that the oracle says of it. */
export interface Known {
  readonly world: SmallWorld;
  readonly resources: ReturnType<typeof resourcesOf>;
  readonly ways: readonly (readonly Way[])[];
  readonly duties: readonly ReadonlySet<string>[];
  readonly administrators: ReadonlySet<string>;
}

export function knownWorld(world: SmallWorld): Known {
  const ways = PEOPLE.map((person) => waysOf(world, person));
  return {
    ...{ world, ways, resources: resourcesOf(world), administrators: administrators(world) },
    duties: PEOPLE.map((person, index) => dutiesTowards(world, person, ways[index] ?? [])),
  };
}

/** Something that is not said of a person, or that is said without ground. */
export interface Fault {
  /** Those of one kind have one. */
  readonly kind: string;
  readonly detail: string;
  /** Whom nothing is said of; or what is said. */
  readonly person?: Valuation;
  readonly entry?: Listed;
}

type Listed = AccessChange & { readonly list: keyof AccessDiff };

const LISTS = ['gained', 'lost', 'changed'] as const;

/** What the comparison does not say, and what it says without ground. */
export function faultsBetween(before: Known, after: Known, diff = diffOf(before, after)): Fault[] {
  const entries = LISTS.flatMap((list) => diff[list].map((change) => ({ ...change, list })));
  const pair = new Pair(before, after, entries);
  return [...pair.silent(), ...pair.false()];
}

function diffOf({ resources: before }: Known, { resources: after }: Known): AccessDiff {
  return compareAccess({ before, after, directory: FACTS, now: NOW });
}

const ENTRY: readonly string[] = ['request', 'receive', 'assign'];

class Pair {
  private readonly before: Known;
  private readonly after: Known;
  private readonly entries: readonly Listed[];

  constructor(before: Known, after: Known, entries: readonly Listed[]) {
    this.before = before;
    this.after = after;
    this.entries = entries;
  }

  silent(): Fault[] {
    return [
      ...PEOPLE.flatMap((person, index) => [
        ...this.silentWays(person, index),
        ...this.silentDuties(person, index),
      ]),
      ...this.silentAdministrators(),
      ...this.silentHolding(),
    ];
  }

  private said(): string {
    return (
      this.entries
        .map(({ list, summary, direction }) => `${list} (${direction ?? ''}) ${summary}`)
        .join(' | ') || 'nothing'
    );
  }

  private silentWays(person: Valuation, index: number): Fault[] {
    if (keyOf(this.before.ways[index]) === keyOf(this.after.ways[index])) return [];
    const covering = this.entries.filter(
      ({ capability = '', package: { address }, requestor }) =>
        ENTRY.includes(capability) && address === PACKAGE && this.isOf(person, requestor),
    );
    return (['request', 'receive', 'assign'] as const).flatMap((kind) => {
      const [gained, lost] = this.moves(index, [kind]);
      // Who can request it can be assigned it too, and who gets it by rule has it: the first is said.
      const looser = covering.some(
        ({ list, direction }) => list === 'gained' || (list === 'changed' && direction !== 'tighter'),
      );
      const tighter = covering.some(
        ({ list, direction }) => list === 'lost' || (list === 'changed' && direction !== 'looser'),
      );
      const how = covering.length === 0 ? '' : ' in that direction';
      return [
        ...(gained && !looser ? [this.fault(`silent ${kind} gained${how}`, person.label, { person })] : []),
        ...(lost && !tighter ? [this.fault(`silent ${kind} lost${how}`, person.label, { person })] : []),
      ];
    });
  }

  /** Whether the person gets what was out of reach, and loses what was within. */
  private moves(index: number, kinds: readonly string[]): readonly [boolean, boolean] {
    const of = ({ ways }: Known) => (ways[index] ?? []).filter(({ kind }) => kinds.includes(kind));
    const [was, is] = [of(this.before), of(this.after)];
    return [isNew(was, is), isNew(is, was)];
  }

  private fault(kind: string, who: string, about: Pick<Fault, 'person' | 'entry'> = {}): Fault {
    return { kind, detail: `${who}; said: ${this.said()}`, ...about };
  }

  /** Of duties towards a person it is enough that the person's own access is told. */
  private silentDuties(person: Valuation, index: number): Fault[] {
    const [was, is] = [this.before.duties[index], this.after.duties[index]];
    if (was === undefined || is === undefined) return [];
    if (same(was, is)) return [];
    const told = this.entries.some(
      ({ capability = '', package: { address }, requestor }) =>
        ENTRY.includes(capability) && address === PACKAGE && this.isOf(person, requestor),
    );
    if (told) return [];
    const moved = [...[...is].filter((duty) => !was.has(duty)), ...[...was].filter((duty) => !is.has(duty))];
    return moved.flatMap((duty) => {
      const [capability = '', who = ''] = duty.split(' ');
      const isSaid = this.entries.some(
        (entry) => entry.capability === capability && this.acts(entry.requestor, who),
      );
      return isSaid ? [] : [this.fault(`silent ${capability}`, `${who} towards ${person.label}`, { person })];
    });
  }

  private silentAdministrators(): Fault[] {
    const [was, is] = [this.before.administrators, this.after.administrators];
    const moved = [
      ...[...is].filter((each) => !was.has(each)).map((each) => ({ each, list: 'gained' })),
      ...[...was].filter((each) => !is.has(each)).map((each) => ({ each, list: 'lost' })),
    ];
    return moved.flatMap(({ each, list }) => {
      const [who = ''] = each.split(' ');
      const isSaid = this.entries.some(
        (entry) =>
          entry.capability === 'administer' &&
          entry.package.address === CATALOG &&
          (entry.list === list || entry.list === 'changed') &&
          this.acts(entry.requestor, who),
      );
      return isSaid ? [] : [this.fault(`silent administer ${list}`, each)];
    });
  }

  private holdingDiffers(): boolean {
    const grants = ({ world }: Known) =>
      canonicalJson(world.grants.map(({ group, role }) => `${group} ${role}`).sort());
    return grants(this.before) !== grants(this.after);
  }

  private silentHolding(): Fault[] {
    const isSaid = this.entries.some(({ capability }) => capability === 'hold');
    return this.holdingDiffers() && !isSaid ? [this.fault('silent hold', 'holders')] : [];
  }

  private acts({ type, id = '' }: RequestorName, who: string): boolean {
    if (type === 'group') return READERS.includes(who as Name);
    // Whoever they are: the manager, and the sponsors.
    if (type === 'manager' || type === 'sponsors') return true;
    return type === 'holder' ? who === 'holder' : id === who;
  }

  private isOf(person: Valuation, requestor: RequestorName): boolean {
    return isOf([this.before, this.after], person, requestor);
  }

  false(): Fault[] {
    return this.entries.flatMap((entry) => {
      const { capability = 'request', list, direction = '', requestor } = entry;
      const what = `false ${capability} ${list} ${direction} of ${requestor.type}`;
      return this.isTrue(entry, capability) ? [] : [this.fault(what, entry.summary, { entry })];
    });
  }

  private isTrue(entry: Listed, capability: string): boolean {
    // What is not worked out claims nothing of people.
    if (entry.requestor.type === 'unknown') return true;
    if (capability === 'hold') return this.holdingDiffers();
    if (capability === 'administer') return !same(this.before.administrators, this.after.administrators);
    if (!ENTRY.includes(capability)) return this.isTrueDuty(entry);
    const { list, direction, requestor } = entry;
    const kinds = capability === 'assign' ? ['assign'] : ['request', 'receive'];
    const people = PEOPLE.flatMap((person, index) => (this.isOf(person, requestor) ? [index] : []));
    const moves = people.map((index) => this.moves(index, kinds));
    const [gained, lost] = [moves.some(([each]) => each), moves.some(([, each]) => each)];
    if (list === 'gained') return gained;
    if (list === 'lost') return lost;
    // It claims nothing of anyone: others of the class have entries of their own.
    if (direction === 'equal') return true;
    if (direction === 'looser') return gained || this.declaredDiffers();
    return direction === 'tighter'
      ? lost || this.declaredDiffers()
      : gained || lost || this.declaredDiffers();
  }

  /** Lists that count only once others are empty are told as well. */
  private declaredDiffers(): boolean {
    const declared = ({ world }: Known) =>
      canonicalJson(world.policies.map((policy) => ({ ...policy?.terms }) as never));
    return declared(this.before) !== declared(this.after);
  }

  /** Some list that names people, or what it is of, differs; or those whom requests for others are for can have them made. */
  private isTrueDuty({ capability, package: { address } }: Listed): boolean {
    const forOthers = ({ duties }: Known) =>
      canonicalJson(duties.map((each) => [...each].filter((duty) => duty.startsWith('requestFor')).sort()));
    if (capability === 'requestFor' && forOthers(this.before) !== forOthers(this.after)) return true;
    const declared = ({ world }: Known) =>
      canonicalJson([world.policies, address === PACKAGE ? null : world.organizations] as never);
    return declared(this.before) !== declared(this.after);
  }
}

/** Whether a person is of those whom an entry is about, before or after. */
export function isOf(
  sides: readonly Known[],
  person: Valuation,
  { type, id = '', guests }: RequestorName,
): boolean {
  const isExternal = person.status !== 'member';
  if (guests === true && person.status === 'absent') return false;
  switch (type) {
    case 'user':
      return person.name === id;
    case 'group':
      return person.inReaders && (guests !== true || isExternal);
    case 'members':
      return !isExternal;
    case 'directoryUsers':
      return person.status !== 'absent';
    case 'anyExternalUser':
      return isExternal;
    case 'attributeRule':
      return person.status !== 'absent' && person.sales;
    case 'connectedOrganization': {
      const key = id.slice(id.indexOf('.') + 1) as Organization;
      return isExternal && belongs(sides, person.signIn as SignIn, key);
    }
    case 'configuredOrganizations':
      return isExternal && belongs(sides, person.signIn as SignIn);
    default:
      return type === 'unknown';
  }
}

/** To the organization before or after; without one, to any that is configured. */
function belongs(sides: readonly Known[], signIn: SignIn, key?: Organization): boolean {
  return sides.some(({ world: { organizations } }) =>
    Object.entries(organizations).some(
      ([name, { sources, configured }]) =>
        sources.includes(signIn) && (key === undefined ? configured : key === name),
    ),
  );
}

const keys = new WeakMap<readonly Way[], string>();

function keyOf(ways: readonly Way[] = []): string {
  const known = keys.get(ways) ?? JSON.stringify(ways);
  keys.set(ways, known);
  return known;
}

const same = (a: ReadonlySet<string>, b: ReadonlySet<string>) =>
  a.size === b.size && [...a].every((each) => b.has(each));
