import { groupBy } from '../../model/group-by.ts';
import type { StageFor } from '../approvals.ts';
import { isRead, stagesFor } from '../approvals.ts';
import type { Governed, GovernedPolicy, NamedPrincipal } from '../governed.ts';
import { isRelative } from '../governed.ts';
import { listed } from '../wording.ts';
import type { RuleFinding } from '../rule.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'approval-dead-end',
  title: 'Requests that nobody can approve',
  severity: 'error',
  rationale:
    'The stage names no approvers, or only sponsors that the requesting organization does not have or groups without a member who can sign in, and no fallback approvers: every such request waits and is then denied.',
  remedy:
    'Name primaryApprovers or fallbackPrimaryApprovers, give the organization sponsors on that side, or put people into the group.',
  *check(governed) {
    for (const policy of governed.policies) {
      for (const { number, path, primary, fallback } of policy.stages) {
        if (primary.length + fallback.length === 0) {
          yield {
            address: policy.address,
            path,
            message: `Nobody can approve stage ${number} of ${policy.name}`,
          };
        }
      }
      yield* stuckIn(governed, policy);
    }
  },
});

/** Stages whose approvers, as the directory knows them, are nobody. */
function* stuckIn(governed: Governed, policy: GovernedPolicy): Iterable<RuleFinding> {
  const found = groupBy(
    stagesFor(governed, policy)
      .flat()
      .filter((each) => isStuck(governed, policy, each)),
    ({ stage }) => stage,
  );
  for (const [{ number, path }, stuck] of found) {
    const requestors = stuck.map((each) => each.requestors).filter((text) => text !== '');
    const forWhom = requestors.length === 0 ? '' : ` for ${listed(requestors)}`;
    const reasons = [...new Set(stuck.flatMap(({ answer }) => answer.approvers.leftOut))];
    const why = requestors.length === 0 ? `: ${listed(reasons)}` : '';
    const message = `Nobody can approve stage ${number} of ${policy.name}${forWhom}${why}`;
    yield { address: policy.address, path: [...path, 'primaryApprovers'], message };
  }
}

function isStuck(governed: Governed, policy: GovernedPolicy, { stage, answer }: StageFor): boolean {
  const named = [...stage.primary, ...stage.fallback];
  // That external users have no manager, and that a named account is disabled, are findings of their own.
  if (named.length === 0 || (policy.external && named.some(isRelative))) return false;
  if (named.some((each) => isDisabledUser(governed, each))) return false;
  const { primary, fallback, escalation } = answer;
  const lists = [primary, fallback, ...(escalation === undefined ? [] : [escalation.approvers])];
  if (lists.some(({ people }) => people.length > 0)) return false;
  return lists.filter((list) => !isRead(governed, list)).length === 0;
}

function isDisabledUser({ people }: Governed, { sort, lookup }: NamedPrincipal): boolean {
  if (lookup === undefined || sort === 'group') return false;
  const facts = people.facts(lookup);
  return facts?.type === 'user' && !facts.enabled;
}
