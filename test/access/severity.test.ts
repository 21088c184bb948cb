/** How much a reviewer must care: who it is opened to, whether anyone approves, and in which direction terms move. */
import { describe, expect, it } from 'vitest';
import type { Requestor } from '../../src/access/index.ts';
import { answerFor, compareAccess } from '../../src/access/index.ts';
import { alteredLapse, compareSeverity, opened } from '../../src/access/compare/severity.ts';
import type { Governance } from '../../src/schema/governance.ts';
import { factsOf, modelOf, ofRequests, resourcesOf } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

type Policy = NonNullable<Governance['policies']>[string];

const PEOPLE = {
  users: [
    { id: 'alice@contoso.com', properties: { department: 'Sales' } },
    { id: 'carol@contoso.com', properties: { department: 'Desk' } },
  ],
};
const APPROVED: Partial<Policy> = {
  requestApprovalSettings: {
    isApprovalRequiredForAdd: true,
    stages: [{ primaryApprovers: [{ user: 'alice@contoso.com' }] }],
  },
};
const withPolicy = (policy: Partial<Policy>): Governance =>
  governed({
    catalogs: { partners: { displayName: 'Partners' } },
    packages: { tango: { catalog: 'partners', displayName: 'Tango' } },
    policies: { only: { accessPackage: 'tango', displayName: 'Only', ...policy } },
  });

async function differences(before: Partial<Policy>, after: Partial<Policy>) {
  const [past, present] = await Promise.all(
    [before, after].map((policy) => resourcesOf(withPolicy(policy), PEOPLE)),
  );
  const { gained, lost, changed } = ofRequests(
    compareAccess({ before: past ?? [], after: present ?? [], directory: factsOf(PEOPLE) }),
  );
  const said = (changes: typeof gained) =>
    changes.map(({ severity, requestor, details }) => [severity, requestor.label, ...details]);
  return { gained: said(gained), lost: said(lost), changed: said(changed) };
}

describe('access that is newly there', () => {
  it.each([
    ['allExternalUsers', { type: 'anyExternalUser' }, 'critical', 'high'],
    ['allExternalUsers', { type: 'configuredOrganizations' }, 'high', 'medium'],
    ['allDirectoryUsers', { type: 'directoryUsers' }, 'high', 'medium'],
    ['allMemberUsers', { type: 'members' }, 'medium', 'low'],
  ] as const)(
    'of %s to %o is %s without approval, %s with it',
    async (scope, requestor: Requestor, bare, approved) => {
      const severity = async (more: Partial<Policy>) => {
        const model = await modelOf(withPolicy({ allowedTargetScope: scope, ...more }), PEOPLE);
        return opened(requestor, answerFor(model, requestor, 'accessPackage.tango'));
      };
      expect([await severity({}), await severity(APPROVED)]).toEqual([bare, approved]);
    },
  );

  it('comes in the order of how much it matters', () => {
    const found = (['low', 'critical', 'medium', 'high'] as const).toSorted(compareSeverity);
    expect(found).toEqual(['critical', 'high', 'medium', 'low']);
  });
});

