/** Who can request what: each trap of entitlement management, one by one. */
import { describe, expect, it } from 'vitest';
import { accessFor, accessMatrix, accessTo, answerFor, findPerson } from '../../src/access/index.ts';
import type { AccessAnswer, AccessModel, Requestor } from '../../src/access/index.ts';
import { myAccessLink } from '../../src/access/relation/my-access.ts';
import { expirationText } from '../../src/access/words/phrases.ts';
import type { Governance } from '../../src/schema/governance.ts';
import type { People } from '../support/access.ts';
import { modelOf, newcomer } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

type Policies = NonNullable<Governance['policies']>;
type Policy = Policies[string];
type Package = NonNullable<Governance['packages']>[string];
type Catalog = NonNullable<Governance['catalogs']>[string];

const PEOPLE: People = {
  tenants: { 'tenant-fabrikam': ['fabrikam.com', 'dev.fabrikam.com'] },
  users: [
    { id: 'alice@contoso.com', mail: 'alice@contoso.com', manager: 'carol@contoso.com' },
    { id: 'carol@contoso.com', mail: 'carol@contoso.com' },
    { id: 'dave@contoso.com', mail: 'dave@contoso.com', properties: { department: 'Sales' } },
    { id: 'eve@contoso.com', mail: 'eve@contoso.com', accountEnabled: false },
    { id: 'bob@fabrikam.com', mail: 'bob@fabrikam.com', userType: 'Guest' },
  ],
  groups: { Desk: ['alice@contoso.com', 'eve@contoso.com'], Empty: [], Engineers: ['dave@contoso.com'] },
};

const LISTED: Partial<Policy> = {
  allowedTargetScope: 'specificConnectedOrganizationUsers',
  specificAllowedTargets: [{ connectedOrganization: 'fabrikam' }],
};

interface Case {
  readonly policies: Readonly<Record<string, Partial<Policy>>>;
  readonly package?: Partial<Package>;
  readonly catalog?: Partial<Catalog>;
  readonly tenant?: Partial<Governance['tenant']>;
  readonly people?: People;
}

/** Fabrikam (Entra), Woodgrove (passcode), Adatum (proposed, passcode); a package `tango` with the given policies. */
function governance({ policies, package: tango, catalog, tenant }: Case): Governance {
  const document = governed({
    settings: { externalUserLifecycleAction: 'blockSignInAndDelete' },
    connectedOrganizations: {
      fabrikam: {
        displayName: 'Fabrikam',
        identitySources: [{ domain: 'fabrikam.com' }],
        internalSponsors: [{ group: 'Desk' }],
        externalSponsors: [{ guest: 'bob@fabrikam.com' }],
      },
      woodgrove: { displayName: 'Woodgrove', identitySources: [{ domain: 'woodgrove.example' }] },
      adatum: { displayName: 'Adatum', state: 'proposed', identitySources: [{ domain: 'adatum.example' }] },
    },
    catalogs: { partners: { displayName: 'Partners', ...catalog } },
    packages: {
      tango: { catalog: 'partners', displayName: 'Tango', ...tango },
      audit: { catalog: 'partners', displayName: 'Audit' },
    },
    policies: Object.fromEntries(
      Object.entries(policies).map(([key, policy]) => [
        key,
        { accessPackage: 'tango', displayName: key, ...policy },
      ]),
    ),
  });
  return { ...document, tenant: { ...document.tenant, ...tenant } };
}

const TANGO = 'accessPackage.tango';
const model = (given: Case) => modelOf(governance(given), given.people ?? PEOPLE);

async function ask(given: Case, who: string | Requestor): Promise<AccessAnswer> {
  const built = await model(given);
  return answerFor(built, typeof who === 'string' ? person(built, who) : who, TANGO);
}

function person(built: AccessModel, text: string): Requestor {
  const found = findPerson(built, text);
  if (found === undefined) throw new Error(`Nobody is called ${text}`);
  return { type: 'person', person: found };
}

const offered = ({ ways }: AccessAnswer) => ways.map(({ policy }) => policy.displayName);
const approvers = ({ ways }: AccessAnswer) =>
  ways[0]?.terms.approval.map(({ approvers, from }) => [from, ...approvers.people]);

