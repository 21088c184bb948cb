import { nameOf } from '../../access/index.ts';
import type { StageFor } from '../approvals.ts';
import { stagesFor } from '../approvals.ts';
import { listed } from '../wording.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'one-person-decides',
  title: 'One person can approve every stage',
  severity: 'warning',
  rationale:
    'Several stages promise several people. Where the same person is an approver of each, or stands in for approvers who cannot be found, one person is enough.',
  remedy: 'Name other people in one of the stages, in its fallback and escalation approvers too.',
  *check(governed) {
    for (const policy of governed.policies) {
      // That two stages name the same list is a finding of its own.
      if (policy.stages.length < 2 || sameLists(policy.stages)) continue;
      const found = stagesFor(governed, policy).flatMap((stages) => {
        const [person] = inEvery(stages);
        return person === undefined ? [] : [{ person, requestors: stages[0]?.requestors ?? '' }];
      });
      const [first] = found;
      if (first === undefined) continue;
      const requestors = found.map((each) => each.requestors).filter((text) => text !== '');
      const forWhom = requestors.length === 0 ? '' : ` for ${listed(requestors)}`;
      const name = nameOf(governed.access.directory, first.person);
      const message = `${name} can approve every stage of ${policy.name}${forWhom}`;
      const path = [...policy.path, 'requestApprovalSettings', 'stages'];
      yield { address: policy.address, path, message };
    }
  },
});

function inEvery(stages: readonly StageFor[]): readonly string[] {
  const [first, ...others] = stages.map(
    ({ answer: { approvers, otherwise, escalation } }) =>
      new Set([...approvers.people, ...(otherwise?.people ?? []), ...(escalation?.approvers.people ?? [])]),
  );
  return [...(first ?? [])].filter((id) => others.every((people) => people.has(id)));
}

function sameLists(stages: readonly StageFor['stage'][]): boolean {
  const lists = stages.map(({ primary }) => JSON.stringify(primary.map(({ lookup }) => lookup ?? '').sort()));
  return (
    new Set(lists).size < lists.length &&
    stages.every(({ primary }) => primary.every(({ lookup }) => lookup !== undefined))
  );
}
