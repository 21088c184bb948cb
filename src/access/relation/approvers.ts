/** Approval stages and reviewers resolved to people, for one requestor: sponsors of that organization, fallbacks, escalation. */
import type { JsonObject, JsonValue } from '../../model/value.ts';
import { onceFor, onceForPair, onceForText } from '../../model/once.ts';
import { durationSeconds } from '../../model/duration.ts';
import { asString, isList, objectsOf } from '../../model/value.ts';
import type { Requestor } from '../facts/requestor.ts';
import { isOutsideDirectory, organizationsOf } from '../facts/requestor.ts';
import type { AccessModel, OrganizationView } from '../facts/model.ts';
import type { PolicyView } from '../facts/policy-view.ts';
import { objectAt } from '../facts/policy-view.ts';
import { SELF } from '../facts/subject.ts';
import type { ApproverSet, Asking, Deciding } from './approver-list.ts';
import { ApproverList, EMPTY } from './approver-list.ts';

export interface StageAnswer {
  /** Where the stage stands in the policy. */
  readonly index: number;
  readonly primary: ApproverSet;
  /** Who approves: the primary approvers, or the fallback when these resolve to no one. */
  readonly approvers: ApproverSet;
  /** `nobody`: only escalation, where there is one, brings people who can approve. */
  readonly from: 'primary' | 'fallback' | 'nobody';
  /** Who approves instead if the primary approvers, not all of them known, resolve to no one. */
  readonly otherwise?: ApproverSet;
  /** Who is named as fallback, needed or not. */
  readonly fallback: ApproverSet;
  readonly escalation?: {
    readonly after: string;
    readonly approvers: ApproverSet;
    readonly primary: ApproverSet;
    readonly fallback: ApproverSet;
  };
  /** Approvers have to say why. */
  readonly approverJustification: boolean;
  /** ISO 8601, from the start of the stage. */
  readonly automaticDenialAfter: string;
}

/** Every list of a stage. */
export function listsOf({ primary, fallback, escalation }: StageAnswer): readonly ApproverSet[] {
  return [primary, fallback, ...(escalation === undefined ? [] : [escalation.primary, escalation.fallback])];
}

/** Stages that were resolved, by what they depend on: policies of one pattern share them. */
const resolved = onceFor<AccessModel, (pattern: string) => Map<string, readonly StageAnswer[]>>(() =>
  onceForText(() => new Map()),
);

/**
 * Every stage of a policy for one requestor; whether approval is required is not asked here. `asking`: who requests
 * on their behalf.
 */
export function resolveStages(
  model: AccessModel,
  policy: PolicyView,
  requestor: Requestor,
  asking?: Asking,
): readonly StageAnswer[] {
  const pattern = patternOf(policy);
  if (pattern.stages.length === 0) return [];
  const resolver = new Resolver(model, policy, requestor, 'approve', asking);
  const resolve = () => pattern.stages.map((stage, index) => stageAnswer(stage, index, resolver));
  // People decide nothing of their own, so each of them has other stages.
  if (requestor.type === 'person' || asking !== undefined) return resolve();
  const known = resolved(model)(pattern.text);
  const key = dependence(pattern, resolver, requestor);
  const stages = known.get(key) ?? resolve();
  known.set(key, stages);
  return stages;
}

/** Stages of what is requested on behalf of a person, who is not left out of those who approve it. */
export function resolveOwnStages(
  model: AccessModel,
  policy: PolicyView,
  beneficiary: Requestor,
  asking?: Asking,
): readonly StageAnswer[] {
  const resolver = new Resolver(model, policy, beneficiary, 'approve for themselves', asking);
  return patternOf(policy).stages.map((stage, index) => stageAnswer(stage, index, resolver));
}

/** Who reviews what is held through a policy. */
export interface ReviewerAnswer extends Pick<StageAnswer, 'primary' | 'fallback' | 'from' | 'otherwise'> {
  /** Who reviews: the primary reviewers, or the fallback when these resolve to no one. */
  readonly reviewers: ApproverSet;
}

/** Reviewers that were resolved, by what they depend on. */
const reviewersKnown = onceForPair<AccessModel, PolicyView, Map<string, ReviewerAnswer>>(() => new Map());

/**
 * Reviewers of a policy for one holder, as approvers are resolved, but that a reviewer reviews also what they hold
 * themselves; undefined where nothing is reviewed.
 */
