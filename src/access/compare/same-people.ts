/** The same people before and after: an organization's key and name may come to mean others. */
import type { ResourceAddress } from '../../model/address.ts';
import { groupBy } from '../../model/group-by.ts';
import { onceForPair, onceForText } from '../../model/once.ts';
import type { RequestorName } from '../facts/requestor-name.ts';
import type { Requestor } from '../facts/requestor.ts';
import { effectiveSignIn, isExternalClass, isGuests, organizationsOf } from '../facts/requestor.ts';
import { isDomain, sourceNames } from '../facts/sources.ts';
import type { Person } from '../facts/facts.ts';
import type { AccessModel } from '../facts/model.ts';
import { signInKey } from '../facts/model.ts';
import { distinct, requestorKey } from '../relation/overview.ts';
import { isInvited } from '../relation/preconditions.ts';
import type { GroupOfGuests, Revision } from './touched.ts';
import { groupsOfGuests, guestsDiffer } from './touched.ts';

/** What one group of people is to the model before and to the model after. */
export interface Sides {
  readonly past: Requestor;
  readonly present: Requestor;
  /** Others of the same organization are something else before or after. */
  readonly split: boolean;
  /** Domains or tenants that they sign in with, where their organization has others too. */
  readonly signIns?: readonly string[] | undefined;
  /** How they sign in, where others of the same domain do it in another way before or after. */
  readonly means?: string | undefined;
}

/** Each once. People of organizations are followed by how they sign in, everyone else is one by their id or class. */
export function sidesOf(
  before: AccessModel,
  after: AccessModel,
  requestors: readonly Requestor[],
  /** Ask also of those who are in the directory already. */
  withGuests: boolean,
  /** Groups whose guests are asked as well, by id. */
  groups: ReadonlyMap<string, GroupOfGuests>,
): readonly Sides[] {
  const people = requestors.flatMap((requestor): readonly Sides[] => {
    if (requestor.type === 'connectedOrganization')
      return organizationSides(before, after)(requestor.address);
    const each = requestor.type === 'directoryUsers' ? [MEMBERS, GUESTS] : [requestor];
    return each.map((one) => ({ past: one, present: one, split: false }));
  });
  const anyone = { past: GUESTS, present: GUESTS, split: false };
  const inGroups = [
    ...[...groups.keys()].flatMap((id) => membersOf(anyone, id)),
    ...guestsInGroups(after, people, groups),
  ];
  const all = [...people, ...(withGuests ? people.flatMap(asGuests) : []), ...inGroups];
  return [...new Map(all.map((sides) => [sidesKey(sides), sides])).values()];
}

/**
 * Of people from outside, the guests among them who are in these groups. Where it is not known who is in a group, only if
 * its guests may be let in by what others of their class are.
 */
export function guestsInGroups(
  after: AccessModel,
  people: readonly Sides[],
  groups: ReadonlyMap<string, GroupOfGuests>,
): readonly Sides[] {
  return [...groups].flatMap(([id, group]) =>
    areFollowed(group)
      ? people
          .filter(({ present }) => group.guests?.some((guest) => mayBeOf(after, guest, present)) !== false)
          .flatMap((sides) => membersOf(sides, id))
      : [],
  );
}

function areFollowed({ exchanged, guests }: GroupOfGuests): boolean {
  return exchanged || guests !== undefined;
}

/** The people who are asked about a package where these are the requestors. */
export function sidesAsked(
  revision: Revision,
  requestors: readonly Requestor[],
  address: ResourceAddress,
): readonly Sides[] {
  const groups = groupsOfGuests(revision, address);
  // Of guests in these groups something else may be so than of others of their class.
  const withGuests = [...groups.values()].some(areFollowed) || guestsDiffer(revision, address);
  return sidesOf(revision.before, revision.after, distinct(requestors), withGuests, groups);
}

/** Whether a guest may be of a class. A guest of an organization that is not asked has the answer of guests in general. */
function mayBeOf(model: AccessModel, guest: Person, of: Requestor): boolean {
  if (of.type !== 'connectedOrganization' && of.type !== 'configuredOrganizations') return true;
  const { certain, possible } = organizationsOf(model, { type: 'person', person: guest });
  return [...certain, ...possible].some(({ address, state }) =>
    of.type === 'connectedOrganization' ? address === of.address : state === 'configured',
  );
}

