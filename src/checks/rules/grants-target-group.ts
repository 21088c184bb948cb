import { groupBy } from '../../model/group-by.ts';
import type { Governed } from '../governed.ts';
import type { GrantedGroup } from '../granted-groups.ts';
import { grantedGroups } from '../granted-groups.ts';
import { defineRule } from '../rule.ts';
import { listed, nameOfPackage } from '../wording.ts';

export default defineRule({
  id: 'grants-target-group',
  title: 'A package that opens another package',
  severity: 'warning',
  rationale:
    'The package grants membership of a group that can request another package. Who approves the first lets people come to the second, and no plan shows that as one step.',
  remedy: 'Name another group as the target of the second package, or accept the path with a suppression.',
  *check(governed) {
    const opened = openedBy(governed);
    const found = grantedGroups(governed).flatMap((granted) => {
      const others = (opened.get(granted.group) ?? []).filter(({ key }) => key !== granted.one.key);
      return others.length === 0 ? [] : [{ granted, others }];
    });
    for (const [one, steps] of groupBy(found, ({ granted }) => granted.one)) {
      const [first] = steps;
      if (first === undefined) continue;
      const texts = steps.map(({ granted, others }) => stepText(granted, others));
      const { address, path } = first.granted.role;
      const about = steps.flatMap(({ granted, others }) =>
        others.map(({ key }) => JSON.stringify([granted.role.address, key])),
      );
      yield { address, path, message: `Holders of ${one.name} become ${texts.join('; and ')}`, about };
    }
  },
});

/** A package that a group can request. */
interface Opened {
  readonly key: string;
  readonly name: string;
}

/** Packages by the id of each group that a policy of theirs lists, each once. */
function openedBy({ access, policies }: Governed): ReadonlyMap<string, readonly Opened[]> {
  const pairs = policies.flatMap((policy) =>
    (access.policies.get(policy.address)?.groups ?? []).map((group) => ({
      group,
      opened: { key: policy.spec.accessPackage, name: nameOfPackage(policy) },
    })),
  );
  return new Map(
    [...groupBy(pairs, ({ group }) => group)].map(([group, all]) => [
      group,
      [...new Map(all.map(({ opened }) => [opened.key, opened])).values()],
    ]),
  );
}

function stepText({ role, label }: GrantedGroup, others: readonly Opened[]): string {
  const names = others.map(({ name }) => name);
  return `${role.role} of ${label}, which can request ${listed(names, Infinity)}`;
}
