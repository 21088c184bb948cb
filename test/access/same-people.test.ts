/** Organizations are followed by who is of them, never by their key; what is less than certain is said to be so. */
import { describe, expect, it } from 'vitest';
import { compareAccess, organizationsOf } from '../../src/access/index.ts';
import type { Governance } from '../../src/schema/governance.ts';
import type { People } from '../support/access.ts';
import { factsOf, modelOf, ofRequests, resourcesOf } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

type Policy = NonNullable<Governance['policies']>[string];

/** Domains by organization; each is listed by a policy of the package of its name, if it has one. */
function world(
  organizations: Readonly<Record<string, readonly string[]>>,
  policies: Readonly<Record<string, Partial<Policy>>>,
): Governance {
  return governed({
    connectedOrganizations: Object.fromEntries(
      Object.entries(organizations).map(([key, domains]) => [
        key,
        { displayName: key, identitySources: domains.map((domain) => ({ domain })) },
      ]),
    ),
    catalogs: { partners: { displayName: 'Partners' } },
    packages: { tango: { catalog: 'partners', displayName: 'Tango' } },
    policies: Object.fromEntries(
      Object.entries(policies).map(([key, policy]) => [
        key,
        {
          accessPackage: 'tango',
          displayName: key,
          allowedTargetScope: 'specificConnectedOrganizationUsers',
          expiration: { type: 'afterDuration', duration: 'P90D' },
          ...policy,
        },
      ]),
    ),
  });
}

const NO_ONE: People = { users: [], groups: {} };

async function said(before: Governance, after: Governance, people: People = NO_ONE): Promise<string[]> {
  const [past, present] = await Promise.all([resourcesOf(before, people), resourcesOf(after, people)]);
  const diff = ofRequests(compareAccess({ before: past, after: present, directory: factsOf(people) }));
  return (['gained', 'lost', 'changed'] as const).flatMap((list) =>
    diff[list].map(({ summary }) => `${list}: ${summary}`),
  );
}

const lists = (connectedOrganization: string): Partial<Policy> => ({
  specificAllowedTargets: [{ connectedOrganization }],
});

