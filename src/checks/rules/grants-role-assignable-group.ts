import { grantedGroups } from '../granted-groups.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'grants-role-assignable-group',
  title: 'A package that leads to directory roles',
  severity: 'error',
  rationale:
    'Directory roles can be assigned to the group, so its members can come to administer the tenant. Approvers of a package seldom know that.',
  remedy: 'Give directory roles through Privileged Identity Management, or accept it with a suppression.',
  *check(governed) {
    for (const { role, group, label, one } of grantedGroups(governed)) {
      if (governed.access.directory.groups.get(group)?.isAssignableToRole !== true) continue;
      const message = `Holders of ${one.name} become ${role.role} of ${label}, to which directory roles can be assigned`;
      yield { address: role.address, path: role.path, message };
    }
  },
});
