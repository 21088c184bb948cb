/** Entries by which people come to decide about their own access (ACCESS §4), also where it takes them one step only. */
import type { ResourceAddress } from '../../model/address.ts';
import type { AccessModel } from '../facts/model.ts';
import type { RequestorName } from '../facts/requestor-name.ts';
import { groupOf, isExternal, organizationsOf, requestorName } from '../facts/requestor.ts';
import type { SelfDecision } from '../paths/path.ts';
import { selfDecisionText } from '../paths/words.ts';
import type { AskedOf, OwnDecision } from '../relation/own-decisions.ts';
import { ownDecisionsBy } from '../relation/own-decisions.ts';
import { allowsMore } from '../relation/order.ts';
import { assigneesOf, distinct, requestorKey } from '../relation/overview.ts';
import type { AccessChange } from './access-change.ts';
import { GUESTS, MEMBERS } from './same-people.ts';
import type { Revision } from './touched.ts';

/** The entries of one list; those that let people decide about their own access are critical, and say it. */
export function withOwnDecisions(entries: readonly AccessChange[], revision: Revision): AccessChange[] {
  const fresh = new Map<ResourceAddress, readonly OwnDecision[]>();
  const freshOf = (address: ResourceAddress): readonly OwnDecision[] => {
    const known = fresh.get(address) ?? comeTo(revision, address);
    fresh.set(address, known);
    return known;
  };
  const deciding = entries.filter(
    ({ path, direction, capability = 'request' }) =>
      path === undefined && direction !== undefined && allowsMore(direction) && CAPABILITIES.has(capability),
  );
  const decisions = new Map(
    deciding.map((entry) => [
      entry,
      freshOf(entry.package.address).filter((own) => tells(revision.after, entry, own)),
    ]),
  );
  // What an entry says of reviewers or approvers is not said again of those who can get it.
  const told = new Set(
    [...decisions].flatMap(([{ capability }, found]) => (isEntry(capability) ? [] : found)),
  );
  return entries.map((entry) => {
    const found = (decisions.get(entry) ?? []).filter((own) => !isEntry(entry.capability) || !told.has(own));
    return found.length === 0 ? entry : marked(entry, found);
  });
}

const CAPABILITIES: ReadonlySet<string> = new Set([
  'request',
  'receive',
  'assign',
  'approve',
  'review',
  'requestFor',
]);

const isEntry = (capability: AccessChange['capability'] = 'request'): boolean =>
  capability === 'request' || capability === 'receive' || capability === 'assign';

/** Those of whom it is certain after, and was not before. */
function comeTo({ before, after }: Revision, address: ResourceAddress): readonly OwnDecision[] {
  const key = ({ capability, sort }: OwnDecision) => `${capability} ${requestorKey(sort)}`;
  const present = certainOf(after, address);
  const past = new Set(present.length === 0 ? [] : certainOf(before, address).map(key));
  return present.filter((own) => !past.has(key(own)));
}

function certainOf(model: AccessModel, address: ResourceAddress): readonly OwnDecision[] {
  const asked: AskedOf = {
    model,
    isMeant: () => 'yes',
    sorts: (each) =>
      distinct(
        assigneesOf(model, each).flatMap((sort) =>
          sort.type === 'directoryUsers' ? [sort, MEMBERS, GUESTS] : [sort],
        ),
      ),
  };
  return (
    (model.policiesOf.get(address) ?? [])
      .flatMap((policy) => [...ownDecisionsBy(asked, policy)])
      // What takes another package is told as a path.
      .filter(({ is, by }) => is === 'yes' && by === undefined)
  );
}

/** Whether an entry is about those who decide. */
function tells(model: AccessModel, { capability, requestor }: AccessChange, own: OwnDecision): boolean {
  if (isEntry(capability)) return isAmong(model, own, requestor);
  if (capability === 'requestFor') return own.capability === 'approve';
  return capability === own.capability && isAmong(model, own, requestor);
}

function isAmong(model: AccessModel, { sort, everyone }: OwnDecision, of: RequestorName): boolean {
  if (of.type === 'holder') return everyone === true;
  const named = requestorName(model, sort);
  if (named.type === of.type && named.id === of.id && named.guests === of.guests) return true;
  if (sort.type !== 'person') return false;
  switch (of.type) {
    case 'group':
      return of.id !== undefined && groupOf(model, sort, [of.id]).in === 'yes';
    case 'connectedOrganization':
      return organizationsOf(model, sort).certain.some(({ address }) => address === of.id);
    case 'members':
      return isExternal(sort) === 'no';
    case 'directoryUsers':
      return true;
    case 'anyExternalUser':
    case 'configuredOrganizations':
      return isExternal(sort) === 'yes';
    default:
      return false;
  }
}

const TYPES: Readonly<Record<OwnDecision['capability'], SelfDecision>> = {
  review: 'ownReview',
  approve: 'onBehalf',
};

function marked(entry: AccessChange, found: readonly OwnDecision[]): AccessChange {
  const types = [...new Set(found.map(({ capability }) => TYPES[capability]))];
  return deciding(
    entry,
    types.map((type) => ({ type, text: selfDecisionText(type, entry.package.displayName) })),
  );
}

/** The entry, which lets people decide about their own access so, if at all. */
export function deciding(
  entry: AccessChange,
  selfDecision: NonNullable<AccessChange['selfDecision']>,
): AccessChange {
  if (selfDecision.length === 0) return entry;
  const texts = selfDecision.map(({ text }) => text);
  return { ...entry, severity: 'critical', details: [...entry.details, ...texts], selfDecision };
}
