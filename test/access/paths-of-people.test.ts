/** Steps that follow from a first one: told for whom they are new, be it that the people change and no policy does, and for nobody else. */
import { describe, expect, it } from 'vitest';
import type { DirectoryFacts } from '../../src/access/index.ts';
import { compareAccess, newAccess } from '../../src/access/index.ts';
import type { Governance } from '../../src/schema/governance.ts';
import { factsOf, resourcesOf } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

type Organization = NonNullable<Governance['connectedOrganizations']>[string];
type Policy = NonNullable<Governance['policies']>[string];

const FACTS = factsOf({
  users: ['lena', 'tom', 'max', 'rita'].map((id) => ({ id })),
  groups: { Desk: [], Bench: [], Board: [] },
});
const approved = (approver: string): NonNullable<Policy['requestApprovalSettings']> => ({
  isApprovalRequiredForAdd: true,
  stages: [{ primaryApprovers: [{ user: approver }] }],
});
const group = (name: string): Partial<Policy> => ({
  allowedTargetScope: 'specificDirectoryUsers',
  specificAllowedTargets: [{ group: name }],
});
const ONE: Organization = { displayName: 'One', identitySources: [{ domain: 'one.example' }] };

/**
 * Work, with the consent of tom, makes partners members of Desk, who request Tool without consent; so can anyone with that of
 * lena. Tool makes its holders members of Bench, who request Vault.
 */
function world(
  organizations: Readonly<Record<string, Organization>>,
  changed: {
    readonly policies?: Readonly<Record<string, Partial<Policy> | undefined>>;
    readonly hidden?: boolean;
    readonly desk?: readonly string[];
    readonly again?: string;
    readonly door?: 'allowed' | 'blocked';
  } = {},
): Governance {
  const policies: Record<string, Partial<Policy> | undefined> = {
    work: {
      accessPackage: 'work',
      allowedTargetScope: 'allConfiguredConnectedOrganizationUsers',
      requestApprovalSettings: approved('tom'),
    },
    desk: { accessPackage: 'tool', ...group('Desk') },
    anyone: {
      accessPackage: 'tool',
      allowedTargetScope: 'allExternalUsers',
      requestApprovalSettings: approved('lena'),
    },
    bench: { accessPackage: 'vault', ...group('Bench'), requestApprovalSettings: approved('max') },
    ...changed.policies,
  };
  const member = (resource: string) => ({ resource, role: 'Member' });
  return governed({
    connectedOrganizations: organizations,
    ...(changed.door !== undefined && {
      crossTenantAccess: {
        one: {
          tenantId: TENANT,
          b2bCollaborationInbound: {
            usersAndGroups: { accessType: changed.door },
            applications: { accessType: changed.door },
          },
        },
      },
    }),
    catalogs: {
      c: {
        displayName: 'C',
        isExternallyVisible: true,
        resources: { desk: { group: 'Desk' }, bench: { group: 'Bench' }, board: { group: 'Board' } },
      },
      partners: { displayName: 'Partners', isExternallyVisible: changed.hidden !== true },
    },
    packages: {
      again: { catalog: 'c', displayName: 'Again', resourceRoles: [member(changed.again ?? 'desk')] },
      work: { catalog: 'c', displayName: 'Work', resourceRoles: (changed.desk ?? ['desk']).map(member) },
      tool: { catalog: 'c', displayName: 'Tool', resourceRoles: [member('bench')] },
      vault: { catalog: 'partners', displayName: 'Vault' },
    },
    policies: Object.fromEntries(
      Object.entries(policies).flatMap(([key, policy]) =>
        policy === undefined ? [] : [[key, { displayName: key, ...policy } as Policy]],
      ),
    ),
  });
}

const TENANT = '7a5d2ce6-3b4a-4f1f-b8d9-2ae1c6f4a8b3';

async function compared(before: Governance, after: Governance, directory: DirectoryFacts = FACTS) {
  const [was, is] = await Promise.all([resourcesOf(before), resourcesOf(after)]);
  return compareAccess({ before: was, after: is, directory });
}

/** Whom each path is told of, with where it ends. */
async function told(before: Governance, after: Governance, directory?: DirectoryFacts) {
  const { gained } = await compared(before, after, directory);
  return gained.filter(({ path }) => path !== undefined).map(({ summary }) => summary);
}

