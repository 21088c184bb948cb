/** Users who decide alone about what a package is requested for: who of them requests it is left with nobody. */
import type { ResourceAddress } from '../../model/address.ts';
import { onceFor } from '../../model/once.ts';
import type { AccessModel } from '../facts/model.ts';
import type { PolicyView } from '../facts/policy-view.ts';
import { EXTERNAL_SCOPES } from '../facts/policy-view.ts';
import type { Requestor } from '../facts/requestor.ts';
import type { StageAnswer } from '../relation/approvers.ts';
import { asksSponsors, listsOf, resolveStages } from '../relation/approvers.ts';

/** Ids of users who are all that a stage of some requestor comes to, in whatever list of it. */
export function onlyDeciders(model: AccessModel, address: ResourceAddress): ReadonlySet<string> {
  const found = new Set<string>();
  for (const policy of model.policiesOf.get(address) ?? [])
    for (const sort of sortsOfStages(model, policy))
      for (const only of decidingAlone(resolveStages(model, policy, sort))) found.add(only);
  return found;
}

/** Ids of users who are all that one of these stages comes to; policies of one pattern share stages. */
const decidingAlone = onceFor((stages: readonly StageAnswer[]): readonly string[] =>
  stages.flatMap((stage) => {
    const [only, ...others] = new Set(listsOf(stage).flatMap(({ people }) => people));
    return only === undefined || others.length > 0 ? [] : [only];
  }),
);

/** Requestors whose stages may have other people: sponsors alone depend on who requests. */
function* sortsOfStages({ organizations }: AccessModel, policy: PolicyView): Iterable<Requestor> {
  yield { type: 'directoryUsers' };
  if (!asksSponsors(policy)) return;
  const isForAll = EXTERNAL_SCOPES.includes(policy.scope);
  const open = policy.organizations.length > 0 ? policy.organizations : isForAll ? organizations.keys() : [];
  for (const each of open) yield { type: 'connectedOrganization', address: each };
}
