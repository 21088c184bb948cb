import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'unpublished-catalog',
  title: 'Requests into an unpublished catalog',
  severity: 'warning',
  rationale: 'Nothing in an unpublished catalog can be requested, whatever the policies of its packages say.',
  remedy: 'Publish the catalog, or remove the policies until it is.',
  *check({ catalogs }) {
    for (const { address, path, name, published, packages } of catalogs) {
      const policy = packages.flatMap(({ policies }) => policies).find(({ requestable }) => requestable);
      if (published || policy === undefined) continue;
      const message = `Catalog ${name} is unpublished, so no one can request through ${policy.name}`;
      yield { address, path: [...path, 'state'], message };
    }
  },
});
