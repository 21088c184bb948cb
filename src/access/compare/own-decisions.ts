/** Entries by which people come to decide about their own access (ACCESS §4), also where it takes them one step only. */
import type { ResourceAddress } from '../../model/address.ts';
import type { AccessModel } from '../facts/model.ts';
import type { RequestorName } from '../facts/requestor-name.ts';
import type { Requestor } from '../facts/requestor.ts';
import type { SelfDecision } from '../paths/path.ts';
import { compareNames } from '../../model/natural-order.ts';
import { canonicalJson } from '../../model/value.ts';
import { selfDecisionText } from '../paths/words.ts';
import type { AskedOf, OwnDecision } from '../relation/own-decisions.ts';
import { ownDecisionsBy } from '../relation/own-decisions.ts';
import type { AccessCapability } from '../relation/capability.ts';
import { approversOfEachOther } from '../relation/each-other.ts';
import { allowsMore } from '../relation/order.ts';
import { assigneesOf, distinct, requestorKey } from '../relation/overview.ts';
import type { AccessChange } from './access-change.ts';
import { isAmong } from './among.ts';
import { sidesAsked } from './same-people.ts';
import type { Revision } from './touched.ts';

/**
 * The entries of one list; those that let people decide about their own access are critical, and say it. `others`: the
 * entries of other lists.
 */
export function withOwnDecisions(
  entries: readonly AccessChange[],
  revision: Revision,
  others: readonly AccessChange[],
): AccessChange[] {
  const fresh = new Map<ResourceAddress, readonly Deciding[]>();
  const freshOf = (address: ResourceAddress): readonly Deciding[] => {
    const known = fresh.get(address) ?? comeTo(revision, address);
    fresh.set(address, known);
    return known;
  };
  const tellsOf = (entry: AccessChange) =>
    isOpening(entry) ? freshOf(entry.package.address).filter((own) => tells(revision.after, entry, own)) : [];
  const decisions = new Map(entries.map((entry) => [entry, tellsOf(entry)]));
  // What an entry says of reviewers or approvers is not said again of those who can get it.
  const told = new Set(
    [...decisions].flatMap(([entry, found]) =>
      isEntry(entry.capability) || isForTheSame(entry) ? [] : found,
    ),
  );
  const toldOfDeciders = new Set(
    others.filter(({ capability }) => DECIDING.has(capability)).flatMap(tellsOf),
  );
  const isTold = (entry: AccessChange, own: Deciding) =>
    isForTheSame(entry)
      ? told.has(own) || toldOfDeciders.has(own)
      : isEntry(entry.capability) && told.has(own);
  return entries.map((entry) => {
    const found = (decisions.get(entry) ?? []).filter((own) => !isTold(entry, own));
    return found.length === 0 ? entry : marked(entry, found, revision.after);
  });
}

function isOpening({ path, direction, capability = 'request' }: AccessChange): boolean {
  return (
    path === undefined && direction !== undefined && allowsMore(direction) && CAPABILITIES.has(capability)
  );
}

/** Whether people request for the same others as before, of which it differs who approves it. */
function isForTheSame({ capability, differences = [] }: AccessChange): boolean {
  return (
    capability === 'requestFor' &&
    differences.length > 0 &&
    differences.every(
      ({ facet, before, after }) => facet !== 'requestFor' || canonicalJson(before) === canonicalJson(after),
    )
  );
}

const DECIDING: ReadonlySet<AccessChange['capability']> = new Set(['approve', 'review'] as const);

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
function comeTo(revision: Revision, address: ResourceAddress): readonly Deciding[] {
  const key = ({ type, sort }: Deciding) => `${type} ${requestorKey(sort)}`;
  const present = certainOf(revision, 'after', address);
  const past = new Set(present.length === 0 ? [] : certainOf(revision, 'before', address).map(key));
  return present.filter((own) => !past.has(key(own)));
}

/** People who decide about their own access. */
interface Deciding extends Pick<OwnDecision, 'sort' | 'everyone'> {
  readonly type: SelfDecision;
  /** Ids of the groups and users that are listed for it; absent where the people themselves are. */
  readonly through?: ReadonlySet<string>;
}

