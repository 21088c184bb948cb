import { compareNames } from '../../model/natural-order.ts';

/** One principal, or sort of people, that a list of approvers or reviewers names. */
export interface Subject {
  /** `principal`: a user, or the members of a group. Others are known only by who requests. */
  readonly type: string;
  /** Id of the principal; of managers the level; empty where the type says it all. */
  readonly id: string;
  /** What people call it. No comparison looks at it. */
  readonly label: string;
}

export const PRINCIPAL = 'principal';
/** Not one of Graph's: people who decide about their own access. */
export const SELF = 'self';

/** The same for the same subject, whatever it is called. */
export function subjectKey({ type, id }: Subject): string {
  return `${type} ${id}`;
}

/** The key of a user or group by id. */
export function principalKey(id: string): string {
  return subjectKey({ type: PRINCIPAL, id, label: '' });
}

/** Each once, by label. */
export function distinctSubjects(subjects: readonly Subject[]): readonly Subject[] {
  if (subjects.length < 2) return subjects;
  const found = new Map(subjects.map((subject) => [subjectKey(subject), subject]));
  return [...found.values()].sort((a, b) => compareNames(a.label, b.label));
}
