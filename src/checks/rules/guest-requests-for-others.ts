import { dutiesOf, guestOf } from '../approvals.ts';
import { nameOfPackage } from '../wording.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'guest-requests-for-others',
  title: 'A guest requests on behalf of others',
  severity: 'warning',
  rationale:
    'A guest then chooses whom requests are made for, and the approvers see a request that nobody of theirs made.',
  remedy: 'Name members of this directory, or managers, in onBehalfRequestors.',
  *check(governed) {
    for (const policy of governed.policies) {
      for (const duty of dutiesOf(governed, policy, 'requestFor')) {
        const guest = guestOf(governed, duty);
        if (guest === undefined) continue;
        const message = `The guest ${guest} can request ${nameOfPackage(policy)} on behalf of others`;
        yield { address: policy.address, path: duty.path, message };
      }
    }
  },
});
