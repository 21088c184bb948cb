/** Whether a person decides alone about their own access: what a guarantee says of that. */
import type { ResourceAddress } from '../../model/address.ts';
import { causeAt } from '../compare/causes.ts';
import { packageName } from '../facts/names.ts';
import type { PolicyView } from '../facts/policy-view.ts';
import type { Requestor } from '../facts/requestor.ts';
import { requestorName } from '../facts/requestor.ts';
import type { AskedOf, OwnDecision } from '../relation/own-decisions.ts';
import { ownDecisionsBy } from '../relation/own-decisions.ts';
import { personText } from '../words/person-text.ts';
import { peopleOf } from './granted.ts';
import type { Guaranteed } from './guaranteed.ts';
import { explained } from './new-access.ts';
import type { Violation } from './violation.ts';
import { isAmong, sortsOf } from './who.ts';

/** One for each policy, and each person or list that decides. */
export function decidesOwn(guaranteed: Guaranteed): readonly Violation[] {
  const { model, who } = guaranteed;
  const asked: AskedOf = {
    model,
    isMeant: (sort) => isAmong(model, who, sort),
    sorts: (address) => sortsOf(model, who, address),
  };
  return [...model.policies.values()].flatMap((policy) =>
    eachSaid([...ownDecisionsBy(asked, policy)]).map((own) => violationOf(guaranteed, policy, own)),
  );
}

/** Of all who review themselves one is named, of whom it is certain if there is such. */
function eachSaid(found: readonly OwnDecision[]): readonly OwnDecision[] {
  const themselves = found.filter(({ everyone }) => everyone);
  const first = themselves.find(({ is }) => is === 'yes') ?? themselves[0];
  return found.filter((own) => own === first || !own.everyone);
}

function violationOf(
  { model, name, who, placeOf }: Guaranteed,
  policy: PolicyView,
  own: OwnDecision,
): Violation {
  const { sort, is, unknown, capability, does, path, by } = own;
  const requestor = requestorName(model, sort);
  const address: ResourceAddress = policy.package;
  const called = packageName(model, address);
  const [person] = peopleOf(model, sort, who);
  const asked: Requestor = person === undefined ? sort : { type: 'person', person };
  return {
    check: 'guarantee',
    guarantee: name,
    capability,
    requestor,
    about: { address, displayName: model.packages.get(address)?.displayName ?? address },
    severity: 'critical',
    certain: is === 'yes',
    summary: `${requestor.label}${is === 'yes' ? '' : ' possibly'} ${does} ${called}, through "${policy.displayName}"`,
    details: [
      ...(by === undefined ? [] : [`as a reviewer by ${packageName(model, by)}`]),
      ...unknown.map((text) => `unknown: ${text}`),
    ],
    causes: [causeAt(policy.address, path, placeOf)],
    counterexample: {
      ...(person !== undefined && { person }),
      text: person === undefined ? requestor.label : personText(model, person),
      after: explained(model, asked, address),
    },
  };
}
