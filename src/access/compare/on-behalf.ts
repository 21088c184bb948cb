/** What requests on behalf of others ask for: who makes them approves none of them, nor does who they are for. */
import { firstOf } from '../../model/counted.ts';
import { groupBy } from '../../model/group-by.ts';
import { compareNames } from '../../model/natural-order.ts';
import type { AccessModel } from '../facts/model.ts';
import type { PolicyView } from '../facts/policy-view.ts';
import { objectAt } from '../facts/policy-view.ts';
import type { Requestor } from '../facts/requestor.ts';
import { requestorName, userOf } from '../facts/requestor.ts';
import type { Asking } from '../relation/approver-list.ts';
import { askingFor } from '../relation/asking.ts';
import { isAdmissible } from '../relation/beneficiaries.ts';
import type { StageAnswer } from '../relation/approvers.ts';
import { resolveOwnStages, resolveStages } from '../relation/approvers.ts';
import type { Duty } from '../relation/duties.ts';
import { ADDING_FOR_OTHERS } from '../relation/duties.ts';
import { requestorKey, requestorsNamed } from '../relation/overview.ts';
import { isDeadEnd } from '../relation/stage-order.ts';
import { approvalText } from '../words/phrases.ts';

/** Approval of what is requested for others. */
interface ForOthers {
  /** Of whom it is, by label, and as what of they are meant. */
  readonly of: string;
  readonly whole: string;
  readonly key: string;
  readonly approval: readonly StageAnswer[];
}

/** Of the duties of one actor. Of a group, one request is told that can come to something, if any member makes one. */
function approvalsFor(model: AccessModel, duties: readonly Duty[]): readonly ForOthers[] {
  return duties.flatMap(({ role, actor, at }) => {
    const policy = model.policies.get(at.address);
    if (role !== ADDING_FOR_OTHERS || policy === undefined) return [];
    return requestorsNamed(model, policy).flatMap((whole) =>
      peopleOf(model, whole).flatMap((requestor): ForOthers[] => {
        const asking = askingFor(model.directory, actor, requestor);
        if (asking.length === 0 || !isAdmissible(model, policy, requestor)) return [];
        return [
          {
            of: requestorName(model, requestor).label,
            whole: requestorName(model, whole).label,
            key: requestorKey(requestor),
            approval: isApproved(policy) ? approvalOf(model, policy, { whole, requestor }, asking) : [],
          },
        ];
      }),
    );
  });
}

/** Larger groups are asked about as a whole: each member means a resolution of all stages. */
const MOST_APART = 50;

/** Who their managers are, and what they decide themselves, differs from one to the other. */
function peopleOf({ directory }: AccessModel, requestor: Requestor): readonly Requestor[] {
  const members = requestor.type === 'group' ? (directory.groups.get(requestor.id)?.members ?? []) : [];
  return members.length === 0 || members.length > MOST_APART
    ? [requestor]
    : members.map((id) => ({ type: 'person', person: userOf(directory, id) }));
}

/** One that can come to something, if one of those who request makes one. */
function approvalOf(
  model: AccessModel,
  policy: PolicyView,
  { whole, requestor }: { readonly whole: Requestor; readonly requestor: Requestor },
  asking: readonly Asking[],
): readonly StageAnswer[] {
  // As of any class, what its members decide of their own is told as such, and not as in vain.
  const resolve = whole === requestor ? resolveStages : resolveOwnStages;
  // What nobody can decide for any requestor need not be asked for each of them.
  const ofAnyone = resolve(model, policy, requestor);
  if (isDeadEnd(ofAnyone)) return ofAnyone;
  let approval = ofAnyone;
  for (const each of asking) {
    approval = resolve(model, policy, requestor, each);
    if (!isDeadEnd(approval)) return approval;
  }
  return approval;
}

function isApproved({ attributes }: PolicyView): boolean {
  return objectAt(attributes, 'requestApprovalSettings')['isApprovalRequiredForAdd'] === true;
}

/** So many people are named, the others are counted. */
const MOST = 10;

/** Who approves their requests, a line for all or one for each who differ; of a group it is another for each who requests. */
export function approvalLinesFor(model: AccessModel, duties: readonly Duty[]): readonly string[] {
  const all = approvalsFor(
    model,
    duties.filter(({ actor }) => actor.type !== 'group'),
  ).map((each) => ({ ...each, text: approvalText(each) }));
  const alikeIn = groupBy(all, ({ whole }) => whole);
  const isWhole = (whole: string) => new Set(alikeIn.get(whole)?.map(({ text }) => text)).size === 1;
  const byText = groupBy(all, ({ text }) => text);
  return [...byText].map(([text, alike]) => {
    const named = alike.map(({ of, whole }) => (isWhole(whole) ? whole : of));
    const names = [...new Set(named)].sort(compareNames);
    return `approval${byText.size > 1 ? ` for ${firstOf(names, MOST)}` : ''}: ${text}`;
  });
}

/** Whether each of their requests is denied in the end. */
export function isInVainFor(model: AccessModel, duties: readonly Duty[]): boolean {
  const all = approvalsFor(model, duties);
  return all.length > 0 && all.every(({ approval }) => isDeadEnd(approval));
}

/** Keys of those of whom a request can come to something. */
export function notInVain(model: AccessModel, duties: readonly Duty[]): readonly string[] {
  return approvalsFor(model, duties).flatMap(({ key, approval }) => (isDeadEnd(approval) ? [] : [key]));
}
