/** What requests on behalf of others ask for: who makes them approves none of them, nor does who they are for. */
import { groupBy } from '../../model/group-by.ts';
import { compareNames } from '../../model/natural-order.ts';
import type { AccessModel } from '../facts/model.ts';
import type { PolicyView } from '../facts/policy-view.ts';
import { objectAt } from '../facts/policy-view.ts';
import { requestorName } from '../facts/requestor.ts';
import type { StageAnswer } from '../relation/approvers.ts';
import { resolveStages } from '../relation/approvers.ts';
import type { Duty } from '../relation/duties.ts';
import { ADDING_FOR_OTHERS } from '../relation/duties.ts';
import { requestorsNamed } from '../relation/overview.ts';
import { isDeadEnd } from '../relation/stage-order.ts';
import { approvalText } from '../words/phrases.ts';

/** Approval of what one person requests for others. */
interface ForOthers {
  /** Of whom it is, by label. */
  readonly of: string;
  readonly approval: readonly StageAnswer[];
}

/** Of the duties of one user; nothing for groups, whose members are left out each for themselves. */
function approvalsFor(model: AccessModel, duties: readonly Duty[]): readonly ForOthers[] {
  return duties.flatMap(({ role, actor, at }) => {
    const policy = model.policies.get(at.address);
    if (role !== ADDING_FOR_OTHERS || actor.type !== 'user' || policy === undefined) return [];
    const others = requestorsNamed(model, policy).filter(
      (each) => each.type !== 'person' || each.person.id !== actor.id,
    );
    return others.map((requestor) => ({
      of: requestorName(model, requestor).label,
      approval: isApproved(policy) ? resolveStages(model, policy, requestor, actor.id) : [],
    }));
  });
}

function isApproved({ attributes }: PolicyView): boolean {
  return objectAt(attributes, 'requestApprovalSettings')['isApprovalRequiredForAdd'] === true;
}

/** Who approves their requests, a line for all or one for each who differ. */
export function approvalLinesFor(model: AccessModel, duties: readonly Duty[]): readonly string[] {
  const all = approvalsFor(model, duties);
  const byText = groupBy(all, ({ approval }) => approvalText({ approval }));
  return [...byText].map(([text, alike]) => {
    const names = [...new Set(alike.map(({ of }) => of))].sort(compareNames);
    return `approval${byText.size > 1 ? ` for ${names.join(', ')}` : ''}: ${text}`;
  });
}

/** Whether each of their requests is denied in the end. */
export function isInVainFor(model: AccessModel, duties: readonly Duty[]): boolean {
  const all = approvalsFor(model, duties);
  return all.length > 0 && all.every(({ approval }) => isDeadEnd(approval));
}
