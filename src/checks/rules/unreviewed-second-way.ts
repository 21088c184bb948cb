import { groupBy } from '../../model/group-by.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'unreviewed-second-way',
  title: 'The same role through an unreviewed package',
  severity: 'warning',
  rationale:
    'The role is reviewed in one package and not in another: people who lose it in the review can request it through the other.',
  remedy: 'Review the policies of both packages.',
  *check({ packages }) {
    const grants = packages.flatMap((one) => one.roles.map((role) => ({ role, one })));
    for (const ways of groupBy(grants, ({ role }) => role.id).values()) {
      for (const external of [true, false]) {
        const of = ({ one }: (typeof grants)[number]) =>
          one.policies.filter(
            (policy) => policy.external === external && (policy.requestable || policy.automatic),
          );
        const reviewed = ways.find(
          (way) => of(way).length > 0 && of(way).every(({ review }) => review !== undefined),
        );
        if (reviewed === undefined) continue;
        for (const way of ways) {
          const policy = of(way).find(({ review }) => review === undefined);
          if (policy === undefined) continue;
          const { role, one } = way;
          const message = `${role.role} of "${role.resourceName}" is reviewed in ${reviewed.one.name}, but not when it comes through ${policy.name} of ${one.name}`;
          yield { address: role.address, path: role.path, message };
        }
      }
    }
  },
});
