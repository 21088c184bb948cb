/** Of a group that comes to decide about access, or no longer does: the members for whom it is not so. */
import type { AccessModel } from '../facts/model.ts';
import type { RequestorName } from '../facts/requestor-name.ts';
import { requestorName, userOf } from '../facts/requestor.ts';
import type { Order } from '../relation/order.ts';
import { partNames } from '../words/except.ts';

/** What a member can decide on both sides, by whatever names them. */
interface MemberDuties {
  readonly had: boolean;
  readonly has: boolean;
  readonly order: Order;
}

/** Of groups with more members those alone are looked at whom a list names: a group in common costs more to find. */
const MOST = 50;

/**
 * Those who keep it by name or by another group, or had it so before. What else differs for them is told where they are
 * named; of who is not, the group that gives more to them tells it. `named`: ids of all who have a list name them.
 */
export function membersExcepted(
  model: AccessModel,
  { id = '' }: RequestorName,
  { list, named }: { readonly list: 'gained' | 'lost'; readonly named: ReadonlySet<string> },
  dutiesOf: (member: RequestorName) => MemberDuties,
): readonly RequestorName[] {
  // Where nobody else is named, nobody has it by anything else.
  if (named.size < 2) return [];
  const { groups } = model.directory;
  const { members = [], memberGroups = [] } = groups.get(id) ?? {};
  const isMeant = (each: string) => members.length <= MOST || named.has(each);
  const isExcepted = (member: RequestorName) => {
    const { had, has, order } = dutiesOf(member);
    if (!had || !has) return false;
    const isNamed = named.has(member.id ?? '');
    return isNamed || order === 'equal' || order === (list === 'lost' ? 'looser' : 'tighter');
  };
  const within = memberGroups
    .filter((each) => each !== id && isMeant(each))
    .map((each) => ({ type: 'group', id: each }) as const)
    .filter((each) => isExcepted(requestorName(model, each)));
  const told = new Set(within.flatMap((each) => groups.get(each.id)?.members ?? []));
  const people = members
    .filter((each) => !told.has(each) && isMeant(each))
    .map((each) => ({ type: 'person', person: userOf(model.directory, each) }) as const)
    .filter((each) => isExcepted(requestorName(model, each)));
  return partNames(model, { type: 'group', id }, [...within, ...people]);
}
