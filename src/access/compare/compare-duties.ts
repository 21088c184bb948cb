/** Who can decide about access after a change and could not before, and the other way round. */
import type { ResourceAddress } from '../../model/address.ts';
import type { JsonValue } from '../../model/value.ts';
import type { Requestor } from '../facts/requestor.ts';
import type { RequestorName } from '../facts/requestor-name.ts';
import type { AccessCause, AccessChange, AccessDiff, AccessSeverity } from './access-change.ts';
import type { PlaceOf } from './causes.ts';
import { causesOfDuties } from './duty-causes.ts';
import type { Duty } from '../relation/duties.ts';
import {
  administratorsOfPackage,
  changesOrganizations,
  dutiesOfCatalog,
  dutiesOfPackage,
  isForOthers,
  READER,
} from '../relation/duties.ts';
import { requestorKey } from '../relation/overview.ts';
import { dutiesOfOrganization, organizationsSponsoring } from '../relation/sponsor-duties.ts';
import type { AccessModel } from '../facts/model.ts';
import { WHOLE_TENANT } from '../facts/model.ts';
import { allowsMore, byInclusion, byPermission, combine } from '../relation/order.ts';
import type { ComparedDuty } from './compared-duty.ts';
import { isOnOtherTermsAlone } from './compared-duty.ts';
import {
  dutiesIn,
  isNamedBesides,
  isSponsorOfSome,
  sponsorsAlike,
  valuesOf,
  whatTheyGive,
  WITHIN,
} from './duties-of-actor.ts';
import { membersExcepted } from './duty-exceptions.ts';
import { dutyText } from './duty-words.ts';
import { withManagersNamed } from './duties-as-manager.ts';
import { isDoorChanging } from './managers-at-door.ts';
import { isInVainFor, notInVain } from './on-behalf.ts';
import { withPeople } from './people-for.ts';
import { withRoleDecisions } from './role-decisions.ts';
import type { Sides } from './same-people.ts';
import { organizationSides } from './same-people.ts';
import { raised, worst } from './severity.ts';
import { dutiesWithin, standingOf } from './standing.ts';
import { termsForOthers } from './terms-for-others.ts';
import type { ChangeIndex, Revision } from './touched.ts';
import { packagesNamed, scopeOf } from './touched.ts';
import { exceptFor } from '../words/except.ts';

