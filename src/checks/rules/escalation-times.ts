import { roundedCount } from '../wording.ts';
import { defineRule } from '../rule.ts';

/** Days that the Microsoft Entra admin center wants before escalation, and for a stage with escalation. */
const EARLIEST = 1;
const SHORTEST = 4;

export default defineRule({
  id: 'escalation-times',
  title: 'Escalation times that the portal refuses, or that ask nobody',
  severity: 'warning',
  rationale:
    "Microsoft's page on approval settings says that a request is escalated after one day at the earliest, and that a stage with escalation lasts at least 4 days. Microsoft Graph accepts other values; what they do is not documented. A request that is denied before it would be escalated asks nobody more.",
  remedy:
    'Set durationBeforeEscalation to P1D or more and durationBeforeAutomaticDenial to P4D or more, the later of the two, or turn escalation off.',
  *check({ policies }) {
    for (const policy of policies) {
      for (const { number, path, days, escalatesAfterDays } of policy.stages) {
        if (escalatesAfterDays === undefined) continue;
        const stage = `Stage ${number} of ${policy.name}`;
        if (escalatesAfterDays < EARLIEST)
          yield {
            address: policy.address,
            path: [...path, 'durationBeforeEscalation'],
            message: `${stage} escalates less than a day after the request`,
          };
        if (days > 0 && escalatesAfterDays >= days)
          yield {
            address: policy.address,
            path: [...path, 'durationBeforeEscalation'],
            message: `${stage} is denied after ${roundedCount(days, 'day')}, before it escalates, so nobody is asked then`,
          };
        if (days < SHORTEST)
          yield {
            address: policy.address,
            path: [...path, 'durationBeforeAutomaticDenial'],
            message: `${stage} has escalation and lasts ${roundedCount(days, 'day')}`,
          };
      }
    }
  },
});
