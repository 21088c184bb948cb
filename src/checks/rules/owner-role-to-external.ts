import { isOwnership } from '../../model/group-roles.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'owner-role-to-external',
  title: 'External users become owners',
  severity: 'error',
  rationale: 'An owner of a group or site can add anyone, past every policy, approval and review.',
  remedy: 'Grant Member, and keep Owner for your own people.',
  *check({ packages }) {
    for (const one of packages) {
      const policy = one.policies.find(({ external }) => external);
      if (policy === undefined) continue;
      for (const { address, path, resourceName, role, sort } of one.roles) {
        const owner =
          sort === 'group' ? isOwnership(role) : sort === 'site' && /\b(owners?|full control)$/i.test(role);
        if (!owner) continue;
        const message = `External users become ${role} of "${resourceName}" through ${policy.name}`;
        yield { address, path: [...path, 'role'], message };
      }
    }
  },
});
