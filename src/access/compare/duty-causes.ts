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
import { organizationsSponsoring } from '../relation/duties.ts';
import type { AccessCause } from './access-change.ts';
import type { PlaceOf, ResourceChange } from './causes.ts';
import type { ComparedDuty } from './compared-duty.ts';
import { causeAt, differencesIn } from './causes.ts';
import type { Revision } from './touched.ts';

/** What was edited of what names the actor on one side and not on the other. */
export function causesOfDuties(
  { actor, past, present }: Pick<ComparedDuty, 'actor' | 'past' | 'present'>,
  revision: Revision,
  changed: ReadonlyMap<ResourceAddress, ResourceChange>,
  placeOf: PlaceOf,
): AccessCause[] {
  const key = ({ at, role, beneficiaries }: Duty) =>
    [at.address, role, ...(beneficiaries?.keys() ?? [])].join(' ');
  const [was, is] = [new Set(past.map(key)), new Set(present.map(key))];
  const differing = [
    ...past.filter((each) => !is.has(key(each))),
    ...present.filter((each) => !was.has(key(each))),
  ];
  // Of those who are named as before, it differs whether they can sign in. Who is named by a group signs in as themselves.
  const doors = doorsFor(actor, revision);
  const causes = (differing.length > 0 ? differing : present)
    .flatMap((duty) => (doors.length > 0 ? doors : placesOf(duty, revision, changed)))
    .map(({ address, path }) => causeAt(address, path, placeOf));
  return [...new Map(causes.map((cause) => [`${cause.address} ${cause.path ?? ''}`, cause])).values()];
}

type Place = Duty['at'];

function placesOf(
  duty: Duty,
  revision: Revision,
  changed: ReadonlyMap<ResourceAddress, ResourceChange>,
): readonly Place[] {
  const { about, at } = duty;
  const change = changed.get(at.address);
  if (change !== undefined) return editsOf(change, duty);
  const around = changesAround(duty, revision);
  if (around.length > 0) return around;
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

/** Of requests for others: what was edited of the package or its catalog, which refuse those whom they are for. */
function changesAround(duty: Duty, { before, after, changes }: Revision): readonly Place[] {
  if (duty.capability !== 'requestFor') return [];
  const catalogs = [before, after].map(({ packages }) => packages.get(duty.about)?.catalog);
  return changes
    .filter(({ address }) => address === duty.about || catalogs.includes(address))
    .flatMap((change) => editsOf(change, { ...duty, at: { address: change.address, path: [] } }));
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
function editsOf(change: ResourceChange, { capability, at }: Duty): readonly Place[] {
  const { address } = change;
  if (change.before === undefined || change.after === undefined) return [{ address, path: [] }];
  const edits = differencesIn(change);
  const own = edits.filter(({ path }) => at.path.length > 0 && within(path, at.path));
  const bearing = edits.filter(({ facets }) => BEARING[capability].some((facet) => facets.has(facet)));
  // Where more than the list came or went, that was edited.
  const lists = own.map(({ path }) => ({ path: path.length < at.path.length ? path : at.path }));
  const chosen = lists.length > 0 ? lists : bearing.length > 0 ? bearing : edits;
  return chosen.map(({ path }) => ({ address, path }));
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
