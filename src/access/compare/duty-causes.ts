/** What was edited where people come to decide about access, or no longer do. */
import type { Facet } from '../../kinds/bearing.ts';
import type { ResourceAddress } from '../../model/address.ts';
import type { AttributePath } from '../../model/path.ts';
import type { JsonValue } from '../../model/value.ts';
import { isList, isObject, valueAt } from '../../model/value.ts';
import type { Duty } from '../relation/duties.ts';
import type { AccessModel } from '../facts/model.ts';
import { isOfOuterDoor } from '../facts/outer-door.ts';
import { isUnsure, whyIdle } from '../relation/approver-list.ts';
import { isListedAt } from '../relation/duties.ts';
import { organizationsSponsoring } from '../relation/sponsor-duties.ts';
import type { AccessCause } from './access-change.ts';
import type { Candidate, PlaceOf, ResourceChange } from './causes.ts';
import { causeAt, causesOf, differencesIn } from './causes.ts';
import type { ComparedDuty } from './compared-duty.ts';
import { isOnOtherTermsAlone } from './compared-duty.ts';
import type { ChangeIndex, Revision } from './touched.ts';

/** Every change, and those that have a say in something. */
export interface Edits {
  readonly changed: ReadonlyMap<ResourceAddress, ResourceChange>;
  readonly index: ChangeIndex;
}

/** What was edited of what names the actor on one side and not on the other. */
export function causesOfDuties(
  compared: ComparedDuty,
  revision: Revision,
  { changed, index }: Edits,
  placeOf: PlaceOf,
): AccessCause[] {
  const { actor, past, present } = compared;
  const key = ({ at, role, beneficiaries }: Duty) =>
    [at.address, role, ...(beneficiaries?.keys() ?? [])].join(' ');
  const [was, is] = [new Set(past.map(key)), new Set(present.map(key))];
  const differing = [
    ...past.filter((each) => !is.has(key(each))),
    ...present.filter((each) => !was.has(key(each))),
  ];
  // Of those who are named as before, it differs whether they can sign in. Who is named by a group signs in as themselves.
  const doors = doorsFor(actor, revision);
  // Where they do the same, it differs on which terms, or whether anyone can approve what they request.
  const isOfTerms = doors.length === 0 && (isOnOtherTermsAlone(compared) || compared.worth !== 'equal');
  const blamed = differing.length > 0 ? differing : isOfTerms ? [] : present;
  const places = blamed.flatMap((duty) => (doors.length > 0 ? doors : placesOf(duty, revision, changed)));
  const terms = causesOfTerms(compared, index, placeOf);
  const named = places.length + terms.length > 0 ? places : blamed.map(({ at }) => ({ ...at, path: [] }));
  const causes = [...named.map(({ address, path }) => causeAt(address, path, placeOf)), ...terms];
  return [...new Map(causes.map((cause) => [`${cause.address} ${cause.path ?? ''}`, cause])).values()];
}

/** What was edited of that on which it depends on which terms people request for others. */
function causesOfTerms(
  { terms, worth, past, present }: ComparedDuty,
  index: ChangeIndex,
  placeOf: PlaceOf,
): readonly AccessCause[] {
  const [duty] = present;
  const facets = new Set<Facet>([...(terms?.facets ?? []), ...(worth === 'equal' ? [] : APPROVAL)]);
  if (duty === undefined || facets.size === 0) return [];
  const duties = [...past, ...present];
  const whom = duties.flatMap(({ beneficiaries }) => [...(beneficiaries?.values() ?? [])]);
  const people = whom.flatMap(({ requestor }) => requestor ?? []);
  const through = worth === 'equal' ? terms?.policies : new Set(duties.map(({ at }) => at.address));
  const changes = index
    .relevant(people, duty.about)
    .filter(({ kind, address }) => kind !== 'policy' || through?.has(address) === true);
  return causesOf(changes, facets, placeOf);
}

const APPROVAL: readonly Facet[] = ['approval'];

type Place = Duty['at'];

function placesOf(
  duty: Duty,
  revision: Revision,
  changed: ReadonlyMap<ResourceAddress, ResourceChange>,
): readonly Place[] {
  const { about, at } = duty;
  const change = changed.get(at.address);
  if (duty.capability === 'requestFor') return placesOfRequests(duty, revision, change);
  if (change !== undefined) return editsOf(change, duty);
  // Sponsors approve because a policy says so.
  const sponsoring = organizationsSponsoring(revision.before, revision.after);
  const policies = revision.changes.filter(
    ({ kind, address }) => kind === 'policy' && sponsoring(address).has(about),
  );
  const places = policies.flatMap((each) => {
    const edits = editsOf(each, { ...duty, at: { address: each.address, path: [] } });
    const naming = edits.filter(({ path }) => namesSponsors(each, path, at.path[0]));
    return naming.length > 0 ? naming : edits;
  });
  return places.length > 0 ? places : [{ address: at.address, path: [] }];
}

/** Whether what was edited lets these sponsors decide, before or after. */
function namesSponsors({ before, after }: ResourceChange, path: AttributePath, list: unknown): boolean {
  return [before, after].some((side) => namesType(valueAt(side, path), list));
}

