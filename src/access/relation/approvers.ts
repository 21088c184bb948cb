/** Approval stages resolved to people, for one requestor: sponsors of that organization, fallbacks, escalation. */
import type { JsonObject, JsonValue } from '../../model/value.ts';
import { onceFor, onceForText } from '../../model/once.ts';
import { asString, isList, objectsOf } from '../../model/value.ts';
import type { Requestor } from '../facts/requestor.ts';
import { isOutsideDirectory, organizationsOf } from '../facts/requestor.ts';
import type { DirectoryFacts, Person } from '../facts/facts.ts';
import type { AccessModel, OrganizationView } from '../facts/model.ts';
import { GONE, nameOf } from '../facts/names.ts';
import type { PolicyView } from '../facts/policy-view.ts';
import { objectAt, reviewOf } from '../facts/policy-view.ts';
import type { Subject } from '../facts/subject.ts';
import { distinctSubjects, PRINCIPAL } from '../facts/subject.ts';

/** People of one list of approvers. */
export interface ApproverSet {
  /** Who is meant, as values: what comparisons look at. By label. */
  readonly subjects: readonly Subject[];
  /** Principals that are named and do not count now, for any requestor. By label. */
  readonly absent: readonly Subject[];
  /** Those of these that are groups: who joins them counts. By label. */
  readonly awaiting: readonly Subject[];
  /** As a reviewer names them: people, `members of GROUP`, or who is yet to be known (`the requestor's manager`). */
  readonly labels: readonly string[];
  /** Ids of the users meant, sorted: enabled as far as known, the requestor left out. */
  readonly people: readonly string[];
  /** What is not known, a sentence each; when there is none, `people` is complete. */
  readonly unknown: readonly string[];
  /** Who was named and does not count, with the reason. */
  readonly leftOut: readonly string[];
}

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

/** Stages that were resolved, by what they depend on: policies of one pattern share them. */
const resolved = onceFor<AccessModel, (pattern: string) => Map<string, readonly StageAnswer[]>>(() =>
  onceForText(() => new Map()),
);

/** Every stage of a policy for one requestor; whether approval is required is not asked here. */
export function resolveStages(
  model: AccessModel,
  policy: PolicyView,
  requestor: Requestor,
): readonly StageAnswer[] {
  const pattern = patternOf(policy);
  if (pattern.stages.length === 0) return [];
  const resolver = new Resolver(model, policy, requestor);
  const resolve = () => pattern.stages.map((stage, index) => stageAnswer(stage, index, resolver));
  // People decide nothing of their own, so each of them has other stages.
  if (requestor.type === 'person') return resolve();
  const known = resolved(model)(pattern.text);
  const key = [
    ...(pattern.sponsors ? [resolver.sponsorsKey] : []),
    ...(pattern.managers ? [isOutsideDirectory(requestor)] : []),
  ].join('\n');
  const stages = known.get(key) ?? resolve();
  known.set(key, stages);
  return stages;
}

/** Primary and fallback reviewers of a policy, for one holder, as approvers are resolved; undefined where nothing is reviewed. */
export function resolveReviewers(
  model: AccessModel,
  policy: PolicyView,
  holder: Requestor,
): { readonly primary: ApproverSet; readonly fallback: ApproverSet } | undefined {
  const review = reviewOf(policy.attributes);
  if (review === undefined) return undefined;
  const resolver = new Resolver(model, policy, holder);
  return {
    primary: resolver.resolve(review['primaryReviewers']),
    fallback: resolver.resolve(review['fallbackReviewers']),
  };
}

const SPONSORS: readonly unknown[] = ['internalSponsors', 'externalSponsors'];
const MANAGERS: readonly unknown[] = ['requestorManager', 'targetManager'];

/** The stages as they are declared, and whether they name sponsors or managers, whose the requestor decides. */
const patternOf = onceFor((policy: PolicyView) => {
  const stages = objectsOf(objectAt(policy.attributes, 'requestApprovalSettings')['stages']);
  const types = stages
    .flatMap((stage) => Object.values(stage).flatMap(objectsOf))
    .map((subject) => subject['@odata.type']);
  return {
    stages,
    text: JSON.stringify(stages),
    sponsors: types.some((type) => SPONSORS.includes(type)),
    managers: types.some((type) => MANAGERS.includes(type)),
  };
});

