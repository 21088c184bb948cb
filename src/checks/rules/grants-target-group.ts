import { grantedGroups } from '../granted-groups.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'grants-target-group',
  title: 'A package that opens another package',
  severity: 'warning',
  rationale:
    'The package grants membership of a group that can request another package. Who approves the first lets people come to the second, and no plan shows that as one step.',
  remedy: 'Name another group as the target of the second package, or accept the path with a suppression.',
  *check(governed) {
    const { access, policies } = governed;
    for (const { role, group, label, one } of grantedGroups(governed)) {
      const opened = policies.find(
        ({ address, spec }) =>
          spec.accessPackage !== one.key && access.policies.get(address)?.groups.includes(group) === true,
      );
      if (opened === undefined) continue;
      const other = opened.package?.name ?? `"${opened.spec.accessPackage}"`;
      const message = `Holders of ${one.name} become ${role.role} of ${label}, which can request ${other}`;
      yield { address: role.address, path: role.path, message };
    }
  },
});
