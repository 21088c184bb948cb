/** People seeded beside those of a world, so that whoever an entry names is there to be asked. */
import type { Person } from '../../../../src/access/index.ts';
import type { Governance } from '../../../../src/schema/governance.ts';
import type { Asking } from '../../agreement.ts';
import { newcomer } from '../../agreement.ts';
import type { World } from '../../world-arbitrary.ts';
import type { Side } from '../side.ts';

type User = NonNullable<World['directory']['users']>[number];
type Newcomer = World['newcomers'][number];
type Source = NonNullable<Governance['connectedOrganizations']>[string]['identitySources'][number];

const UNHEARD_OF = 'unheard-of.example';

/** A world with one plain member and guest, both in each group as well, and someone of each source of both documents. */
export function withCast(world: World, documents: readonly Governance[]): World {
  const { directory } = world;
  const fixed = (directory.groups ?? []).filter(({ membershipRule }) => membershipRule === undefined);
  const inGroups = fixed.map(({ displayName }, index) => ({
    displayName,
    people: [member(`cast-m${index}`), guest(`cast-g${index}@${UNHEARD_OF}`)],
  }));
  const sources = documents.flatMap(({ connectedOrganizations = {} }) =>
    Object.values(connectedOrganizations).flatMap(({ identitySources }) => identitySources),
  );
  const once = [...new Map(sources.map((source) => [JSON.stringify(source), source])).values()];
  const outside = once.map((source, index) => newcomerOf(source, `cast-n${index}`, directory));
  return {
    ...world,
    directory: {
      ...directory,
      users: [
        ...(directory.users ?? []),
        ...[member('cast-plain'), guest(`cast-plain@${UNHEARD_OF}`)],
        ...inGroups.flatMap(({ people }) => people),
        ...outside.map(({ mail, signIn }) => ({
          ...guest(mail.replace('cast-n', 'cast-s')),
          ...(signIn && { signIn }),
        })),
      ],
      groups: (directory.groups ?? []).map((group) => {
        const more = inGroups.find(({ displayName }) => displayName === group.displayName)?.people ?? [];
        return more.length === 0
          ? group
          : { ...group, members: [...(group.members ?? []), ...more.map(nameOf)] };
      }),
    },
    newcomers: [...world.newcomers, ...outside, { mail: `cast-n@${UNHEARD_OF}` }],
  };
}

/** Someone in the tenant who is as a counterexample says; undefined where the seed holds nobody like that. */
export function askingAs(
  { id, mail = '', signIn, userType, groups = [], holds = [] }: Person,
  { people, side }: { readonly people: readonly Asking[]; readonly side: Side },
): Asking | undefined {
  if (id === undefined) return newcomer({ mail, ...(signIn && { signIn }) });
  if (side.facts.users.has(id)) return people.find(({ person }) => person.id === id);
  const groupsOf = (person: Person) =>
    [...side.facts.groups].filter(([, { members }]) => members?.includes(person.id ?? '')).map(([of]) => of);
  return people.find(
    ({ person }) =>
      person.label.startsWith('cast-') &&
      person.userType === userType &&
      (userType === 'Member' || isSignedInAs(person, mail, signIn)) &&
      String(groupsOf(person).sort()) === String([...groups].sort()) &&
      String([...(person.holds ?? [])].sort()) === String([...holds].sort()),
  );
}

/** Whether they sign in alike: domains that no source names are one. */
function isSignedInAs(person: Person, mail: string, signIn: Person['signIn']): boolean {
  const [own, wanted] = [person.mail, mail].map((address) => address?.split('@')[1] ?? '');
  if (own === UNHEARD_OF && UNCONNECTED.has(wanted ?? '')) return true;
  return own === wanted && JSON.stringify(person.signIn) === JSON.stringify(signIn);
}

/** Domains of counterexamples who are of no connected organization. */
const UNCONNECTED = new Set(['elsewhere.example', 'further.example', UNHEARD_OF]);

const nameOf = ({ userPrincipalName, mail }: User) => userPrincipalName ?? mail ?? '';

const member = (name: string): User => ({ userPrincipalName: `${name}@contoso.com`, displayName: name });

const guest = (mail: string): User => ({
  ...{ mail, displayName: mail.split('@')[0] ?? mail },
  ...{ userType: 'Guest', externalUserState: 'Accepted' },
});

/** Somebody who signs in with the source. */
function newcomerOf(source: Source, name: string, { organizations = [] }: World['directory']): Newcomer {
  const tenants = new Map(
    organizations.flatMap(({ tenantId, domains }) => domains.map((each) => [each, tenantId] as const)),
  );
  if ('social' in source)
    return { mail: `${name}@${UNHEARD_OF}`, signIn: { kind: 'social', provider: source.social } };
  if ('tenantId' in source) {
    const { tenantId } = source;
    const [domain = UNHEARD_OF] =
      organizations.find((each) => each.tenantId?.toLowerCase() === tenantId.toLowerCase())?.domains ?? [];
    return { mail: `${name}@${domain}`, signIn: { kind: 'entra', tenantId } };
  }
  const { domain = UNHEARD_OF } = source;
  if ('issuerUri' in source)
    return { mail: `${name}@${domain}`, signIn: { kind: 'federation', issuerUri: source.issuerUri } };
  const tenantId = tenants.get(domain.toLowerCase());
  return {
    mail: `${name}@${domain}`,
    signIn: tenantId ? { kind: 'entra', tenantId } : { kind: 'oneTimePasscode' },
  };
}
