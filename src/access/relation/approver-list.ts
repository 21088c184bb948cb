/** People of one list of approvers or reviewers, as they are named: users, groups, managers, and who is left out. */
import { isOutsideDirectory } from '../facts/requestor.ts';
import type { Requestor } from '../facts/requestor.ts';
import type { DirectoryFacts, Person } from '../facts/facts.ts';
import type { AccessModel } from '../facts/model.ts';
import { GONE, nameOf } from '../facts/names.ts';
import type { Subject } from '../facts/subject.ts';
import { distinctSubjects, PRINCIPAL } from '../facts/subject.ts';
import { passageOf } from './kept-out.ts';

/** People of one list of approvers or reviewers. */
export interface ApproverSet {
  /** Who is meant, as values: what comparisons look at. By label. */
  readonly subjects: readonly Subject[];
  /** Principals that are named and do not count now, for any requestor. By label. */
  readonly absent: readonly Subject[];
  /** Those of these that are groups: who joins them counts. By label. */
  readonly awaiting: readonly Subject[];
  /** People of whom it is not known whether they can sign in, and so whether they count. By label. */
  readonly unsure: readonly Subject[];
  /** As a reviewer names them: people, `members of GROUP`, or who is yet to be known (`the requestor's manager`). */
  readonly labels: readonly string[];
  /** Ids of the users meant, sorted: enabled as far as known; of approvers the requestor is left out. */
  readonly people: readonly string[];
  /** What is not known, a sentence each; when there is none, `people` is complete. */
  readonly unknown: readonly string[];
  /** Who was named and does not count, with the reason. */
  readonly leftOut: readonly string[];
}

/** A list that names no one. */
export const EMPTY: ApproverSet = {
  ...{ subjects: [], absent: [], awaiting: [], unsure: [] },
  ...{ labels: [], people: [], unknown: [], leftOut: [] },
};

/** What people of a list are named for; `approve for themselves`: where it is asked who would decide what is requested for them. */
export type Deciding = 'approve' | 'approve for themselves' | 'review';

/** Who requests on behalf of others: a user by id, or the manager of this level, where it is not known who that is. */
export type Asking = string | number;

/** Id of the manager of this level, null where there is none, undefined where it is not known. */
export function managerOf(
  { users }: DirectoryFacts,
  requestor: Person,
  level: number,
): string | null | undefined {
  let person: Person | undefined = requestor;
  let id: string | null | undefined;
  for (let step = 0; step < level; step += 1) {
    if (person === undefined) return undefined;
    id = person.manager;
    // Who is in no directory has no manager.
    if (id === undefined) return person.id === undefined ? null : undefined;
    if (id === null) return null;
    person = users.get(id);
  }
  return id;
}

const DISABLED = 'is disabled';
const IDLE_GROUP = 'none of them can sign in';

const isDisabled = ({ accountEnabled }: Person): boolean => accountEnabled === false;

/** Why someone who is named, or the members of a group, can decide nothing today; undefined where they can, or it is not known. */
export function whyIdle(model: AccessModel, id: string): string | undefined {
  const { users, groups, departed } = model.directory;
  if (departed?.has(id) === true) return `is ${GONE}`;
  const members = groups.get(id)?.members ?? [];
  // Who joins a group that is empty can decide at once.
  if (members.length > 0)
    return members.every((member) => whyIdle(model, member) !== undefined) ? IDLE_GROUP : undefined;
  const person = users.get(id);
  if (person === undefined) return undefined;
  return isDisabled(person) ? DISABLED : passageOf(model, person).fault;
}

/** Whether it is not known of someone who is named if they can sign in, and so decide anything. */
export function isUnsure(model: AccessModel, id: string): boolean {
  const person = model.directory.users.get(id);
  return person !== undefined && !isDisabled(person) && passageOf(model, person).passes === 'unknown';
}

/** One list, resolved name by name for one requestor. */
export class ApproverList {
  private readonly subjects: Subject[] = [];
  private readonly absent: Subject[] = [];
  private readonly awaiting: Subject[] = [];
  private readonly unsure: Subject[] = [];
  private readonly people = new Set<string>();
  private readonly unknown: string[] = [];
  private readonly leftOut: string[] = [];
  private readonly model: AccessModel;
  private readonly requestor: Requestor;
  private readonly deciding: Deciding;
  private readonly asking: Asking | undefined;

  /** `asking`: who requests on behalf of the requestor. */
  constructor(model: AccessModel, requestor: Requestor, deciding: Deciding, asking?: Asking) {
    this.model = model;
    this.requestor = requestor;
    this.deciding = deciding;
    this.asking = asking;
  }

  set(): ApproverSet {
    const subjects = distinctSubjects(this.subjects);
    return {
      subjects,
      absent: distinctSubjects(this.absent),
      awaiting: distinctSubjects(this.awaiting),
      unsure: distinctSubjects(this.unsure),
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
      this.leave(`${label} has no member who can ${this.deciding}`);
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
    const person = this.model.directory.users.get(id);
    const passage = person === undefined ? undefined : passageOf(this.model, person);
    const fault = this.faultOf(id, person) ?? passage?.fault;
    if (fault !== undefined) {
      this.leave(`${nameOf(this.model.directory, id)} ${fault}`);
      return false;
    }
    if (passage?.passes === 'unknown') {
      const label = nameOf(this.model.directory, id);
      this.unsure.push({ type: PRINCIPAL, id, label });
      note(this.unknown, `whether ${label} can sign in`);
    }
    this.people.add(id);
    return true;
  }

  /** Neither who requests approves nor who it is for; who holds something reviews it too. */
  private isRequestor(id: string): boolean {
    if (this.deciding === 'review') return false;
    if (this.asking === id) return true;
    const { requestor, deciding } = this;
    return deciding === 'approve' && requestor.type === 'person' && requestor.person.id === id;
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
    const { requestor, model } = this;
    const id = requestor.type === 'person' ? managerOf(model.directory, requestor.person, level) : undefined;
    if (id === null) this.leave(`${what}: there is none`);
    else if (id !== undefined) this.user(id);
    else if (this.asking === level) this.leave(`${what} is the requestor`);
    else this.open({ type: 'manager', id: String(level), label: what });
  }
}

/** What is shown is short and made very often, which sets would be slow at. */
function note(list: string[], item: string): void {
  if (!list.includes(item)) list.push(item);
}