describe('people of an organization', () => {
  const one = { one: lists('Fabrikam') };

  it('are called as they were, where terms change of those who are of it no longer', async () => {
    const open: Partial<Policy> = {
      allowedTargetScope: 'allExternalUsers',
      requestApprovalSettings: {
        isApprovalRequiredForAdd: true,
        stages: [
          { primaryApprovers: ['internalSponsors'], fallbackPrimaryApprovers: [{ user: 'zoe@contoso.com' }] },
        ],
      },
    };
    const people: People = {
      users: ['sam', 'zoe'].map((name) => ({ userPrincipalName: `${name}@contoso.com` })),
      groups: {},
    };
    const sponsored = (domain: string) => {
      const governance = world({ Fabrikam: [domain] }, { everyone: open });
      const { Fabrikam } = governance.connectedOrganizations ?? {};
      return {
        ...governance,
        ...(Fabrikam && {
          connectedOrganizations: {
            Fabrikam: { ...Fabrikam, internalSponsors: [{ user: 'sam@contoso.com' }] },
          },
        }),
      };
    };
    expect(await said(sponsored('a.example'), sponsored('b.example'), people)).toEqual([
      'changed: Fabrikam (a.example) can get Tango on other terms',
      'changed: Fabrikam (b.example) can get Tango on other terms',
    ]);
    const gone = world({}, { everyone: open });
    expect(await said(sponsored('a.example'), gone, people)).toEqual([
      'changed: Fabrikam (a.example) can get Tango on other terms',
    ]);
  });

  it('are told apart by how they sign in, where a domain comes to be served in another way', async () => {
    const served = (issuerUri?: string): Governance => {
      const governance = world({ Fabrikam: ['a.example'] }, { one: lists('Fabrikam') });
      const { Fabrikam } = governance.connectedOrganizations ?? {};
      const source = { domain: 'a.example', ...(issuerUri !== undefined && { issuerUri }) };
      const internalSponsors = [{ user: 'sam@contoso.com' }];
      return Fabrikam === undefined
        ? governance
        : {
            ...governance,
            connectedOrganizations: {
              Fabrikam: { ...Fabrikam, identitySources: [source], internalSponsors },
            },
          };
    };
    const people: People = { users: [{ userPrincipalName: 'sam@contoso.com' }], groups: {} };
    const [before, after] = [served('https://sts.a.example'), served()];
    expect(await said(before, after, people)).toEqual([
      'gained: Fabrikam (a.example), by one-time passcode can now get Tango',
      'lost: Fabrikam (a.example), by federation can no longer get Tango',
    ]);
  });

  it('gain when a domain of theirs is added, and no one else does', async () => {
    const before = world({ Fabrikam: ['a.example'] }, one);
    const after = world({ Fabrikam: ['a.example', 'b.example'] }, one);
    expect(await said(before, after)).toEqual([
      'gained: Fabrikam (a.example, b.example), those of b.example can now get Tango',
    ]);
    expect(await said(after, before)).toEqual([
      'lost: Fabrikam (a.example, b.example), those of b.example can no longer get Tango',
    ]);
  });

  it('are told why they no longer can, as the people that they are afterwards', async () => {
    const [past, present] = await Promise.all([
      resourcesOf(world({ Fabrikam: ['a.example'] }, one)),
      resourcesOf(world({ Fabrikam: ['b.example'] }, one)),
    ]);
    const { lost } = compareAccess({ before: past, after: present, directory: factsOf(NO_ONE) });
    expect(lost.map(({ summary, details }) => [summary, details])).toEqual([
      [
        'Fabrikam (a.example) can no longer get Tango',
        [
          'No policy lets people of a.example request it, and none has them in its scope, so it cannot be assigned directly either',
        ],
      ],
    ]);
  });

  it('of whom some may not be invited are told apart from those of a domain that comes or goes', async () => {
    const [wide, narrow] = await Promise.all(
      [['a.example', 'denied.example'], ['denied.example']].map((domains) =>
        resourcesOf(world({ Fabrikam: domains }, one)),
      ),
    );
    const summaries = (before = wide, after = narrow) => {
      const { gained, lost } = compareAccess({
        ...{ before: before ?? [], after: after ?? [], directory: factsOf(NO_ONE) },
        invitationDomains: { deny: ['denied.example'] },
      });
      const outside = [...gained, ...lost].filter(({ requestor }) => requestor.guests !== true);
      return outside.map(({ summary, details }) => [summary, details.at(-1)?.includes('denied')]);
    };
    const those = 'Fabrikam (a.example, denied.example), those of a.example';
    expect(summaries()).toEqual([[`${those} can no longer get Tango`, false]]);
    expect(summaries(narrow, wide).map(([summary]) => summary)).toEqual([`${those} can now get Tango`]);
  });

  it('go with their domain to another organization', async () => {
    const two = { ...one, two: { ...lists('Litware'), expiration: { type: 'noExpiration' as const } } };
    const before = world({ Fabrikam: ['a.example', 'b.example'], Litware: ['c.example'] }, two);
    const after = world({ Fabrikam: ['a.example'], Litware: ['c.example', 'b.example'] }, two);
    expect(await said(before, after)).toEqual([
      'changed: Litware (b.example, c.example), those of b.example can get Tango on other terms',
    ]);
  });

  it('go with their domain to another organization that federates it', async () => {
    const ISSUER = 'https://sso.litware.example/saml';
    const before = world({ Fabrikam: ['a.example'], Litware: ['c.example'] }, one);
    const federating = { domain: 'a.example', issuerUri: ISSUER };
    const after = {
      ...before,
      connectedOrganizations: {
        ...before.connectedOrganizations,
        Litware: { displayName: 'Litware', identitySources: [{ domain: 'c.example' }, federating] },
      },
    };
    const model = await modelOf(after, NO_ONE);
    const who = (mail: string) => organizationsOf(model, { type: 'person', person: { label: mail, mail } });
    expect(who('new@a.example')).toMatchObject({
      certain: [{ displayName: 'Litware' }],
      signIn: { kind: 'federation' },
    });
    expect(who('new@c.example')).toMatchObject({
      certain: [{ displayName: 'Litware' }],
      signIn: { kind: 'oneTimePasscode' },
    });
    expect(await said(before, after)).toEqual([
      'lost: Fabrikam (a.example), those of a.example can no longer get Tango',
    ]);
    expect(await said(after, before)).toEqual(['gained: Fabrikam (a.example) can now get Tango']);
  });

  it('lose nothing with their organization where the whole internet is let in on the same terms', async () => {
    const everyone = { all: { allowedTargetScope: 'allExternalUsers' as const } };
    const before = world({ Fabrikam: ['a.example'] }, everyone);
    expect(await said(before, world({ Fabrikam: ['b.example'] }, everyone))).toEqual([]);
    expect(await said(before, world({}, everyone))).toEqual([]);
  });
});

describe('what is not certain', () => {
  const users = (...targets: ({ user: string } | { group: string })[]): Record<string, Partial<Policy>> => ({
    one: { allowedTargetScope: 'specificDirectoryUsers', specificAllowedTargets: targets },
  });
  const people: People = { users: [{ id: 'ann' }], complete: false };

  it('is gained when it becomes certain: a user beside a group that they may be in', async () => {
    const before = world({}, users({ group: 'desk' }));
    const after = world({}, users({ group: 'desk' }, { user: 'ann' }));
    expect(await said(before, after, people)).toEqual(['gained: ann can now get Tango']);
    expect(await said(after, before, people)).toEqual(['changed: ann can possibly no longer get Tango']);
  });

  it('is gained and lost as possible where nothing was certain at all', async () => {
    const none = world({}, {});
    const group = world({}, users({ group: 'desk' }));
    expect(await said(none, group, people)).toEqual(['gained: members of desk can now get Tango']);
  });
});
