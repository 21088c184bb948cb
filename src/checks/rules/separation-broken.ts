import { groupBy } from '../../model/group-by.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'separation-broken',
  title: 'A package that grants what two others keep apart',
  severity: 'error',
  rationale:
    'Two packages are incompatible, so that nobody holds the roles of both. This one gives roles of both at once.',
  remedy: 'Take the roles of one of the two out of this package.',
  *check({ packages }) {
    const byKey = new Map(packages.map((one) => [one.key, new Set(one.roles.map(({ id }) => id))]));
    const apart = packages.flatMap(({ key, spec }) =>
      (spec.incompatibleAccessPackages ?? []).map((other) => [key, other].sort() as [string, string]),
    );
    const pairs = new Map(apart.map((pair) => [pair.join('/'), pair]));
    const holders = groupBy(
      packages.flatMap((one) => one.roles.map(({ id }) => ({ id, one }))),
      ({ id }) => id,
    );
    for (const [a, b] of pairs.values()) {
      const onlyA = [...(byKey.get(a) ?? [])].filter((id) => byKey.get(b)?.has(id) === false);
      const onlyB = [...(byKey.get(b) ?? [])].filter((id) => byKey.get(a)?.has(id) === false);
      const withA = new Set(onlyA.flatMap((id) => (holders.get(id) ?? []).map(({ one }) => one)));
      const withB = new Set(onlyB.flatMap((id) => (holders.get(id) ?? []).map(({ one }) => one)));
      for (const one of withA) {
        if (one.key === a || one.key === b || !withB.has(one)) continue;
        const message = `${one.name} grants roles of both "${a}" and "${b}", which are incompatible`;
        yield { address: one.address, path: one.path, message };
      }
    }
  },
});
