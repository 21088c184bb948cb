/** For whom access is requested, as people: an organization may come to mean others, and a class of them to hold others. */
import type { ResourceAddress } from '../../model/address.ts';
import type { AccessModel } from '../facts/model.ts';
import type { Requestor } from '../facts/requestor.ts';
import { requestorName } from '../facts/requestor.ts';
import type { Beneficiaries, ForWhom } from '../relation/beneficiaries.ts';
import type { Duty } from '../relation/duties.ts';
import type { Sides } from './same-people.ts';
import { organizationSides, sidesKey, withSignIns } from './same-people.ts';
import type { Revision } from './touched.ts';

type Side = 'before' | 'after';

/** The class whose people an organization belongs to while it is configured. */
const CONFIGURED = 'allConfiguredConnectedOrganizationUsers';
/** Who includes them all the same. */
const EVERYONE = 'allExternalUsers';

/** The duties of one side, with the same key for the same people on both sides. */
export function withPeople(revision: Revision, side: Side, duties: readonly Duty[]): readonly Duty[] {
  return duties.map((duty) =>
    duty.beneficiaries === undefined
      ? duty
      : { ...duty, beneficiaries: peopleOf(revision, side, duty.beneficiaries) },
  );
}

function peopleOf(revision: Revision, side: Side, found: Beneficiaries): Beneficiaries {
  const isOfClass = found.has(CONFIGURED) && !found.has(EVERYONE);
  return new Map([
    ...[...found].flatMap(([key, whom]) => organizationAs(revision, side, key, whom)),
    ...(isOfClass ? ofClass(revision, side) : []),
  ]);
}

function organizationAs(
  revision: Revision,
  side: Side,
  key: string,
  whom: ForWhom,
): readonly [string, ForWhom][] {
  const { requestor } = whom;
  if (requestor?.type !== 'connectedOrganization') return [[key, whom]];
  const all = organizationSides(revision.before, revision.after)(requestor.address);
  const [only, ...others] = all;
  if (only === undefined) return [[key, whom]];
  // Of a domain whose people come to sign in in another way, those are told of whom something differs.
  const isTold = ({ past, present, signIns, means }: Sides) =>
    signIns !== undefined ||
    means !== undefined ||
    ![past, present].every((each) => isOf(each, requestor.address)) ||
    all.every((other) => other.means === undefined);
  const own = all.filter((sides) => isOf(on(sides, side), requestor.address) && isTold(sides));
  // An organization that is the same people on both sides goes by its name.
  if (others.length === 0) return [[addressOf(only) ?? key, { ...whom, requestor: on(only, side) }]];
  return own.map((sides) => [keyOf(sides), someOf(revision[side], sides, side)]);
}

/** People of organizations who come to be of the class, or are so no longer. */
function ofClass(revision: Revision, side: Side): readonly [string, ForWhom][] {
  const { before, after, changes } = revision;
  const isIn = (model: AccessModel, requestor: Requestor) =>
    requestor.type === 'connectedOrganization' &&
    [requestor.address, ...(requestor.others ?? [])].some(
      (address) => model.organizations.get(address)?.state === 'configured',
    );
  const touched = changes.filter(({ kind }) => kind === 'connectedOrganization');
  return touched
    .flatMap(({ address }) => organizationSides(before, after)(address))
    .filter(({ past, present }) => isIn(before, past) !== isIn(after, present))
    .filter((sides) => isIn(revision[side], on(sides, side)))
    .map((sides) => [keyOf(sides), someOf(revision[side], sides, side)]);
}

/** In one line. */
const keyOf = (sides: Sides): string => sidesKey(sides).split('\n').join(' -> ');

function addressOf({ past, present }: Sides): ResourceAddress | undefined {
  return [present, past].flatMap((each) => (each.type === 'connectedOrganization' ? [each.address] : []))[0];
}

function someOf(model: AccessModel, sides: Sides, side: Side): ForWhom {
  const requestor = on(sides, side);
  const { label } = requestorName(model, requestor);
  // Those of some domains go by these alone: what else is of the organization may differ.
  const name =
    sides.signIns === undefined || requestor.type !== 'connectedOrganization'
      ? label
      : (model.organizations.get(requestor.address)?.displayName ?? label);
  return { label: withSignIns(name, sides), requestor };
}

function on({ past, present }: Sides, side: Side): Requestor {
  return side === 'before' ? past : present;
}

function isOf(requestor: Requestor, address: ResourceAddress): boolean {
  return (
    requestor.type === 'connectedOrganization' &&
    [requestor.address, ...(requestor.others ?? [])].includes(address)
  );
}
