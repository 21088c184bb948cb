/** Approval stages resolved to people, for one requestor: sponsors of that organization, fallbacks, escalation. */
import type { JsonObject, JsonValue } from '../model/value.ts';
import { asString, objectsOf } from '../model/value.ts';
import type { Asker } from './asker.ts';
import { isExternalClass, organizationsOf } from './asker.ts';
import type { Person } from './facts.ts';
import type { AccessModel, OrganizationView } from './model.ts';
import { nameOf } from './model.ts';
import type { PolicyView } from './policy-view.ts';
import { objectAt } from './policy-view.ts';

/** People of one list of approvers. */
export interface ApproverSet {
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
  /** Who decides: the primary approvers, or the fallback when there is nobody among these. */
  readonly approvers: ApproverSet;
  /** `nobody`: the stage can only end in denial. */
  readonly from: 'primary' | 'fallback' | 'nobody';
  /** Who decides instead when the primary approvers, not all known, turn out to be nobody. */
  readonly otherwise?: ApproverSet;
  readonly escalation?: { readonly after: string; readonly approvers: ApproverSet };
  /** ISO 8601, from the start of the stage. */
  readonly automaticDenialAfter: string;
}

/** Every stage of a policy for one requestor; whether approval is required is not asked here. */
export function resolveStages(model: AccessModel, policy: PolicyView, asker: Asker): readonly StageAnswer[] {
  const stages = objectsOf(objectAt(policy.attributes, 'requestApprovalSettings')['stages']);
  if (stages.length === 0) return [];
  const resolver = new Resolver(model, policy, asker);
  return stages.map((stage, index) => stageAnswer(stage, index, resolver));
}

function stageAnswer(stage: JsonObject, index: number, resolver: Resolver): StageAnswer {
  const primary = resolver.resolve(stage['primaryApprovers']);
  const common = { index, automaticDenialAfter: asString(stage['durationBeforeAutomaticDenial']) ?? 'P14D' };
  const chosen = choose(primary, () => resolver.resolve(stage['fallbackPrimaryApprovers']));
  const escalation = escalationOf(stage, resolver);
  return { ...common, ...chosen, ...(escalation !== undefined && { escalation }) };
}

function choose(
  primary: ApproverSet,
  resolveFallback: () => ApproverSet,
): Pick<StageAnswer, 'approvers' | 'from' | 'otherwise'> {
  if (primary.people.length > 0) return { approvers: primary, from: 'primary' };
  const fallback = resolveFallback();
  if (primary.unknown.length > 0)
    return { approvers: primary, from: 'primary', ...(!isNobody(fallback) && { otherwise: fallback }) };
  const leftOut = [...primary.leftOut, ...fallback.leftOut];
  return { approvers: { ...fallback, leftOut }, from: isNobody(fallback) ? 'nobody' : 'fallback' };
}

function isNobody({ people, unknown }: ApproverSet): boolean {
  return people.length === 0 && unknown.length === 0;
}

function escalationOf(stage: JsonObject, resolver: Resolver): StageAnswer['escalation'] {
  if (stage['isEscalationEnabled'] !== true) return undefined;
  const first = resolver.resolve(stage['escalationApprovers']);
  const approvers = isNobody(first) ? resolver.resolve(stage['fallbackEscalationApprovers']) : first;
  return { after: asString(stage['durationBeforeEscalation']) ?? 'PT0S', approvers };
}

/** Who decides in a stage, as one phrase. */
export function stageText({ approvers, from, otherwise, escalation }: StageAnswer): string {
  if (from === 'nobody') return 'nobody can approve, so the request is denied';
  const who = approverText(approvers);
  const main = from === 'fallback' ? `${who} (fallback)` : who;
  const instead = otherwise === undefined ? '' : `, or if there is nobody: ${approverText(otherwise)}`;
  const later =
    escalation === undefined ? '' : `, after ${escalation.after} also ${approverText(escalation.approvers)}`;
  return main + instead + later;
}

function approverText({ labels }: ApproverSet): string {
  return labels.length === 0 ? 'nobody' : labels.join(', ');
}

/** Resolves lists of subject sets for one requestor. */
class Resolver {
  private readonly organizations: readonly OrganizationView[];
  private readonly unsure: boolean;
  private readonly model: AccessModel;
  private readonly asker: Asker;

