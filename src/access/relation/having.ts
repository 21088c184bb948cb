/** People with what packages gave them, and whether one package can be got beside others. */
import type { ResourceAddress } from '../../model/address.ts';
import { groupsGranted } from '../facts/granted-groups.ts';
import type { Tri } from '../facts/facts.ts';
import { everyOf, some } from '../facts/facts.ts';
import type { AccessModel } from '../facts/model.ts';
import type { Gained, Requestor } from '../facts/requestor.ts';
import { requestingAs } from '../facts/rule-of-sort.ts';
import { briefAnswer } from './answering.ts';
import { requestsInVain } from './in-vain.ts';

/** The same people with what they came to by packages. */
export function having(requestor: Requestor, gained: Gained): Requestor {
  return gained.holds.size + gained.groups.size === 0 ? requestor : { ...withPackage(requestor), gained };
}

/** The same people once they hold a package: those from outside are guests. */
function withPackage(requestor: Requestor): Requestor {
  switch (requestor.type) {
    case 'connectedOrganization':
    case 'configuredOrganizations':
    case 'anyExternalUser':
      return { ...requestor, guests: true };
    case 'person': {
      const { person } = requestor;
      if (person.id !== undefined) return requestor;
      const id = `guest ${person.mail ?? person.label}`;
      return { type: 'person', person: { ...person, id, userType: 'Guest', groups: [], holds: [] } };
    }
    case 'attributeRule':
      return requestingAs(requestor);
    default:
      return requestor;
  }
}

/**
 * Whether people can come to hold a package beside others, which they get in this order. What keeps people out is checked
 * when a package is requested alone, so the package may come before, between or after the others. What they hold today
 * they can give up.
 */
export function canHoldBeside(
  model: AccessModel,
  requestor: Requestor,
  address: ResourceAddress,
  others: readonly ResourceAddress[],
): Tri {
  if (others.includes(address)) return 'yes';
  const asked = withoutHeld(requestor);
  const orders = Array.from({ length: others.length + 1 }, (_, at) => others.toSpliced(at, 0, address));
  return some(orders, (order) => canGetInOrder(model, asked, order));
}

function withoutHeld(requestor: Requestor): Requestor {
  if (requestor.type !== 'person' || (requestor.person.holds ?? []).length === 0) return requestor;
  return { ...requestor, person: { ...requestor.person, holds: [] } };
}

function canGetInOrder(model: AccessModel, requestor: Requestor, order: readonly ResourceAddress[]): Tri {
  let gained: Gained = { groups: new Set(), holds: new Set() };
  const verdicts = order.map((address): Tri => {
    const able = canGet(model, having(requestor, gained), address);
    gained = {
      groups: new Set([...gained.groups, ...groupsGranted(model, address)]),
      holds: new Set([...gained.holds, address]),
    };
    return able;
  });
  return everyOf(...verdicts);
}

function canGet(model: AccessModel, requestor: Requestor, address: ResourceAddress): Tri {
  const answer = briefAnswer(model, requestor, address);
  const requested = requestsInVain(answer) ? 'no' : answer.verdict;
  const byRule = some(answer.automatic, ({ certain }) => (certain ? 'yes' : 'unknown'));
  return some([requested, byRule], (each) => each);
}