describe('connected organizations', () => {
  it('are recognized by the Entra tenant, with every domain that it has verified, and no other', async () => {
    const given = { policies: { listed: LISTED } };
    expect((await ask(given, 'new@fabrikam.com')).verdict).toBe('yes');
    expect((await ask(given, 'new@dev.fabrikam.com')).verdict).toBe('yes');
    expect((await ask(given, 'new@sales.fabrikam.com')).verdict).toBe('no');
    expect(
      (await ask(given, newcomer('new@fabrikam.com', { signIn: { kind: 'oneTimePasscode' } }))).verdict,
    ).toBe('no');
    expect(
      (
        await ask(
          given,
          newcomer('me@gmail.example', { signIn: { kind: 'entra', tenantId: 'tenant-fabrikam' } }),
        )
      ).verdict,
    ).toBe('yes');
  });

  it('with a domain and passcodes take exactly that domain', async () => {
    const given = {
      policies: {
        listed: { ...LISTED, specificAllowedTargets: [{ connectedOrganization: 'woodgrove' }] },
      },
    };
    expect((await ask(given, 'new@Woodgrove.example')).verdict).toBe('yes');
    expect((await ask(given, 'new@eu.woodgrove.example')).verdict).toBe('no');
    const entra = newcomer('new@woodgrove.example', { signIn: { kind: 'entra', tenantId: 'other' } });
    expect((await ask(given, entra)).verdict).toBe('no');
  });

  it('that are only proposed are in listed policies, but not among all configured ones', async () => {
    const all = {
      policies: { all: { allowedTargetScope: 'allConfiguredConnectedOrganizationUsers' } },
    } as const;
    expect((await ask(all, 'new@adatum.example')).verdict).toBe('no');
    expect((await ask(all, 'new@woodgrove.example')).verdict).toBe('yes');
    const listed = {
      policies: { listed: { ...LISTED, specificAllowedTargets: [{ connectedOrganization: 'adatum' }] } },
    };
    expect((await ask(listed, 'new@adatum.example')).verdict).toBe('yes');
  });

  it('are left open when nobody has looked the domain up', async () => {
    const answer = await ask(
      { policies: { listed: LISTED }, people: { ...PEOPLE, complete: false } },
      'new@unheard.example',
    );
    expect(answer).toMatchObject({ verdict: 'unknown', reason: 'factsMissing' });
    expect(answer.unknown.join()).toContain('it is unknown whether new@unheard.example belongs to it');
  });
});

describe('a catalog', () => {
  it('that is not externally visible keeps newcomers and guests out, whatever the policy says', async () => {
    const given = { policies: { listed: LISTED }, catalog: { isExternallyVisible: false } };
    expect(await ask(given, 'new@fabrikam.com')).toMatchObject({
      verdict: 'no',
      reason: 'catalogNotVisible',
    });
    expect(await ask(given, 'bob@fabrikam.com')).toMatchObject({ verdict: 'no', reason: 'noPolicy' });
    const inside = { ...given, policies: { all: { allowedTargetScope: 'allDirectoryUsers' as const } } };
    expect((await ask(inside, 'bob@fabrikam.com')).verdict).toBe('yes');
  });

  it('that is not published offers nothing', async () => {
    const given = {
      policies: { all: { allowedTargetScope: 'allMemberUsers' as const } },
      catalog: { state: 'unpublished' as const },
    };
    expect(await ask(given, 'alice@contoso.com')).toMatchObject({
      verdict: 'no',
      reason: 'catalogUnpublished',
    });
  });
});

