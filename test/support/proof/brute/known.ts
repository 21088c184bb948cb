/** Faults that brute force finds and that are open, by kind. A test fails as soon as one is mended, so that it leaves this list. */
import type { Fault, Known } from './pairs.ts';
import type { Policy, SmallWorld } from './small-world.ts';
import { PLAIN } from './small-world.ts';

interface KnownFault {
  readonly name: string;
  readonly reason: string;
  readonly is: (fault: Fault, before: Known, after: Known) => boolean;
  /** The kind of single answers that it makes wrong too. */
  readonly answer?: string;
  /** Two worlds that show it. */
  readonly example: readonly [SmallWorld, SmallWorld];
}

const isAbout = ({ kind }: Fault, ...words: readonly string[]) => words.some((word) => kind.includes(word));
const withPolicies = (...policies: readonly Policy[]): SmallWorld => ({ ...PLAIN, policies });

const MEMBERS: Policy = { scope: { type: 'allMemberUsers' }, terms: {} };
const BOTH = { type: 'specificConnectedOrganizationUsers', organizations: ['a', 'b'] } as const;
const DIRECT = withPolicies({ scope: { type: 'notSpecified' }, terms: {} });
const CONFIGURED: Policy = {
  scope: { type: 'allConfiguredConnectedOrganizationUsers' },
  terms: { stages: [{ primary: ['ann'] }] },
};
const OF_A: Policy = { scope: { ...BOTH, organizations: ['a'] }, terms: {} };

export const KNOWN_FAULTS: readonly KnownFault[] = [
  {
    name: 'a listed group is taken for members',
    reason:
      'Guests who are in the group have other answers than the group itself, which is asked as a member',
    is: ({ person, entry }) =>
      (person?.inReaders === true && person.status === 'guest') || entry?.requestor.type === 'group',
    example: [
      withPolicies({ scope: BOTH, terms: {} }, MEMBERS),
      withPolicies({ scope: { type: 'specificDirectoryUsers', readers: true }, terms: {} }, MEMBERS),
    ],
  },
  {
    name: 'direct assignment does not look at exclusions and at who sees the catalog',
    reason: 'Both are asked of requests alone',
    answer: 'assign: verdict',
    is: (fault, before, after) =>
      isAbout(fault, ' assign', ' review', ' requestFor') &&
      [before, after].some(
        ({ world: { excluded, catalog } }) => Object.keys(excluded).length > 0 || !catalog.visible,
      ),
    example: [DIRECT, { ...DIRECT, excluded: { readers: true } }],
  },
  {
    name: 'a change of who can request hides one of direct assignment',
    reason: 'Assignment is compared only where requests are equal',
    is: (fault) => isAbout(fault, 'silent assign'),
    example: [
      withPolicies({ scope: { type: 'allDirectoryUsers' }, terms: { stages: [{ primary: ['ann'] }] } }),
      withPolicies({ scope: { type: 'allDirectoryUsers' }, terms: { closed: true } }),
    ],
  },
  {
    name: 'for whom people request on behalf',
    reason: 'The comparison knows who requests for others, not for whom',
    is: (fault) => isAbout(fault, 'silent requestFor'),
    example: [
      withPolicies({ scope: BOTH, terms: { onBehalf: ['readers'] } }, MEMBERS),
      withPolicies(
        { scope: { type: 'specificDirectoryUsers', users: ['ann'] }, terms: { onBehalf: ['readers'] } },
        MEMBERS,
      ),
    ],
  },
  {
    name: 'a class that has nobody left',
    reason: 'Every organization may be listed by another policy, and every guest may be of one',
    is: ({ kind }) =>
      /^false \w+ (gained|lost|changed) \w+ of (configuredOrganizations|anyExternalUser)$/.test(kind),
    example: [
      withPolicies({ ...CONFIGURED, terms: {} }),
      withPolicies({ scope: BOTH, terms: { onBehalf: ['readers'] } }),
    ],
  },
  {
    name: 'a way that another one outdoes',
    reason: 'Each way that comes or goes counts, also one that opens nothing',
    is: (fault) => /^false (request|receive|assign) changed /.test(fault.kind),
    example: [withPolicies(CONFIGURED, OF_A), withPolicies({ ...CONFIGURED, scope: OF_A.scope }, OF_A)],
  },
];
