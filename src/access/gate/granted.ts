/** Whether people of a sort can get a package, or any role on a resource. */
import type { ResourceAddress } from '../../model/address.ts';
import type { PlaceOf } from '../compare/causes.ts';
import { causeAt } from '../compare/causes.ts';
import { certainty } from '../compare/compared.ts';
import { opened } from '../compare/severity.ts';
import type { Person } from '../facts/facts.ts';
import { everyOf } from '../facts/facts.ts';
import type { AccessModel } from '../facts/model.ts';
import { packageName } from '../facts/names.ts';
import type { Requestor } from '../facts/requestor.ts';
import { requestorName } from '../facts/requestor.ts';
import type { AccessAnswer } from '../relation/answer.ts';
import { briefAnswer } from '../relation/answering.ts';
import { isInVain } from '../relation/in-vain.ts';
import { requestorKey, widerClass } from '../relation/overview.ts';
import { answerLines } from '../words/phrases.ts';
import { personText } from '../words/person-text.ts';
import { explained } from './new-access.ts';
import { peopleLike } from './people-like.ts';
import type { AccessCheck, Counterexample, Violation } from './violation.ts';
import type { Who } from './who.ts';
import { isAmong, sortsOf, whoText } from './who.ts';

/** What must not be granted, and to whom. */
export interface Prohibition {
  readonly check: AccessCheck;
  readonly packages: readonly ResourceAddress[];
  readonly who: Who;
  /** Which of those sorts are meant; all where it is absent. */
  readonly isMeant?: (sort: Requestor) => boolean;
  /** Sorts to ask about by themselves, whether a policy names them or a class that they are of. */
  readonly also?: readonly Requestor[];
}

/** One for each package and sort of people; a narrower sort is not named beside the wider one that it is of. */
export function granted(
  model: AccessModel,
  prohibition: Prohibition,
  placeOf: PlaceOf,
): readonly Violation[] {
  return prohibition.packages.flatMap((address) => grantedBy(model, prohibition, address, placeOf));
}

interface Found {
  readonly sort: Requestor;
  readonly answer: AccessAnswer;
  readonly certain: boolean;
}

function grantedBy(
  model: AccessModel,
  { check, who, isMeant = () => true, also = [] }: Prohibition,
  address: ResourceAddress,
  placeOf: PlaceOf,
): readonly Violation[] {
  const found = sortsOf(model, who, address, also)
    .filter(isMeant)
    .flatMap((sort): Found[] => {
      const answer = briefAnswer(model, sort, address);
      const able = isInVain(answer) ? 'no' : everyOf(certainty(answer), isAmong(model, who, sort));
      return able === 'no' ? [] : [{ sort, answer, certain: able === 'yes' }];
    });
  const keys = new Set(found.map(({ sort }) => requestorKey(sort)));
  return found
    .filter(({ sort }) => !widerSorts(model, sort).some((wider) => keys.has(requestorKey(wider))))
    .map(({ sort, answer, certain }): Violation => {
      const name = requestorName(model, sort);
      const called = packageName(model, address);
      const ways = [...answer.ways, ...answer.automatic];
      const able = certain ? 'can' : 'can possibly';
      const among = isAmong(model, who, sort) === 'yes' ? '' : ` (and may be among ${whoText(model, who)})`;
      return {
        check,
        capability: answer.verdict === 'no' ? 'receive' : 'request',
        requestor: name,
        about: { address, displayName: answer.package.displayName },
        severity: opened(sort, answer),
        certain,
        summary: `${name.label} ${able} get ${called}${among}`,
        details: [...answerLines(answer), ...answer.unknown.map((text) => `unknown: ${text}`)],
        causes: [...new Set(ways.map(({ policy }) => policy.address))].map((policy) =>
          causeAt(policy, [], placeOf),
        ),
        counterexample: counterexampleOf(model, sort, answer, who, address),
      };
    });
}

/** Those of whom all may be said that is said of a sort, and who need not be named beside it. */
export function widerSorts(model: AccessModel, sort: Requestor): readonly Requestor[] {
  const wider = widerClass(model, sort);
  const asOutside = 'guests' in sort && sort.guests ? [{ ...sort, guests: false }] : [];
  return [...(wider === undefined ? [] : [wider]), ...asOutside];
}

/** One of them who can; else all of them. */
function counterexampleOf(
  model: AccessModel,
  sort: Requestor,
  { requestor }: AccessAnswer,
  who: Who,
  address: ResourceAddress,
): Counterexample {
  const people = peopleOf(model, sort, who)
    .map((person) => ({ person, after: explained(model, { type: 'person', person }, address) }))
    .filter(({ after }) => after.verdict !== 'no');
  const best = people.find(({ after }) => after.verdict === 'yes') ?? people[0];
  return best === undefined
    ? { text: requestor.label, after: explained(model, sort, address) }
    : { ...best, text: personText(model, best.person) };
}

/** People who stand for a sort, of those who are meant. */
export function peopleOf(model: AccessModel, sort: Requestor, who: Who): readonly Person[] {
  if (sort.type === 'person') return [sort.person];
  return peopleLike([model], requestorName(model, sort)).filter(
    (person) => isAmong(model, who, { type: 'person', person }) !== 'no',
  );
}

/** Packages that grant a role on what a catalog resource stands for, in whatever catalog; undefined for what is none. */
export function packagesGrantingRole(
  { grantsOf, resourceIds }: AccessModel,
  resource: ResourceAddress,
  role?: string,
): readonly ResourceAddress[] | undefined {
  const id = resourceIds.get(resource);
  if (id === undefined) return undefined;
  return [...grantsOf].flatMap(([address, grants]) =>
    grants.some((grant) => grant.resourceId === id && (role === undefined || grant.role === role))
      ? [address]
      : [],
  );
}