export function resolveReviewers(
  model: AccessModel,
  policy: PolicyView,
  holder: Requestor,
): ReviewerAnswer | undefined {
  const pattern = reviewPatternOf(policy);
  const { review } = pattern;
  if (review === undefined) return undefined;
  const resolver = new Resolver(model, policy, holder, 'review');
  const resolve = () => reviewerAnswer(review, resolver);
  // Each has a manager of their own.
  if (pattern.managers && holder.type === 'person') return resolve();
  const known = reviewersKnown(model, policy);
  const key = dependence(pattern, resolver, holder);
  const answer = known.get(key) ?? resolve();
  known.set(key, answer);
  return answer;
}

function reviewerAnswer(review: JsonObject, resolver: Resolver): ReviewerAnswer {
  const fallback = resolver.resolve(review['fallbackReviewers']);
  if (review['isSelfReview'] === true)
    return { primary: HOLDERS, fallback, reviewers: HOLDERS, from: 'primary' };
  const primary = resolver.resolve(review['primaryReviewers']);
  const { approvers: reviewers, ...chosen } = choose(primary, fallback);
  return { primary, fallback, reviewers, ...chosen };
}

const SPONSORS: readonly unknown[] = ['internalSponsors', 'externalSponsors'];
const MANAGERS: readonly unknown[] = ['requestorManager', 'targetManager'];

/** Whether lists name sponsors or managers, whose the requestor decides. */
interface Pattern {
  readonly sponsors: boolean;
  readonly managers: boolean;
  /** Of the managers. */
  readonly levels: readonly number[];
}

/** The stages as they are declared. */
const patternOf = onceFor((policy: PolicyView) => {
  const stages = objectsOf(objectAt(policy.attributes, 'requestApprovalSettings')['stages']);
  return { stages, text: JSON.stringify(stages), ...patternIn(stages) };
});

/** Whether sponsors decide a stage, so that it depends on the organization who that is. */
export function asksSponsors(policy: PolicyView): boolean {
  return patternOf(policy).sponsors;
}

/** Whether managers decide a stage, so that it depends on who requests who that is. */
export function asksManagers(policy: PolicyView): boolean {
  return patternOf(policy).managers;
}

/** Of which levels managers approve or review what is requested or held through a policy; none where they do neither. */
export function managerLevelsOf(policy: PolicyView): readonly number[] {
  return [...patternOf(policy).levels, ...reviewPatternOf(policy).levels];
}

/** The review as it is declared. */
const reviewPatternOf = onceFor(({ review }: PolicyView) => {
  return { review, ...patternIn(review === undefined ? [] : [review]) };
});

function patternIn(objects: readonly JsonObject[]): Pattern {
  const subjects = objects.flatMap((each) => Object.values(each).flatMap(objectsOf));
  const managers = subjects.filter((subject) => MANAGERS.includes(subject['@odata.type']));
  return {
    sponsors: subjects.some((subject) => SPONSORS.includes(subject['@odata.type'])),
    managers: managers.length > 0,
    levels: managers.map(({ managerLevel }) => Number(managerLevel ?? 1)),
  };
}

/** What of a requestor lists of a pattern depend on, as text: they resolve to the same where this is. */
function dependence({ sponsors, managers }: Pattern, resolver: Resolver, requestor: Requestor): string {
  return [
    ...(sponsors ? [resolver.sponsorsKey] : []),
    ...(managers ? [isOutsideDirectory(requestor)] : []),
  ].join('\n');
}

/** A stage whose approvers are chosen for each request, by what v1.0 does not tell. */
const DYNAMIC_STAGE = 'accessPackageDynamicApprovalStage';
const CHOSEN = { type: 'chosen', id: '', label: 'approvers who are chosen for each request' };

function stageAnswer(stage: JsonObject, index: number, resolver: Resolver): StageAnswer {
  const isDynamic = stage['@odata.type'] === DYNAMIC_STAGE;
  const primary = resolver.resolve(stage['primaryApprovers'], isDynamic);
  const fallback = resolver.resolve(stage['fallbackPrimaryApprovers']);
  const escalation = escalationOf(stage, resolver);
  return {
    index,
    primary,
    fallback,
    ...choose(primary, fallback),
    ...(escalation !== undefined && { escalation }),
    approverJustification: stage['isApproverJustificationRequired'] !== false,
    automaticDenialAfter: asString(stage['durationBeforeAutomaticDenial']) ?? 'P14D',
  };
}

function choose(
  primary: ApproverSet,
  fallback: ApproverSet,
): Pick<StageAnswer, 'approvers' | 'from' | 'otherwise'> {
  if (primary.people.length > 0) return { approvers: primary, from: 'primary' };
  if (primary.unknown.length > 0)
    return { approvers: primary, from: 'primary', ...(!isEmpty(fallback) && { otherwise: fallback }) };
  const leftOut = [...primary.leftOut, ...fallback.leftOut];
  return { approvers: { ...fallback, leftOut }, from: isEmpty(fallback) ? 'nobody' : 'fallback' };
}

