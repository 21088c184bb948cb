/** On which terms people request for others, and for whom of an organization whose people become others. */
import { describe, expect, it } from 'vitest';
import { compareAccess } from '../../src/access/index.ts';
import type { AccessDiff } from '../../src/access/index.ts';
import type { Governance } from '../../src/schema/governance.ts';
import type { People } from '../support/access.ts';
import { factsOf, resourcesOf } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

type Policy = NonNullable<Governance['policies']>[string];
type Package = NonNullable<Governance['packages']>[string];
type Organization = NonNullable<Governance['connectedOrganizations']>[string];

const PEOPLE: People = {
  users: [
    { id: 'ann' },
    { id: 'bob' },
    { id: 'cat' },
    { id: 'eve', manager: 'gil' },
    { id: 'gil', userType: 'Guest', mail: 'gil@tailspin.com' },
  ],
  groups: { desk: ['ann', 'bob'], staff: ['cat'], access: [], more: [] },
};

interface World {
  readonly tango?: Partial<Package>;
  readonly policy?: Partial<Policy>;
  readonly settings?: Policy['requestorSettings'];
  readonly fabrikam?: Partial<Organization>;
  readonly second?: Partial<Policy>;
}

const OTHERS_ALONE = { enableTargetsToSelfAddAccess: false };
const PARTNERS: Partial<Policy> = {
  allowedTargetScope: 'specificConnectedOrganizationUsers',
  specificAllowedTargets: [{ connectedOrganization: 'fabrikam' }],
};
const approvedBy = (...users: string[]): Partial<Policy> => ({
  requestApprovalSettings: {
    isApprovalRequiredForAdd: true,
    stages: [{ primaryApprovers: users.map((user) => ({ user })) }],
  },
});

function world({ tango, policy, settings, fabrikam, second }: World): Governance {
  const made = (displayName: string, more: Partial<Policy>): Policy => ({
    accessPackage: 'tango',
    displayName,
    allowedTargetScope: 'specificDirectoryUsers',
    specificAllowedTargets: [{ group: 'staff' }],
    ...more,
  });
  return governed({
    connectedOrganizations: {
      fabrikam: { displayName: 'Fabrikam', identitySources: [{ domain: 'fabrikam.com' }], ...fabrikam },
    },
    catalogs: {
      main: {
        displayName: 'Main',
        isExternallyVisible: true,
        resources: { access: { group: 'access' }, more: { group: 'more' } },
      },
    },
    packages: {
      tango: {
        catalog: 'main',
        displayName: 'Tango',
        resourceRoles: [{ resource: 'access', role: 'Member' }],
        ...tango,
      },
    },
    policies: {
      one: made('One', {
        requestorSettings: {
          enableOnBehalfRequestorsToAddAccess: true,
          onBehalfRequestors: [{ group: 'desk' }],
          ...settings,
        },
        ...policy,
      }),
      ...(second !== undefined && { two: made('Two', second) }),
    },
  });
}

/** Entries about requests for others: there and back. */
async function told(before: World, after: World): Promise<readonly (readonly string[])[]> {
  const [past = [], present = []] = await Promise.all(
    [before, after].map((each) => resourcesOf(world(each), PEOPLE)),
  );
  return [
    [past, present],
    [present, past],
  ].map(([one = [], other = []]) => {
    const diff = compareAccess({ before: one, after: other, directory: factsOf(PEOPLE) });
    return (['gained', 'lost', 'changed'] as const).flatMap((list: keyof AccessDiff) =>
      diff[list]
        .filter(({ capability }) => capability === 'requestFor')
        .map(({ severity, direction = '', summary, details, causes }) => {
          const blamed = causes.map(({ address, path = '' }) => `${address} ${path}`).join(', ');
          return [`${list} ${severity} ${direction}`, summary, ...details, `# ${blamed}`].join('; ');
        }),
    );
  });
}

const FOR_STAFF = 'as requestor on behalf of others: staff';
const onTerms = (who: string) => `${who} can request, on other terms, for other people, access to Tango`;

