/** Who can decide about access after a change and could not before, and the other way round. */
import type { ResourceAddress } from '../../model/address.ts';
import type { JsonValue } from '../../model/value.ts';
import type { Requestor } from '../facts/requestor.ts';
import { requestorName } from '../facts/requestor.ts';
import type { RequestorName } from '../facts/requestor-name.ts';
import type { AccessCause, AccessChange, AccessDiff, AccessSeverity } from './access-change.ts';
import type { PlaceOf } from './causes.ts';
import { differencesIn } from './causes.ts';
import { causesOfDuties } from './duty-causes.ts';
import type { Duty } from '../relation/duties.ts';
import {
  administratorsOfPackage,
  dutiesOfCatalog,
  dutiesOfOrganization,
  dutiesOfPackage,
  doneInTenant,
  organizationsSponsoring,
} from '../relation/duties.ts';
import type { AccessModel } from '../facts/model.ts';
import { isOfOuterDoor } from '../facts/outer-door.ts';
import { WHOLE_TENANT } from '../facts/model.ts';
import { packageName } from '../facts/names.ts';
import type { Order } from '../relation/order.ts';
import { allowsMore, byInclusion, byPermission, combine } from '../relation/order.ts';
import { approvalLinesFor, isInVainFor } from './on-behalf.ts';
import { withRoleDecisions } from './role-decisions.ts';
import type { Sides } from './same-people.ts';
import { organizationSides, withSignIns } from './same-people.ts';
import { dutiesWithin, standingOf } from './standing.ts';
import type { Revision } from './touched.ts';
import { packagesNamed } from './touched.ts';

/** Every difference, in no order. */
export function compareDuties(revision: Revision, placeOf: PlaceOf): AccessDiff {
  const { before, after, changes } = revision;
  const found = { gained: [] as AccessChange[], lost: [] as AccessChange[], changed: [] as AccessChange[] };
  const changed = new Map(changes.map((change) => [change.address, change]));
  for (const subject of subjectsOf(revision)) {
    const { about, was, is } = subject;
    const isNew = !before.catalogs.has(about) && after.catalogs.has(about);
    const all = [...was, ...is];
    for (const named of [...actorsOf(all), ...actorsOf(dutiesWithin(revision, all))]) {
      const compared = compareActor(revision, subject, named, isNew);
      if (compared === undefined) continue;
      const { list, past, present, idle } = compared;
      const model = list === 'lost' ? before : after;
      const change = toChange(compared, model, causesOfDuties(past, present, revision, changed, placeOf));
      const told =
        named.capability === 'administer' && list !== 'lost'
          ? withRoleDecisions(change, compared, model)
          : change;
      found[idle === undefined ? list : 'changed'].push(told);
    }
  }
  return found;
}

/** What differs of what one actor can decide; undefined where nothing does. */
function compareActor(
  { before, after }: Revision,
  { was, is, people }: Subject,
  { capability, actor }: Named,
  isNew: boolean,
): Compared | undefined {
  const [then, now] = [standingOf(before, actor), standingOf(after, actor)];
  // Who comes to sign in, or no longer can, comes to what they are named for, or to it no longer.
  const past = !then.isIdle || now.isIdle ? dutiesIn(was, capability, actor, before) : [];
  const present = !now.isIdle || then.isIdle ? dutiesIn(is, capability, actor, after) : [];
  const order = byInclusion(whatTheyGive(past), whatTheyGive(present));
  const isBoth = past.length > 0 && present.length > 0;
  const surety = isBoth ? byPermission(now.isUnsure, then.isUnsure) : 'equal';
  const all = combine([order, surety]);
  if (all === 'equal') return undefined;
  const list =
    past.length === 0 || (order === 'equal' && surety === 'looser')
      ? 'gained'
      : present.length === 0
        ? 'lost'
        : 'changed';
  const idle = then.isIdle ? now.idle : undefined;
  return {
    ...{ list, actor, past, present, isNew, idle, people },
    order: idle === undefined ? all : 'equal',
    surety: order === 'equal' ? surety : 'equal',
    isOpen: list !== 'lost' && now.isUnsure,
  };
}

