import type { ApproverSet } from '../../access/index.ts';
import { isRead, peopleIn, stagesFor } from '../approvals.ts';
import type { Governed, GovernedPolicy } from '../governed.ts';
import { nameOfPackage } from '../wording.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'requestors-are-approvers',
  title: 'Those who request approve each other',
  severity: 'warning',
  rationale:
    'Nobody approves their own request, but every approver of every stage can request the same package: two people suffice to let each other in.',
  remedy: 'Let people approve who cannot request the package, in one stage at least.',
  *check(governed) {
    for (const policy of governed.policies) {
      if (!policy.requestable || !policy.approvalForAdd) continue;
      const [stages = []] = stagesFor(governed, policy);
      if (policy.scope !== 'specificDirectoryUsers' || stages.length === 0) continue;
      const lists = stages.map(({ answer }) => answer.approvers);
      if (!lists.every((list) => isAmong(governed, policy, list))) continue;
      // Of one approver who can request it, another rule tells.
      const approvers = new Set(lists.flatMap(({ people }) => people));
      if (approvers.size === 1) continue;
      const message = `Everyone who approves requests for ${nameOfPackage(policy)} through ${policy.name} can request it too`;
      const path = [...policy.path, 'requestApprovalSettings', 'stages'];
      yield { address: policy.address, path, message };
    }
  },
});

/** Whether all approvers of a list are targets of the policy: by the groups themselves, else by who is in them. */
function isAmong(governed: Governed, { address }: GovernedPolicy, list: ApproverSet): boolean {
  const { users = [], groups = [] } = governed.access.policies.get(address) ?? {};
  const named = new Set([...users, ...groups]);
  if (list.subjects.length === 0) return false;
  if (list.subjects.every(({ type, id }) => type === 'principal' && named.has(id))) return true;
  if (!isRead(governed, list) || list.people.length === 0) return false;
  const targets = new Set([...users, ...groups.flatMap((id) => peopleIn(governed, id))]);
  return list.people.every((id) => targets.has(id));
}
