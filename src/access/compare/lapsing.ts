/** What becomes of guests who lose their last access with what people lose. */
import type { ResourceAddress } from '../../model/address.ts';
import type { AssignmentHolder } from '../../kinds/kind.ts';
import type { Tri } from '../facts/facts.ts';
import type { PolicyView } from '../facts/policy-view.ts';
import { lapseOf } from '../relation/terms.ts';
import { lapseText } from '../words/phrases.ts';
import { countHolders, heldBeside, namedOf } from './held-by.ts';
import type { Revision } from './touched.ts';

const GUESTS = 'guests who came by a package and hold nothing else';

/** Lines about the guests among those who lose a package, or what they hold through one of its policies; none where there are none. */
export function lapsing(
  revision: Revision,
  address: ResourceAddress,
  policy: PolicyView | undefined,
): readonly string[] {
  const lapse = lapseOf(revision.after);
  if (lapse === undefined || lapse.action === 'none') return [];
  const general = lapseText(lapse, GUESTS);
  const holders = revision.held?.of.get(policy?.address ?? address);
  if (holders === undefined) return [general];
  const certain = holders.filter((holder) => lapses(holder, address, revision) === 'yes');
  const possible = holders.filter((holder) => lapses(holder, address, revision) === 'unknown');
  return [
    ...(certain.length > 0 ? [`${general}: ${namedOf(countHolders(certain))}`] : []),
    ...(possible.length > 0 ? [`${general}; ${openText(possible)}`] : []),
  ];
}

function openText(holders: readonly AssignmentHolder[]): string {
  const people = countHolders(holders);
  const missing = holders.every(({ governed }) => governed === true)
    ? 'not all that they hold was read'
    : 'not all about them was read';
  const are = people.count === 1 ? 'is' : 'are';
  return `whether ${namedOf(people)} ${are} among them is unknown: ${missing}`;
}

/** Whether the last access of a holder ends with a package, and they are blocked for it. */
function lapses(holder: AssignmentHolder, address: ResourceAddress, revision: Revision): Tri {
  const { userId: id, governed } = holder;
  const { before, held } = revision;
  if (governed === false) return 'no';
  if (id === undefined) return 'unknown';
  const person = before.directory.users.get(id);
  if (person?.userType === 'Member') return 'no';
  if (heldBeside({ holder, id }, address, revision).is.size > 0) return 'no';
  const isAllTold =
    person?.holds !== undefined ||
    (held?.everyPackage === true && [...before.packages.keys()].every((each) => held.of.has(each)));
  return governed === true && person?.userType === 'Guest' && isAllTold ? 'yes' : 'unknown';
}