describe('a policy', () => {
  it.each([
    ['closed', { allowedTargetScope: 'allMemberUsers' }, 'alice@contoso.com', true],
    ['closed', { allowedTargetScope: 'allMemberUsers' }, 'bob@fabrikam.com', false],
    ['without a scope', { allowedTargetScope: 'notSpecified' }, 'alice@contoso.com', true],
    ['without a scope', { allowedTargetScope: 'notSpecified' }, 'new@fabrikam.com', false],
    ['for other people', { allowedTargetScope: 'allExternalUsers' }, 'alice@contoso.com', false],
  ] as const)('%s (%o) and %s: whether direct assignment can help is said', async (_, scope, who, can) => {
    const policy = { ...scope, requestorSettings: { enableTargetsToSelfAddAccess: false } };
    const answer = await ask({ policies: { closed: policy } }, who);
    expect(answer).toMatchObject({ verdict: 'no', reason: 'noPolicy' });
    expect(answer.steps.at(-1)?.text).toContain(
      can ? '; an administrator can assign it directly through ' : 'so it cannot be assigned directly either',
    );
  });

  it('of automatic assignment gives access without a request, and takes none', async () => {
    const given = {
      policies: {
        sales: {
          allowedTargetScope: 'specificDirectoryUsers' as const,
          specificAllowedTargets: [{ attributeRule: '(user.department -eq "Sales")' }],
          automaticRequestSettings: {},
        },
      },
    };
    const dave = await ask(given, 'dave@contoso.com');
    expect([dave.verdict, dave.automatic.map(({ certain }) => certain)]).toEqual(['no', [true]]);
    const alice = await ask(given, 'alice@contoso.com');
    // Nothing is known of Alice's department.
    expect(alice.automatic.map(({ certain }) => certain)).toEqual([false]);
    expect((await ask(given, 'new@fabrikam.com')).automatic).toEqual([]);
  });

  it('of the strictest class hides the others; several of one class are all offered', async () => {
    const policies = {
      zed: LISTED,
      any: { allowedTargetScope: 'allExternalUsers' as const },
      also: LISTED,
      members: { allowedTargetScope: 'allMemberUsers' as const },
      everyone: { allowedTargetScope: 'allDirectoryUsers' as const },
    };
    expect(offered(await ask({ policies }, 'new@fabrikam.com'))).toEqual(['also', 'zed']);
    expect(offered(await ask({ policies }, 'new@else.example'))).toEqual(['any']);
    expect(offered(await ask({ policies }, 'alice@contoso.com'))).toEqual(['members']);
    // A guest may use policies for people outside as well; the directory's is the stricter one.
    const { also: _also, zed: _zed, ...rest } = policies;
    expect(offered(await ask({ policies: rest }, 'bob@fabrikam.com'))).toEqual(['everyone']);
  });

  it('for listed users takes group members, and says so when the members are not known', async () => {
    const policies = {
      engineers: {
        allowedTargetScope: 'specificDirectoryUsers' as const,
        specificAllowedTargets: [{ group: 'Engineers' }],
      },
    };
    expect((await ask({ policies }, 'dave@contoso.com')).verdict).toBe('yes');
    expect((await ask({ policies }, 'alice@contoso.com')).verdict).toBe('no');
    const people = { ...PEOPLE, groups: {}, complete: false };
    expect((await ask({ policies, people }, 'alice@contoso.com')).verdict).toBe('unknown');
  });
});

describe('people', () => {
  it('whose account is disabled may not ask', async () => {
    const given = { policies: { all: { allowedTargetScope: 'allDirectoryUsers' as const } } };
    expect(await ask(given, 'eve@contoso.com')).toMatchObject({ verdict: 'no', reason: 'accountDisabled' });
  });

  it('of domains that the tenant does not invite stay out, unless they are guests already', async () => {
    const given = { policies: { listed: LISTED }, tenant: { invitationDomains: { deny: ['Fabrikam.com'] } } };
    // The configuration refuses such an organization; the tenant may hold one all the same.
    expect(await ask(given, 'new@fabrikam.com')).toMatchObject({ verdict: 'no', reason: 'domainNotInvited' });
    expect((await ask(given, 'bob@fabrikam.com')).verdict).toBe('yes');
    const allow = { ...given, tenant: { invitationDomains: { allow: ['woodgrove.example'] } } };
    expect((await ask(allow, 'new@fabrikam.com')).reason).toBe('domainNotInvited');
    const anyone = {
      ...allow,
      policies: { any: { allowedTargetScope: 'allExternalUsers' as const } },
    };
    expect(await ask(anyone, { type: 'anyExternalUser' })).toMatchObject({
      verdict: 'yes',
      conditions: ['only from domains that may be invited: woodgrove.example'],
    });
  });

  it('who hold an incompatible package or are in an incompatible group may not ask', async () => {
    const given = {
      policies: { all: { allowedTargetScope: 'allMemberUsers' as const } },
      package: { incompatibleAccessPackages: ['audit'], incompatibleGroups: [{ group: 'Engineers' }] },
    };
    const built = await model(given);
    const holder = (holds: readonly string[]): Requestor => {
      const found = person(built, 'alice@contoso.com');
      return found.type === 'person' ? { ...found, person: { ...found.person, holds } } : found;
    };
    expect(answerFor(built, holder(['accessPackage.audit']), TANGO).reason).toBe('incompatible');
    expect(answerFor(built, holder([TANGO]), TANGO).reason).toBe('holdsAlready');
    expect(answerFor(built, holder([]), TANGO)).toMatchObject({ verdict: 'yes', conditions: [] });
    expect(answerFor(built, person(built, 'dave@contoso.com'), TANGO).reason).toBe('incompatible');
    // Who holds what is not in the directory's facts, so it stays a condition.
    expect(answerFor(built, person(built, 'alice@contoso.com'), TANGO).conditions).toEqual([
      'not for holders of Audit',
    ]);
  });

  it('reach a hidden package by its link', async () => {
    const given = {
      policies: { all: { allowedTargetScope: 'allMemberUsers' as const } },
      package: { isHidden: true },
    };
    const answer = await ask(given, 'alice@contoso.com');
    expect(answer.verdict).toBe('yes');
    expect(answer.steps.map(({ text }) => text)).toContain('It is hidden: only its link leads to it');
  });
});