function stageAnswer(stage: JsonObject, index: number, resolver: Resolver): StageAnswer {
  const primary = resolver.resolve(stage['primaryApprovers']);
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

function escalationOf(stage: JsonObject, resolver: Resolver): StageAnswer['escalation'] {
  if (stage['isEscalationEnabled'] !== true) return undefined;
  const primary = resolver.resolve(stage['escalationApprovers']);
  const fallback = resolver.resolve(stage['fallbackEscalationApprovers']);
  const approvers = isEmpty(primary) ? fallback : primary;
  return { after: asString(stage['durationBeforeEscalation']) ?? 'PT0S', approvers, primary, fallback };
}

const EMPTY: ApproverSet = {
  ...{ subjects: [], absent: [], awaiting: [] },
  ...{ labels: [], people: [], unknown: [], leftOut: [] },
};

/** Resolves lists of subject sets for one requestor. */
class Resolver {
  private readonly organizations: readonly OrganizationView[];
  private readonly unsure: boolean;
  private readonly model: AccessModel;
  private readonly requestor: Requestor;

  constructor(model: AccessModel, policy: PolicyView, requestor: Requestor) {
    this.model = model;
    this.requestor = requestor;
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

  resolve(subjects: JsonValue | undefined): ApproverSet {
    if (isList(subjects) && subjects.length === 0) return EMPTY;
    const list = new ApproverList(this.model, this.requestor);
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
      if (sponsors.length === 0) list.leave(`${organization.displayName} has no ${side} sponsor`);
      for (const id of sponsors) list.principal(id);
    }
    if (!this.isOpen && this.organizations.length === 0)
      list.leave(`${side} sponsors: the requestor is of no connected organization`);
  }
}

const DISABLED = 'is disabled';

const isDisabled = ({ accountEnabled }: Person): boolean => accountEnabled === false;

/** Why someone who is named can decide nothing today; undefined where they can, or it is not known. */
export function whyIdle({ users, departed }: DirectoryFacts, id: string): string | undefined {
  if (departed?.has(id) === true) return `is ${GONE}`;
  const person = users.get(id);
  return person !== undefined && isDisabled(person) ? DISABLED : undefined;
}

class ApproverList {
  private readonly subjects: Subject[] = [];
  private readonly absent: Subject[] = [];
  private readonly awaiting: Subject[] = [];
  private readonly people = new Set<string>();
  private readonly unknown: string[] = [];
  private readonly leftOut: string[] = [];
  private readonly model: AccessModel;
  private readonly requestor: Requestor;

  constructor(model: AccessModel, requestor: Requestor) {
    this.model = model;
    this.requestor = requestor;
  }

  set(): ApproverSet {
    const subjects = distinctSubjects(this.subjects);
    return {
      subjects,
      absent: distinctSubjects(this.absent),
      awaiting: distinctSubjects(this.awaiting),
      labels: subjects.map(({ label }) => label),
      people: [...this.people].sort(),
      unknown: this.unknown,
      leftOut: this.leftOut,
    };
  }

  leave(reason: string): void {
    note(this.leftOut, reason);
  }

  /** A type of subject that resolves to no one for a person who requests. */
  nobody(type: string, id: string): void {
    this.absent.push({ type, id, label: id === '' ? type : nameOf(this.model.directory, id) });
    this.leave(`${type}: does not resolve to a person for this requestor`);
  }

  /** A principal that only the request determines. */
  open(subject: Subject): void {
    this.subjects.push(subject);
    note(
      this.unknown,
      subject.type === 'manager' ? `who ${subject.label} is` : `who the ${subject.label} are`,
    );
  }

  /** A user, or the members of a group. */
  principal(id: string): void {
    const { users, groups, complete, departed } = this.model.directory;
    const group = groups.get(id);
    const label = nameOf(this.model.directory, id);
    if (departed?.has(id) === true) {
      this.absent.push({ type: PRINCIPAL, id, label });
      this.leave(label);
    } else if (group !== undefined) this.group(id, group.members, label);
    else if (users.has(id) || complete === true) this.user(id);
    else {
      this.subjects.push({ type: PRINCIPAL, id, label });
      note(this.unknown, `who ${label} is`);
    }
  }

  private group(id: string, members: readonly string[] | undefined, label: string): void {
    const subject = { type: PRINCIPAL, id, label: `members of ${label}` };
    if (members === undefined) note(this.unknown, `who the members of ${label} are`);
    const counting = (members ?? []).filter((member) => this.member(member));
    if (members === undefined || counting.length > 0) this.subjects.push(subject);
    else {
      this.absent.push(subject);
      this.awaiting.push(subject);
      this.leave(`${label} has no member who can approve`);
    }
  }

  /** Takes a user in, where they count. */
  private user(id: string): void {
    const subject = { type: PRINCIPAL, id, label: nameOf(this.model.directory, id) };
    if (this.member(id)) this.subjects.push(subject);
    else if (!this.isRequestor(id)) this.absent.push(subject);
  }

  /** Takes one of the people in; false when they do not count. */
  private member(id: string): boolean {
    const fault = this.faultOf(id, this.model.directory.users.get(id));
    if (fault !== undefined) {
      this.leave(`${nameOf(this.model.directory, id)} ${fault}`);
      return false;
    }
    this.people.add(id);
    return true;
  }

  private isRequestor(id: string): boolean {
    return this.requestor.type === 'person' && this.requestor.person.id === id;
  }

  private faultOf(id: string, person: Person | undefined): string | undefined {
    if (this.isRequestor(id)) return 'is the requestor';
    if (person === undefined) return this.model.directory.complete === true ? 'does not exist' : undefined;
    return isDisabled(person) ? DISABLED : undefined;
  }

  /** The n-th manager of the requestor. */
  manager(level: number): void {
    const what = level === 1 ? "the requestor's manager" : `the requestor's manager, level ${level}`;
    if (isOutsideDirectory(this.requestor)) {
      this.leave(`${what}: people who are not in the directory have no manager`);
      return;
    }
    const manager = { type: 'manager', id: String(level), label: what };
    if (this.requestor.type !== 'person') {
      this.open(manager);
      return;
    }
    let person: Person | undefined = this.requestor.person;
    for (let step = 0; step < level; step += 1) {
      if (person?.manager === undefined && person?.id !== undefined) {
        this.open(manager);
        return;
      }
      const id: string | null | undefined = person?.manager;
      if (id === undefined || id === null) {
        this.leave(`${what}: there is none`);
        return;
      }
      person = this.model.directory.users.get(id);
      if (step === level - 1) this.user(id);
      else if (person === undefined) {
        this.open(manager);
        return;
      }
    }
  }
}

/** What is shown is short and made very often, which sets would be slow at. */
function note(list: string[], item: string): void {
  if (!list.includes(item)) list.push(item);
}
