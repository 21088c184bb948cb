/**
 * All small worlds within the bounds below: one package P with up to two policies, another package Q that may exclude
 * it, two organizations, one group, five named people. Plain values, so that an oracle can read them without the product.
 */
export type Name = 'ann' | 'ben' | 'cat' | 'dan' | 'eve';
export type Organization = 'a' | 'b';
/** What a sign-in shows: a passcode of a domain, or the Entra tenant of Woodgrove. */
export type SignIn = 'fabrikam.example' | 'woodgrove' | 'other.example';

export type Approver = Name | 'readers' | 'manager' | 'sponsors';

export interface Stage {
  readonly primary: readonly Approver[];
  readonly fallback?: readonly Approver[];
  readonly escalation?: readonly Approver[];
}

export interface Terms {
  readonly stages?: readonly Stage[];
  readonly justification?: true;
  /** In days; absent: without end. */
  readonly days?: number;
  readonly ended?: true;
  readonly closed?: true;
  readonly reviewers?: readonly ('self' | Name | 'readers')[];
  readonly onBehalf?: readonly (Name | 'readers')[];
}

export type Scope =
  | { readonly type: 'notSpecified' | 'allMemberUsers' | 'allDirectoryUsers' | 'automatic' }
  | { readonly type: 'allConfiguredConnectedOrganizationUsers' | 'allExternalUsers' }
  | { readonly type: 'specificDirectoryUsers'; readonly users?: readonly Name[]; readonly readers?: true }
  | { readonly type: 'specificConnectedOrganizationUsers'; readonly organizations: readonly Organization[] };

export interface Policy {
  readonly scope: Scope;
  readonly terms: Terms;
}

export interface OrganizationState {
  readonly configured: boolean;
  readonly sources: readonly SignIn[];
  readonly sponsors: readonly Name[];
}

type Role = 'owner' | 'reader' | 'accessPackageManager' | 'accessPackageAssignmentManager';

export interface SmallWorld {
  readonly policies: readonly (Policy | undefined)[];
  readonly catalog: { readonly published: boolean; readonly visible: boolean };
  readonly excluded: { readonly q?: true; readonly readers?: true };
  readonly organizations: Readonly<Partial<Record<Organization, OrganizationState>>>;
  readonly roles: readonly { readonly role: Role; readonly who: Name | 'readers' }[];
  /** Group and role; the two groups have one name. */
  readonly grants: readonly { readonly group: 'one' | 'two'; readonly role: 'Member' | 'Owner' }[];
}

/** Disabled: DAN. Guests: CAT of Fabrikam, EVE of no organization as a rule. Manager of everyone: BEN. */
export const READERS: readonly Name[] = ['ben', 'cat', 'eve'];
export const MANAGER: Name = 'ben';
export const DISABLED: readonly Name[] = ['dan'];

const SCOPES: readonly Scope[] = [
  { type: 'specificDirectoryUsers', users: ['ann'] },
  { type: 'specificDirectoryUsers', readers: true },
  { type: 'specificDirectoryUsers', users: ['ann'], readers: true },
  { type: 'specificConnectedOrganizationUsers', organizations: ['a'] },
  { type: 'specificConnectedOrganizationUsers', organizations: ['a', 'b'] },
  { type: 'allMemberUsers' },
  { type: 'allDirectoryUsers' },
  { type: 'allConfiguredConnectedOrganizationUsers' },
  { type: 'allExternalUsers' },
  { type: 'notSpecified' },
];

const TERMS: readonly Terms[] = [
  {},
  { stages: [{ primary: ['ann'] }] },
  { stages: [{ primary: ['ann', 'ben'], fallback: ['cat'] }] },
  { stages: [{ primary: ['readers'] }] },
  { stages: [{ primary: ['ann'], fallback: ['ben'] }] },
  { stages: [{ primary: ['manager'], fallback: ['ann'] }] },
  { stages: [{ primary: ['dan'] }] },
  { stages: [{ primary: ['ann'] }, { primary: ['ben'] }] },
  { stages: [{ primary: ['sponsors'], fallback: ['ann'] }] },
  { stages: [{ primary: ['ann'], escalation: ['ben'] }] },
  { stages: [{ primary: ['ann'] }], justification: true },
  { days: 30 },
  { days: 90 },
  { ended: true },
  { closed: true },
  { closed: true, onBehalf: ['ben'] },
  { onBehalf: ['readers'] },
  { reviewers: ['ben'] },
  { reviewers: ['self'] },
];

/** Sponsors decide only about people from outside; the configuration refuses them elsewhere. */
function isValid({ scope, terms }: Policy): boolean {
  const bySponsors = (terms.stages ?? []).some(({ primary }) => primary.includes('sponsors'));
  return !bySponsors || /External|Organization/.test(scope.type);
}

const combined = (scopes: readonly Scope[], terms: readonly Terms[]): Policy[] =>
  scopes.flatMap((scope) => terms.map((each) => ({ scope, terms: each }))).filter(isValid);

/** What the first policy can be; undefined: there is none. */
const FIRST: readonly (Policy | undefined)[] = [
  undefined,
  { scope: { type: 'automatic' }, terms: {} },
  { scope: { type: 'automatic' }, terms: { days: 30 } },
  ...combined(SCOPES, TERMS),
];