describe('approvers', () => {
  const stages = (
    ...stages: NonNullable<NonNullable<Policy['requestApprovalSettings']>['stages']>
  ): Case => ({
    policies: {
      listed: { ...LISTED, requestApprovalSettings: { isApprovalRequiredForAdd: true, stages } },
    },
  });

  it('are the sponsors of that organization, without who is disabled and without who asks', async () => {
    const given = stages(
      { primaryApprovers: ['externalSponsors'], fallbackPrimaryApprovers: [{ user: 'carol@contoso.com' }] },
      { primaryApprovers: ['internalSponsors'] },
    );
    expect(approvers(await ask(given, 'new@fabrikam.com'))).toEqual([
      ['primary', 'bob@fabrikam.com'],
      ['primary', 'alice@contoso.com'],
    ]);
    expect(approvers(await ask(given, 'bob@fabrikam.com'))).toEqual([
      ['fallback', 'carol@contoso.com'],
      ['primary', 'alice@contoso.com'],
    ]);
  });

  it('are nobody when neither primary nor fallback approvers are left: the request can only be denied', async () => {
    const given = stages({ primaryApprovers: [{ group: 'Empty' }, { user: 'eve@contoso.com' }] });
    const answer = await ask(given, 'new@fabrikam.com');
    expect(approvers(answer)).toEqual([['nobody']]);
    expect(answer.ways[0]?.terms.approval[0]?.approvers.leftOut).toEqual([
      'Empty has no member who can approve',
      'eve@contoso.com is disabled',
    ]);
  });

  it('are managers of people in the directory only', async () => {
    const approval = {
      isApprovalRequiredForAdd: true,
      stages: [
        {
          primaryApprovers: ['requestorManager' as const],
          fallbackPrimaryApprovers: [{ user: 'dave@contoso.com' }],
        },
      ],
    };
    const policies = {
      members: { allowedTargetScope: 'allMemberUsers' as const, requestApprovalSettings: approval },
    };
    expect(approvers(await ask({ policies }, 'alice@contoso.com'))).toEqual([
      ['primary', 'carol@contoso.com'],
    ]);
    expect(approvers(await ask({ policies }, 'carol@contoso.com'))).toEqual([
      ['fallback', 'dave@contoso.com'],
    ]);
    const open = (await ask({ policies }, { type: 'members' })).ways[0]?.terms.approval[0];
    expect(open?.approvers.labels).toEqual(["the requestor's manager"]);
    expect(open?.otherwise?.people).toEqual(['dave@contoso.com']);
  });

  it('are joined by others after a time', async () => {
    const given = stages({
      primaryApprovers: ['externalSponsors'],
      isEscalationEnabled: true,
      durationBeforeEscalation: 'P2D',
      escalationApprovers: [{ group: 'Empty' }],
      fallbackEscalationApprovers: [{ user: 'carol@contoso.com' }],
    });
    expect((await ask(given, 'new@fabrikam.com')).ways[0]?.terms.approval[0]).toMatchObject({
      escalation: { after: 'P2D', approvers: { people: ['carol@contoso.com'] } },
      automaticDenialAfter: 'P14D',
    });
  });
});

