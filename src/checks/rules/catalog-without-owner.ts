import { isBuiltInCatalog } from '../../kinds/catalog.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'catalog-without-owner',
  title: 'Catalog without an owner',
  severity: 'note',
  rationale:
    'Only administrators of the whole tenant can look after it, and nobody in particular is responsible for it.',
  remedy: 'Declare roles.owner, preferably a group.',
  *check({ catalogs }) {
    for (const { address, path, name, spec } of catalogs) {
      if ((spec.roles?.owner ?? []).length > 0 || isBuiltInCatalog(spec)) continue;
      yield { address, path: [...path, 'roles'], message: `Catalog ${name} has no declared owner` };
    }
  },
});
