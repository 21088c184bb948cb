/** Stages as those meet them who request through a policy, their approvers resolved by the access relation. */
import type { ApproverSet, Duty, Requestor, StageAnswer } from '../access/index.ts';
import { dutiesOfPackage, nameOf, requestorsNamed, wayThrough } from '../access/index.ts';
import { groupBy } from '../model/group-by.ts';
import type { AttributePath } from '../model/path.ts';
import type { Governed, GovernedPolicy, Stage } from './governed.ts';

/** One stage for one class of requestors. */
export interface StageFor {
  /** Whom the policy is for, in words: `people of "Fabrikam"`; empty where it is one class only. */
  readonly requestors: string;
  readonly stage: Stage;
  readonly answer: StageAnswer;
}

type View = Pick<Governed, 'access' | 'people'>;

/** The stages of a policy for each class of people that it is for; of classes without sponsors, one stands for all. */
export function stagesFor({ access }: View, policy: GovernedPolicy): readonly (readonly StageFor[])[] {
  const view = access.policies.get(policy.address);
  if (view === undefined || policy.stages.length === 0) return [];
  return classesOf(access, policy).map(([requestors, requestor]) => {
    const { approval, extensionApproval } = wayThrough(access, view, requestor).terms;
    const answers = approval.length > 0 ? approval : extensionApproval;
    return policy.stages.flatMap((stage, index) => {
      const answer = answers[index];
      return answer === undefined ? [] : [{ requestors, stage, answer }];
    });
  });
}

function classesOf(
  access: Governed['access'],
  policy: GovernedPolicy,
): readonly (readonly [string, Requestor])[] {
  if (policy.external) {
    if (!policy.stages.some(namesSponsors)) return [['', { type: 'anyExternalUser' }]];
    const partners = policy.organizations.map(
      ({ name, address }) => [`people of ${name}`, { type: 'connectedOrganization', address }] as const,
    );
    return policy.scope === 'allExternalUsers'
      ? [...partners, ['people of no organization', { type: 'anyExternalUser' }]]
      : partners;
  }
  const view = access.policies.get(policy.address);
  const all = view === undefined ? [] : requestorsNamed(access, view);
  // Requestors do not count as their own approvers, which another rule is about.
  const classes = all.filter(({ type }) => type !== 'person');
  return [['', classes[0] ?? { type: 'members' }]];
}

function namesSponsors({ primary, fallback, escalation }: Stage): boolean {
  return [...primary, ...fallback, ...escalation].some(({ sort }) => sort.endsWith('Sponsors'));
}

/** True when all people of a list are known; what was not read is noted. */
export function isRead({ access, people }: View, { subjects, unknown }: ApproverSet): boolean {
  for (const { type, id, label } of subjects)
    if (type === 'principal' && !isKnown(access, id)) people.unread.add(label);
  return unknown.length === 0;
}

function isKnown({ directory: { users, groups } }: Governed['access'], id: string): boolean {
  return users.has(id) || groups.get(id)?.members !== undefined;
}

/** Ids of the people whom a principal stands for: the user, or the members of the group as far as they are known. */
export function peopleIn({ access, people }: View, id: string): readonly string[] {
  const group = access.directory.groups.get(id);
  if (group === undefined) return [id];
  if (group.members === undefined) people.unread.add(`members of ${group.label}`);
  return group.members ?? [];
}

/** A principal or sort of people in one role of a policy, with the place that names it. */
export interface NamedDuty {
  readonly actor: Duty['actor'];
  readonly path: AttributePath;
}

/** Who approves, reviews or requests for others through one policy, each place once. */
export function dutiesOf(
  { access }: View,
  policy: GovernedPolicy,
  wanted: Duty['capability'],
): readonly NamedDuty[] {
  const found = dutiesOfPackage(access, policy.package?.address ?? '').filter(
    ({ capability, at }) => capability === wanted && at.address === policy.address,
  );
  const lists = groupBy(found, ({ role, at }) => JSON.stringify([role, at.path]));
  const placed = [...lists.values()].flatMap((list) =>
    list.map(({ actor, at }, index) => ({
      actor,
      // Self-review is a member of its own, not one of a list.
      path: [...policy.path, ...at.path, ...(actor.type === 'holder' ? [] : [index])],
    })),
  );
  return [...new Map(placed.map((duty) => [JSON.stringify(duty.path), duty])).values()];
}

/** What to call a guest among the people whom a duty names; undefined when there is none. */
export function guestOf(view: View, { actor: { type, id, label } }: NamedDuty): string | undefined {
  if (id === undefined || (type !== 'user' && type !== 'group')) return undefined;
  const { directory } = view.access;
  const guest = peopleIn(view, id).find((each) => directory.users.get(each)?.userType === 'Guest');
  if (guest === undefined) return undefined;
  const name = nameOf(directory, guest);
  return type === 'group' ? `${name} of the ${label}` : name;
}
