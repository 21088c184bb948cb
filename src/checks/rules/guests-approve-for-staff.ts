import { dutiesOf, guestOf } from '../approvals.ts';
import { nameOfPackage } from '../wording.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'guests-approve-for-staff',
  title: 'Guests approve what your own people request',
  severity: 'warning',
  rationale: 'People of another organization then decide about the access of yours.',
  remedy: 'Name members of this directory as approvers.',
  *check(governed) {
    for (const policy of governed.policies) {
      if (policy.external || policy.scope === 'notSpecified') continue;
      for (const duty of dutiesOf(governed, policy, 'approve')) {
        const guest = guestOf(governed, duty);
        if (guest === undefined) continue;
        const message = `The guest ${guest} can approve what people of this directory request: ${nameOfPackage(policy)}`;
        yield { address: policy.address, path: duty.path, message };
      }
    }
  },
});