describe('where those whom it is for cannot request it themselves', () => {
  const GUEST = { ...OTHERS_ALONE, onBehalfRequestors: [{ user: 'gil' }] };

  it('approval that is dropped is told of who requests for them', async () => {
    const [there, back] = await told(
      { settings: OTHERS_ALONE, policy: approvedBy('cat') },
      { settings: OTHERS_ALONE },
    );
    expect(there).toEqual([
      [
        `changed medium looser; ${onTerms('members of desk')}; ${FOR_STAFF}`,
        'approval: cat; denied after 14 days -> none',
        '# policy.one requestApprovalSettings.isApprovalRequiredForAdd, policy.one requestApprovalSettings.stages',
      ].join('; '),
    ]);
    expect(back?.[0]).toContain(`changed low tighter; ${onTerms('members of desk')}`);
    expect(back).toHaveLength(1);
  });

  it('in the same edit as well', async () => {
    const [[line = ''] = []] = await told({ policy: approvedBy('cat') }, { settings: OTHERS_ALONE });
    expect(line).toContain(`changed medium looser; ${onTerms('members of desk')}`);
  });

  it.each<[string, World, World, string, string]>([
    [
      'how long it lasts',
      { policy: { expiration: { type: 'afterDuration', duration: 'P30D' } } },
      { policy: { expiration: { type: 'noExpiration' } } },
      'duration: 30 days -> never ends',
      'policy.one expiration.type',
    ],
    [
      'what is asked',
      { policy: { questions: [{ type: 'text', text: 'Why?', isRequired: true }] } },
      {},
      'questions: Why? (required) -> none',
      'policy.one questions',
    ],
    [
      'what is granted',
      {},
      {
        tango: {
          resourceRoles: [
            { resource: 'access', role: 'Member' },
            { resource: 'more', role: 'Member' },
          ],
        },
      },
      'grants: Member of access -> Member of access, Member of more',
      'packageResourceRole.tango/more/Member ',
    ],
  ])('%s', async (_what, before, after, line, cause) => {
    const [there, back] = await told({ ...before, settings: GUEST }, { ...after, settings: GUEST });
    expect(there).toEqual([`changed high looser; ${onTerms('gil')}; ${FOR_STAFF}; ${line}; # ${cause}`]);
    expect(back?.map((each) => each.split(';')[0])).toEqual(['changed low tighter']);
  });

  it('whom an exclusion refuses among them', async () => {
    const excluding = { tango: { incompatibleGroups: [{ group: 'more' }] } };
    const [there] = await told({ settings: OTHERS_ALONE }, { ...excluding, settings: OTHERS_ALONE });
    expect(there).toEqual([
      `changed low tighter; ${onTerms('members of desk')}; ${FOR_STAFF}; conditions: none -> not for members of more; # accessPackage.tango incompatibleGroups`,
    ]);
  });

  it('a second policy without approval beside the first', async () => {
    const settings = {
      ...OTHERS_ALONE,
      enableOnBehalfRequestorsToAddAccess: true,
      onBehalfRequestors: [{ group: 'desk' }],
    };
    const one: World = { policy: approvedBy('cat'), settings: OTHERS_ALONE };
    const [[line = ''] = []] = await told(one, { ...one, second: { requestorSettings: settings } });
    expect(line).toContain(`changed medium looser; ${onTerms('members of desk')}`);
    expect(line).toContain('# policy.two');
  });

  it('nothing where each request is in vain before and after', async () => {
    const sides = ['P30D', 'P90D'].map((duration): World => ({
      settings: { ...OTHERS_ALONE, onBehalfRequestors: [{ user: 'ann' }] },
      policy: { ...approvedBy('ann'), expiration: { type: 'afterDuration', duration } },
    }));
    expect(await told(sides[0] ?? {}, sides[1] ?? {})).toEqual([[], []]);
  });

  it('extensions that others request', async () => {
    const extending = (isApprovalRequiredForUpdate: boolean): World => ({
      settings: {
        ...OTHERS_ALONE,
        enableOnBehalfRequestorsToAddAccess: false,
        enableOnBehalfRequestorsToUpdateAccess: true,
      },
      policy: {
        expiration: { type: 'afterDuration', duration: 'P30D' },
        requestApprovalSettings: {
          isApprovalRequiredForAdd: true,
          isApprovalRequiredForUpdate,
          stages: [{ primaryApprovers: [{ user: 'cat' }] }],
        },
      },
    });
    const [[line = ''] = [], back] = await told(extending(true), extending(false));
    expect(line).toContain(`looser; ${onTerms('members of desk')}`);
    expect(line).toContain('# policy.one requestApprovalSettings.isApprovalRequiredForUpdate');
    expect(back).toHaveLength(1);
  });
});

