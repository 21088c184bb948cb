import { dutiesOfPackage, nameOf } from '../../access/index.ts';
import { peopleIn } from '../approvals.ts';
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
    const { access, policies } = governed;
    for (const policy of policies) {
      const seen = new Set<string>();
      for (const { capability, actor, at } of dutiesOfPackage(access, policy.package?.address ?? '')) {
        if (capability !== 'requestFor' || at.address !== policy.address || actor.id === undefined) continue;
        if ((actor.type !== 'user' && actor.type !== 'group') || seen.has(actor.id)) continue;
        seen.add(actor.id);
        const guest = peopleIn(governed, actor.id).find(
          (id) => access.directory.users.get(id)?.userType === 'Guest',
        );
        if (guest === undefined) continue;
        const name = nameOf(access.directory, guest);
        const who = actor.type === 'group' ? `${name} of the ${actor.label}` : name;
        const message = `The guest ${who} can request ${nameOfPackage(policy)} on behalf of others`;
        yield { address: policy.address, path: [...policy.path, ...at.path], message };
      }
    }
  },
});
