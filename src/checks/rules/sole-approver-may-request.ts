import { nameOfPackage } from '../wording.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'sole-approver-may-request',
  title: 'The only approver can request the package',
  severity: 'warning',
  rationale:
    'Requestors cannot approve their own requests. When the only approver requests the package and there is no fallback, the request expires and is denied.',
  remedy: 'Name a second approver, or a fallback.',
  *check({ policies }) {
    for (const policy of policies) {
      if (!policy.requestable || !policy.approvalForAdd || policy.external) continue;
      for (const { number, primary, fallback } of policy.stages) {
        const [only] = primary;
        if (only === undefined || primary.length + fallback.length > 1 || only.sort !== 'user') continue;
        const everyone = policy.scope === 'allMemberUsers' || policy.scope === 'allDirectoryUsers';
        if (!everyone && !policy.targets.some(({ lookup }) => lookup === only.lookup)) continue;
        const message = `${only.label} can request ${nameOfPackage(policy)}, and is the only approver of stage ${number}`;
        yield { address: policy.address, path: only.path, message };
      }
    }
  },
});
