/** Whom sponsors are for each organization of a class: what is said of all of them names no one. */
import type { ResourceAddress } from '../../model/address.ts';
import { compareNames } from '../../model/natural-order.ts';
import type { AccessModel } from '../facts/model.ts';
import type { Requestor } from '../facts/requestor.ts';
import { requestorName } from '../facts/requestor.ts';
import { listsOf } from '../relation/approvers.ts';
import { briefAnswer } from '../relation/answering.ts';
import type { Way } from '../relation/answer.ts';
import { assignmentAnswer } from '../relation/assignment.ts';
import type { ApproverSet } from '../relation/approver-list.ts';
import type { StageAnswer } from '../relation/approvers.ts';
import type { Terms } from '../relation/terms.ts';
import { subjectKey } from '../facts/subject.ts';
import type { JsonValue } from '../../model/value.ts';
import { tellApart } from '../words/told-apart.ts';
import { approvalText } from '../words/phrases.ts';
import type { Compared } from './compared.ts';

/** So many organizations are named, the others are counted. */
const MOST = 10;

/** Who approves for each configured organization whose people are let in as people of their class, where it differs. */
export function sponsorLines(
  { asked, list, past, present, before, after }: Compared,
  models: { readonly before: AccessModel; readonly after: AccessModel },
  address: ResourceAddress,
): readonly string[] {
  if (list === 'lost' || present.type !== 'configuredOrganizations') return [];
  const ways = [...before.ways, ...after.ways].map(({ way }) => way);
  const open = new Set(ways.filter(asksSponsors).map(({ policy }) => policy.address));
  if (open.size === 0) return [];
  const answer = asked === 'assign' ? assignmentAnswer : briefAnswer;
  const approvalOf = (model: AccessModel, as: Requestor, organization: ResourceAddress) => {
    const guests = as.type === 'configuredOrganizations' && as.guests === true;
    const people: Requestor = { type: 'connectedOrganization', address: organization, guests };
    const found = answer(model, people, address).ways.filter(({ policy }) => open.has(policy.address));
    return { key: JSON.stringify(found.map(({ terms }) => terms.approval.map(decidedBy))), found };
  };
  const lines = [...models.after.organizations.values()]
    .filter(({ state }) => state === 'configured')
    .flatMap(({ address: organization }) => {
      const is = approvalOf(models.after, present, organization);
      const was = list === 'gained' ? undefined : approvalOf(models.before, past, organization);
      if (is.found.length === 0 || is.key === was?.key) return [];
      const people: Requestor = { type: 'connectedOrganization', address: organization };
      const { label } = requestorName(models.after, people);
      const [earlier, now] = apart(was?.found ?? [], is.found);
      return [`approval for ${label}: ${earlier === '' ? '' : `${earlier} -> `}${now}`];
    })
    .sort(compareNames);
  const rest = lines.length - MOST;
  return [...lines.slice(0, MOST), ...(rest > 0 ? [`approval for ${rest} more organizations`] : [])];
}

/** Who decides a stage, by id, and when: who would if others were gone is said of the class. */
function decidedBy({ approvers, from, otherwise, escalation }: StageAnswer): JsonValue {
  const keys = (list?: ApproverSet) => list?.subjects.map(subjectKey).sort() ?? null;
  const later = escalation === undefined ? null : [escalation.after, keys(escalation.approvers)];
  return [from, keys(approvers), keys(otherwise), later];
}

/** In words; where two are called the same, with what tells them apart. */
function apart(before: readonly Way[], after: readonly Way[]): readonly [string, string] {
  const [past = [], present = []] = [before, after].map((ways) => ways.map(({ terms }) => terms));
  const text = (all: readonly Terms[], others: readonly Terms[]) =>
    all.map((terms, at) => approvalText(tellApart(terms, others[at] ?? others[0] ?? terms)[0])).join('; or ');
  return [text(past, present), text(present, past)];
}

/** Whether who approves depends on the organization. */
function asksSponsors({ terms }: Way): boolean {
  return terms.approval
    .flatMap(listsOf)
    .some(({ subjects }) => subjects.some(({ type }) => SPONSORS.includes(type)));
}

const SPONSORS: readonly string[] = ['internalSponsors', 'externalSponsors'];