describe('terms', () => {
  it('say what is asked, how long it lasts, who reviews it, and what becomes of the guest', async () => {
    const given: Case = {
      policies: {
        listed: {
          ...LISTED,
          expiration: { type: 'afterDuration', duration: 'P90D' },
          requestorSettings: { enableTargetsToSelfUpdateAccess: true },
          questions: [{ type: 'text', text: 'Why?', isRequired: true }],
          reviewSettings: {
            isEnabled: true,
            expirationBehavior: 'removeAccess',
            primaryReviewers: [{ user: 'carol@contoso.com' }],
            schedule: {
              expiration: { type: 'afterDuration', duration: 'P25D' },
              recurrence: { pattern: { type: 'absoluteMonthly', interval: 3 }, range: { type: 'noEnd' } },
            },
          },
        },
      },
    };
    expect((await ask(given, 'new@fabrikam.com')).ways[0]?.terms).toMatchObject({
      approval: [],
      justification: false,
      questions: [{ text: 'Why?', required: true }],
      expiration: { duration: 'P90D' },
      extension: true,
      review: { every: 'every 3 months', reviewers: ['carol@contoso.com'], otherwise: 'removeAccess' },
      lapse: { action: 'blockSignInAndDelete', deletedAfter: 'P30D' },
    });
  });
});

describe('the link to ask by', () => {
  it('leads to the tenant and the cloud', () => {
    expect(myAccessLink('global', 'contoso.com', 'ID')).toBe(
      'https://myaccess.microsoft.com/@contoso.com#/access-packages/ID',
    );
    expect(myAccessLink('usgov', 'contoso.us', 'ID')).toContain('https://myaccess.microsoft.us/@contoso.us#');
    // Where the address is not documented there is none, rather than a wrong one.
    expect(myAccessLink('china', 'contoso.cn', 'ID')).toBeUndefined();
  });
});

describe('many at once', () => {
  const policies = {
    listed: LISTED,
    any: { allowedTargetScope: 'allExternalUsers' as const },
    desk: {
      allowedTargetScope: 'specificDirectoryUsers' as const,
      specificAllowedTargets: [{ group: 'Desk' }, { user: 'dave@contoso.com' }],
    },
  };

  it('accessTo names whom the policies tell apart', async () => {
    const answers = accessTo(await model({ policies }), TANGO);
    expect(answers.map(({ requestor, verdict }) => `${requestor.label}: ${verdict}`).sort()).toEqual([
      'Fabrikam (fabrikam.com, dev.fabrikam.com): yes',
      'anyone on the internet: yes',
      'dave@contoso.com: yes',
      'every configured organization: yes',
      'members of Desk: yes',
    ]);
  });

  it('accessFor finds what is open to somebody', async () => {
    const built = await model({ policies });
    const names = (who: string) =>
      accessFor(built, person(built, who)).map((each) => each.package.displayName);
    expect(names('new@nowhere.example')).toEqual(['Tango']);
    expect(names('alice@contoso.com')).toEqual(['Tango']);
    expect(names('carol@contoso.com')).toEqual([]);
  });

  it('accessMatrix holds the cells that say something', async () => {
    const { packages, requestors, cells } = accessMatrix(await model({ policies }));
    expect([packages.length, requestors.length, cells.length]).toEqual([2, 5, 5]);
    expect(requestors[0]?.type).toBe('connectedOrganization');
  });
});

describe('a word of a later Graph is unknown, and not the nearest known one:', () => {
  const open: Partial<Policy> = { allowedTargetScope: 'allMemberUsers' };
  const answerOf = async (stated: Case, who: string) => {
    const built = await model(stated);
    return answerFor(built, person(built, who), 'accessPackage.tango');
  };

  it('the state of a catalog', async () => {
    const answer = await answerOf(
      { policies: { all: open }, catalog: { state: 'archived' as 'published' } },
      'alice@contoso.com',
    );
    expect([answer.verdict, answer.unknown]).toEqual([
      'unknown',
      ['whether its catalog Partners is published'],
    ]);
  });

  it('the state of an organization', async () => {
    const built = await model({
      policies: { all: { allowedTargetScope: 'allConfiguredConnectedOrganizationUsers' } },
    });
    const [organization] = built.organizations.values();
    Object.assign(organization ?? {}, { state: 'suspended' });
    expect(answerFor(built, person(built, 'bob@fabrikam.com'), 'accessPackage.tango').verdict).toBe(
      'unknown',
    );
  });

  it('how access ends', async () => {
    const expiration = { type: 'afterReview' as 'noExpiration' };
    const { ways } = await answerOf({ policies: { all: { ...open, expiration } } }, 'alice@contoso.com');
    expect(ways.map(({ terms }) => expirationText(terms))).toEqual([
      'unknown: its expiration of the type afterReview is unknown to this version',
    ]);
  });
});
