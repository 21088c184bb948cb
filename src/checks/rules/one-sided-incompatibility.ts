import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'one-sided-incompatibility',
  title: 'Separation of duties in one direction only',
  severity: 'warning',
  rationale:
    'A package refuses holders of the packages that it lists, not the other way round: people who request them in the other order hold both.',
  remedy: 'List each package in the other.',
  *check({ packages }) {
    const byKey = new Map(packages.map((each) => [each.key, each]));
    for (const { key, address, path, name, spec } of packages) {
      for (const [index, other] of (spec.incompatibleAccessPackages ?? []).entries()) {
        const listed = byKey.get(other);
        if (listed === undefined || listed.spec.incompatibleAccessPackages?.includes(key) === true) continue;
        const message = `${name} refuses holders of ${listed.name}, but ${listed.name} does not refuse holders of ${name}`;
        yield { address, path: [...path, 'incompatibleAccessPackages', index], message };
      }
    }
  },
});
