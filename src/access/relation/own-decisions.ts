/** Whether a person decides alone about their own access: as reviewer of it, or about what is requested on their behalf. */
import type { ResourceAddress } from '../../model/address.ts';
import type { AttributePath } from '../../model/path.ts';
import { objectsOf } from '../../model/value.ts';
import type { Tri } from '../facts/facts.ts';
import { everyOf } from '../facts/facts.ts';
import type { AccessModel } from '../facts/model.ts';
import { nameOf, packageName } from '../facts/names.ts';
import type { PolicyView } from '../facts/policy-view.ts';
import { objectAt } from '../facts/policy-view.ts';
import type { Requestor } from '../facts/requestor.ts';
import { organizationsOf, userOf } from '../facts/requestor.ts';
import { PRINCIPAL, SELF } from '../facts/subject.ts';
import type { Reason } from './answer.ts';
import { briefAnswer, wayThrough } from './answering.ts';
import type { ApproverSet, Asking } from './approver-list.ts';
import { whyIdle } from './approver-list.ts';
import type { StageAnswer } from './approvers.ts';
import { listsOf, resolveOwnStages, resolveReviewers, resolveStages } from './approvers.ts';
import { askingFor } from './asking.ts';
import { decidersOfStage } from './deciders.ts';
import { ADDING_FOR_OTHERS, onBehalfDuties } from './duties.ts';
import { assignability, automaticAdmission } from './eligibility.ts';
import { groupsGranted } from '../facts/granted-groups.ts';
import { packagesGiving } from './packages-giving.ts';
import { canHoldBeside, having } from './having.ts';
import { distinct } from './overview.ts';
import { isDeadEnd } from './stage-order.ts';

/** Whose own decisions are looked for. */
export interface AskedOf {
  readonly model: AccessModel;
  readonly isMeant: (sort: Requestor) => Tri;
  /** The sorts of people that a package tells apart. */
  readonly sorts: (address: ResourceAddress) => readonly Requestor[];
}

/** Nobody approves what they request themselves, so that the service sees to. */
export function* ownDecisionsBy(asked: AskedOf, policy: PolicyView): Generator<OwnDecision> {
  if (policy.ended !== undefined || !asked.model.packages.has(policy.package)) return;
  yield* reviewsOwn(asked, policy);
  yield* approvesForSelf(asked, policy);
}

/** A person who decides, as far as that is known. */
export interface OwnDecision {
  readonly sort: Requestor;
  /** More of a group of whom it is certain too. */
  readonly others?: readonly Requestor[];
  readonly is: Tri;
  readonly unknown: readonly string[];
  readonly capability: 'review' | 'approve';
  /** `reviews their own access to`. */
  readonly does: string;
  /** Everyone who holds it reviews themselves: there is one for each sort of them. */
  readonly everyone?: true;
  /** Package by which they come into the group that decides; absent where they are in it, or are named. */
  readonly by?: ResourceAddress;
  readonly path: AttributePath;
}

function* reviewsOwn(asked: AskedOf, policy: PolicyView): Generator<OwnDecision> {
  const { model, isMeant } = asked;
  const inside: Requestor = { type: 'directoryUsers' };
  const { review } = wayThrough(model, policy, inside).terms;
  if (review === undefined) return;
  const told = { capability: 'review', does: 'reviews their own access to' } as const;
  if (review.subjects.some(({ type }) => type === SELF)) {
    const path = ['reviewSettings', 'isSelfReview'];
    for (const sort of asked.sorts(policy.package)) {
      const is = everyOf(isMeant(sort), holdsThrough(model, policy, sort));
      if (is !== 'no') yield { ...told, sort, is, path, unknown: [], everyone: true };
    }
    return;
  }
  for (const { id, path, is } of reviewingPrincipals(model, policy, inside)) {
    const own = ownOf(asked, policy, id, is);
    if (own !== undefined) yield { ...told, ...own, path };
    if (own?.is !== 'yes') yield* reviewsOwnBy(asked, policy, id, { ...told, path, decides: is });
  }
}

/** Users and groups who review what holders of a sort hold. */
function* reviewingPrincipals(
  model: AccessModel,
  policy: PolicyView,
  holders: Requestor,
): Generator<{ readonly id: string; readonly path: AttributePath; readonly is: Tri }> {
  const found = resolveReviewers(model, policy, holders);
  if (found === undefined) return;
  const { primary, fallback, from, otherwise } = found;
  // The fallback reviews where the others resolve to nobody: those who depend on the holder can.
  const dependent = primary.subjects.some(({ type }) => type !== PRINCIPAL);
  const isFallback = from === 'fallback' ? 'yes' : otherwise !== undefined && dependent ? 'unknown' : 'no';
  const lists = [
    { list: primary, path: ['reviewSettings', 'primaryReviewers'], is: 'yes' },
    { list: fallback, path: ['reviewSettings', 'fallbackReviewers'], is: isFallback },
  ] as const;
  for (const { list, path, is } of lists)
    for (const { type, id } of [...list.subjects, ...list.awaiting])
      if (type === PRINCIPAL) yield { id, path, is };
}

