/** What brute force finds and is meant, or is open, by kind. A test fails as soon as one is gone, so that it leaves this list. */
import type { Expected } from '../expected.ts';
import type { Fault, Known } from './pairs.ts';
import type { Policy, SmallWorld } from './small-world.ts';
import { PLAIN } from './small-world.ts';

/** Its example is two worlds. */
interface KnownFault extends Expected<
  [fault: Fault, before: Known, after: Known],
  readonly [SmallWorld, SmallWorld]
> {
  /** The kind of single answers that it makes wrong too. */
  readonly answer?: string;
}

const withPolicies = (...policies: readonly Policy[]): SmallWorld => ({ ...PLAIN, policies });

const BOTH = { type: 'specificConnectedOrganizationUsers', organizations: ['a', 'b'] } as const;
const CONFIGURED: Policy = {
  scope: { type: 'allConfiguredConnectedOrganizationUsers' },
  terms: { stages: [{ primary: ['ann'] }] },
};
const APPROVED = { stages: [{ primary: ['ann'] }] } as const;
const OF_A: Policy = { scope: { ...BOTH, organizations: ['a'] }, terms: {} };

export const KNOWN_FAULTS: readonly KnownFault[] = [
  {
    name: 'a class that is opened while nobody is in it yet',
    reason:
      'It is open to organizations that are configured later, so that is said although nobody gets in today',
    is: ({ kind }) => /^false \w+ gained \w+ of configuredOrganizations$/.test(kind),
    example: [
      withPolicies({ scope: BOTH, terms: {} }),
      withPolicies({ ...CONFIGURED, terms: { onBehalf: ['readers'] } }),
    ],
  },
  {
    name: 'a way that another one outdoes',
    reason:
      'A second policy on terms that are no looser is said, and counts as tighter: nobody gains anything by it',
    is: ({ kind }) => /^false (request|receive|assign) changed tighter /.test(kind),
    example: [withPolicies(CONFIGURED, OF_A), withPolicies({ ...CONFIGURED, scope: OF_A.scope }, OF_A)],
  },
  {
    name: 'what holds of members of a group whom it does not have today',
    reason:
      'Of a group, and of guests who are in it, it is said what any member gets; who is in it can change',
    is: ({ kind }) => /^false (request|assign) changed looser of (group|connectedOrganization)$/.test(kind),
    example: [
      { ...withPolicies({ scope: BOTH, terms: APPROVED }), excluded: { readers: true } },
      withPolicies({ scope: BOTH, terms: APPROVED }),
    ],
  },
];
