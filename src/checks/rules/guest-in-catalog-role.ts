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
    for (const { key, path, name, spec } of catalogs) {
      for (const role of ['owner', 'accessPackageManager', 'accessPackageAssignmentManager'] as const) {
        for (const holder of namesIn(spec.roles?.[role], [...path, 'roles', role], document)) {
          const { lookup, sort, label } = holder;
          if (lookup === undefined || sort === 'group') continue;
          const guest = sort === 'guest' || people.facts(lookup)?.guest === true;
          if (!guest) continue;
          const message = `The guest ${label} is ${role} of catalog ${name}`;
          yield { address: `catalog.${key}`, path: holder.path, message };
        }
      }
    }
  },
});
