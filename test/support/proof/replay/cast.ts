/** People seeded beside those of a world, so that whoever an entry names is there to be asked. */
import type { Governance } from '../../../../src/schema/governance.ts';
import type { World } from '../../world-arbitrary.ts';

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
