/** Of a group that comes to a package, or loses it: its members who had it before all the same, or keep it. */
import type { ResourceAddress } from '../../model/address.ts';
import type { AccessModel } from '../facts/model.ts';
import type { Requestor } from '../facts/requestor.ts';
import { isWithin } from '../facts/facts.ts';
import { isPartOf } from '../facts/part-of.ts';
import { userOf } from '../facts/requestor.ts';
import type { Compared } from './compared.ts';
import { answersTo, certainty, compareAnswers, directionOf } from './compared.ts';
import type { Revision } from './touched.ts';

/** Members of more than so many are not asked one by one. */
const MOST = 50;

export interface MembersKeeping {
  readonly members: readonly Requestor[];
  /** All who are in the group, and who comes to be in it is not for a rule to say. */
  readonly areAll: boolean;
}

const NOBODY: MembersKeeping = { members: [], areAll: false };

/** By another group or by name. `asked`: ids of people who are told by themselves. */
export function membersKeeping(
  change: Compared,
  revision: Revision,
  asked: ReadonlySet<string>,
): MembersKeeping {
  const { requestor, list } = change;
  if (requestor.type !== 'group' || list === 'changed') return NOBODY;
  const { members = [], membershipRule } = revision[change.namedIn].directory.groups.get(requestor.id) ?? {};
  if (members.length === 0 || members.length > MOST) return NOBODY;
  const address = change.after.answer.package.address;
  const listed = listedIn(revision[list === 'lost' ? 'after' : 'before'], address);
  const keeping = members
    .filter((id) => listed.has(id))
    .map((id): Requestor => ({ type: 'person', person: userOf(revision.after.directory, id) }))
    .filter((person) => isAsGood(change, revision, person, asked));
  // Those of an inner group are told as such; of what is lost, parts that keep it are told anyway.
  const inner = list === 'gained' ? innerGroups(revision, requestor.id, address) : [];
  const within = inner.filter((group) => isAsGood(change, revision, group, asked));
  const isWithinThem = (person: Requestor) => within.some((group) => isPartOf(revision.after, person, group));
  return {
    members: [...within, ...keeping.filter((person) => !isWithinThem(person))],
    areAll: keeping.length === members.length && membershipRule === undefined,
  };
}

/** Ids of the people whom the policies of a package list, by name or by a group. */
function listedIn({ policiesOf, directory }: AccessModel, address: ResourceAddress): ReadonlySet<string> {
  return new Set(
    (policiesOf.get(address) ?? []).flatMap(({ users, groups }) => [
      ...users,
      ...groups.flatMap((group) => directory.groups.get(group)?.members ?? []),
    ]),
  );
}

/** Groups within another that policies of a package listed before. */
function innerGroups({ before, after }: Revision, outer: string, address: ResourceAddress): Requestor[] {
  const listed = new Set((before.policiesOf.get(address) ?? []).flatMap(({ groups }) => groups));
  return [...listed]
    .filter((id) => id !== outer && isWithin(after.directory, id, outer))
    .map((id) => ({ type: 'group', id }));
}

/** What else differs for people is told of themselves, or with the group by which they get more, or of which they lose it. */
function isAsGood(
  { asked, list, after }: Compared,
  revision: Revision,
  person: Requestor,
  alone: ReadonlySet<string>,
): boolean {
  const sides = { past: person, present: person, split: false };
  const answers = compareAnswers(revision, sides, after.answer.package.address);
  const own = answersTo(asked, answers.asked);
  if (own === undefined || [own.before, own.after].some(({ answer }) => certainty(answer) !== 'yes'))
    return false;
  if (person.type === 'person' && alone.has(person.person.id ?? '')) return true;
  return answers.differing.every((each) =>
    [list === 'lost' ? 'looser' : 'tighter', 'equal'].includes(directionOf(each.list, each.differences)),
  );
}
