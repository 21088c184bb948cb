/**
 * People who approve each other's requests, nobody else needed: whom a policy lists, and lists again as the approvers of
 * each stage. Each approves the others' requests, their own never. Of whole classes approvers are a few among many: that is
 * as usual as it is worth knowing.
 */
import type { DirectoryFacts } from '../facts/facts.ts';
import { isWithin, withOuterGroups } from '../facts/facts.ts';
import type { AccessModel } from '../facts/model.ts';
import type { PolicyView } from '../facts/policy-view.ts';
import { objectAt } from '../facts/policy-view.ts';
import type { Requestor } from '../facts/requestor.ts';
import { userOf } from '../facts/requestor.ts';
import { PRINCIPAL } from '../facts/subject.ts';
import type { StageAnswer } from './approvers.ts';
import { resolveStages } from './approvers.ts';
import { decidersOfStage } from './deciders.ts';
import { briefAnswer } from './answering.ts';

export interface ApprovesEachOther {
  readonly sort: Requestor;
  /** Ids of the groups and users, listed as approvers, through which they decide. */
  readonly through: ReadonlySet<string>;
}

/** The groups and users of the policy's scope who do. */
export function approversOfEachOther(model: AccessModel, policy: PolicyView): readonly ApprovesEachOther[] {
  if (policy.ended !== undefined || !policy.acceptsRequests) return [];
  if (objectAt(policy.attributes, 'requestApprovalSettings')['isApprovalRequiredForAdd'] !== true) return [];
  const { directory } = model;
  const groups = groupsAdmitted(model, policy).flatMap((id): ApprovesEachOther[] => {
    const sort: Requestor = { type: 'group', id };
    const through = decidingTogether(model, policy, sort, (stage) => deciders(directory, stage, id));
    return through === undefined ? [] : [{ sort, through }];
  });
  const people = new Set(policy.users);
  const users = policy.users.flatMap((id): ApprovesEachOther[] => {
    const sort: Requestor = { type: 'person', person: userOf(directory, id) };
    // The requestor is left out of the approvers, and approves for the others.
    const through = decidingTogether(model, policy, sort, (stage) =>
      named(stage).filter((each) => people.has(each) && each !== id),
    );
    return through === undefined ? [] : [{ sort, through }];
  });
  const approving = new Set(users.flatMap(({ through }) => [...through]));
  return [
    ...groups,
    ...users.flatMap(({ sort, through }) => {
      const id = sort.type === 'person' ? sort.person.id : undefined;
      return id !== undefined && approving.has(id) ? [{ sort, through: new Set([...through, id]) }] : [];
    }),
  ];
}

/**
 * Whether people who are, or are members of, all of `ids` can decide each stage of a policy among themselves: where one is
 * for others to decide, none of them gets anything that these do not consent to.
 */
export function decideEveryStage(
  model: AccessModel,
  policy: PolicyView,
  requestor: Requestor,
  ids: readonly string[],
): boolean {
  const stages = resolveStages(model, policy, requestor);
  const isTheirs = (stage: StageAnswer) => ids.some((id) => deciders(model.directory, stage, id).length > 0);
  return (
    stages.length > 0 &&
    stages.every(
      (stage) =>
        isTheirs(stage) ||
        (stage.otherwise !== undefined && isTheirs({ ...stage, approvers: stage.otherwise })),
    )
  );
}

/** Whether at least two approvers are of a class that a policy admits, who can each decide every stage for the other. */
export function approveWithinClass(model: AccessModel, policy: PolicyView, sort: Requestor): boolean {
  const isOfClass = CLASSES[sort.type];
  if (isOfClass === undefined || !policy.acceptsRequests) return false;
  if (objectAt(policy.attributes, 'requestApprovalSettings')['isApprovalRequiredForAdd'] !== true)
    return false;
  const stages = resolveStages(model, policy, sort).map((stage) => new Set(decidersOfStage(stage).people));
  const [first, ...others] = stages;
  const everywhere = [...(first ?? [])].filter((id) => others.every((people) => people.has(id)));
  return everywhere.filter((id) => isOfClass(model.directory.users.get(id)?.userType)).length > 1;
}

/** Classes of people of the directory, and whether users of a type are of them. */
const CLASSES: Readonly<Partial<Record<Requestor['type'], (userType: string | undefined) => boolean>>> = {
  members: (userType) => userType === 'Member',
  directoryUsers: (userType) => userType !== undefined,
};

/** Groups of the policy's scope, and those within them that approve: their members can request it too. */
function groupsAdmitted(model: AccessModel, policy: PolicyView): readonly string[] {
  const { directory } = model;
  const anyone: Requestor = { type: 'directoryUsers' };
  const within = resolveStages(model, policy, anyone)
    .flatMap(named)
    .filter((id) => policy.groups.some((outer) => isWithin(directory, id, outer)));
  return [...new Set([...policy.groups, ...within])];
}

/** Through whom they decide all stages; undefined where some stage is for others to decide, or they cannot request. */
function decidingTogether(
  model: AccessModel,
  policy: PolicyView,
  sort: Requestor,
  decidersIn: (stage: StageAnswer) => readonly string[],
): ReadonlySet<string> | undefined {
  const stages = resolveStages(model, policy, sort).map(decidersIn);
  if (stages.length === 0 || stages.some((found) => found.length === 0)) return undefined;
  const { verdict, ways } = briefAnswer(model, sort, policy.package);
  const isOpen = verdict === 'yes' && ways.some((way) => way.policy.address === policy.address);
  return isOpen ? new Set(stages.flat()) : undefined;
}

/** The groups and users listed in a stage that hold all of a group: itself, one that it is in, or its members one by one. */
function deciders(directory: DirectoryFacts, stage: StageAnswer, group: string): readonly string[] {
  const ids = named(stage);
  const around = withOuterGroups(directory, [group]);
  const outer = ids.filter((id) => around.has(id));
  if (outer.length > 0) return outer;
  const members = directory.groups.get(group)?.members ?? [];
  const membersOf = (id: string) => directory.groups.get(id)?.members ?? [id];
  const people = new Set(ids.flatMap(membersOf));
  if (members.length < 2 || !members.every((each) => people.has(each))) return [];
  return ids.filter((id) => membersOf(id).some((each) => members.includes(each)));
}

function named({ primary, approvers, escalation }: StageAnswer): readonly string[] {
  const [deciding, first] = [
    [approvers, ...(escalation === undefined ? [] : [escalation.approvers])],
    [primary, ...(escalation === undefined ? [] : [escalation.primary])],
  ];
  // Of a group that is empty today those decide who join it.
  const subjects = [
    ...deciding.flatMap((list) => [...list.subjects, ...list.awaiting]),
    ...first.flatMap(({ awaiting }) => awaiting),
  ];
  return [...new Set(subjects.flatMap(({ type, id }) => (type === PRINCIPAL ? [id] : [])))];
}