/** Guests of a class who are in a group. */
function membersOf({ past, present, ...sides }: Sides, inGroup: string): Sides[] {
  if (!isExternalClass(past) || !isExternalClass(present)) return [];
  const of = { guests: true, inGroup } as const;
  return [{ ...sides, past: { ...past, ...of }, present: { ...present, ...of } }];
}

export const MEMBERS: Requestor = { type: 'members' };
/** Those of no connected organization. */
export const GUESTS = { type: 'anyExternalUser', guests: true } as const satisfies Requestor;

/** The same people once they are in the directory; none where they are, or need not be. */
export function asGuests({ past, present, ...sides }: Sides): Sides[] {
  if (!isExternalClass(past) || !isExternalClass(present) || isGuests(past) || isGuests(present)) return [];
  return [{ ...sides, past: { ...past, guests: true }, present: { ...present, guests: true } }];
}

/** The same for the same people on both sides, whichever of their organizations they were found by. */
export function sidesKey({ past, present }: Sides): string {
  return `${requestorKey(past)}\n${requestorKey(present)}`;
}

type HowTheySignIn = Pick<Sides, 'signIns' | 'means'>;

/** The name of some people of an organization: `Fabrikam, those of fabrikam.example`. */
export function nameFrom(name: RequestorName, how: HowTheySignIn): RequestorName {
  return { ...name, label: withSignIns(name.label, how) };
}

export function withSignIns(label: string, { signIns, means }: HowTheySignIn): string {
  const some = signIns === undefined ? '' : `, those of ${signIns.join(', ')}`;
  return `${label}${some}${means === undefined ? '' : `, by ${means}`}`;
}

/** How those sign in whom a source means; of a social provider the name says it. */
const MEANS: Readonly<Record<string, string>> = {
  entra: 'Microsoft Entra ID',
  oneTimePasscode: 'one-time passcode',
  federation: 'federation',
};

/** A way to sign in, with the domains or tenants that it is called by. */
interface SignInWay {
  readonly key: string;
  readonly names: readonly string[];
}

/** How a group of people sign in, where others are called by the same domain and sign in in another way. */
function meansOf(group: readonly SignInWay[], all: readonly SignInWay[]): string | undefined {
  const [only, ...others] = new Set(group.map(({ key }) => key));
  if (only === undefined || others.length > 0) return undefined;
  const called = new Set(group.flatMap(({ names }) => names));
  const isShared = all.some(({ key, names }) => key !== only && names.some((name) => called.has(name)));
  return isShared ? MEANS[only.slice(0, only.indexOf(' '))] : undefined;
}

/** The same people and others, of whom all may be said that is said of them. */
export function widerThan(requestor: Requestor): readonly Requestor[] {
  if (!isExternalClass(requestor) || !isGuests(requestor)) return [];
  const { inGroup } = requestor;
  if (inGroup === undefined) return [{ ...requestor, guests: false }];
  const others: Requestor[] = requestor.type === 'anyExternalUser' ? [] : [{ ...GUESTS, inGroup }];
  return [{ type: 'group', id: inGroup }, ...others, { ...requestor, inGroup: undefined }];
}

/** Sides of an organization by its address: many packages are open to one. */
export const organizationSides = onceForPair((before: AccessModel, after: AccessModel) =>
  onceForText((address) => sidesOfOrganization(before, after, address)),
);

