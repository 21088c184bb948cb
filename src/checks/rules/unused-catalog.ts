import { isBuiltInCatalog } from '../../kinds/catalog.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'unused-catalog',
  title: 'A catalog without packages',
  severity: 'note',
  rationale: 'It contains nothing that can be requested.',
  remedy: 'Remove it, or add packages.',
  *check({ catalogs }) {
    for (const { address, path, name, packages, spec } of catalogs) {
      if (packages.length === 0 && !isBuiltInCatalog(spec))
        yield { address, path, message: `Catalog ${name} has no packages` };
    }
  },
});
