import { nameOfPackage } from '../wording.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'sole-approver-may-request',
  title: 'The only approver may ask too',
  severity: 'warning',
  rationale:
    'Nobody approves their own request, also when they are listed. When the only approver asks and there is no fallback, the request is denied by time-out.',
  remedy: 'Name a second approver, or a fallback.',
  *check({ policies }) {
    for (const policy of policies) {
      if (!policy.requestable || !policy.approvalForAdd || policy.external) continue;
      for (const { number, path, primary, fallback } of policy.stages) {
        const [only] = primary;
        if (only === undefined || primary.length + fallback.length > 1 || only.sort !== 'user') continue;
        const everybody = policy.scope === 'allMemberUsers' || policy.scope === 'allDirectoryUsers';
        if (!everybody && !policy.targets.some(({ lookup }) => lookup === only.lookup)) continue;
        const message = `${only.label} may ask for ${nameOfPackage(policy)}, and is the only one who could approve stage ${number}`;
        yield { address: policy.address, path: [...path, 'primaryApprovers', 0], message };
      }
    }
  },
});