/** What duties are about, with those of both sides. */
interface Subject {
  readonly about: ResourceAddress;
  readonly was: readonly Duty[];
  readonly is: readonly Duty[];
  /** Of an organization: those of its people who are meant. */
  readonly people?: Sides;
}

type DutiesOf = (model: AccessModel, about: ResourceAddress) => Duty[];

/** What the changes can have touched, with its duties; each once. */
function* subjectsOf(revision: Revision): Iterable<Subject> {
  const { before, after, changes } = revision;
  const subjects = new Map<DutiesOf, Set<ResourceAddress>>();
  const doors = whomDoorsTouch(revision);
  const organizations = new Set<ResourceAddress>(doors.organizations);
  const add = (dutiesOf: DutiesOf, about: JsonValue | undefined) => {
    if (typeof about !== 'string') return;
    const known = subjects.get(dutiesOf);
    if (known === undefined) subjects.set(dutiesOf, new Set([about]));
    else known.add(about);
  };
  for (const about of doors.packages) add(dutiesOfPackage, about);
  for (const about of doors.catalogs) add(dutiesOfCatalog, about);
  for (const change of changes) {
    const sides = [change.before, change.after];
    switch (change.kind) {
      case 'policy':
        for (const about of packagesNamed(change)) add(dutiesOfPackage, about);
        for (const model of [before, after])
          for (const each of organizationsSponsoring(model, change.address)) organizations.add(each);
        break;
      case 'catalogRole':
        for (const side of sides) add(dutiesOfCatalog, side?.['catalog']);
        break;
      case 'tenantRole':
        add(dutiesOfCatalog, WHOLE_TENANT);
        break;
      case 'accessPackage':
        if (sides.every((side) => side !== undefined) && sides[0]?.['catalog'] !== sides[1]?.['catalog'])
          add(administratorsOfPackage, change.address);
        break;
      case 'connectedOrganization':
        organizations.add(change.address);
        break;
    }
  }
  for (const [dutiesOf, all] of subjects)
    for (const about of all) yield { about, was: dutiesOf(before, about), is: dutiesOf(after, about) };
  yield* sponsoredPeople(revision, organizations);
}

/** Those who are named anywhere may come to sign in by a change of the outer door, or no longer. */
function whomDoorsTouch({ before, after, changes }: Revision) {
  const isTouched = changes.some((change) => isOfOuterDoor(change) && differencesIn(change).length > 0);
  const models = isTouched ? [before, after] : [];
  return {
    packages: models.flatMap(({ policiesOf }) => [...policiesOf.keys()]),
    catalogs: models.flatMap(({ catalogRoles }) => [...catalogRoles.keys()]),
    organizations: models.flatMap(({ organizations }) => [...organizations.keys()]),
  };
}

/** People of organizations as they sign in, with who sponsors them: another key of their organization changes nothing. */
function sponsoredPeople(
  { before, after }: Revision,
  organizations: ReadonlySet<ResourceAddress>,
): Iterable<Subject> {
  const found = new Map<string, Subject>();
  for (const each of organizations)
    for (const people of organizationSides(before, after)(each)) {
      const [had, has] = [organizationsOf(people.past), organizationsOf(people.present)];
      const [about = each] = [...has, ...had];
      found.set([had.join(' '), has.join(' '), ...(people.signIns ?? []), people.means].join('\n'), {
        about,
        was: had.flatMap((address) => dutiesOfOrganization(before, address)),
        is: has.flatMap((address) => dutiesOfOrganization(after, address)),
        people,
      });
    }
  return found.values();
}

function organizationsOf(requestor: Requestor): readonly ResourceAddress[] {
  return requestor.type === 'connectedOrganization'
    ? [requestor.address, ...(requestor.others ?? [])].sort()
    : [];
}

/** Someone who is named, and what for. */
type Named = Pick<Duty, 'capability' | 'actor'>;

function actorsOf(duties: readonly Duty[]): Iterable<Named> {
  return new Map(
    duties.map(({ capability, actor }) => [
      `${capability} ${actor.type} ${actor.id ?? ''}`,
      { capability, actor },
    ]),
  ).values();
}