function namesType(value: JsonValue | undefined, type: unknown): boolean {
  if (isList(value)) return value.some((each) => namesType(each, type));
  if (!isObject(value)) return false;
  return value['@odata.type'] === type || Object.values(value).some((each) => namesType(each, type));
}

/** Of requests for others: what lets the actor make them, else whom they are for, else what refuses these. */
function placesOfRequests(
  duty: Duty,
  revision: Revision,
  change: ResourceChange | undefined,
): readonly Place[] {
  const { at, by = [] } = duty;
  const { address } = at;
  // Whom a duty of the one side is not for, that of the other side tells of.
  if (change === undefined) return changesAround(duty, revision);
  if (change.before === undefined || change.after === undefined) return [{ address, path: [] }];
  const edits = differencesIn(change);
  const naming = edits.filter(({ path }) => within(path, at.path));
  // Who is listed on both sides does it by what lets those who are listed do it, however the list changed.
  if (naming.length > 0 && !isListed(duty, change)) return listsIn(naming, at);
  const allowing = edits.filter(({ path }) => within(path, by));
  if (allowing.length > 0) return allowing.map(({ path }) => ({ address, path }));
  const places = [...bearingOn(change), ...changesAround(duty, revision)];
  return places.length > 0 ? places : editsOf(change, duty);
}

/** Whom requests can be for: not who makes them. */
const FOR_WHOM: readonly Facet[] = ['reach', 'people', 'conditions'];

function bearingOn(change: ResourceChange): readonly Place[] {
  return differencesIn(change)
    .filter(({ facets }) => FOR_WHOM.some((facet) => facets.has(facet)))
    .map(({ path }) => ({ address: change.address, path }));
}

/** Whether the list of a policy names the actor before and after. */
function isListed({ actor, at }: Duty, { before, after }: ResourceChange): boolean {
  return [before, after].every((attributes) => isListedAt(attributes ?? {}, at.path, actor));
}

/** What was edited of the package, its catalog, and the organizations of whom they are: who is refused, and who is meant. */
function changesAround(
  { about, beneficiaries }: Duty,
  { before, after, changes }: Revision,
): readonly Place[] {
  const catalogs = [before, after].map(({ packages }) => packages.get(about)?.catalog);
  const organizations = new Set(
    [...(beneficiaries ?? [])].flatMap(([, { requestor }]) =>
      requestor?.type === 'connectedOrganization' ? [requestor.address, ...(requestor.others ?? [])] : [],
    ),
  );
  return changes
    .filter(({ address }) => address === about || catalogs.includes(address) || organizations.has(address))
    .flatMap(bearingOn);
}

/** Of one who is named as before and came to sign in, or no longer can: the settings that say so. */
function doorsFor({ id = '' }: Duty['actor'], { before, after, changes }: Revision): readonly Place[] {
  const standing = (model: AccessModel) => [whyIdle(model, id), isUnsure(model, id)].join('\n');
  if (standing(before) === standing(after)) return [];
  return changes
    .filter(isOfOuterDoor)
    .flatMap((change) => differencesIn(change).map(({ path }) => ({ address: change.address, path })));
}

/** The list that names the person, where it was edited; else what else was edited that bears on it. */
function editsOf(change: ResourceChange, { actor, capability, at }: Duty): readonly Place[] {
  const { address } = change;
  if (change.before === undefined || change.after === undefined) return [{ address, path: [] }];
  const edits = differencesIn(change);
  const own = edits.filter(({ path }) => at.path.length > 0 && within(path, at.path));
  const bearing = edits.filter(({ facets }) => BEARING[capability].some((facet) => facets.has(facet)));
  // Who was a sponsor of the organization already comes to its new people by what made them its own.
  const people = isSponsorThroughout(change, actor, at.path) ? edits.filter(isOfPeople) : [];
  if (people.length > 0) return people.map(({ path }) => ({ address, path }));
  if (own.length > 0) return listsIn(own, at);
  return (bearing.length > 0 ? bearing : edits).map(({ path }) => ({ address, path }));
}

function isOfPeople({ facets }: Candidate): boolean {
  return facets.has('people');
}

function isSponsorThroughout(
  { kind, before, after }: ResourceChange,
  { id }: Duty['actor'],
  list: AttributePath,
): boolean {
  if (kind !== 'connectedOrganization' || id === undefined) return false;
  return [before, after].every((side) => {
    const sponsors = valueAt(side, list);
    return isList(sponsors) && sponsors.includes(id);
  });
}

/** Where more than the list came or went, that was edited. */
function listsIn(edits: readonly Candidate[], { address, path: list }: Place): readonly Place[] {
  return edits.map(({ path }) => ({ address, path: path.length < list.length ? path : list }));
}

/** Whether one of the paths leads to or through the other. */
function within(a: AttributePath, b: AttributePath): boolean {
  return Array.from({ length: Math.min(a.length, b.length) }, (_, index) => a[index] === b[index]).every(
    Boolean,
  );
}

const BEARING: Readonly<Record<Duty['capability'], readonly Facet[]>> = {
  approve: ['approval', 'extension', 'reach', 'people'],
  review: ['review'],
  requestFor: ['onBehalf', 'reach', 'people', 'conditions'],
  administer: ['administration', 'reach'],
};