describe('where those whom it is for are told the same of their own requests', () => {
  it('nothing is told twice', async () => {
    expect(await told({ policy: approvedBy('cat') }, {})).toEqual([[], []]);
    expect(await told({}, { policy: { expiration: { type: 'afterDuration', duration: 'P30D' } } })).toEqual([
      [],
      [],
    ]);
    expect(await told({}, { settings: OTHERS_ALONE })).toEqual([[], []]);
  });

  it('what is so through a policy that their own requests do not go through is told', async () => {
    // Staff request through the policy that lists them.
    const members: Partial<Policy> = { allowedTargetScope: 'allMemberUsers', specificAllowedTargets: [] };
    const own = { second: {} };
    const [[line = ''] = []] = await told(
      { ...own, policy: { ...members, ...approvedBy('cat') }, settings: OTHERS_ALONE },
      { ...own, policy: members, settings: OTHERS_ALONE },
    );
    expect(line).toContain(`changed medium looser; ${onTerms('members of desk')}`);
  });
});

describe('an organization whose people become others', () => {
  const settings = { onBehalfRequestors: [{ user: 'gil' }] };
  const of = (domain: string): World => ({
    ...{ policy: PARTNERS, settings },
    fabrikam: { identitySources: [{ domain }] },
  });
  const inAnotherWay = 'gil can request, in another way, for other people, access to Tango';
  const ROLE = 'requestor on behalf of others:';

  it('by another domain', async () => {
    expect(await told(of('fabrikam.com'), of('contoso.com'))).toEqual([
      [
        `changed high incomparable; ${inAnotherWay}; as ${ROLE} Fabrikam (fabrikam.com) -> ${ROLE} Fabrikam (contoso.com); approval: none; # connectedOrganization.fabrikam identitySources`,
      ],
      [
        `changed high incomparable; ${inAnotherWay}; as ${ROLE} Fabrikam (contoso.com) -> ${ROLE} Fabrikam (fabrikam.com); approval: none; # connectedOrganization.fabrikam identitySources`,
      ],
    ]);
  });

  it('by a domain more', async () => {
    const two: World = {
      ...of('fabrikam.com'),
      fabrikam: { identitySources: [{ domain: 'fabrikam.com' }, { domain: 'contoso.com' }] },
    };
    const [[there = ''] = [], [back = ''] = []] = await told(of('fabrikam.com'), two);
    expect(there).toContain(`changed high looser; ${inAnotherWay}`);
    expect(back).toContain(`changed low tighter; ${inAnotherWay}`);
  });

  it('by another way to sign in', async () => {
    const federated: World = {
      ...of('fabrikam.com'),
      fabrikam: { identitySources: [{ domain: 'fabrikam.com', issuerUri: 'https://idp.fabrikam.com' }] },
    };
    const [[line = ''] = []] = await told(of('fabrikam.com'), federated);
    expect(line).toContain(
      `as ${ROLE} Fabrikam (fabrikam.com), by one-time passcode -> ${ROLE} Fabrikam (fabrikam.com), by federation`,
    );
  });

  it('and one that joins the class of configured ones', async () => {
    const policy: Partial<Policy> = {
      allowedTargetScope: 'allConfiguredConnectedOrganizationUsers',
      specificAllowedTargets: [],
    };
    const state = (each: 'proposed' | 'configured'): World => ({
      policy,
      settings,
      fabrikam: { state: each },
    });
    const [[there = ''] = [], [back = ''] = []] = await told(state('proposed'), state('configured'));
    expect(there).toContain(`changed high looser; ${inAnotherWay}`);
    expect(there).toContain('# connectedOrganization.fabrikam state');
    expect(back).toContain(`changed low tighter; ${inAnotherWay}`);
  });

  it('but not by another name', async () => {
    expect(
      await told(of('fabrikam.com'), { ...of('fabrikam.com'), fabrikam: { displayName: 'Fab' } }),
    ).toEqual([[], []]);
  });
});