function certainOf(
  revision: Revision,
  side: 'before' | 'after',
  address: ResourceAddress,
): readonly Deciding[] {
  const model = revision[side];
  const asked: AskedOf = { model, isMeant: () => 'yes', sorts: (each) => sortsTold(revision, each) };
  return (model.policiesOf.get(address) ?? []).flatMap((policy): Deciding[] => [
    ...[...ownDecisionsBy(asked, policy)]
      // What takes another package is told as a path.
      .filter(({ is, by }) => is === 'yes' && by === undefined)
      .flatMap((own) =>
        [own.sort, ...(own.others ?? [])].map((sort) => ({ ...own, sort, type: TYPES[own.capability] })),
      ),
    ...approversOfEachOther(model, policy).map((own) => ({ ...own, type: 'eachOther' }) as const),
  ]);
}

/** The sorts of people that entries about a package tell apart, and the class that two of them are told as. */
function sortsTold(revision: Revision, address: ResourceAddress): readonly Requestor[] {
  const named = [revision.before, revision.after].flatMap((model) => assigneesOf(model, address));
  const told = sidesAsked(revision, named, address).flatMap(({ past, present }) => [past, present]);
  return distinct([...named, ...told]);
}

/** Whether an entry is about those who decide. */
function tells(model: AccessModel, { capability, requestor }: AccessChange, own: Deciding): boolean {
  if (isEntry(capability)) return isOfEntry(model, own, requestor);
  if (capability === 'requestFor') return own.type === 'onBehalf';
  if (CAPABILITY_OF[own.type] !== capability) return false;
  return own.through === undefined
    ? isOfEntry(model, own, requestor)
    : requestor.id !== undefined && own.through.has(requestor.id);
}

function isOfEntry(model: AccessModel, { sort, everyone }: Deciding, of: RequestorName): boolean {
  return of.type === 'holder' ? everyone === true : isAmong(model, sort, of);
}

const TYPES: Readonly<Record<OwnDecision['capability'], SelfDecision>> = {
  review: 'ownReview',
  approve: 'onBehalf',
};

const CAPABILITY_OF: Readonly<Partial<Record<SelfDecision, AccessCapability>>> = {
  ownReview: 'review',
  onBehalf: 'approve',
  eachOther: 'approve',
};

function marked(entry: AccessChange, found: readonly Deciding[], model: AccessModel): AccessChange {
  const few = found.filter((own) => isOfFew(entry.requestor, own, found, model));
  const types = [...new Set(found.filter((own) => !few.includes(own)).map(({ type }) => type))];
  const told = few.length === 0 ? entry : { ...entry, details: [...entry.details, ...amongThem(few)] };
  return deciding(
    told,
    types.map((type) => ({ type, text: selfDecisionText(type, entry.package.displayName) })),
  );
}

/** Whether it is one person who decides so, and the entry is about a class of which others do not. */
function isOfFew(
  of: RequestorName,
  { sort, type, everyone }: Deciding,
  found: readonly Deciding[],
  { directory }: AccessModel,
): boolean {
  if (sort.type !== 'person' || everyone === true || !CLASSES.has(of.type)) return false;
  const members = of.type === 'group' ? directory.groups.get(of.id ?? '')?.members : undefined;
  if (members === undefined) return true;
  const ids = new Set(found.filter((own) => own.type === type).map((own) => idOf(own.sort)));
  return !members.every((member) => ids.has(member));
}

const CLASSES: ReadonlySet<RequestorName['type']> = new Set([
  ...(['anyExternalUser', 'configuredOrganizations', 'connectedOrganization'] as const),
  ...(['members', 'directoryUsers', 'group'] as const),
]);

const idOf = (sort: Requestor): string | undefined => (sort.type === 'person' ? sort.person.id : undefined);

function amongThem(few: readonly Deciding[]): readonly string[] {
  return [true, false].flatMap((isReview) => {
    const alike = few.filter(({ type }) => (type === 'ownReview') === isReview);
    const names = alike.flatMap(({ sort }) => (sort.type === 'person' ? [sort.person.label] : []));
    const who = isReview ? 'reviewers' : 'approvers';
    return names.length === 0
      ? []
      : [`${who} are among them: ${[...new Set(names)].sort(compareNames).join(', ')}`];
  });
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