describe('people of an organization, while no policy changes,', () => {
  const BOTH = (name: string) => [
    `${name} can now come to request Tool on looser terms`,
    `${name} can now come to request Vault with the consent of others`,
  ];

  it('come to what follows when it is configured, and the gate says so', async () => {
    const [before, after] = [world({ one: { ...ONE, state: 'proposed' } }), world({ one: ONE })];
    expect(await told(before, after)).toEqual(BOTH('One (one.example)'));
    const violations = newAccess(await compared(before, after));
    expect(violations.map(({ summary }) => summary)).toEqual(
      expect.arrayContaining(BOTH('One (one.example)')),
    );
    expect(await told(after, before)).toEqual([]);
  });

  it('come to it with the organization', async () => {
    expect(await told(world({}), world({ one: ONE }))).toEqual(BOTH('One (one.example)'));
  });

  it('come to it when they sign in otherwise than those did who were of it', async () => {
    const federated = {
      ...ONE,
      identitySources: [{ domain: 'one.example', issuerUri: 'https://idp.example' }],
    };
    expect(await told(world({ one: federated }), world({ one: ONE }))).toEqual(
      BOTH('One (one.example), by one-time passcode'),
    );
  });

  it('come to it by a domain, another or one more', async () => {
    const next = { domain: 'next.example' };
    expect(
      await told(
        world({ one: ONE }),
        world({ one: { ...ONE, identitySources: [{ domain: 'one.example' }, next] } }),
      ),
    ).toEqual(BOTH('One (next.example, one.example), those of next.example'));
    expect(await told(world({ one: ONE }), world({ one: { ...ONE, identitySources: [next] } }))).toEqual(
      BOTH('One (next.example)'),
    );
  });

  it('come to it when the outer door lets them in', async () => {
    const two = { displayName: 'Two', identitySources: [{ domain: 'two.example' }] };
    const one = { one: { displayName: 'One', identitySources: [{ tenantId: TENANT }] }, two };
    const found = await told(world(one, { door: 'blocked' }), world(one, { door: 'allowed' }));
    expect(found).toEqual([expect.stringMatching(/^One.* can now come to request Vault$/)]);
    expect(await told(world(one, { door: 'allowed' }), world(one, { door: 'blocked' }))).toEqual([]);
  });

  it('are told by the way that asks less, though one that asks more comes first', async () => {
    const again: Partial<Policy> = {
      accessPackage: 'again',
      allowedTargetScope: 'allConfiguredConnectedOrganizationUsers',
      requestApprovalSettings: {
        isApprovalRequiredForAdd: true,
        stages: ['lena', 'rita'].map((user) => ({ primaryApprovers: [{ user }] })),
      },
    };
    const at = (state: NonNullable<Organization['state']>) =>
      world({ one: { ...ONE, state } }, { policies: { again } });
    expect(await told(at('proposed'), at('configured'))).toEqual(BOTH('One (one.example)'));
  });
});

describe('what was come to as easily', () => {
  const one: Partial<Policy> = {
    accessPackage: 'tool',
    allowedTargetScope: 'specificConnectedOrganizationUsers',
    specificAllowedTargets: [{ connectedOrganization: 'one' }],
    requestApprovalSettings: approved('rita'),
  };

  it('by a longer way is no gain when the shorter one goes', async () => {
    const before = world({ one: ONE }, { policies: { one, anyone: undefined } });
    expect(await told(before, world({ one: ONE }, { policies: { anyone: undefined } }))).toEqual([]);
    // The reverse asks for the consent of rita in the place of that of tom.
    expect(await told(world({ one: ONE }, { policies: { anyone: undefined } }), before)).toEqual([
      'One (one.example) can now come to request Vault with the consent of others',
    ]);
  });

  it('by another group that the same package gave is no gain, though others give the one that it gives now', async () => {
    const policies: Readonly<Record<string, Partial<Policy>>> = {
      desk: {
        accessPackage: 'tool',
        allowedTargetScope: 'specificDirectoryUsers',
        specificAllowedTargets: [{ group: 'Desk' }, { group: 'Board' }],
      },
      again: { ...one, accessPackage: 'again' },
    };
    const [desk, board] = [
      world({ one: ONE }, { policies, again: 'board' }),
      world({ one: ONE }, { policies, again: 'board', desk: ['board'] }),
    ];
    expect(await told(desk, board)).toEqual([]);
  });
});

it('what becomes certain is told of all for whom it was possible alone', async () => {
  const stage = (approver: string): Partial<Policy> => ({
    ...{ accessPackage: 'vault', ...group('Bench') },
    requestApprovalSettings: {
      isApprovalRequiredForAdd: true,
      stages: [{ primaryApprovers: [{ group: approver }] }],
    },
  });
  const anyone: Partial<Policy> = {
    accessPackage: 'tool',
    allowedTargetScope: 'allMemberUsers',
    requestApprovalSettings: approved('lena'),
  };
  const board = { accessPackage: 'tool', ...group('Board') };
  const people = factsOf({
    users: [{ id: 'lena' }, { id: 'tom' }, { id: 'max' }],
    groups: { Desk: [], Bench: [], Board: ['tom'], Gone: [], Judges: ['max'] },
  });
  const with_ = (approver: string) =>
    world({}, { policies: { anyone, board, work: undefined, desk: undefined, bench: stage(approver) } });
  expect(await told(with_('Gone'), with_('Judges'), people)).toEqual(
    expect.arrayContaining([expect.stringMatching(/^all members can now come to request Vault/)]),
  );
});