describe('managers', () => {
  const MANAGER = { onBehalfRequestors: [{ targetManager: { managerLevel: 1 } }] };
  const of = (...users: string[]): Partial<Policy> => ({
    specificAllowedTargets: users.map((user) => ({ user })),
  });
  const come = 'the manager of the one who gets access can now request, for other people, access to Tango';

  it('who are guests are named, and weigh as guests do', async () => {
    const [[line = ''] = []] = await told(
      { policy: of('eve'), settings: { onBehalfRequestors: [{ user: 'ann' }] } },
      { policy: of('eve'), settings: MANAGER },
    );
    expect(line).toContain(`gained high looser; ${come}`);
    expect(line).toContain('guests known to be among them: gil');
  });

  it.each<[string, Partial<Policy>, boolean]>([
    ['of all members', { allowedTargetScope: 'allMemberUsers', specificAllowedTargets: [] }, true],
    ['of others', of('cat'), false],
  ])('%s', async (_of, policy, isGuest) => {
    const [[line = ''] = []] = await told(
      { policy, settings: { onBehalfRequestors: [{ user: 'ann' }] } },
      { policy, settings: MANAGER },
    );
    expect(line).toContain(`gained ${isGuest ? 'high' : 'medium'} looser; ${come}`);
    expect(line.includes('guests known')).toBe(isGuest);
  });
});

describe('what is blamed', () => {
  const UPDATE = { enableOnBehalfRequestorsToUpdateAccess: true };
  const UPDATE_PATH = 'requestorSettings.enableOnBehalfRequestorsToUpdateAccess';
  const LIST_PATH = 'requestorSettings.onBehalfRequestors';

  it('is the switch for those who stay listed, and the list for those who come', async () => {
    const [there = []] = await told(
      { settings: { onBehalfRequestors: [{ user: 'ann' }] } },
      { settings: { ...UPDATE, onBehalfRequestors: [{ user: 'ann' }, { user: 'cat' }] } },
    );
    expect(there.find((line) => line.includes('ann can'))).toContain(`# policy.one ${UPDATE_PATH}`);
    expect(there.find((line) => line.includes('ann can'))).not.toContain(LIST_PATH);
    expect(there.find((line) => line.includes('cat can'))).toContain(`# policy.one ${LIST_PATH}`);
  });

  it('is the switch where it alone lets those who are listed request', async () => {
    const off = { enableOnBehalfRequestorsToAddAccess: false, onBehalfRequestors: [{ user: 'ann' }] };
    const on = { onBehalfRequestors: [{ user: 'ann' }, { user: 'cat' }] };
    const [there = []] = await told({ settings: off }, { settings: on });
    expect(there.find((line) => line.includes('ann can'))).toContain(
      '# policy.one requestorSettings.enableOnBehalfRequestorsToAddAccess',
    );
  });

  it('is the approval where what they request comes to be in vain', async () => {
    const settings = { onBehalfRequestors: [{ user: 'ann' }] };
    const [there = []] = await told(
      { settings, policy: approvedBy('cat') },
      { settings: { ...settings, ...OTHERS_ALONE }, policy: approvedBy('ann') },
    );
    expect(there.find((line) => line.includes('ann can'))).toMatch(
      /but only in vain.*# policy\.one requestApprovalSettings\.stages\[0\]\.primaryApprovers$/,
    );
  });

  it('is the scope where those whom it is for differ', async () => {
    const [there = []] = await told(
      { settings: { onBehalfRequestors: [{ user: 'ann' }] } },
      {
        settings: { onBehalfRequestors: [{ user: 'ann' }, { user: 'bob' }] },
        policy: { specificAllowedTargets: [{ group: 'staff' }, { group: 'more' }] },
      },
    );
    const line = there.find((each) => each.includes('ann can'));
    expect(line).toContain('# policy.one specificAllowedTargets');
    expect(line).not.toContain(LIST_PATH);
  });
});