  constructor(model: AccessModel, policy: PolicyView, asker: Asker) {
    this.model = model;
    this.asker = asker;
    const { certain, possible } = organizationsOf(model, asker);
    const meant = (found: readonly OrganizationView[]) =>
      policy.organizations.length === 0
        ? found
        : found.filter(({ address }) => policy.organizations.includes(address));
    this.organizations = meant(certain);
    this.unsure = this.organizations.length === 0 && meant(possible).length > 0;
  }

  resolve(subjects: JsonValue | undefined): ApproverSet {
    const list = new ApproverList(this.model, this.asker);
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
        list.leave(`${String(subject['@odata.type'])}: means nobody for a person who asks`);
    }
  }

  private sponsors(list: ApproverList, kind: 'internalSponsors' | 'externalSponsors'): void {
    const side = kind === 'internalSponsors' ? 'internal' : 'external';
    const open = this.asker.type === 'configuredOrganizations' || this.unsure;
    if (open) list.open(`${side} sponsors of the requestor's organization`);
    for (const organization of this.organizations) {
      const sponsors = organization[kind];
      if (sponsors.length === 0) list.leave(`${organization.displayName} has no ${side} sponsor`);
      for (const id of sponsors) list.principal(id);
    }
    if (!open && this.organizations.length === 0)
      list.leave(`${side} sponsors: the requestor is of no connected organization`);
  }
}

class ApproverList {
  private readonly labels: string[] = [];
  private readonly people = new Set<string>();
  private readonly unknown: string[] = [];
  private readonly leftOut: string[] = [];
  private readonly model: AccessModel;
  private readonly asker: Asker;

  constructor(model: AccessModel, asker: Asker) {
    this.model = model;
    this.asker = asker;
  }

  set(): ApproverSet {
    return {
      labels: this.labels.sort(),
      people: [...this.people].sort(),
      unknown: this.unknown,
      leftOut: this.leftOut,
    };
  }

  leave(reason: string): void {
    note(this.leftOut, reason);
  }

  /** Somebody whom only the request will tell. */
  open(label: string): void {
    note(this.labels, label);
    note(this.unknown, `who the ${label} are`);
  }

  /** A user, or the members of a group. */
  principal(id: string): void {
    const { users, groups, complete } = this.model.directory;
    const group = groups.get(id);
    const label = nameOf(this.model.directory, id);
    if (this.model.directory.departed?.has(id) === true) this.leave(label);
    else if (group !== undefined) this.group(group.members, label);
    else if (users.has(id) || complete === true) this.user(id);
    else {
      note(this.labels, label);
      note(this.unknown, `who ${label} is`);
    }
  }

  private group(members: readonly string[] | undefined, label: string): void {
    if (members === undefined) note(this.unknown, `who the members of ${label} are`);
    const before = this.people.size;
    const counting = (members ?? []).filter((member) => this.user(member, false));
    if (members === undefined || counting.length > 0 || this.people.size > before)
      note(this.labels, `members of ${label}`);
    else this.leave(`${label} has no member who can decide`);
  }

  /** Takes a user in; false when they do not count. */
  private user(id: string, named = true): boolean {
    const { users } = this.model.directory;
    const person = users.get(id);
    const label = nameOf(this.model.directory, id);
    const fault = this.faultOf(id, person);
    if (fault !== undefined) {
      this.leave(`${label} ${fault}`);
      return false;
    }
    this.people.add(id);
    if (named) note(this.labels, label);
    return true;
  }

  private faultOf(id: string, person: Person | undefined): string | undefined {
    if (this.asker.type === 'person' && this.asker.person.id === id) return 'is who asks';
    if (person === undefined) return this.model.directory.complete === true ? 'does not exist' : undefined;
    return person.accountEnabled === false ? 'is disabled' : undefined;
  }

  /** The n-th manager of who asks. */
  manager(level: number): void {
    const what = level === 1 ? "the requestor's manager" : `the requestor's manager, level ${level}`;
    if (isExternalClass(this.asker)) {
      this.leave(`${what}: newcomers have none`);
      return;
    }
    if (this.asker.type !== 'person') {
      this.open(what);
      return;
    }
    let person: Person | undefined = this.asker.person;
    for (let step = 0; step < level; step += 1) {
      if (person?.manager === undefined && person?.id !== undefined) {
        this.open(what);
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
        this.open(what);
        return;
      }
    }
  }
}

/** What is shown is short and made very often, which sets would be slow at. */
function note(list: string[], item: string): void {
  if (!list.includes(item)) list.push(item);
}
