/** What an entry says of terms: through which policy, in which stage, and whether they are of any use to those people. */
import { expect, it } from 'vitest';
import { compareAccess } from '../../src/access/index.ts';
import type { Governance } from '../../src/schema/governance.ts';
import type { People } from '../support/access.ts';
import { factsOf, resolvedOf } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

type Policy = NonNullable<Governance['policies']>[string];

const PEOPLE: People = {
  tenants: { 'tenant-fabrikam': ['fabrikam.com'] },
  groups: { Team: [] },
  users: [
    { id: 'ann' },
    { id: 'cat' },
    { id: 'bob@fabrikam.com', mail: 'bob@fabrikam.com', userType: 'Guest' },
  ],
};

function approvedBy(...users: string[]): NonNullable<Policy['requestApprovalSettings']> {
  return {
    isApprovalRequiredForAdd: true,
    stages: users.map((user, index) => ({
      primaryApprovers: [{ user }],
      durationBeforeAutomaticDenial: index === 0 ? 'P14D' : 'P2D',
    })),
  };
}

const OF_ALL: Policy = {
  accessPackage: 'tango',
  displayName: 'All partners',
  allowedTargetScope: 'allConfiguredConnectedOrganizationUsers',
  requestApprovalSettings: approvedBy('ann'),
};
const OF_FABRIKAM: Policy = {
  ...OF_ALL,
  displayName: 'Fabrikam alone',
  allowedTargetScope: 'specificConnectedOrganizationUsers',
  specificAllowedTargets: [{ connectedOrganization: 'fabrikam' }],
};

function world(policies: Record<string, Policy>, accessType: 'allowed' | 'blocked' = 'allowed'): Governance {
  return governed({
    connectedOrganizations: {
      fabrikam: { displayName: 'Fabrikam', identitySources: [{ domain: 'fabrikam.com' }] },
    },
    crossTenantAccess: {
      fabrikam: {
        b2bCollaborationInbound: { usersAndGroups: { accessType }, applications: { accessType } },
      },
    },
    catalogs: { main: { displayName: 'Main' } },
    packages: { tango: { catalog: 'main', displayName: 'Tango' } },
    policies,
  });
}

async function told(before: Governance, after: Governance, ended?: ReadonlySet<string>) {
  const [past, present] = await Promise.all([resolvedOf(before, PEOPLE), resolvedOf(after, PEOPLE)]);
  const { gained, lost, changed } = compareAccess({
    before: past.desired,
    after: present.desired,
    directory: factsOf(PEOPLE),
    ...(ended !== undefined && { ended }),
  });
  return [...gained, ...lost, ...changed].map(({ severity, summary, details }) => [
    severity,
    summary,
    ...details,
  ]);
}

it('who falls to another policy is told which', async () => {
  const all: Policy = { ...OF_ALL, expiration: { type: 'afterDuration', duration: 'P30D' } };
  const [, , ...details] = (await told(world({ all, one: OF_FABRIKAM }), world({ all })))[0] ?? [];
  expect(details).toEqual(['through: Fabrikam alone -> All partners', 'duration: never ends -> 30 days']);
});

it('where one change alters several policies in different ways, each line says of which it is', async () => {
  const policies = (approver: string, duration: string) => ({
    all: { ...OF_ALL, requestApprovalSettings: approvedBy(approver) },
    one: { ...OF_FABRIKAM, expiration: { type: 'afterDuration' as const, duration } },
  });
  const [, , ...details] =
    (await told(world(policies('ann', 'P30D')), world(policies('cat', 'P60D')))).find(
      ([, summary]) => summary === 'Fabrikam (fabrikam.com) can be assigned Tango on other terms',
    ) ?? [];
  expect(details).toEqual([
    'All partners: approval: ann; denied after 14 days -> cat; denied after 14 days',
    'Fabrikam alone: duration: 30 days -> 60 days',
  ]);
});

it('each stage is told with its own time', async () => {
  const [, , ...details] =
    (
      await told(
        world({ one: OF_FABRIKAM }),
        world({ one: { ...OF_FABRIKAM, requestApprovalSettings: approvedBy('ann', 'cat') } }),
      )
    ).find(([, summary]) => summary === 'Fabrikam (fabrikam.com) can get Tango on other terms') ?? [];
  expect(details).toEqual([
    'approval: ann; denied after 14 days -> ann; then cat; denied after 14 days in stage 1, 2 days in stage 2',
  ]);
});

