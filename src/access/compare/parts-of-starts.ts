/** Those of whom a start tells at once and who stood apart before: of some of them alone something may be new. */
import type { AccessModel } from '../facts/model.ts';
import type { RequestorName } from '../facts/requestor-name.ts';
import type { Requestor } from '../facts/requestor.ts';
import { requestorName } from '../facts/requestor.ts';
import { sortsWithin } from '../facts/rule-of-sort.ts';
import { exceptFor, partNames } from '../words/except.ts';
import type { Sides } from './same-people.ts';
import { guestsIn } from './touched.ts';

export interface PartOfStart {
  readonly past: Requestor;
  /** Whom the exact answers after are asked for. */
  readonly present: Requestor;
  /** What they are called where they alone gain. */
  readonly name: RequestorName;
}

/** `name`: of all of them. Members of a group and guests in it; members and guests whom a rule matches. */
export function partsOf(
  after: AccessModel,
  { past, present }: Sides,
  name: RequestorName,
): readonly PartOfStart[] {
  if (present.type === 'attributeRule')
    return sortsWithin(present).map((part) => ({ past: part, present, name: requestorName(after, part) }));
  if (present.type !== 'group' || guestsIn(after.directory, present.id)?.length === 0)
    return [{ past, present, name }];
  const guests = { type: 'anyExternalUser', guests: true, inGroup: present.id } as const;
  return [
    { past, present, name: exceptFor(name, partNames(after, present, [guests])) },
    { past: guests, present: guests, name: requestorName(after, guests) },
  ];
}

/** What is found of every part is said once, of all of them; `keyOf` is equal for what says the same. */
export function saidOnce<T>(
  name: RequestorName,
  parts: readonly { readonly name: RequestorName; readonly found: readonly T[] }[],
  keyOf: (each: T) => string,
): readonly { readonly each: T; readonly name: RequestorName; readonly part: number | undefined }[] {
  const keys = parts.map(({ found }) => new Set(found.map(keyOf)));
  return parts.flatMap((part, index) =>
    part.found.flatMap((each) => {
      const isOfAll = keys.every((known) => known.has(keyOf(each)));
      if (isOfAll && index > 0) return [];
      return [{ each, name: isOfAll ? name : part.name, part: isOfAll ? undefined : index }];
    }),
  );
}
