import { nameOf } from '../../access/index.ts';
import { isRead, stagesFor } from '../approvals.ts';
import { listed } from '../wording.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'single-approver',
  title: 'Only one person can approve',
  severity: 'warning',
  rationale:
    'When that person is on holiday or leaves, requests expire and are denied. Fallback approvers do not help: they are asked only when the primary approver cannot be found.',
  remedy: 'Name a second approver or a group of several people, or enable escalation.',
  *check(governed) {
    for (const policy of governed.policies) {
      const [stages = []] = stagesFor(governed, policy);
      for (const { stage, answer } of stages) {
        const { number, primary, escalation } = stage;
        // Of sponsors another rule tells, of managers nothing can be told.
        if (escalation.length > 0 || primary.some(({ lookup }) => lookup === undefined)) continue;
        const [only, ...others] = answer.primary.people;
        if (!isRead(governed, answer.primary) || only === undefined || others.length > 0) continue;
        const [named] = primary;
        if (named === undefined) continue;
        const { subjects } = answer.primary;
        const groups = subjects.filter(({ id }) => governed.access.directory.groups.has(id));
        const name = nameOf(governed.access.directory, only);
        const who = groups.length === 0 ? name : `${name} of the ${listed(groups.map(({ label }) => label))}`;
        const message = `Only ${who} can approve stage ${number} of ${policy.name}`;
        yield { address: policy.address, path: named.path, message };
      }
    }
  },
});
