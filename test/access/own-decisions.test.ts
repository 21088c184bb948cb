/** People who come to decide about their own access by one edit: critical, and first of all that is said (ACCESS §4). */
import { describe, expect, it } from 'vitest';
import { compareAccess, findPaths } from '../../src/access/index.ts';
import type { AccessDiff } from '../../src/access/index.ts';
import { criticalTexts, renderAccessDiff } from '../../src/report/access-diff-text.ts';
import { createStyle } from '../../src/report/style.ts';
import type { CatalogRoles, Governance } from '../../src/schema/governance.ts';
import type { People } from '../support/access.ts';
import { factsOf, modelOf, resourcesOf } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

type Policy = NonNullable<Governance['policies']>[string];

const PEOPLE: People = {
  users: [{ id: 'ann' }, { id: 'bob' }, { id: 'carl' }, { id: 'gus', userType: 'Guest' }],
  groups: { desk: ['ann', 'bob'], readers: ['carl'] },
};

function world(policy: Partial<Policy>): Governance {
  return governed({
    catalogs: { partners: { displayName: 'Partners' } },
    packages: { tango: { catalog: 'partners', displayName: 'Tango' } },
    policies: {
      one: {
        accessPackage: 'tango',
        displayName: 'One',
        allowedTargetScope: 'specificDirectoryUsers',
        specificAllowedTargets: [{ group: 'desk' }],
        ...policy,
      },
    },
  });
}

async function diffOf(before: Partial<Policy>, after: Partial<Policy>): Promise<AccessDiff> {
  const [past, present] = await Promise.all([before, after].map((each) => resourcesOf(world(each), PEOPLE)));
  return compareAccess({ before: past ?? [], after: present ?? [], directory: factsOf(PEOPLE) });
}

/** `severity capability requestor: ways of deciding about oneself`. */
function said({ gained, changed }: AccessDiff): string[] {
  return [...gained, ...changed].map(
    ({ severity, capability, requestor, selfDecision = [] }) =>
      `${severity} ${capability ?? ''} ${requestor.label}: ${selfDecision.map(({ type }) => type).join(', ')}`,
  );
}

const reviewedBy = (
  review: Partial<NonNullable<Policy['reviewSettings']>>,
): Pick<Policy, 'reviewSettings'> => ({
  reviewSettings: {
    isEnabled: true,
    schedule: { startDateTime: '2026-01-01T00:00:00Z', recurrence: 'quarterly', duration: 'P14D' },
    ...review,
  } as NonNullable<Policy['reviewSettings']>,
});

