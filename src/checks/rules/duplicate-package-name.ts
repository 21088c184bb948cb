import { groupBy } from '../../model/group-by.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'duplicate-package-name',
  title: 'Two packages of one name',
  severity: 'warning',
  rationale:
    'People who ask see the name, not the catalog: they will ask for the wrong one, and approvers will approve it.',
  remedy: 'Rename one of them.',
  *check({ packages }) {
    for (const same of groupBy(packages, ({ spec }) => spec.displayName.trim().toLowerCase()).values()) {
      for (const { address, path, name, spec } of same.slice(1)) {
        const message = `The name ${name} is that of a package in catalog "${same[0]?.spec.catalog ?? ''}" too, not only in "${spec.catalog}"`;
        yield { address, path: [...path, 'displayName'], message };
      }
    }
  },
});
