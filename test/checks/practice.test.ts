/** All rules over two configurations as they are met in practice: a careful one, and one with known defects. */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { RULES } from '../../src/checks/registry.ts';
import type { ChecksResult } from '../../src/checks/run-checks.ts';
import { readFixture } from '../support/checked.ts';

const here = path.join(import.meta.dirname, 'practice');

const said = ({ findings }: ChecksResult) => findings.map(({ rule, address }) => `${rule} ${address}`).sort();

describe('the governance rules', () => {
  it('find nothing in a careful configuration', async () => {
    const { configuration, result } = await readFixture(path.join(here, 'careful.yaml'), RULES);
    expect(configuration.declarations.length).toBeGreaterThanOrEqual(30);
    expect(result.findings.map(({ rule, address, message }) => ({ rule, address, message }))).toEqual([]);
    expect(result.undecided).toEqual([]);
  });

  it('find each defect of a careless configuration once, and nothing else', async () => {
    const { result } = await readFixture(path.join(here, 'careless.yaml'), RULES);
    expect(said(result)).toEqual([...DEFECTS].sort());
    expect(result.undecided).toEqual([]);
  });
});

/** As the comments of careless.yaml tell them. */
const DEFECTS: readonly string[] = [
  'administrative-role-to-external packageResourceRole.tango/tango-tracker/Administrator',
  'approval-dead-end policy.onboarding-members',
  'approver-justification-off policy.tracker-silent',
  'automatic-access-for-guests policy.tracker-engineering',
  'consumer-mail-domain connectedOrganization.freelancers',
  'deleted-principal policy.tracker-former',
  'external-access-too-long policy.samba-testers',
  'external-sponsor-of-another connectedOrganization.fabrikam',
  'grants-deciding-group packageResourceRole.controlling/control/Member',
  // Its group is external sponsor, and so reviewer, of its own testers.
  'grants-deciding-group packageResourceRole.samba/samba-team/Member',
  'grants-role-assignable-group packageResourceRole.helpdesk/helpdesk/Member',
  'grants-target-group packageResourceRole.onboarding/developers/Member',
  'guest-requests-for-others policy.tracker-for-others',
  'guests-approve-for-staff policy.helpdesk-members',
  'ignored-access policy.production-operators',
  'members-without-approval policy.tracker-members',
  'no-review policy.tango-partners',
  'one-person-decides policy.old-tracker-members',
  'own-domain-as-partner connectedOrganization.headquarters',
  'policy-ended policy.tracker-trial',
  'requestors-are-approvers policy.payment-tools-members',
  'self-review policy.samba-testers',
  'separation-walked-around packageResourceRole.payment-tools/releasers/Member',
  'single-approver policy.controlling-members',
  'stale-application-role packageResourceRole.old-tracker/tracker/Approver',
];
