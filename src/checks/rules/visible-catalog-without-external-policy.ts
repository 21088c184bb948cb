import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'visible-catalog-without-external-policy',
  title: 'Catalog visible to external users without need',
  severity: 'warning',
  rationale:
    'Externally visible is the default. No external user can request anything in this catalog now, so the next policy that is added opens it without a decision about that.',
  remedy: 'Set isExternallyVisible to false.',
  needsEveryPolicy: true,
  *check({ catalogs }) {
    for (const { address, path, name, visible, packages } of catalogs) {
      if (!visible || packages.length === 0) continue;
      if (packages.some(({ policies }) => policies.some(({ external }) => external))) continue;
      const message = `Catalog ${name} is visible to external users, but has nothing for them`;
      yield { address, path: [...path, 'isExternallyVisible'], message };
    }
  },
});
