/**
 * Members of the directory who sign in with another tenant, and come to be kept out by the outer door or to be let in: for
 * the members as a class nothing differs, as most have an account of their own.
 */
import type { ResourceAddress } from '../../model/address.ts';
import { onceFor } from '../../model/once.ts';
import type { Person } from '../facts/facts.ts';
import type { Requestor } from '../facts/requestor.ts';
import { requestorName } from '../facts/requestor.ts';
import { requestorKey } from '../relation/overview.ts';
import { isAmong } from './among.ts';
import { isDoorChanging, peopleAtDoor } from './managers-at-door.ts';
import type { Compared } from './compared.ts';
import { compareAnswers } from './compared.ts';
import { differencesTold } from './differences-told.ts';
import type { Revision } from './touched.ts';

/** More are not asked about one by one. */
const MOST = 200;

/** Those of whom it differs; guests are told of as what they are guests of. */
const membersAtDoor = onceFor(
  (revision: Pick<Revision, 'before' | 'after' | 'changes'>): readonly Person[] => {
    if (!isDoorChanging(revision)) return [];
    const { users } = revision.after.directory;
    const found = [...peopleAtDoor(revision)]
      .map((id) => users.get(id))
      .filter((person) => person !== undefined)
      .filter(({ userType }) => userType === 'Member');
    return found.length > MOST ? [] : found;
  },
);

/** What is said of classes and people, and what is so of these members beside. */
export function withMembersAtDoor(
  revision: Revision,
  said: readonly Compared[],
  address: ResourceAddress,
): readonly Compared[] {
  const named = new Set(said.map(({ requestor }) => requestorKey(requestor)));
  const own = membersAtDoor(revision).flatMap((person): readonly Compared[] => {
    const requestor: Requestor = { type: 'person', person };
    if (named.has(requestorKey(requestor))) return [];
    const sides = { past: requestor, present: requestor, split: false };
    const { differing } = compareAnswers(revision, sides, address);
    return differing.filter((each) => !said.some((other) => tells(revision, other, each, requestor)));
  });
  return [...said, ...own];
}

/** Whether all that differs for someone is said of a class that they are of. */
function tells(revision: Revision, other: Compared, own: Compared, person: Requestor): boolean {
  const { asked, list, requestor, namedIn, outside } = other;
  if (list !== own.list || outside === true || asked !== own.asked) return false;
  return (
    (list !== 'changed' || differencesTold(own, other)) &&
    isAmong(revision[namedIn], person, requestorName(revision[namedIn], requestor))
  );
}