describe('one edit by which people decide about their own access', () => {
  it('holders who review themselves are critical, and the text begins with them', async () => {
    const diff = await diffOf(
      reviewedBy({ primaryReviewers: [{ user: 'carl' }] }),
      reviewedBy({ isSelfReview: true }),
    );
    expect(said(diff)[0]).toBe('critical review the holders themselves: ownReview');
    const text = renderAccessDiff(diff, createStyle(false));
    expect(text.split('\n')[0]).toBe('!!! PEOPLE COME TO DECIDE ABOUT THEIR OWN ACCESS !!!');
    expect(text).not.toContain('WHOLE INTERNET');
    expect(criticalTexts(diff)).toEqual(['people come to decide about their own access to Tango']);
  });

  it('a reviewer who can hold the package is critical, one who cannot is not', async () => {
    const from = (id: string) =>
      diffOf(
        reviewedBy({ primaryReviewers: [{ group: 'readers' }] }),
        reviewedBy({ primaryReviewers: [{ group: 'readers' }, { user: id }] }),
      );
    expect(said(await from('ann'))).toContain('critical review ann: ownReview');
    expect(said(await from('gus'))).toContain('high review gus: ');
  });

  it('is that of the reviewer, not of the class that they are of', async () => {
    const desk = reviewedBy({ primaryReviewers: [{ user: 'carl' }] });
    const byAnn = reviewedBy({ primaryReviewers: [{ user: 'ann' }] });
    const diff = await diffOf(desk, byAnn);
    expect(said(diff)).toEqual(['critical review ann: ownReview', 'low request members of desk: ']);
    expect(diff.changed[0]?.details).toContain('reviewers are among them: ann');
    expect(said(await diffOf(byAnn, desk))).toEqual([
      'medium review carl: ',
      'low request members of desk: ',
    ]);
    const all: Partial<Policy> = { allowedTargetScope: 'allMemberUsers', specificAllowedTargets: [] };
    const wider = await diffOf(byAnn, { ...all, ...byAnn });
    expect(said(wider).filter((each) => each.startsWith('critical'))).toEqual([]);
    // Where each of them is a reviewer it is that of the class.
    const both = await diffOf(desk, reviewedBy({ primaryReviewers: [{ user: 'ann' }, { user: 'bob' }] }));
    expect(said(both)).toContain('critical request members of desk: ownReview');
  });

  it('what each of the reviewers is told is critical, not what one of them is alone', async () => {
    const targets = { specificAllowedTargets: [{ user: 'ann' }, { user: 'bob' }, { user: 'carl' }] };
    const diff = await diffOf(
      { ...targets, ...reviewedBy({ primaryReviewers: [{ user: 'carl' }] }) },
      { ...targets, ...reviewedBy({ primaryReviewers: [{ group: 'desk' }] }) },
    );
    expect(said(diff)).toEqual([
      'critical review members of desk: ownReview',
      'critical request ann: ownReview',
      'critical request bob: ownReview',
      'low request carl: ',
    ]);
  });

  it('a scope that comes to hold the reviewers is critical, where no reviewer is new', async () => {
    const review = reviewedBy({ primaryReviewers: [{ user: 'carl' }] });
    const to = (group: string) =>
      diffOf(review, { ...review, specificAllowedTargets: [{ group: 'desk' }, { group }] });
    expect(said(await to('readers'))).toEqual(['critical request members of readers: ownReview']);
  });

  it('approvers whom others request for are critical once that is allowed', async () => {
    const approved: Partial<Policy> = {
      requestApprovalSettings: {
        isApprovalRequiredForAdd: true,
        stages: [{ primaryApprovers: [{ user: 'ann' }] }],
      },
    };
    const onBehalf: Partial<Policy> = {
      ...approved,
      requestorSettings: {
        enableTargetsToSelfAddAccess: true,
        enableOnBehalfRequestorsToAddAccess: true,
        onBehalfRequestors: [{ user: 'carl' }],
      },
    };
    expect(said(await diffOf(approved, onBehalf))).toContain('critical requestFor carl: onBehalf');
    const elsewhere = { specificAllowedTargets: [{ group: 'readers' }] };
    expect(said(await diffOf({ ...approved, ...elsewhere }, { ...onBehalf, ...elsewhere }))).toContain(
      'medium requestFor carl: ',
    );
  });

  describe('approvers who approve what their own members request', () => {
    const approvedBy = (...stages: readonly object[][]): Partial<Policy> => ({
      requestApprovalSettings: {
        isApprovalRequiredForAdd: true,
        stages: stages.map((primaryApprovers) => ({ primaryApprovers })),
      } as NonNullable<Policy['requestApprovalSettings']>,
    });
    const carl = [{ user: 'carl' }];
    const from = async (after: Partial<Policy>, before: Partial<Policy> = {}) =>
      said(await diffOf({ ...before, ...approvedBy(carl, carl) }, { ...before, ...after })).filter((each) =>
        each.startsWith('critical'),
      );

    it('a group is critical, whoever is in it today, and so is what its members are told', async () => {
      const both = [
        'critical approve members of desk: eachOther',
        'critical request members of desk: eachOther',
      ];
      expect(await from(approvedBy([{ group: 'desk' }], [{ group: 'desk' }]))).toEqual(both);
      const alone = { specificAllowedTargets: [{ group: 'readers' }] };
      expect(await from(approvedBy([{ group: 'readers' }]), alone)).toEqual(
        // Who was named before is in the group, and has approved all the same.
        ['approve members of readers (except carl)', 'request members of readers'].map(
          (each) => `critical ${each}: eachOther`,
        ),
      );
    });

    it('paths say so of the same groups as a plan does', async () => {
      const desk = { group: 'desk' };
      const one = [{ user: 'ann' }, { user: 'bob' }];
      for (const stages of [[[desk]], [[desk], carl], [carl, [desk]], [[desk], [desk]], [[desk], one]]) {
        const policy = approvedBy(...stages);
        const model = await modelOf(world(policy), PEOPLE);
        const to = new Set(['accessPackage.tango']);
        const paths = findPaths(model, { from: [{ type: 'group', id: 'desk' }], to });
        const decided = paths.filter(({ end }) => end.capability === 'approve');
        expect(decided).toHaveLength(1);
        const isCritical = (await from(policy)).length > 0;
        expect(isCritical).toBe(!stages.includes(carl));
        expect(decided.map(({ selfDecision }) => selfDecision.map(({ type }) => type))).toEqual([
          isCritical ? ['eachOther'] : [],
        ]);
      }
    });

    it('a group of which others decide a stage is not, nor one of whom the policy lists nobody', async () => {
      expect(await from(approvedBy([{ group: 'desk' }], carl))).toEqual([]);
      expect(await from(approvedBy([{ group: 'readers' }]))).toEqual([]);
      expect(
        await from({
          ...approvedBy([{ group: 'desk' }]),
          allowedTargetScope: 'allMemberUsers',
          specificAllowedTargets: [],
        }),
      ).toEqual([]);
    });

    it('people who are listed one by one are critical where each can approve the other', async () => {
      const listed = { specificAllowedTargets: [{ user: 'ann' }, { user: 'bob' }] };
      expect(await from(approvedBy([{ user: 'ann' }, { user: 'bob' }]), listed)).toEqual([
        'critical approve ann: eachOther',
        'critical approve bob: eachOther',
        'critical request ann: eachOther',
        'critical request bob: eachOther',
      ]);
      expect(await from(approvedBy([{ user: 'ann' }]), listed)).toEqual([]);
      expect(await from(approvedBy([{ user: 'ann' }, { user: 'bob' }]))).toEqual([
        'critical approve ann: eachOther',
        'critical approve bob: eachOther',
        'critical request members of desk: eachOther',
      ]);
    });

    it('a scope that comes to hold the approvers is critical, where no approver is new', async () => {
      const desk = approvedBy([{ group: 'desk' }]);
      const diff = await diffOf({ ...desk, specificAllowedTargets: [{ group: 'readers' }] }, desk);
      expect(said(diff)).toEqual(['critical request members of desk: eachOther']);
    });
  });

  it('guests who are in the directory review themselves as well as those who are not', async () => {
    const outside: Partial<Policy> = {
      allowedTargetScope: 'allExternalUsers',
      specificAllowedTargets: [],
    };
    const blocked = (policy: Partial<Policy>): Governance => {
      const whole = world({ ...outside, ...policy });
      const { tango } = whole.packages ?? {};
      return {
        ...whole,
        packages: { tango: { ...tango, incompatibleGroups: [{ group: 'readers' }] } },
      } as Governance;
    };
    const sides = [{ primaryReviewers: [{ user: 'carl' }] }, { isSelfReview: true }].map((review) =>
      resourcesOf(blocked(reviewedBy(review)), PEOPLE),
    );
    const [past = [], present = []] = await Promise.all(sides);
    const found = said(compareAccess({ before: past, after: present, directory: factsOf(PEOPLE) }));
    expect(found).toHaveLength(3);
    expect(found.filter((each) => !each.startsWith('critical'))).toEqual([]);
    expect(found.join()).toContain('guests');
  });

  describe('a role on a catalog', () => {
    const withRoles = (roles: CatalogRoles, policy: Partial<Policy> = {}): Governance => ({
      ...world(policy),
      catalogs: { partners: { displayName: 'Partners', roles } },
    });
    const between = async (before: Governance, after: Governance): Promise<AccessDiff> => {
      const [past, present] = await Promise.all([before, after].map((each) => resourcesOf(each, PEOPLE)));
      return compareAccess({ before: past ?? [], after: present ?? [], directory: factsOf(PEOPLE) });
    };
    const given = (role: string, user: string) =>
      between(withRoles({}), withRoles({ [role]: [{ user }] })).then(said);

    it('that changes policies is critical, for guests and for others', async () => {
      expect(await given('owner', 'gus')).toEqual(['critical administer gus: policy']);
      expect(await given('owner', 'bob')).toEqual(['critical administer bob: policy']);
      expect(await given('accessPackageManager', 'gus')).toEqual(['critical administer gus: policy']);
      expect(await given('reader', 'gus')).toEqual(['high administer gus: ']);
      const diff = await between(withRoles({}), withRoles({ owner: [{ user: 'gus' }] }));
      expect(renderAccessDiff(diff, createStyle(false)).split('\n')[0]).toBe(
        '!!! PEOPLE COME TO DECIDE ABOUT THEIR OWN ACCESS !!!',
      );
    });

    it('that assigns packages is critical for those whom some policy has in its scope', async () => {
      const role = 'accessPackageAssignmentManager';
      expect(await given(role, 'ann')).toEqual(['critical administer ann: assignment']);
      expect(await given(role, 'carl')).toEqual(['medium administer carl: ']);
      expect(await given(role, 'gus')).toEqual(['high administer gus: ']);
    });

    it('is critical once: who changes policies comes to nothing by another role', async () => {
      const before = withRoles({ accessPackageManager: [{ user: 'ann' }] });
      const after = withRoles({
        accessPackageManager: [{ user: 'ann' }],
        owner: [{ user: 'ann' }],
        accessPackageAssignmentManager: [{ user: 'ann' }],
      });
      expect(said(await between(before, after))).toEqual(['high administer ann: ']);
    });

    it('comes with a catalog that is new to its owner, not to a guest', async () => {
      const none = { ...world({}), catalogs: {}, packages: {}, policies: {} };
      const made = (user: string) => ({ ...none, catalogs: withRoles({ owner: [{ user }] }).catalogs ?? {} });
      expect(said(await between(none, made('ann')))).toEqual(['medium administer ann: ']);
      expect(said(await between(none, made('gus')))).toEqual(['critical administer gus: policy']);
    });
  });

  it('who could before comes to nothing new', async () => {
    const before = reviewedBy({ isSelfReview: true });
    const after = { ...before, expiration: { type: 'noExpiration' } } as Partial<Policy>;
    const limited = { ...before, expiration: { type: 'afterDuration', duration: 'P30D' } } as Partial<Policy>;
    expect(said(await diffOf(limited, after)).filter((each) => each.startsWith('critical'))).toEqual([]);
  });
});
