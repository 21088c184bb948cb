/** People who need not exist: the least that makes somebody one of those whom an entry names. */
import type { Person, RequestorName } from '../../../src/access/index.ts';
import { asString } from '../../../src/model/value.ts';
import type { Side } from './side.ts';

interface Wanted {
  readonly requestor: RequestorName;
  /** Those of the panel whom the entry names. */
  readonly people: readonly Person[];
  readonly sides: readonly [Side, Side];
  readonly address: string;
  readonly original: ReadonlyMap<string, string>;
}

export function hypotheticals({ requestor, people, sides, address, original }: Wanted): Person[] {
  const plain = [
    ...plainPeople(requestor, sides, original),
    ...sides.flatMap((side) => guestsLike(side, requestor.guests && (requestor.group ?? requestor.id))),
    ...people.map((person) =>
      person.id === undefined ? person : { ...person, id: `imagined ${person.id}` },
    ),
  ];
  const views = sides.flatMap(
    ({ model }) => model.packages.get(address) ?? model.packages.get(original.get(address) ?? '') ?? [],
  );
  const held = views.flatMap(({ incompatiblePackages }) => incompatiblePackages);
  const groups = views.flatMap(({ incompatibleGroups }) => incompatibleGroups);
  // An exclusion tells people of one class apart: those who hold what is excluded are in the directory.
  return plain.flatMap((person, index) => [
    person,
    ...held.map((each, at) => ({ ...inDirectory(person, `${index} holds ${at}`), holds: [each] })),
    ...groups.map((each, at) => {
      const inside = inDirectory(person, `${index} in ${at}`);
      return { ...inside, groups: [...(inside.groups ?? []), each] };
    }),
  ]);
}

const member = (id: string, groups: readonly string[] = []): Person => ({
  ...{ id: `imagined ${id}`, label: `imagined ${id}`, userType: 'Member', accountEnabled: true },
  ...{
    mail: `${id.replaceAll(' ', '-')}@contoso.com`,
    groups,
    holds: [],
    properties: { userType: 'Member' },
  },
});

const guest = (id: string, groups: readonly string[] = []): Person => ({
  ...member(id, groups),
  ...{
    userType: 'Guest',
    mail: `${id.replaceAll(' ', '-')}@unheard-of.example`,
    properties: { userType: 'Guest' },
  },
});

function inDirectory(person: Person, id: string): Person {
  if (person.id !== undefined) return { ...person, id: `${person.id} ${id}`, label: `${person.label} ${id}` };
  return { ...guest(id), mail: person.mail ?? '', ...(person.signIn && { signIn: person.signIn }) };
}

function plainPeople(
  { type, id = '' }: RequestorName,
  sides: readonly [Side, Side],
  original: ReadonlyMap<string, string>,
): Person[] {
  switch (type) {
    case 'members':
      return [member('member')];
    case 'directoryUsers':
      return [member('member'), guest('guest')];
    case 'anyExternalUser':
      return [guest('guest'), ...sides.flatMap((side) => [...strangers(side), ...peopleAtDoors(side)])];
    case 'group':
      return [member(`of ${id}`, [id]), guest(`of ${id}`, [id])];
    case 'connectedOrganization':
      return sides.flatMap((side) =>
        [id, original.get(id) ?? ''].flatMap((address) => peopleOf(side, address)),
      );
    case 'configuredOrganizations':
      return sides.flatMap((side) =>
        [...side.model.organizations.values()]
          .filter(({ state }) => state === 'configured')
          .flatMap(({ address }) => peopleOf(side, address)),
      );
    default:
      return [];
  }
}

/** Guests who sign in as those of a group do, and whom nothing else keeps out. */
function guestsLike({ facts }: Side, group = ''): Person[] {
  const members = facts.groups.get(group)?.members?.flatMap((id) => facts.users.get(id) ?? []) ?? [];
  return members
    .filter(({ userType }) => userType !== 'Member')
    .map((person) => ({
      ...person,
      ...{
        id: `imagined like ${person.id ?? ''} in ${group}`,
        accountEnabled: true,
        holds: [],
        groups: [group],
      },
    }));
}

const outside = (mail: string, signIn?: Person['signIn']): Person => ({
  label: mail,
  mail,
  ...(signIn && { signIn }),
});

/** Any domain, and those that may be invited, of which anybody may have an address. */
function domainsIn({ lists }: Side): readonly string[] {
  return ['unheard-of.example', ...(lists?.allow ?? [])];
}

function strangers(side: Side): Person[] {
  return domainsIn(side).map((domain) => outside(`anyone@${domain}`, { kind: 'oneTimePasscode' }));
}

/** Is of the default, as every tenant that nothing names. */
const UNNAMED = '99999999-9999-4999-8999-999999999999';

/** Somebody of each tenant that cross-tenant access names, and of one that it does not. */
function peopleAtDoors(side: Side): Person[] {
  const doors = side.resources.filter(({ kind }) => kind === 'crossTenantAccess');
  return doors.flatMap(({ attributes }, index): Person[] => {
    const tenantId = asString(attributes['tenantId']) ?? UNNAMED;
    return domainsIn(side).flatMap((domain) => {
      const mail = `door${index}@${domain}`;
      const signIn = { kind: 'entra', tenantId } as const;
      return [outside(mail, signIn), { ...guest(`guest at door ${tenantId} ${domain}`), mail, signIn }];
    });
  });
}

/** One newcomer for each way to sign in, not in the directory yet, and one guest. */
function peopleOf(side: Side, address: string): Person[] {
  const sources = side.model.organizations.get(address)?.sources ?? [];
  return sources.flatMap((source, index) => {
    // Whoever signs in so that any mail address goes with it may have one of those that may be invited.
    const own = asString(source['domainName'])?.toLowerCase();
    const signIn = signInOf(source);
    return (own === undefined ? domainsIn(side) : [own]).flatMap((domain, at) => {
      const mail = `imagined${index}@${domain}`;
      return [outside(mail, signIn), { ...guest(`guest ${address} ${index} ${at}`), mail, signIn }];
    });
  });
}

function signInOf(source: Parameters<typeof asString>[0] & object): NonNullable<Person['signIn']> {
  const of = (name: string) => asString((source as Record<string, Parameters<typeof asString>[0]>)[name]);
  switch (of('@odata.type')) {
    case 'domainIdentitySource':
      return { kind: 'oneTimePasscode' };
    case 'externalDomainFederation':
      return {
        kind: 'federation',
        ...(of('issuerUri') !== undefined && { issuerUri: of('issuerUri') ?? '' }),
      };
    case 'socialIdentitySource':
      return { kind: 'social', provider: of('socialIdentitySourceType') ?? '' };
    default:
      return { kind: 'entra', tenantId: of('tenantId') ?? '' };
  }
}
