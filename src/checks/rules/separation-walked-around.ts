import { groupBy } from '../../model/group-by.ts';
import type { Governed } from '../governed.ts';
import { defineRule } from '../rule.ts';
import { listed } from '../wording.ts';

type Package = Governed['packages'][number];

export default defineRule({
  id: 'separation-walked-around',
  title: 'Separation of duties that a third package walks around',
  severity: 'error',
  rationale:
    'Two packages are incompatible, so that nobody holds the roles of both. A third one grants a role of one of them and may be held beside the other.',
  remedy: 'Make the third package incompatible with the other one too, on both sides.',
  *check({ packages }) {
    const ways = groupBy(waysAround(packages), ({ one }) => one);
    for (const one of packages) {
      const around = ways.get(one) ?? [];
      const roles = one.roles.filter((role) => around.some((way) => way.role === role));
      const [first] = roles;
      if (first === undefined) continue;
      const what = distinct(roles.map(({ role, resource }) => `${role} of "${resource}"`));
      const from = distinct(around.map((way) => way.from.name));
      const beside = distinct(around.map((way) => way.to.name));
      const [does, is, that] = [
        from.length === 1 ? 'does' : 'do',
        beside.length === 1 ? 'is' : 'are',
        from.length === 1 ? 'that' : 'those',
      ];
      const message = `${one.name} grants ${listed(what)}, as ${listed(from)} ${does}, and can be held beside ${listed(beside, Infinity)}, which ${is} incompatible with ${that}`;
      const about = distinct(around.map(({ role, to }) => pair(role.address, to.address)));
      yield { address: first.address, path: first.path, message, about };
    }
  },
});

/** A role that a third package grants as `from` does, beside `to`, which is incompatible with `from`. */
interface WayAround {
  readonly one: Package;
  readonly role: Package['roles'][number];
  readonly from: Package;
  readonly to: Package;
}

function* waysAround(packages: readonly Package[]): Iterable<WayAround> {
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
  for (const each of apart) {
    const [from, to] = (JSON.parse(each) as string[]).map((key) => byKey.get(key));
    if (from === undefined || to === undefined) continue;
    const kept = new Set(to.roles.map(({ id }) => id));
    const own = new Set(from.roles.map(({ id }) => id));
    const exclusive = from.roles.filter(({ id }) => !kept.has(id));
    for (const { one, role } of exclusive.flatMap(({ id }) => holders.get(id) ?? [])) {
      if (one === from || one === to || apart.has(pair(one.key, to.key))) continue;
      // That it grants roles of both is a finding of its own.
      if (one.roles.some(({ id }) => kept.has(id) && !own.has(id))) continue;
      yield { one, role, from, to };
    }
  }
}

function pair(a: string, b: string): string {
  return JSON.stringify([a, b]);
}

function distinct(items: readonly string[]): readonly string[] {
  return [...new Set(items)];
}
