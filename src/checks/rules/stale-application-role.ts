import type { LookupKey } from '../../model/principal.ts';
import { defineRule } from '../rule.ts';

/** Every application has it. */
const DEFAULT_ACCESS = 'Default Access';

export default defineRule({
  id: 'stale-application-role',
  title: 'A role that the application no longer has',
  severity: 'error',
  rationale:
    'The application has removed or disabled the role, so who gets the package does not get it, and assignments fail (Maester MT.1111).',
  remedy: 'Grant a role that the application has.',
  *check({ packages, people }) {
    for (const one of packages) {
      for (const { address, path, resource, resourceName, role } of one.roles) {
        const key = lookupOf(one.catalog?.spec.resources?.[resource]);
        const roles = key === undefined ? undefined : people.facts(key)?.appRoles;
        if (roles === undefined || role === DEFAULT_ACCESS || roles.includes(role)) continue;
        const message = `${one.name} grants ${role} of "${resourceName}", a role that the application does not have`;
        yield { address, path: [...path, 'role'], message };
      }
    }
  },
});

/** The look-up of what may be an application. */
function lookupOf(origin: object = {}): LookupKey | undefined {
  if ('application' in origin) return `servicePrincipal:${String(origin.application)}`;
  return 'id' in origin ? `id:${String(origin.id)}` : undefined;
}