/** The duties of one actor: those of a user, or of a group, are also those of the groups that they are known to be in. */
function dutiesIn(
  duties: readonly Duty[],
  capability: Duty['capability'],
  { type, id = '' }: RequestorName,
  { directory }: AccessModel,
): Duty[] {
  const inside = type === 'user' ? 'members' : 'memberGroups';
  const isIn = (group: string | undefined) =>
    group !== undefined && directory.groups.get(group)?.[inside]?.includes(id) === true;
  return duties.filter(
    (duty) =>
      duty.capability === capability &&
      ((duty.actor.type === type && (duty.actor.id ?? '') === id) ||
        ((type === 'user' || type === 'group') && duty.actor.type === 'group' && isIn(duty.actor.id))),
  );
}

/** Roles with those that they hold within them. */
function whatTheyGive(duties: readonly Duty[]): string[] {
  return valuesOf(duties).flatMap((value) => [value, ...(WITHIN[value] ?? [])]);
}

/** Roles, and of requests for others each with whom it is for. */
function valuesOf(duties: readonly Duty[]): string[] {
  const values = duties.flatMap(({ role, beneficiaries }) =>
    beneficiaries === undefined ? [role] : [...beneficiaries.keys()].map((id) => `${role} ${id}`),
  );
  return [...new Set(values)].sort();
}

const WITHIN: Readonly<Record<string, readonly string[]>> = {
  owner: ['access package manager', 'access package assignment manager', 'reader'],
  'access package manager': ['reader'],
  'access package assignment manager': ['reader'],
};

/** The same in words. */
function textsOf(duties: readonly Duty[]): string[] {
  const texts = duties.map(({ role, beneficiaries }) =>
    beneficiaries === undefined ? role : `${role}: ${[...beneficiaries.values()].join(', ')}`,
  );
  return [...new Set(texts)].sort();
}

interface Compared {
  readonly list: keyof AccessDiff;
  readonly actor: RequestorName;
  readonly past: readonly Duty[];
  readonly present: readonly Duty[];
  readonly order: Order;
  /** Of a catalog that comes with it: there is nothing in it yet. */
  readonly isNew: boolean;
  /** Why they can decide nothing today, if so. */
  readonly idle: string | undefined;
  /** How much more certain it is that they can, where nothing else differs. */
  readonly surety: Order;
  /** It is not known whether they can sign in. */
  readonly isOpen: boolean;
  readonly people: Sides | undefined;
}

function toChange(compared: Compared, model: AccessModel, causes: AccessCause[]): AccessChange {
  const { list, actor, past, present, order, idle, isOpen } = compared;
  const [duty] = list === 'lost' ? past : present;
  if (duty === undefined) throw new Error('A change of duties without any');
  const { capability, about } = duty;
  const name = subjectName(model, duty, compared.people);
  const predicate =
    about === WHOLE_TENANT && idle === undefined
      ? tenantText(list, textsOf(list === 'lost' ? past : present))
      : idle === undefined
        ? `${verbOf(compared, capability)} ${name.words}${conditionOf(compared, model)}`
        : idleText(list, `${NAMING[capability]} ${name.words}`, idle);
  const named = list === 'lost' ? past : present;
  const sides = list === 'changed' && compared.surety === 'equal' ? [past, present] : [named];
  const roles = sides.map((side) => textsOf(side).join(', ')).join(' -> ');
  return {
    capability,
    requestor: actor,
    package: { address: about, displayName: name.displayName },
    severity: severityOf(compared, duty),
    ...(isOpen && idle === undefined && { certain: false }),
    direction: order,
    predicate,
    summary: `${actor.label} ${predicate}`,
    details: [
      ...(isSponsorAlone(list, named, model) ? [] : [`as ${roles}`]),
      ...(list === 'lost' ? [] : approvalLinesFor(model, present)),
    ],
    causes,
    ...(list === 'changed' && {
      differences: [
        { facet: capability, direction: order, before: valuesOf(past), after: valuesOf(present) },
      ],
    }),
  };
}

/** What goes behind it: of sponsors, as what alone they decide; of who requests for others, that nobody can approve it. */
function conditionOf({ list, past, present, isOpen }: Compared, model: AccessModel): string {
  const duties = list === 'lost' ? past : present;
  return [
    isSponsorAlone(list, duties, model) ? ` as ${textsOf(duties).join(', ')}` : '',
    list !== 'lost' && isInVainFor(model, present) ? ', but only in vain' : '',
    isOpen ? ', if they can sign in, which is not known' : '',
  ].join('');
}

