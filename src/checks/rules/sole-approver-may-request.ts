import { answerFor, nameOf } from '../../access/index.ts';
import { isRead, stagesFor } from '../approvals.ts';
import type { Governed, GovernedPolicy } from '../governed.ts';
import { nameOfPackage } from '../wording.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'sole-approver-may-request',
  title: 'The only approver can request the package',
  severity: 'warning',
  rationale:
    'Requestors cannot approve their own requests. When the only approver requests the package and there is no fallback, the request expires and is denied.',
  remedy: 'Name a second approver, or a fallback.',
  *check(governed) {
    for (const policy of governed.policies) {
      if (!policy.requestable || !policy.approvalForAdd || policy.external) continue;
      const [stages = []] = stagesFor(governed, policy);
      for (const { stage, answer } of stages) {
        const { primary, fallback } = answer;
        const [only, ...others] = new Set([...primary.people, ...fallback.people]);
        if (only === undefined || others.length > 0) continue;
        if (!isRead(governed, primary) || !isRead(governed, fallback)) continue;
        if (!canRequest(governed, policy, only)) continue;
        const name = nameOf(governed.access.directory, only);
        const message = `${name} can request ${nameOfPackage(policy)}, and is the only approver of stage ${stage.number}`;
        const [named] = [...stage.primary, ...stage.fallback];
        yield { address: policy.address, path: named?.path ?? stage.path, message };
      }
    }
  },
});

function canRequest({ access }: Governed, policy: GovernedPolicy, id: string): boolean {
  const person = access.directory.users.get(id);
  const about = policy.package?.address;
  if (person === undefined || about === undefined) return false;
  // Who is named by user principal name is a member, as far as nothing else is known.
  const known = { userType: 'Member', ...person } as const;
  const { verdict, ways } = answerFor(access, { type: 'person', person: known }, about);
  return verdict === 'yes' && ways.some((way) => way.policy.address === policy.address);
}