/** Of those whom another package makes members of a reviewing group, one who can hold both. */
function* reviewsOwnBy(
  asked: AskedOf,
  policy: PolicyView,
  group: string,
  { decides, ...told }: Pick<OwnDecision, 'capability' | 'does' | 'path'> & { readonly decides: Tri },
): Generator<OwnDecision> {
  const { model, isMeant } = asked;
  for (const by of packagesGiving(model).get(group) ?? []) {
    if (by === policy.package) continue;
    const sorts = distinct([...asked.sorts(by), ...asked.sorts(policy.package)]);
    const judged = sorts.map((sort) => {
      const held = having(sort, { groups: new Set(groupsGranted(model, by)), holds: new Set([by]) });
      const both = canHoldBeside(model, sort, policy.package, [by]);
      const through = policy.automatic ? 'yes' : assignability(model, policy, held);
      return { sort, is: everyOf(decides, isMeant(sort), both, through) };
    });
    const best = judged.find(({ is }) => is === 'yes') ?? judged.find(({ is }) => is === 'unknown');
    if (best === undefined) continue;
    const unknown = best.is === 'yes' ? [] : [`whether they can hold ${packageName(model, by)} beside it`];
    yield { ...told, ...best, unknown, by };
  }
}

/** A person of a user or group who can hold what the policy gives. */
function ownOf(
  { model, isMeant }: AskedOf,
  policy: PolicyView,
  id: string,
  decides: Tri,
): Pick<OwnDecision, 'sort' | 'others' | 'is' | 'unknown'> | undefined {
  const { users, groups } = model.directory;
  const group = groups.get(id);
  const meant = (sort: Requestor): Tri => everyOf(decides, isMeant(sort), holdsThrough(model, policy, sort));
  if (group !== undefined && group.members === undefined) {
    const sort: Requestor = { type: 'group', id };
    if (policy.groups.includes(id)) return found(sort, meant(sort), []);
    // Some of a group whose members are not known can be among those who hold it.
    const open = [sort, { type: 'anyExternalUser', guests: true, inGroup: id } as const].some(
      (each) => meant(each) !== 'no' || policy.groups.length + policy.users.length > 0,
    );
    const text = `who the members of ${nameOf(model.directory, id)} are`;
    return open && decides !== 'no' ? found(sort, 'unknown', [text]) : undefined;
  }
  const people = (group?.members ?? [id]).map((each) => userOf(model.directory, each));
  const judged = people.map((person) => {
    const sort: Requestor = { type: 'person', person };
    return { sort, is: meant(sort) };
  });
  const best = judged.find(({ is }) => is === 'yes') ?? judged.find(({ is }) => is === 'unknown');
  if (best === undefined) return undefined;
  const others = judged.filter((each) => each !== best && each.is === 'yes').map(({ sort }) => sort);
  return { ...best, others, unknown: users.has(id) || group ? [] : [`who ${id} is`] };
}

function found(
  sort: Requestor,
  is: Tri,
  unknown: readonly string[],
): Pick<OwnDecision, 'sort' | 'is' | 'unknown'> | undefined {
  return is === 'no' ? undefined : { sort, is, unknown };
}

/** Whether people can hold what a policy gives: by rule, or because it has them in its scope. */
function holdsThrough(model: AccessModel, policy: PolicyView, sort: Requestor): Tri {
  if (policy.automatic) return automaticAdmission(policy, sort).admits;
  const { reason } = briefAnswer(model, sort, policy.package);
  // What they hold today they can give up, and hold this.
  const isKeptOut =
    reason === 'incompatible'
      ? canHoldBeside(model, sort, policy.package, []) === 'no'
      : KEPT_OUT.has(reason);
  return isKeptOut || isClosedTo(model, policy, sort) ? 'no' : assignability(model, policy, sort);
}

/** Some stage of it nobody can decide for them, which stops what an administrator assigns as well; who has it keeps it. */
function isClosedTo(model: AccessModel, policy: PolicyView, sort: Requestor): boolean {
  const id = sort.type === 'person' ? sort.person.id : undefined;
  if (id !== undefined && model.directory.holders?.get(policy.package)?.has(id) === true) return false;
  // What others request for them they may approve themselves.
  return !takesOnBehalf(policy) && isDeadEnd(wayThrough(model, policy, sort).terms.approval);
}

const KEPT_OUT: ReadonlySet<Reason> = new Set<Reason>([
  ...(['accountDisabled', 'catalogNotVisible'] as const),
  ...(['crossTenantAccessBlocked', 'invitationsNotAllowed', 'domainNotInvited'] as const),
]);

function takesOnBehalf(policy: PolicyView): boolean {
  const settings = objectAt(policy.attributes, 'requestorSettings');
  return (
    !policy.automatic &&
    settings['enableOnBehalfRequestorsToAddAccess'] === true &&
    objectsOf(settings['onBehalfRequestors']).length > 0
  );
}

