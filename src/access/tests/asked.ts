/** Everyone whom the requestor of a test means: one person, or every sort of people of an organization, group or class. */
import type { ResourceAddress } from '../../model/address.ts';
import type { AccessModel } from '../facts/model.ts';
import type { Requestor } from '../facts/requestor.ts';
import { inGroupOf, requestorName } from '../facts/requestor.ts';
import type { Who } from '../gate/who.ts';
import { isAmong, sortsOf } from '../gate/who.ts';
import type { AccessAnswer, Reason } from '../relation/answer.ts';
import { answerFor } from '../relation/answering.ts';
import { requestorKey } from '../relation/overview.ts';

/** One sort of them, and its answer about a package. */
export interface Asked {
  readonly requestor: Requestor;
  readonly answer: AccessAnswer;
  /** False where it is not known whether they are of those whom the test is about. */
  readonly certain: boolean;
  /** What they are called; absent for those whom the test names, who come first. */
  readonly called?: string;
}

/** All whom a test is about, as one package tells them apart. */
export function askedAbout(
  model: AccessModel,
  requestor: Requestor,
  address: ResourceAddress,
): readonly Asked[] {
  const named = { requestor, answer: answerFor(model, requestor, address), certain: true };
  const who = whoOf(requestor);
  if (who === undefined) return [named];
  const key = requestorKey(requestor);
  const others = sortsOf(model, who, address)
    .filter((sort) => requestorKey(sort) !== key && mayBeThere(model, who, sort))
    .map((sort): Asked => {
      const certain = isAmong(model, who, sort) === 'yes';
      return {
        requestor: sort,
        answer: answerFor(model, sort, address),
        certain,
        called: sortText(model, sort),
      };
    });
  return [named, ...others.filter((each) => !isOwnState(each))];
}

/** Undefined for a single person. */
function whoOf(requestor: Requestor): Who | undefined {
  switch (requestor.type) {
    case 'connectedOrganization':
      return { type: 'organization', address: requestor.address };
    case 'group':
      return { type: 'group', id: requestor.id };
    case 'anyExternalUser':
    case 'configuredOrganizations':
    case 'members':
    case 'directoryUsers':
      return { type: requestor.type };
    default:
      return undefined;
  }
}

/** False for guests in a group that is known to have none of those who are meant. */
function mayBeThere(model: AccessModel, who: Who, sort: Requestor): boolean {
  const { groups, users } = model.directory;
  const members = groups.get(inGroupOf(sort) ?? '')?.members;
  return (
    members?.some((id) => {
      const person = users.get(id);
      if (person?.userType === undefined) return true;
      return person.userType === 'Guest' && isAmong(model, who, { type: 'person', person }) !== 'no';
    }) ?? true
  );
}

const OWN_STATE: readonly Reason[] = ['accountDisabled', 'holdsAlready', 'incompatible'];

/** Refused for what one person happens to be, which of a whole class is left open. */
function isOwnState({ requestor, answer }: Asked): boolean {
  return requestor.type === 'person' && OWN_STATE.includes(answer.reason);
}

function sortText(model: AccessModel, sort: Requestor): string {
  const { label } = requestorName(model, sort);
  const domains = 'domains' in sort ? (sort.domains ?? []) : [];
  return domains.length === 0 ? label : `${label}, with addresses of ${domains.join(', ')}`;
}