it('what guests can be assigned who cannot sign in is no gain of theirs', async () => {
  const direct: Policy = { ...OF_FABRIKAM, requestorSettings: { enableTargetsToSelfAddAccess: false } };
  const guests = 'guests of Fabrikam (fabrikam.com) who are in the directory already';
  const [approving, assigning, ...others] = await told(world({}, 'blocked'), world({ direct }, 'blocked'));
  expect(approving?.[1]).toBe('ann can now approve requests for Tango');
  expect(assigning).toEqual([
    'low',
    `${guests} can now be assigned Tango, but cannot use it`,
    ...['through: Fabrikam alone', 'approval: ann', 'lasts: never ends', 'grants: nothing'],
    'crossTenantAccess of Fabrikam (b2bCollaborationInbound.usersAndGroups) keeps them out',
  ]);
  expect(others).toEqual([]);
  expect((await told(world({}), world({ direct }))).map(([, summary]) => summary)).toContain(
    'Fabrikam (fabrikam.com) can now be assigned Tango',
  );
});

it('who approves for each organization of a class is told where its sponsors do, and differ', async () => {
  const by = (sponsors: 'internalSponsors' | 'externalSponsors'): Policy => ({
    ...OF_ALL,
    requestApprovalSettings: {
      isApprovalRequiredForAdd: true,
      stages: [{ primaryApprovers: [sponsors], fallbackPrimaryApprovers: [{ user: 'ann' }] }],
    },
  });
  const withSponsor = (policy: Policy): Governance => ({
    ...world({ policy }),
    connectedOrganizations: {
      fabrikam: {
        displayName: 'Fabrikam',
        identitySources: [{ domain: 'fabrikam.com' }],
        internalSponsors: [{ user: 'cat' }],
      },
      woodgrove: { displayName: 'Woodgrove', identitySources: [{ domain: 'woodgrove.example' }] },
    },
  });
  const linesOf = async (before: Governance, after: Governance) =>
    (await told(before, after))
      .filter(([, summary]) => summary?.startsWith('every configured organization') === true)
      .map((entry) => entry.filter((line) => line.startsWith('approval for')));
  const [internal, external] = [by('internalSponsors'), by('externalSponsors')].map(withSponsor);
  expect(await linesOf(internal as Governance, external as Governance)).toEqual([
    ['approval for Fabrikam (fabrikam.com): cat -> ann (fallback)'],
  ]);
  expect(await linesOf(world({}), internal as Governance)).toEqual([
    [
      'approval for Fabrikam (fabrikam.com): cat',
      'approval for Woodgrove (woodgrove.example): ann (fallback)',
    ],
  ]);
  expect(await linesOf(world({}), world({ all: OF_ALL }))).toEqual([[]]);
  // Of an organization with a sponsor nobody else decides than before.
  const other = withSponsor({
    ...by('internalSponsors'),
    requestApprovalSettings: {
      isApprovalRequiredForAdd: true,
      stages: [{ primaryApprovers: ['internalSponsors'], fallbackPrimaryApprovers: [{ user: 'cat' }] }],
    },
  });
  expect(await linesOf(internal as Governance, other)).toEqual([
    ['approval for Woodgrove (woodgrove.example): ann (fallback) -> cat (fallback)'],
  ]);
});

it('whom a rule assigns again what is taken from those who hold it is told with the loss', async () => {
  const rule = '(user.department -eq "Sales")';
  const automatic: Policy = {
    accessPackage: 'tango',
    displayName: 'Sales',
    allowedTargetScope: 'specificDirectoryUsers',
    specificAllowedTargets: [{ attributeRule: rule }],
    automaticRequestSettings: {},
  };
  const granting = (policies: Record<string, Policy>): Governance => ({
    ...world(policies),
    catalogs: { main: { displayName: 'Main', resources: { team: { group: 'Team' } } } },
    packages: {
      tango: {
        catalog: 'main',
        displayName: 'Tango',
        resourceRoles: [{ resource: 'team', role: 'Member' }],
      },
    },
  });
  const ended = new Set(['accessPackage.tango']);
  const lost = async (policy: Policy) =>
    (await told(granting({ policy }), granting({ policy }), ended)).map(([, ...said]) => said);
  expect(await lost(automatic)).toEqual([
    [
      'everyone who holds Tango loses it',
      'loses Member of Team',
      `those matching ${rule} are assigned it again, without a request`,
    ],
  ]);
  expect(await lost(OF_ALL)).toEqual([['everyone who holds Tango loses it', 'loses Member of Team']]);
});

