import { dutiesOfPackage, nameOf } from '../../access/index.ts';
import { peopleIn } from '../approvals.ts';
import { nameOfPackage } from '../wording.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'guests-approve-for-staff',
  title: 'Guests approve what your own people request',
  severity: 'warning',
  rationale: 'People of another organization then decide about the access of yours.',
  remedy: 'Name members of this directory as approvers.',
  *check(governed) {
    const { access, policies } = governed;
    for (const policy of policies) {
      if (policy.external || policy.scope === 'notSpecified') continue;
      const seen = new Set<string>();
      for (const { capability, actor, at } of dutiesOfPackage(access, policy.package?.address ?? '')) {
        if (capability !== 'approve' || at.address !== policy.address || actor.id === undefined) continue;
        if ((actor.type !== 'user' && actor.type !== 'group') || seen.has(actor.id)) continue;
        seen.add(actor.id);
        const guest = peopleIn(governed, actor.id).find(
          (id) => access.directory.users.get(id)?.userType === 'Guest',
        );
        if (guest === undefined) continue;
        const name = nameOf(access.directory, guest);
        const who = actor.type === 'group' ? `${name} of the ${actor.label}` : name;
        const message = `The guest ${who} can approve what people of this directory request: ${nameOfPackage(policy)}`;
        yield { address: policy.address, path: [...policy.path, ...at.path], message };
      }
    }
  },
});
