import { formatAddress } from '../../model/address.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'unused-resource',
  title: 'A resource that no package grants',
  severity: 'note',
  rationale: 'Every manager of the catalog can put it into a package, and nobody remembers why it is there.',
  remedy: 'Remove it from the catalog.',
  *check({ packages, catalogs }) {
    const used = new Set(
      packages.flatMap(({ spec, roles }) => roles.map(({ resource }) => `${spec.catalog}/${resource}`)),
    );
    for (const { key, path, name, spec } of catalogs) {
      for (const resource of Object.keys(spec.resources ?? {})) {
        if (used.has(`${key}/${resource}`)) continue;
        const message = `No package grants a role of "${resource}" of catalog ${name}`;
        yield {
          address: formatAddress('catalogResource', key, resource),
          path: [...path, 'resources', resource],
          message,
        };
      }
    }
  },
});
