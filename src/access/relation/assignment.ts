/** Whom administrators can assign a package, and on which terms: the answer beside that of who can request it. */
import type { ResourceAddress } from '../../model/address.ts';
import type { AccessAnswer, Way } from './answer.ts';
import { assignability } from './eligibility.ts';
import { wayThrough } from './answering.ts';
import type { Tri } from '../facts/facts.ts';
import { some } from '../facts/facts.ts';
import type { AccessModel } from '../facts/model.ts';
import type { Requestor } from '../facts/requestor.ts';
import { isBarred } from './preconditions.ts';
import { requestorName } from '../facts/requestor.ts';
import { valued } from './term-order.ts';

/**
 * Whether an administrator can assign the package to the requestor: the assignee has to be in the scope of a policy,
 * whether it takes requests or not (CONTRACT 10). Approval is not spared; nobody is asked anything.
 */
export function assignmentAnswer(
  model: AccessModel,
  requestor: Requestor,
  address: ResourceAddress,
): AccessAnswer {
  const view = model.packages.get(address);
  const policies = isBarred(model, requestor) ? [] : (model.policiesOf.get(address) ?? []);
  const found = policies.map((policy) => ({
    policy,
    admits: assignability(model, policy, requestor),
  }));
  const of = (wanted: Tri) => found.filter(({ admits }) => admits === wanted);
  const verdict = some(found, ({ admits }) => admits);
  const ways = (verdict === 'no' ? [] : of(verdict)).map(({ policy }): Way => {
    const way = wayThrough(model, policy, requestor);
    return { ...way, terms: { ...way.terms, justification: false, questions: [], customSchedule: false } };
  });
  // Who assigns chooses: a second policy on the same terms opens nothing.
  const distinct = new Map(ways.map((way) => [valued(way.terms).keys.join('\n'), way]));
  return {
    requestor: requestorName(model, requestor),
    package: { address, displayName: view?.displayName ?? address },
    verdict,
    reason: verdict === 'yes' ? 'offered' : verdict === 'no' ? 'noPolicy' : 'factsMissing',
    hidden: false,
    ways: [...distinct.values()],
    automatic: [],
    conditions: [],
    restrictions: [],
    unknown: of('unknown').map(
      ({ policy }) => `whether the policy ${policy.displayName} has them in its scope`,
    ),
    steps: [],
  };
}