/** What the second policy can be: one of each class, some with an approver. */
const SECOND: readonly (Policy | undefined)[] = [
  undefined,
  { scope: { type: 'automatic' }, terms: {} },
  { scope: { type: 'specificDirectoryUsers', readers: true }, terms: { stages: [{ primary: ['ben'] }] } },
  { scope: { type: 'specificConnectedOrganizationUsers', organizations: ['a'] }, terms: {} },
  { scope: { type: 'allMemberUsers' }, terms: {} },
  { scope: { type: 'allExternalUsers' }, terms: { stages: [{ primary: ['ben'] }] } },
];

const organization = (
  configured: boolean,
  sources: readonly SignIn[],
  sponsors: readonly Name[] = [],
): OrganizationState => ({ configured, sources, sponsors });

const CATALOGS = [
  { published: true, visible: true },
  { published: true, visible: false },
  { published: false, visible: true },
] as const;
const EXCLUSIONS: readonly SmallWorld['excluded'][] = [{}, { q: true }, { readers: true }];
const ORGANIZATIONS: readonly SmallWorld['organizations'][] = [
  { a: organization(true, ['fabrikam.example'], ['ben']), b: organization(true, ['woodgrove']) },
  { a: organization(false, ['fabrikam.example'], ['ben']), b: organization(true, ['woodgrove']) },
  { a: organization(true, ['woodgrove'], ['ben']), b: organization(true, ['fabrikam.example']) },
  {
    a: organization(true, ['fabrikam.example', 'other.example']),
    b: organization(false, ['woodgrove'], ['cat']),
  },
  { a: organization(true, ['other.example'], ['ben']), b: organization(true, ['woodgrove']) },
  { a: organization(true, ['fabrikam.example'], ['ann']) },
];
const ROLES: readonly SmallWorld['roles'][] = [
  [],
  [{ role: 'owner', who: 'ann' }],
  [{ role: 'owner', who: 'readers' }],
  [
    { role: 'reader', who: 'ann' },
    { role: 'accessPackageManager', who: 'ben' },
  ],
];
const GRANTS: readonly SmallWorld['grants'][] = [
  [{ group: 'one', role: 'Member' }],
  [{ group: 'two', role: 'Member' }],
  [
    { group: 'one', role: 'Member' },
    { group: 'one', role: 'Owner' },
  ],
  [],
];

/** The first of everything, without a policy. */
export const PLAIN: SmallWorld = {
  policies: [],
  catalog: CATALOGS[0],
  excluded: {},
  organizations: ORGANIZATIONS[0] ?? {},
  roles: [],
  grants: GRANTS[0] ?? [],
};

/** Where a world stands in each dimension. */
type Place = readonly [
  first: number,
  second: number,
  catalog: number,
  exclusion: number,
  organizations: number,
  roles: number,
  grants: number,
];

const SIZES: Place = [
  FIRST.length,
  SECOND.length,
  CATALOGS.length,
  EXCLUSIONS.length,
  ORGANIZATIONS.length,
  ROLES.length,
  GRANTS.length,
];

/** All places that differ from the first in the given dimensions alone. */
function placesAlong(...dimensions: readonly number[]): Place[] {
  return dimensions.reduce<Place[]>(
    (places, dimension) =>
      places.flatMap((place) =>
        Array.from(
          { length: SIZES[dimension] ?? 1 },
          (_, at) => place.with(dimension, at) as unknown as Place,
        ),
      ),
    [[0, 0, 0, 0, 0, 0, 0]],
  );
}

/** Where the worlds are of which every person is asked: roles and grants change no answer. */
export const WORLDS: readonly Place[] = placesAlong(0, 1, 2, 3, 4);

/**
 * Pairs of worlds that differ in one dimension: all of the first policy, and all of what surrounds it, for each first
 * policy.
 */
export function* pairsOfPlaces(): Generator<readonly [Place, Place]> {
  yield* ordered(placesAlong(0));
  const firsts = placesAlong(0).map(([first]) => first);
  for (const dimension of [1, 2, 3, 4, 5, 6])
    for (const [before, after] of ordered(placesAlong(dimension)))
      for (const first of firsts)
        yield [before.with(0, first) as unknown as Place, after.with(0, first) as unknown as Place];
}

function ordered(places: readonly Place[]): (readonly [Place, Place])[] {
  return places.flatMap((before) =>
    places.flatMap((after) => (before === after ? [] : [[before, after] as const])),
  );
}

/** Undefined where a policy lists an organization that is not there. */
export function worldAt([first, second, catalog, exclusion, orgs, roles, grants]: Place):
  SmallWorld | undefined {
  const organizations = ORGANIZATIONS[orgs] ?? {};
  const policies = [FIRST[first], SECOND[second]];
  const dangles = policies.some(
    (policy) =>
      policy?.scope.type === 'specificConnectedOrganizationUsers' &&
      policy.scope.organizations.some((key) => organizations[key] === undefined),
  );
  if (dangles) return undefined;
  return {
    policies,
    organizations,
    catalog: CATALOGS[catalog] ?? CATALOGS[0],
    excluded: EXCLUSIONS[exclusion] ?? {},
    roles: ROLES[roles] ?? [],
    grants: GRANTS[grants] ?? [],
  };
}

/** Two places that differ in some dimensions; as often as not in one or two. */
export function randomPlaces(choice: {
  below(limit: number): number;
  oneIn(times: number): boolean;
}): readonly [Place, Place] {
  const before = SIZES.map((size) => choice.below(size)) as unknown as Place;
  const after = before.map((at, dimension) =>
    choice.oneIn(4) ? choice.below(SIZES[dimension] ?? 1) : at,
  ) as unknown as Place;
  return [before, after];
}