/** Every difference, in no order. */
export function compareDuties(
  revision: Revision,
  { index, placeOf }: { readonly index: ChangeIndex; readonly placeOf: PlaceOf },
): AccessDiff {
  const { before, after, changes } = revision;
  const found = { gained: [] as AccessChange[], lost: [] as AccessChange[], changed: [] as AccessChange[] };
  const edits = { changed: new Map(changes.map((change) => [change.address, change])), index };
  for (const subject of subjectsOf(revision)) {
    const { about, was, is } = subject;
    const isNew = !before.catalogs.has(about) && after.catalogs.has(about);
    const all = [...was, ...is];
    for (const named of actorsOf([...all, ...dutiesWithin(revision, all)])) {
      const compared = compareActor(revision, subject, named, isNew);
      if (compared === undefined) continue;
      const { list, idle } = compared;
      const model = list === 'lost' ? before : after;
      const change = toChange(compared, model, causesOfDuties(compared, revision, edits, placeOf));
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
  revision: Revision,
  subject: Subject,
  named: Named,
  isNew: boolean,
): ComparedDuty | undefined {
  const { before } = revision;
  const { actor } = named;
  const sides = onBothSides(revision, subject, named);
  const { then, now, past, present, order } = sides;
  const isBoth = past.length > 0 && present.length > 0;
  const { surety, worth, terms } = isBoth ? besidesRoles(revision, actor, sides) : NOTHING_BESIDES;
  const duties = combine([order, surety, worth]);
  if (duties === 'equal' && terms === undefined) return undefined;
  const list = listOf(sides, surety);
  const idle = then.isIdle ? now.idle : undefined;
  const except = isBoth ? [] : exceptedOf(revision, subject, named, sides);
  if (except === 'all') return undefined;
  return {
    ...{ list, actor, past, present, isNew, idle, people: subject.people },
    ...(idle === undefined
      ? { order: combine([duties, terms?.order ?? 'equal']), duties }
      : { order: 'equal' as const, duties: 'equal' as const }),
    terms,
    surety: order === 'equal' ? surety : 'equal',
    worth: order === 'equal' && surety === 'equal' ? worth : 'equal',
    wasInVain: isInVainFor(before, past),
    isOpen: list === 'lost' ? then.isUnsure : now.isUnsure,
    managers: list === 'lost' ? othersBeside(named, subject.is, now, revision.after) : [],
    except,
  };
}

function listOf(
  { past, present, order }: ReturnType<typeof onBothSides>,
  surety: ComparedDuty['surety'],
): ComparedDuty['list'] {
  if (past.length === 0 || (order === 'equal' && surety === 'looser')) return 'gained';
  return present.length === 0 ? 'lost' : 'changed';
}

/** Of one who does something before and after: how sure it is, what comes of it, and on which terms. */
type Besides = Pick<ComparedDuty, 'surety' | 'worth' | 'terms'>;

const NOTHING_BESIDES: Besides = { surety: 'equal', worth: 'equal', terms: undefined };

function besidesRoles(
  revision: Revision,
  actor: RequestorName,
  { then, now, past, present }: ReturnType<typeof onBothSides>,
): Besides {
  const { before, after } = revision;
  return {
    surety: byPermission(now.isUnsure, then.isUnsure),
    worth: byInclusion(notInVain(before, past), notInVain(after, present)),
    terms: now.isIdle ? undefined : termsForOthers(revision, actor, past, present),
  };
}

function onBothSides({ before, after }: Revision, { was, is }: Subject, { capability, actor }: Named) {
  const [then, now] = [standingOf(before, actor), standingOf(after, actor)];
  // Who comes to sign in, or no longer can, comes to what they are named for, or to it no longer.
  const past = !then.isIdle || now.isIdle ? dutiesIn(was, capability, actor, before, after) : [];
  const present = !now.isIdle || then.isIdle ? dutiesIn(is, capability, actor, after, before) : [];
  const order = byInclusion(whatTheyGive(past, before), whatTheyGive(present, after));
  return { then, now, past, present, order };
}

/** Sponsors, of whom it is told together or of one organization, who do the same on the other side by what else names them. */
function sponsorsExcepted(
  { before, after }: Revision,
  { was, is, people }: Subject,
  { past, present, then, now }: ReturnType<typeof onBothSides>,
  { actor }: Named,
): 'all' | readonly RequestorName[] {
  // Who comes to sign in, or no longer can, comes to all of it.
  if (then.isIdle !== now.isIdle) return [];
  const isLost = present.length === 0;
  const [duties, model, other] = isLost ? [past, before, after] : [present, after, before];
  // People who come to an organization belonged to no organization before who is named for it.
  if (people !== undefined)
    return requestorKey(people.past) === requestorKey(people.present) &&
      isNamedBesides(model, duties, actor, other)
      ? 'all'
      : [];
  if (actor.type !== 'sponsors') return [];
  const { alike, areAll } = sponsorsAlike(model, duties, { model: other, duties: isLost ? is : was });
  return areAll ? 'all' : alike;
}

/** Of a group: its members who had it before all the same, or keep it. Of sponsors the same; all, where no one is left. */
function exceptedOf(
  revision: Revision,
  subject: Subject,
  named: Named,
  sides: ReturnType<typeof onBothSides>,
): 'all' | readonly RequestorName[] {
  const { capability, actor } = named;
  const sponsors = sponsorsExcepted(revision, subject, sides, named);
  if (sponsors === 'all' || actor.type !== 'group') return sponsors;
  const list = sides.past.length === 0 ? 'gained' : 'lost';
  const all = [...subject.was, ...subject.is].filter((duty) => duty.capability === capability);
  const ids = new Set(all.map((duty) => duty.actor.id ?? ''));
  const model = revision[list === 'lost' ? 'before' : 'after'];
  return membersExcepted(model, actor, { list, named: ids }, (member) => {
    const { past, present, order } = onBothSides(revision, subject, { capability, actor: member });
    return { had: past.length > 0, has: present.length > 0, order };
  });
}

/** Those who may be the manager of a requestor, or a sponsor. */
const PEOPLE: ReadonlySet<RequestorName['type']> = new Set(['user', 'group']);

function othersBeside(
  { capability, actor }: Named,
  duties: readonly Duty[],
  { isIdle }: ReturnType<typeof standingOf>,
  model: AccessModel,
): readonly string[] {
  if (!PEOPLE.has(actor.type) || isIdle) return [];
  const found = duties.filter(
    (duty) =>
      duty.capability === capability &&
      (duty.actor.type === 'manager' || isSponsorOfSome(model, duty, actor)),
  );
  return [...new Set(found.map((duty) => duty.actor.label))].sort();
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
  for (const about of [...doors.packages, ...requestedForOthers(revision)]) add(dutiesOfPackage, about);
  for (const about of doors.catalogs) add(dutiesOfCatalog, about);
  for (const change of changes) {
    const sides = [change.before, change.after];
    switch (change.kind) {
      case 'policy':
        for (const about of packagesNamed(change)) add(dutiesOfPackage, about);
        for (const each of organizationsSponsoring(before, after)(change.address)) organizations.add(each);
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
    for (const about of all)
      yield {
        about,
        was: withManagersNamed(revision, 'before', withPeople(revision, 'before', dutiesOf(before, about))),
        is: withManagersNamed(revision, 'after', withPeople(revision, 'after', dutiesOf(after, about))),
      };
  yield* sponsoredPeople(revision, organizations);
}

/** Packages that some people request for others, where whom they do it for or on which terms may have changed. */
function requestedForOthers(revision: Revision): readonly ResourceAddress[] {
  const models = [revision.before, revision.after];
  return [...scopeOf(revision).keys()].filter((address) =>
    models.some(({ policiesOf }) => policiesOf.get(address)?.some(isForOthers) === true),
  );
}

/** Those who are named anywhere may come to sign in by a change of the outer door, or no longer. */
function whomDoorsTouch(revision: Revision) {
  const models = isDoorChanging(revision) ? [revision.before, revision.after] : [];
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

function toChange(compared: ComparedDuty, model: AccessModel, causes: AccessCause[]): AccessChange {
  const { list, past, present, order, idle, isOpen, terms } = compared;
  const actor = exceptFor(compared.actor, compared.except);
  const [duty] = list === 'lost' ? past : present;
  if (duty === undefined) throw new Error('A change of duties without any');
  const { capability, about } = duty;
  const { displayName, predicate, details } = dutyText(compared, duty, model);
  return {
    capability,
    requestor: actor,
    package: { address: about, displayName },
    ...weightOf(compared, duty),
    ...(isOpen && idle === undefined && { certain: false }),
    direction: order,
    predicate,
    summary: `${actor.label} ${predicate}`,
    details,
    causes,
    ...(list === 'changed' && {
      differences: [
        ...(isOnOtherTermsAlone(compared)
          ? []
          : [
              {
                facet: capability,
                // Of the whole, where nothing is told of terms.
                direction: terms === undefined ? order : compared.duties,
                before: valuesOf(past),
                after: valuesOf(present),
              },
            ]),
        ...(terms?.differences ?? []),
      ],
    }),
  };
}

/** The worse of what comes to them and of the terms on which they request for others. */
function weightOf(compared: ComparedDuty, duty: Duty): Pick<AccessChange, 'severity' | 'raised'> {
  const base = severityOf(compared, duty);
  const { terms } = compared;
  if (terms === undefined) return { severity: base };
  const isStranger = allowsMore(terms.order) && compared.present.some(({ external }) => external);
  const severity = worst([base, isStranger ? 'high' : terms.severity]);
  const all = terms.isWorthMore && allowsMore(terms.order) ? raised(severity) : severity;
  return { severity: all, ...(all !== severity && { raised: true }) };
}

/** By the weightiest of the roles that come to those who had none as weighty. */
function severityOf(
  { list, duties: order, isNew, past, present }: ComparedDuty,
  { about, capability }: Duty,
): AccessSeverity {
  if (list === 'lost' || !allowsMore(order)) return 'low';
  if (present.some(({ external }) => external)) return 'high';
  if (capability !== 'administer') return 'medium';
  const had = new Set(valuesOf(past).flatMap((value) => [value, ...(WITHIN[value] ?? [])]));
  const roles = valuesOf(present).filter((role) => !had.has(role));
  if (roles.includes('owner') && !isNew) return 'high';
  // Who changes organizations and sponsors changes who gets in and who approves; what is unknown counts as much.
  if (roles.some((role) => changesOrganizations(about, role))) return 'high';
  return roles.every((role) => role === READER) ? 'low' : 'medium';
}