describe('other terms', () => {
  const members = (more: Partial<Policy>): Partial<Policy> => ({
    allowedTargetScope: 'allMemberUsers',
    ...more,
  });
  const external = (more: Partial<Policy>): Partial<Policy> => ({
    allowedTargetScope: 'allExternalUsers',
    ...more,
  });
  const days = (duration: string): Partial<Policy> => ({ expiration: { type: 'afterDuration', duration } });
  const severities = async (before: Partial<Policy>, after: Partial<Policy>) =>
    (await differences(before, after)).changed.map(([severity]) => severity);

  it('that nobody can approve any more let nobody in, and weigh as opened when somebody can again', async () => {
    const approvedBy = (user: string) =>
      external({
        requestApprovalSettings: {
          isApprovalRequiredForAdd: true,
          stages: [{ primaryApprovers: [{ user }] }],
        },
      });
    const gone = { users: [...PEOPLE.users, { id: 'gone@contoso.com', accountEnabled: false }] };
    const resources = (user: string) => resourcesOf(withPolicy(approvedBy(user)), gone);
    const [could, cannot] = await Promise.all([
      resources('alice@contoso.com'),
      resources('gone@contoso.com'),
    ]);
    const diff = (before: typeof could, after: typeof could) =>
      ofRequests(compareAccess({ before, after, directory: factsOf(gone) })).changed.map(
        ({ severity, direction, predicate }) => [severity, direction, predicate],
      );
    expect(diff(could, cannot)).toEqual([
      ['low', 'tighter', 'can no longer get Tango, only request it in vain'],
    ]);
    expect(diff(cannot, could)).toEqual([
      ['high', 'looser', 'can now get Tango, which was requested in vain'],
    ]);
  });

  it('that come or go with what can only be requested in vain open and close nothing', async () => {
    const stages = (user: string) => ({
      requestApprovalSettings: {
        isApprovalRequiredForAdd: true,
        stages: [{ primaryApprovers: [{ user }] }],
      },
    });
    const gone = { users: [...PEOPLE.users, { id: 'gone@contoso.com', accountEnabled: false }] };
    const asked = { ...stages('alice@contoso.com'), questions: [{ type: 'text' as const, text: 'Why?' }] };
    const [none, dead, alive] = await Promise.all(
      [{}, external(stages('gone@contoso.com')), external(asked)].map((policy) =>
        resourcesOf(withPolicy(policy), gone),
      ),
    );
    const diff = (before = none, after = none) => {
      const { gained, lost, changed } = ofRequestsOf(before ?? [], after ?? []);
      return [...gained, ...lost, ...changed].map(({ severity, direction, predicate }) => [
        ...[severity, direction, predicate],
      ]);
    };
    const ofRequestsOf = (before: NonNullable<typeof none>, after: NonNullable<typeof none>) =>
      ofRequests(compareAccess({ before, after, directory: factsOf(gone) }));
    expect(diff(none, dead)).toEqual([['low', 'looser', 'can now request Tango, but only in vain']]);
    expect(diff(dead, none)).toEqual([['low', 'tighter', 'can no longer request Tango, which was in vain']]);
    // That no question is asked any more gives nothing to those who are denied in the end.
    expect(diff(alive, dead)).toEqual([
      ['low', 'tighter', 'can no longer get Tango, only request it in vain'],
    ]);
  });

  it('that are longer matter for people from outside, shorter ones for nobody', async () => {
    const outside = (duration: string) => external({ ...APPROVED, ...days(duration) });
    expect(await severities(outside('P30D'), outside('P60D'))).toEqual(['medium']);
    expect(await severities(outside('P60D'), outside('P30D'))).toEqual(['low']);
    expect(await severities(members(days('P30D')), members(days('P60D')))).toEqual(['low']);
  });

  it('without the approval that there was are as access that is newly there', async () => {
    expect(await severities(external(APPROVED), external({}))).toEqual(['critical']);
    // Besides all members the one who approved alone, and had nobody for their own request.
    expect(await severities(members(APPROVED), members({}))).toEqual(['medium', 'medium']);
    expect(await severities(external({}), external(APPROVED))).toEqual(['low']);
  });

  it('of asking are never more than low', async () => {
    const asked = external({ ...APPROVED, questions: [{ type: 'text', text: 'Why?' }] });
    expect(await severities(asked, external(APPROVED))).toEqual(['low']);
  });
});

describe('automatic assignment', () => {
  const rule = (more: Partial<Policy>): Partial<Policy> => ({
    allowedTargetScope: 'specificDirectoryUsers',
    specificAllowedTargets: [{ attributeRule: '(user.department -eq "Sales")' }],
    automaticRequestSettings: {},
    ...more,
  });

  it('that keeps people longer after they leave the rule shows both times', async () => {
    const before = rule({
      automaticRequestSettings: {
        removeAccessWhenTargetLeavesAllowedTargets: true,
        gracePeriodBeforeAccessRemoval: 'P7D',
      },
    });
    const after = rule({
      automaticRequestSettings: {
        removeAccessWhenTargetLeavesAllowedTargets: true,
        gracePeriodBeforeAccessRemoval: 'P30D',
      },
    });
    expect(await differences(before, after)).toEqual({
      gained: [],
      lost: [],
      changed: [
        [
          'low',
          'users matching (user.department -eq "Sales")',
          'leaving: removed after 7 days -> removed after 30 days',
        ],
      ],
    });
  });

  it('that takes the place of a request says so', async () => {
    const listed: Partial<Policy> = {
      allowedTargetScope: 'specificDirectoryUsers',
      specificAllowedTargets: [{ user: 'alice@contoso.com' }],
    };
    expect(await differences(listed, rule({}))).toEqual({
      gained: [
        [
          'medium',
          'users matching (user.department -eq "Sales")',
          'assigned without a request through: Only',
          'grants: nothing',
        ],
      ],
      lost: [],
      changed: [
        [
          'low',
          'alice@contoso.com',
          'request: yes -> no, and assigned without a request',
          'no longer through: Only',
          'also through: Only; approval: none; lasts: never ends; grants: nothing',
        ],
      ],
    });
  });
});

describe('what becomes of a guest at the end', () => {
  const kept = { action: 'none' } as const;
  const deleted = (deletedAfter: string) => ({ action: 'blockSignInAndDelete', deletedAfter }) as const;

  it('matters where it allows more than it did, and where it was known', () => {
    expect(alteredLapse(deleted('P30D'), kept)).toBe('medium');
    expect(alteredLapse(kept, deleted('P30D'))).toBe('low');
    expect(alteredLapse(undefined, kept)).toBe('low');
    expect(alteredLapse(deleted('P30D'), deleted('P60D'))).toBe('medium');
    expect(alteredLapse(deleted('P60D'), deleted('P30D'))).toBe('low');
    expect(alteredLapse(kept, kept)).toBe('low');
  });
});