function isSponsorAlone(list: keyof AccessDiff, duties: readonly Duty[], model: AccessModel): boolean {
  return list !== 'changed' && duties.some(({ about }) => model.organizations.has(about));
}

/** What an entry says they can do. `can only` goes before a condition: that they can sign in is no longer known, and nothing else differs. */
function verbOf({ list, surety }: Compared, capability: Duty['capability']): string {
  const isDoubtful = list === 'changed' && surety === 'tighter';
  return isDoubtful ? `can only ${NAMING[capability]}` : VERBS[capability][list];
}

/** Roles on all of entitlement management give single things to do, over existing catalogs nothing. */
function tenantText(list: keyof AccessDiff, roles: readonly string[]): string {
  return `can ${list === 'lost' ? 'no longer' : 'now'} ${roles.map(doneInTenant).join(', and ')}`;
}

/** Of those who can decide nothing today: that they are named, or no longer, opens nothing and takes nothing away. */
function idleText(list: keyof AccessDiff, what: string, idle: string): string {
  return `is ${list === 'lost' ? 'no longer' : 'now'} named to ${what}, and ${idle}`;
}

/** What people are named to do, who have to be able to sign in for it. */
const NAMING: Readonly<Record<Duty['capability'], string>> = {
  approve: 'approve requests',
  review: 'review who keeps access',
  requestFor: 'request, for other people, access',
  administer: 'administer',
};

const VERBS: Readonly<Record<Duty['capability'], Readonly<Record<keyof AccessDiff, string>>>> = {
  approve: {
    gained: 'can now approve requests',
    lost: 'can no longer approve requests',
    changed: 'can approve, in another role, requests',
  },
  review: {
    gained: 'can now review who keeps access',
    lost: 'can no longer review who keeps access',
    changed: 'can review, in another role, who keeps access',
  },
  requestFor: {
    gained: 'can now request, for other people, access',
    lost: 'can no longer request, for other people, access',
    changed: 'can request, in another way, for other people, access',
  },
  administer: {
    gained: 'can now administer',
    lost: 'can no longer administer',
    changed: 'can administer, in another role,',
  },
};

function subjectName(
  model: AccessModel,
  { about, capability }: Duty,
  people: Sides | undefined,
): { readonly displayName: string; readonly words: string } {
  if (about === WHOLE_TENANT) {
    const words = 'entitlement management';
    return { displayName: words, words };
  }
  const catalog = model.catalogs.get(about)?.displayName;
  if (catalog !== undefined) return { displayName: catalog, words: `the catalog ${catalog}` };
  const organization = model.organizations.get(about)?.displayName;
  if (organization !== undefined) {
    const namesakes = [...model.organizations.values()].filter((each) => each.displayName === organization);
    // Of an organization that comes to mean others, both are told by how they sign in.
    const called =
      namesakes.length > 1 || people?.split === true
        ? requestorName(model, { type: 'connectedOrganization', address: about }).label
        : organization;
    return {
      displayName: organization,
      words: `${capability === 'review' ? 'among' : 'of'} people of ${people === undefined ? called : withSignIns(called, people)}`,
    };
  }
  const displayName = model.packages.get(about)?.displayName ?? about;
  const called = packageName(model, about);
  if (capability === 'administer') return { displayName, words: called };
  return { displayName, words: `${capability === 'approve' ? 'for' : 'to'} ${called}` };
}

/** By the weightiest of the roles that come to those who had none as weighty. */
function severityOf(
  { list, order, isNew, past, present }: Compared,
  { about, capability }: Duty,
): AccessSeverity {
  if (list === 'lost' || !allowsMore(order)) return 'low';
  if (present.some(({ external }) => external)) return 'high';
  if (capability !== 'administer') return 'medium';
  const had = new Set(whatTheyGive(past));
  const roles = valuesOf(present).filter((role) => !had.has(role));
  if (roles.includes('owner') && !isNew) return 'high';
  // Who changes organizations and sponsors changes who gets in and who approves; what is unknown counts as much.
  if (about === WHOLE_TENANT && roles.some((role) => role !== 'catalog creator')) return 'high';
  return roles.every((role) => role === 'reader') ? 'low' : 'medium';
}
