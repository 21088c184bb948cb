import { groupBy } from '../../model/group-by.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'separation-walked-around',
  title: 'Separation of duties that a third package walks around',
  severity: 'error',
  rationale:
    'Two packages are incompatible, so that nobody holds the roles of both. A third one grants a role of one of them and may be held beside the other.',
  remedy: 'Make the third package incompatible with the other one too, on both sides.',
  *check({ packages }) {
    const byKey = new Map(packages.map((one) => [one.key, one]));
    const apart = new Set(
      packages.flatMap(({ key, spec }) =>
        (spec.incompatibleAccessPackages ?? []).flatMap((other) => [pair(key, other), pair(other, key)]),
      ),
    );
    const holders = groupBy(
      packages.flatMap((one) => one.roles.map((role) => ({ one, role }))),
      ({ role }) => role.id,
    );
    const told = new Set<string>();
    for (const key of apart) {
      const [from = '', to = ''] = JSON.parse(key) as string[];
      const kept = new Set((byKey.get(to)?.roles ?? []).map(({ id }) => id));
      const exclusive = (byKey.get(from)?.roles ?? []).filter(({ id }) => !kept.has(id));
      for (const { one, role } of exclusive.flatMap(({ id }) => holders.get(id) ?? [])) {
        if (one.key === from || one.key === to || apart.has(pair(one.key, to))) continue;
        // That it grants roles of both is a finding of its own.
        const own = new Set((byKey.get(from)?.roles ?? []).map(({ id }) => id));
        if (one.roles.some(({ id }) => kept.has(id) && !own.has(id))) continue;
        const place = pair(role.address, to);
        if (told.has(place)) continue;
        told.add(place);
        const message = `${one.name} grants ${role.role} of "${role.resource}", as ${byKey.get(from)?.name} does, and can be held beside ${byKey.get(to)?.name}, which is incompatible with that`;
        yield { address: role.address, path: role.path, message };
      }
    }
  },
});

function pair(a: string, b: string): string {
  return JSON.stringify([a, b]);
}