function isEmpty({ people, unknown }: ApproverSet): boolean {
  return people.length === 0 && unknown.length === 0;
}

/** Whether a stage goes on to others in time: a request that is denied first asks nobody more. */
export function escalates(stage: JsonObject): boolean {
  const [escalated, denied] = ['durationBeforeEscalation', 'durationBeforeAutomaticDenial'].map((name) =>
    durationSeconds(asString(stage[name]) ?? ''),
  );
  const isLate = escalated !== undefined && denied !== undefined && escalated >= denied;
  return stage['isEscalationEnabled'] === true && !isLate;
}

function escalationOf(stage: JsonObject, resolver: Resolver): StageAnswer['escalation'] {
  if (!escalates(stage)) return undefined;
  const primary = resolver.resolve(stage['escalationApprovers']);
  const fallback = resolver.resolve(stage['fallbackEscalationApprovers']);
  const approvers = isEmpty(primary) ? fallback : primary;
  return { after: asString(stage['durationBeforeEscalation']) ?? 'PT0S', approvers, primary, fallback };
}

/** Holders who review their own access. */
const HOLDERS: ApproverSet = {
  ...EMPTY,
  subjects: [{ type: SELF, id: '', label: 'the holder' }],
  labels: ['the holder'],
};

/** Resolves lists of subject sets for one requestor. */
class Resolver {
  private readonly organizations: readonly OrganizationView[];
  private readonly unsure: boolean;
  private readonly model: AccessModel;
  private readonly requestor: Requestor;
  private readonly deciding: Deciding;
  private readonly asking: Asking | undefined;

  constructor(
    model: AccessModel,
    policy: PolicyView,
    requestor: Requestor,
    deciding: Deciding,
    asking?: Asking,
  ) {
    this.model = model;
    this.requestor = requestor;
    this.deciding = deciding;
    this.asking = asking;
    const { certain, possible } = organizationsOf(model, requestor);
    const meant = (found: readonly OrganizationView[]) =>
      policy.organizations.length === 0
        ? found
        : found.filter(({ address }) => policy.organizations.includes(address));
    this.organizations = meant(certain);
    this.unsure = this.organizations.length === 0 && meant(possible).length > 0;
  }

  /** Whose sponsors are meant, as text: what they resolve to is the same where this is. */
  get sponsorsKey(): string {
    const addresses = this.organizations.map(({ address }) => address);
    return [this.isOpen, ...addresses].join(' ');
  }

  /** Whether the organization is one that only the request determines. */
  private get isOpen(): boolean {
    return this.requestor.type === 'configuredOrganizations' || this.unsure;
  }

  /** `isChosen`: others than those of the list decide as well, or instead of them. */
  resolve(subjects: JsonValue | undefined, isChosen = false): ApproverSet {
    if (isList(subjects) && subjects.length === 0 && !isChosen) return EMPTY;
    const list = new ApproverList(this.model, this.requestor, this.deciding, this.asking);
    if (isChosen) list.open(CHOSEN);
    for (const subject of objectsOf(subjects)) this.add(list, subject);
    return list.set();
  }

  private add(list: ApproverList, subject: JsonObject): void {
    switch (subject['@odata.type']) {
      case 'singleUser':
        list.principal(asString(subject['userId']) ?? '');
        break;
      case 'groupMembers':
        list.principal(asString(subject['groupId']) ?? '');
        break;
      case 'internalSponsors':
      case 'externalSponsors':
        this.sponsors(list, subject['@odata.type']);
        break;
      case 'requestorManager':
      case 'targetManager':
        list.manager(Number(subject['managerLevel'] ?? 1));
        break;
      default:
        list.nobody(String(subject['@odata.type']), asString(subject['servicePrincipalId']) ?? '');
    }
  }

  private sponsors(list: ApproverList, kind: 'internalSponsors' | 'externalSponsors'): void {
    const side = kind === 'internalSponsors' ? 'internal' : 'external';
    if (this.isOpen)
      list.open({ type: kind, id: '', label: `${side} sponsors of the requestor's organization` });
    for (const organization of this.organizations) {
      const sponsors = organization[kind];
      if (organization.state === 'unread') {
        const label = `${side} sponsors of ${organization.displayName}, which was not read`;
        list.open({ type: kind, id: organization.address, label });
      } else if (sponsors.length === 0) list.leave(`${organization.displayName} has no ${side} sponsor`);
      for (const id of sponsors) list.principal(id);
    }
    if (!this.isOpen && this.organizations.length === 0)
      list.leave(`${side} sponsors: the requestor is of no connected organization`);
  }
}
