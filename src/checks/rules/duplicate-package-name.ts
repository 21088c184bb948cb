import { groupBy } from '../../model/group-by.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'duplicate-package-name',
  title: 'Two packages with the same name',
  severity: 'warning',
  rationale:
    'Requestors see the name, not the catalog: they will request the wrong one, and approvers will approve it.',
  remedy: 'Rename one of them.',
  *check({ packages }) {
    for (const same of groupBy(packages, ({ spec }) => spec.displayName.trim().toLowerCase()).values()) {
      for (const { address, path, name, spec } of same.slice(1)) {
        const message = `The catalogs "${same[0]?.spec.catalog ?? ''}" and "${spec.catalog}" both have a package with the name ${name}`;
        yield { address, path: [...path, 'displayName'], message };
      }
    }
  },
});
