import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'package-grants-nothing',
  title: 'A package that grants nothing',
  severity: 'warning',
  rationale: 'People request it, approvers approve, and nothing happens.',
  remedy: 'Add resourceRoles, or remove the package.',
  *check({ packages }) {
    for (const { address, path, name, roles } of packages) {
      if (roles.length === 0)
        yield { address, path: [...path, 'resourceRoles'], message: `${name} has no resource roles` };
    }
  },
});
