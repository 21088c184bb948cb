/** Terms before and after whose words are to be read side by side: one label for two things gets their ids. */
import type { ApproverSet } from '../relation/approver-list.ts';
import type { StageAnswer } from '../relation/approvers.ts';
import { listsOf } from '../relation/approvers.ts';
import type { GrantView } from '../facts/model.ts';
import { originOf } from '../facts/model.ts';
import type { Subject } from '../facts/subject.ts';
import { subjectKey } from '../facts/subject.ts';
import type { Terms } from '../relation/terms.ts';

/** The same terms; where something of one is called like another thing of either, its id is said. */
export function tellApart(before: Terms, after: Terms): readonly [before: Terms, after: Terms] {
  const things = new Map<string, string>();
  const shared = new Set<string>();
  for (const { key, label } of [...thingsOf(before), ...thingsOf(after)]) {
    const known = things.get(label);
    if (known !== undefined && known !== key) shared.add(label);
    things.set(label, key);
  }
  return shared.size === 0 ? [before, after] : [withIds(before, shared), withIds(after, shared)];
}

function* thingsOf({ approval, extensionApproval, review, grants }: Terms) {
  const stages = extensionApproval.length === 0 || approval.length > 0 ? approval : extensionApproval;
  const lists = [
    ...stages.flatMap(listsOf),
    ...(review === undefined ? [] : [review.primary, review.fallback]),
  ];
  const subjects = lists.flatMap((list) => [...list.subjects, ...list.absent, ...list.unsure]);
  for (const subject of subjects) yield { key: subjectKey(subject), label: subject.label };
  for (const { resourceId, resource } of grants) yield { key: resourceId, label: resource };
}

function withIds(terms: Terms, shared: ReadonlySet<string>): Terms {
  const subject = (each: Subject): Subject =>
    shared.has(each.label) && each.id !== '' ? { ...each, label: `${each.label} (${each.id})` } : each;
  const list = (set: ApproverSet): ApproverSet => ({
    ...set,
    subjects: set.subjects.map(subject),
    absent: set.absent.map(subject),
    unsure: set.unsure.map(subject),
  });
  const stage = ({ otherwise, escalation, ...each }: StageAnswer): StageAnswer => ({
    ...each,
    approvers: list(each.approvers),
    primary: list(each.primary),
    fallback: list(each.fallback),
    ...(otherwise !== undefined && { otherwise: list(otherwise) }),
    ...(escalation !== undefined && {
      escalation: {
        after: escalation.after,
        approvers: list(escalation.approvers),
        primary: list(escalation.primary),
        fallback: list(escalation.fallback),
      },
    }),
  });
  const grant = (each: GrantView): GrantView =>
    shared.has(each.resource)
      ? { ...each, resource: `${each.resource} (${originOf(each.resourceId)})` }
      : each;
  const { review } = terms;
  return {
    ...terms,
    approval: terms.approval.map(stage),
    extensionApproval: terms.extensionApproval.map(stage),
    review: review && {
      ...review,
      primary: list(review.primary),
      fallback: list(review.fallback),
      subjects: review.subjects.map(subject),
      instead: review.instead.map(subject),
    },
    grants: terms.grants.map(grant),
  };
}
