import { formatAddress } from '../../model/address.ts';
import { principalLookup } from '../../model/principal.ts';
import { namesIn } from '../governed.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'guest-in-catalog-role',
  title: 'A guest administers a catalog',
  severity: 'error',
  rationale:
    'The owner of a catalog and the manager of its packages can give access to anyone. People of another company must not be able to do that.',
  remedy: 'Name one of your own people.',
  *check({ document, catalogs, people }) {
    const guestsIn = (named: ReturnType<typeof namesIn>) =>
      named.filter(
        ({ lookup, sort }) =>
          lookup !== undefined &&
          sort !== 'group' &&
          (sort === 'guest' || people.facts(lookup)?.guest === true),
      );
    for (const [role, holders] of Object.entries(document.tenantRoles ?? {}))
      for (const [index, holder] of (holders ?? []).entries())
        for (const { label } of guestsIn(namesIn([holder], ['tenantRoles', role], document)))
          yield {
            address: formatAddress(
              'tenantRole',
              role,
              typeof holder === 'string' ? holder : principalLookup(holder),
            ),
            path: ['tenantRoles', role, index],
            message: `The guest ${label} is ${role} of all of entitlement management`,
          };
    for (const { key, path, name, spec } of catalogs) {
      for (const role of ['owner', 'accessPackageManager', 'accessPackageAssignmentManager'] as const) {
        const named = namesIn(spec.roles?.[role], [...path, 'roles', role], document);
        for (const { path: at, label } of guestsIn(named)) {
          const message = `The guest ${label} is ${role} of catalog ${name}`;
          yield { address: `catalog.${key}`, path: at, message };
        }
      }
    }
  },
});