it('a class whose members approve is told so, once it is let in', async () => {
  const open = (...approvers: string[]): Policy => ({
    ...OF_ALL,
    allowedTargetScope: 'allMemberUsers',
    requestApprovalSettings: {
      isApprovalRequiredForAdd: true,
      stages: [{ primaryApprovers: approvers.map((user) => ({ user })) }],
    },
  });
  const text = 'approvers are among them: each approves what the others request';
  const linesOf = async (before: Governance, after: Governance) =>
    (await told(before, after))
      .filter(([, summary]) => summary?.startsWith('all members'))
      .map((entry) => entry.includes(text));
  expect(await linesOf(world({}), world({ policy: open('ann', 'cat') }))).toEqual([true]);
  expect(await linesOf(world({ policy: OF_ALL }), world({ policy: open('ann', 'cat') }))).toEqual([true]);
  // Who approves alone approves nothing of their own.
  expect(await linesOf(world({}), world({ policy: open('ann') }))).toEqual([false]);
  expect(await linesOf(world({}), world({ policy: open('ann', 'bob@fabrikam.com') }))).toEqual([false]);
});

it('what only those lose who are not in the directory yet is told of them', async () => {
  const direct: Policy = { ...OF_FABRIKAM, requestorSettings: { enableTargetsToSelfAddAccess: false } };
  const visible = (isExternallyVisible: boolean): Governance => ({
    ...world({ direct }),
    catalogs: { main: { displayName: 'Main', isExternallyVisible } },
  });
  expect((await told(visible(true), visible(false))).map(([, summary]) => summary)).toEqual([
    'people of Fabrikam (fabrikam.com) who are not in the directory yet can no longer be assigned Tango',
  ]);
});

it('people of one domain are told apart by how they sign in', async () => {
  const signingIn = (source: object): Governance => ({
    ...world({ one: OF_FABRIKAM }),
    connectedOrganizations: { fabrikam: { displayName: 'Fabrikam', identitySources: [source] } },
  });
  const summaries = (
    await told(
      signingIn({ domain: 'fabrikam.com' }),
      signingIn({ domain: 'fabrikam.com', issuerUri: 'https://idp.fabrikam.com' }),
    )
  ).map(([, summary]) => summary);
  expect(summaries).toContain('Fabrikam (fabrikam.com), by federation can now get Tango');
  expect(summaries).toContain('Fabrikam (fabrikam.com), by Microsoft Entra ID can no longer get Tango');
});

it('questions are told at length where one that stays is asked in another way', async () => {
  const asking = (...questions: NonNullable<Policy['questions']>): Governance =>
    world({ one: { ...OF_FABRIKAM, questions } });
  const contract = { type: 'text', text: 'Contract?', isRequired: true } as const;
  const badge = { type: 'text', text: 'Badge?', isRequired: true } as const;
  const lines = async (before: Governance, after: Governance) =>
    (await told(before, after)).flat().filter((line) => line.startsWith('questions:'));
  expect(await lines(asking(contract), asking(contract, badge))).toEqual([
    'questions: Contract? (required) -> Contract? (required); Badge? (required)',
  ]);
  const [altered] = await lines(asking({ ...contract, regexPattern: '^C' }), asking(contract, badge));
  expect(altered).toContain('must match ^C');
});

it('an extension that is approved as before is not told to differ because access no longer is', async () => {
  const approval = (isApprovalRequiredForAdd: boolean): Governance =>
    world({
      one: {
        ...OF_FABRIKAM,
        expiration: { type: 'afterDuration', duration: 'P30D' },
        requestorSettings: { enableTargetsToSelfUpdateAccess: true },
        requestApprovalSettings: {
          ...approvedBy('ann'),
          isApprovalRequiredForAdd,
          isApprovalRequiredForUpdate: true,
        },
      },
    });
  const lines = (await told(approval(true), approval(false))).flat();
  expect(lines).toContain('approval: ann; denied after 14 days -> none');
  expect(lines.filter((line) => line.startsWith('extension'))).toEqual([]);
});
