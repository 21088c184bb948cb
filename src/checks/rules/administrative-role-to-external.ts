import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'administrative-role-to-external',
  title: 'External users administer an application',
  severity: 'error',
  rationale:
    'The package grants a role that administers the application, and external users can get it. Who administers an application decides about the data of others in it.',
  remedy: 'Put the role into a package of its own that external users cannot request, or grant a lesser one.',
  *check({ packages, access }) {
    for (const one of packages) {
      const policy = one.policies.find(({ external, scope }) => external || scope === 'allDirectoryUsers');
      if (policy === undefined) continue;
      const privileged = new Set(
        (access.grantsOf.get(one.address) ?? [])
          .filter((grant) => grant.privileged && grant.resourceId.startsWith('AadApplication '))
          .map((grant) => grant.address),
      );
      for (const { address, path, resourceName, role } of one.roles) {
        if (!privileged.has(address)) continue;
        const message = `External users become ${role} of "${resourceName}" through ${policy.name}`;
        yield { address, path: [...path, 'role'], message };
      }
    }
  },
});
