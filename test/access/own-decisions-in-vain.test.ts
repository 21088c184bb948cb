/** Who can only request in vain, and whom no assignment reaches either, decides about no access of their own. */
import { expect, it } from 'vitest';
import { compareAccess } from '../../src/access/index.ts';
import type { People } from '../support/access.ts';
import { factsOf, resourcesOf } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

const PEOPLE: People = { users: [{ id: 'ann' }, { id: 'bob' }], groups: { team: [] } };

/** Ann reviews who has it; the team can request it, and `approver` approves. */
const world = (approver: string, isOpenToAnn: boolean) =>
  governed({
    catalogs: { main: { displayName: 'Main' } },
    packages: { p: { catalog: 'main', displayName: 'P' } },
    policies: {
      p: {
        accessPackage: 'p',
        displayName: 'All',
        allowedTargetScope: 'specificDirectoryUsers',
        specificAllowedTargets: [{ group: 'team' }, ...(isOpenToAnn ? [{ user: 'ann' }] : [])],
        requestApprovalSettings: {
          isApprovalRequiredForAdd: true,
          stages: [{ primaryApprovers: [{ user: approver }] }],
        },
        reviewSettings: {
          primaryReviewers: [{ user: 'ann' }],
          schedule: {
            expiration: { type: 'afterDuration', duration: 'P7D' },
            recurrence: { pattern: { type: 'absoluteMonthly', interval: 1 }, range: { type: 'noEnd' } },
          },
        },
      },
    },
  });

it.each([
  ['bob', 'critical', ['ownReview']],
  ['ann', 'low', []],
])('where %s approves, it is %s that a reviewer can request it', async (approver, severity, types) => {
  const [before, after] = [
    await resourcesOf(world(approver, false), PEOPLE),
    await resourcesOf(world(approver, true), PEOPLE),
  ];
  const { gained } = compareAccess({ before, after, directory: factsOf(PEOPLE) });
  expect(
    gained
      .filter(({ capability }) => capability === 'request')
      .map((each) => [each.severity, (each.selfDecision ?? []).map(({ type }) => type)]),
  ).toEqual([[severity, types]]);
});