function sidesOfOrganization(before: AccessModel, after: AccessModel, address: ResourceAddress): Sides[] {
  const sources = [before, after].flatMap(({ organizations }) =>
    (organizations.get(address)?.sources ?? []).flatMap((source) => {
      const key = signInKey(source);
      const names = sourceNames(after, source);
      const domains = names.filter(isDomain);
      // Those who go on to sign in so, and those who follow what is configured for their domain.
      const followed = [effectiveSignIn(before, source), effectiveSignIn(after, source)] as const;
      return [[key, key] as const, followed].map(([was, is]) => ({
        ...{ key, names, domains },
        past: belongingTo(before, was, domains, address),
        present: belongingTo(after, is, domains, address),
      }));
    }),
  );
  const organization: Requestor = { type: 'connectedOrganization', address };
  if (sources.length === 0) return [{ past: organization, present: organization, split: false }];
  const invited = (domains: readonly string[]) =>
    domains.length === 0 ? undefined : domains.some((domain) => isInvited(after, domain));
  const sidesKey = ({ past, present }: (typeof sources)[number]) =>
    `${requestorKey(past)}\n${requestorKey(present)}`;
  const once = new Map(sources.map((source) => [`${source.key}\n${sidesKey(source)}`, source])).values();
  const belonging = groupBy(once, sidesKey);
  // Of one organization some may be invited and others not.
  const groups = [...belonging.values()].flatMap((group) => [
    ...groupBy(group, ({ domains }) => String(invited(domains))).values(),
  ]);
  return groups.flatMap((group) =>
    group.slice(0, 1).map(({ past, present }) => {
      const all =
        present.type === 'connectedOrganization' ? signInsOf(after, present) : signInsOf(before, past);
      const isPart = all.some((key) => group.every((each) => each.key !== key));
      const signIns = group.flatMap(({ names }) => names);
      const means = meansOf(group, sources);
      const domains = group.flatMap((each) => each.domains);
      const keys = group.map(({ key }) => key);
      const narrowed = (requestor: Requestor, model: AccessModel): Requestor => {
        if (requestor.type !== 'connectedOrganization') return requestor;
        const isSome = signInsOf(model, requestor).some((key) => !keys.includes(key));
        return {
          ...requestor,
          // On the side where others are of it too.
          ...(isSome && domains.length > 0 && { domains }),
          ...(isSome && model.outerDoor !== undefined && { signIns: keys }),
        };
      };
      return {
        past: narrowed(past, before),
        present: narrowed(present, after),
        split: belonging.size > 1,
        ...(isPart && { signIns }),
        ...(means !== undefined && { means }),
      };
    }),
  );
}

/** Organizations that are the same people under another key, by the address that they had; both keys stand on one side alone. */
export function organizationsRekeyed(
  before: AccessModel,
  after: AccessModel,
): ReadonlyMap<ResourceAddress, ResourceAddress> {
  const gone = [...before.organizations.keys()].filter((address) => !after.organizations.has(address));
  return new Map(
    gone.flatMap((address): [ResourceAddress, ResourceAddress][] => {
      const [side, ...others] = organizationSides(before, after)(address);
      const next = side?.present.type === 'connectedOrganization' ? side.present.address : address;
      return others.length > 0 || before.organizations.has(next) ? [] : [[address, next]];
    }),
  );
}

function signInsOf({ organizations }: AccessModel, requestor: Requestor): string[] {
  if (requestor.type !== 'connectedOrganization') return [];
  return (organizations.get(requestor.address)?.sources ?? []).map(signInKey);
}

/**
 * Whom a sign-in belongs to, `preferred` first where several organizations name it; who is of no organization is anyone on
 * the internet.
 */
function belongingTo(
  { organizationsBySignIn }: AccessModel,
  signIn: string,
  domains: readonly string[],
  preferred: ResourceAddress,
): Requestor {
  const found = (organizationsBySignIn.get(signIn) ?? []).map(({ address }) => address);
  const [address = preferred, ...others] = [
    ...found.filter((each) => each === preferred),
    ...found.filter((each) => each !== preferred),
  ];
  return found.length === 0
    ? { type: 'anyExternalUser', ...(domains.length > 0 && { domains }), tenants: tenantsOf(signIn) }
    : { type: 'connectedOrganization', address, ...(others.length > 0 && { others }) };
}

/** The Entra tenant of a sign-in as a key; none of others. */
function tenantsOf(signIn: string): readonly string[] {
  return signIn.startsWith(ENTRA) ? [signIn.slice(ENTRA.length)] : [];
}

const ENTRA = 'entra ';