function* approvesForSelf(asked: AskedOf, policy: PolicyView): Generator<OwnDecision> {
  const { model, isMeant } = asked;
  const settings = objectAt(policy.attributes, 'requestorSettings');
  const approval = objectAt(policy.attributes, 'requestApprovalSettings');
  if (!takesOnBehalf(policy) || approval['isApprovalRequiredForAdd'] !== true) return;
  const told = {
    capability: 'approve',
    does: 'approves alone what others request on their behalf:',
    path: ['requestorSettings', 'onBehalfRequestors'],
  } as const;
  yield* decidesForAsking(asked, policy, told);
  const requestors = objectsOf(settings['onBehalfRequestors']).map(({ userId }) => userId);
  for (const beneficiaries of [{ type: 'members' } as const, ...organizationsIn(model, policy)]) {
    const stages = resolveStages(model, policy, beneficiaries).map(decidersOfStage);
    if (stages.length === 0) continue;
    const everywhere = [...(stages[0]?.people ?? [])].filter((id) =>
      stages.every(({ people, unknown }) => people.has(id) || unknown.length > 0),
    );
    for (const id of everywhere) {
      const person = userOf(model.directory, id);
      const sort: Requestor = { type: 'person', person };
      // Who requests for others cannot do so for themselves.
      if (requestors.every((each) => each === id) || !isOfSort(model, sort, beneficiaries)) continue;
      const sure: Tri = stages.every(({ people }) => people.has(id)) ? 'yes' : 'unknown';
      const is = everyOf(sure, isMeant(sort), holdsThrough(model, policy, sort));
      const unknown = stages.flatMap((stage) => (stage.people.has(id) ? [] : stage.unknown));
      if (is !== 'no') yield { ...told, sort, is, unknown };
    }
    const groups = resolveStages(model, policy, beneficiaries).map(({ approvers }) =>
      approvers.subjects.filter(
        ({ type, id }) => type === PRINCIPAL && model.directory.groups.get(id)?.members === undefined,
      ),
    );
    const [first = []] = groups;
    for (const { id } of first.filter(({ id }) => model.directory.groups.has(id))) {
      if (!groups.every((each, index) => each.length > 0 || (stages[index]?.people.size ?? 0) > 0)) continue;
      const own = ownOf(asked, policy, id, 'unknown');
      if (own !== undefined) {
        const unknown = [`who the members of ${nameOf(model.directory, id)} are`];
        yield { ...told, ...own, unknown };
      }
    }
  }
}

/**
 * Who requests approves none of it, so that it is left to others: those named who then decide every stage of what is
 * requested for them, where it is certain.
 */
function* decidesForAsking(
  { model, isMeant }: AskedOf,
  policy: PolicyView,
  told: Pick<OwnDecision, 'capability' | 'does' | 'path'>,
): Generator<OwnDecision> {
  const actors = onBehalfDuties(model, policy).flatMap(({ role, actor }) =>
    role === ADDING_FOR_OTHERS ? [actor] : [],
  );
  const [first, ...others] = resolveStages(model, policy, { type: 'members' }).map(fallbacksOf);
  if (first === undefined) return;
  const everywhere = [...first.all].filter((id) => others.every(({ all }) => all.has(id)));
  const isFallback = (id: string) => [first, ...others].some(({ fallback }) => fallback.has(id));
  for (const id of everywhere.filter(isFallback)) {
    const sort: Requestor = { type: 'person', person: userOf(model.directory, id) };
    const decidesOf = (asking: Asking) =>
      typeof asking === 'string' &&
      whyIdle(model, asking) === undefined &&
      resolveOwnStages(model, policy, sort, asking).every((stage) => decidersOfStage(stage).people.has(id));
    const decides = actors.some((actor) => askingFor(model.directory, actor, sort).some(decidesOf));
    const is = decides ? everyOf(isMeant(sort), holdsThrough(model, policy, sort)) : 'no';
    if (is !== 'no') yield { ...told, sort, is, unknown: [] };
  }
}

/** Users who can come to decide a stage, and those of them who do so only where others do not. */
function fallbacksOf(stage: StageAnswer): Record<'all' | 'fallback', ReadonlySet<string>> {
  const { fallback, escalation } = stage;
  const ids = (lists: readonly ApproverSet[]) => new Set(lists.flatMap(({ people }) => people));
  return {
    all: ids(listsOf(stage)),
    fallback: ids([fallback, ...(escalation === undefined ? [] : [escalation.fallback])]),
  };
}

type Organization = Extract<Requestor, { type: 'connectedOrganization' }>;

/** Guests of the organizations that a policy has in its scope. */
function organizationsIn({ organizations }: AccessModel, policy: PolicyView): readonly Organization[] {
  const named = policy.organizations.length > 0 ? policy.organizations : [...organizations.keys()];
  return named.map((address) => ({ type: 'connectedOrganization', address, guests: true }));
}

/** Approvers are resolved for each sort of beneficiaries, so each is asked about with their own. */
function isOfSort(model: AccessModel, sort: Requestor, of: Requestor): boolean {
  const { certain, possible } = organizationsOf(model, sort);
  const all = [...certain, ...possible];
  return of.type === 'connectedOrganization'
    ? all.some(({ address }) => address === of.address)
    : all.length === 0;
}
