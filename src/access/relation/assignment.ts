/** Whom administrators can assign a package, and on which terms: the answer beside that of who can request it. */
import type { ResourceAddress } from '../../model/address.ts';
import type { AccessAnswer, Reason, Way } from './answer.ts';
import { assignability } from './eligibility.ts';
import { wayThrough } from './answering.ts';
import type { Tri } from '../facts/facts.ts';
import { some } from '../facts/facts.ts';
import type { AccessModel } from '../facts/model.ts';
import type { Requestor } from '../facts/requestor.ts';
import { restrictionText } from '../words/phrases.ts';
import { refusalOfAssignment } from './preconditions.ts';
import { Reasoning } from './reasoning.ts';

/**
 * Whether an administrator can assign the package to the requestor: the assignee has to be in the scope of a policy,
 * whether it takes requests or not (CONTRACT 10). Approval is not spared; nobody is asked anything.
 */
export function assignmentAnswer(
  model: AccessModel,
  requestor: Requestor,
  address: ResourceAddress,
  /** With its steps, which take time. */
  explain = false,
): AccessAnswer {
  const reasoning = new Reasoning(model, requestor, address, explain);
  const view = model.packages.get(address);
  const refused = view === undefined ? 'packageMissing' : refusalOfAssignment(reasoning, view);
  const policies = refused === undefined ? (model.policiesOf.get(address) ?? []) : [];
  const found = policies.map((policy) => ({
    policy,
    admits: assignability(model, policy, requestor),
  }));
  for (const { policy, admits } of found)
    reasoning.step(
      admits,
      `Policy "${policy.displayName}" ${IN_SCOPE[admits]}`,
      policy.address,
      'allowedTargetScope',
    );
  const of = (wanted: Tri) => found.filter(({ admits }) => admits === wanted);
  const admitted = some(found, ({ admits }) => admits);
  const isOpen =
    refused === 'factsMissing' || (admitted === 'yes' && reasoning.departed('cannot be assigned it'));
  const verdict = isOpen ? 'unknown' : admitted;
  // Through which it is, where it can be at all.
  const ways = (admitted === 'no' ? [] : of(admitted)).map(({ policy }): Way => {
    const way = wayThrough(model, policy, requestor);
    return { ...way, terms: { ...way.terms, justification: false, questions: [], customSchedule: false } };
  });
  return {
    requestor: reasoning.name,
    package: { address, displayName: view?.displayName ?? address },
    verdict,
    reason: refused ?? REASONS[verdict],
    hidden: false,
    ways,
    automatic: [],
    conditions: reasoning.restrictions.map(restrictionText),
    restrictions: reasoning.restrictions,
    unknown: [
      ...reasoning.unknown,
      ...of('unknown').map(({ policy }) => `whether the policy ${policy.displayName} has them in its scope`),
    ],
    steps: reasoning.steps,
  };
}

const IN_SCOPE: Readonly<Record<Tri, string>> = {
  yes: 'has them in its scope, so an administrator can assign it through it',
  no: 'does not have them in its scope',
  unknown: 'may have them in its scope',
};

const REASONS: Readonly<Record<Tri, Reason>> = { yes: 'offered', no: 'noPolicy', unknown: 'factsMissing' };
