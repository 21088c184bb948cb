/** Groups within groups: who is in the inner one is in the outer one too, wherever a policy names either. */
import { describe, expect, it } from 'vitest';
import { compareAccess } from '../../src/access/index.ts';
import type { AccessDiff, DirectoryFacts } from '../../src/access/index.ts';
import type { Governance } from '../../src/schema/governance.ts';
import type { People } from '../support/access.ts';
import { factsOf, resourcesOf } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

type Policy = NonNullable<Governance['policies']>[string];

const PEOPLE: People = {
  users: [{ id: 'ann' }, { id: 'bob' }, { id: 'cat' }],
  groups: { audit: ['ann', 'bob', 'cat'], leads: ['ann', 'bob'] },
};
const known = factsOf(PEOPLE);
const FACTS: DirectoryFacts = {
  ...known,
  groups: new Map([
    ...known.groups,
    ['audit', { label: 'audit', members: ['ann', 'bob', 'cat'], memberGroups: ['leads'] }],
  ]),
};

function world(
  targets: Policy['specificAllowedTargets'],
  policy: Partial<Policy> = {},
  excluded: string[] = [],
) {
  return governed({
    catalogs: { partners: { displayName: 'Partners' } },
    packages: {
      tango: {
        catalog: 'partners',
        displayName: 'Tango',
        incompatibleGroups: excluded.map((group) => ({ group })),
      },
    },
    policies: {
      one: {
        accessPackage: 'tango',
        displayName: 'One',
        allowedTargetScope: 'specificDirectoryUsers',
        ...(targets && { specificAllowedTargets: targets }),
        ...policy,
      },
    },
  });
}

async function diffOf(before: Governance, after: Governance): Promise<AccessDiff> {
  const [past, present] = await Promise.all([before, after].map((each) => resourcesOf(each, PEOPLE)));
  return compareAccess({ before: past ?? [], after: present ?? [], directory: FACTS });
}

describe('a group within another', () => {
  it('gains nothing where it takes the place of the outer one', async () => {
    const { gained, lost } = await diffOf(world([{ group: 'audit' }]), world([{ group: 'leads' }]));
    expect(gained).toEqual([]);
    expect(lost.map(({ summary }) => summary)).toEqual([
      'members of audit (except those in leads) can no longer get Tango',
    ]);
  });

  it('loses nothing where the outer one takes its place', async () => {
    const { gained, lost } = await diffOf(world([{ group: 'leads' }]), world([{ group: 'audit' }]));
    expect(gained.map(({ summary }) => summary)).toEqual(['members of audit can now get Tango']);
    expect(lost).toEqual([]);
  });

  it('is not let in where the outer one is excluded', async () => {
    const { gained } = await diffOf(world([{ user: 'cat' }]), world([{ group: 'leads' }], {}, ['audit']));
    expect(gained).toEqual([]);
  });

  it('that approves what the outer one can request approves its own', async () => {
    const by = (approver: object): Partial<Policy> => ({
      requestApprovalSettings: {
        isApprovalRequiredForAdd: true,
        stages: [{ primaryApprovers: [approver] }],
      } as NonNullable<Policy['requestApprovalSettings']>,
    });
    const { gained } = await diffOf(
      world([{ group: 'audit' }], by({ user: 'cat' })),
      world([{ group: 'audit' }], by({ group: 'leads' })),
    );
    expect(
      gained.map(({ summary, severity, selfDecision }) => [summary, severity, selfDecision?.[0]?.type]),
    ).toEqual([['members of leads can now approve requests for Tango', 'critical', 'eachOther']]);
  });
});

describe('an escalation behind the denial', () => {
  const by = (denied: string): Partial<Policy> => ({
    requestApprovalSettings: {
      isApprovalRequiredForAdd: true,
      stages: [
        {
          durationBeforeAutomaticDenial: denied,
          durationBeforeEscalation: 'P3D',
          isEscalationEnabled: true,
          primaryApprovers: [{ user: 'cat' }],
          escalationApprovers: [{ user: 'ann' }],
        },
      ],
    },
  });

  it('asks nobody: who would be asked can no longer approve', async () => {
    const { lost, gained } = await diffOf(
      world([{ user: 'bob' }], by('P14D')),
      world([{ user: 'bob' }], by('P2D')),
    );
    expect(gained).toEqual([]);
    expect(lost.map(({ summary }) => summary)).toEqual(['ann can no longer approve requests for Tango']);
  });
});
