/** The life of the embedded tenant as text: requests, assignments, what happened. */
import { isObject, objectsOf } from '../model/value.ts';
import type { JsonObject, JsonValue } from '../model/value.ts';
import { printable } from './style.ts';
import type { Style } from './style.ts';

const text = (value: JsonValue | undefined) => printable(typeof value === 'string' ? value : '');
const day = (value: JsonValue | undefined) => text(value).slice(0, 10);
const minute = (value: JsonValue | undefined) => text(value).slice(0, 16).replace('T', ' ');

/** The first letters of an id: enough for a person to name it. */
function shortId(value: JsonValue | undefined): string {
  return text(value).slice(0, 8);
}

function nameOf(value: JsonValue | undefined): string {
  return isObject(value) ? text(value['displayName']) : '';
}

/** One request, and for one that waits, for whom and until when. */
export function renderRequest(request: JsonObject, style: Style): string {
  const { id, requestType, state, requestor, accessPackage, createdDateTime } = request;
  const painted = paintedState(text(state), style);
  const head = `${shortId(id)}  ${minute(createdDateTime)}  ${painted}  ${text(requestType)}  ${nameOf(requestor)}: ${text(accessPackage)}`;
  const open = objectsOf(request['stages']).find(({ status }) => status === 'InProgress');
  if (open !== undefined && state === 'pendingApproval') return `${head}\n${waiting(open)}`;
  return `${head}\n${missing(state)}`;
}

/** What a half delivered package still waits for. */
function missing(state: JsonValue | undefined): string {
  return state === 'partiallyDelivered'
    ? '          SharePoint roles follow when the guest first signs in: entente tenant sign-in WHO\n'
    : '';
}

function waiting(stage: JsonObject): string {
  const approvers = objectsOf(stage['approvers']).map(nameOf);
  const who = approvers.length === 0 ? 'no one: there is no approver' : approvers.join(', ');
  const escalation = stage['escalationDueDateTime'];
  const more = typeof escalation === 'string' ? `; escalates on ${day(escalation)}` : '';
  return `          ${text(stage['displayName'])} waits for ${who}; denied on ${day(stage['denialDueDateTime'])}${more}\n`;
}

const UNFINISHED = ['pendingApproval', 'scheduled', 'partiallyDelivered'];

function paintedState(state: string, style: Style): string {
  const padded = state.padEnd(18);
  if (state === 'delivered') return style.green(padded);
  if (state === 'denied' || state === 'deliveryFailed') return style.red(padded);
  return UNFINISHED.includes(state) ? style.yellow(padded) : padded;
}

/** One assignment: who holds what, until when. */
export function renderAssignment(assignment: JsonObject, style: Style): string {
  const { id, state, target, accessPackage, assignmentPolicy, schedule, expiredDateTime } = assignment;
  const expiration = isObject(schedule) ? schedule['expiration'] : undefined;
  const end = isObject(expiration) ? day(expiration['endDateTime']) : '';
  const until =
    state === 'expired' ? `ended ${day(expiredDateTime)}` : end === '' ? 'for good' : `until ${end}`;
  const policy = nameOf(assignmentPolicy);
  const through = policy === '' ? '' : ` through ${policy}`;
  return `${shortId(id)}  ${paintedState(text(state), style)}  ${nameOf(target)}: ${nameOf(accessPackage)}${through}, ${until}\n${missing(state)}`;
}

/** One entry of the audit log. */
export function renderAuditEntry(entry: JsonObject): string {
  const { activityDateTime, activityDisplayName, initiatedBy } = entry;
  const targets = objectsOf(entry['targetResources'])
    .map(nameOf)
    .filter((name) => name !== '');
  const about = targets.length === 0 ? '' : `: ${targets.join(', ')}`;
  const reason = objectsOf(entry['additionalDetails']).find(({ key }) => key === 'reason');
  const why = reason === undefined ? '' : ` (${text(reason['value'])})`;
  return `${text(activityDateTime)}  ${text(activityDisplayName)}${about}${why}${by(initiatedBy)}\n`;
}

/** Entries without a request, and those that Entente wrote, are marked. */
function by(initiator: JsonValue | undefined): string {
  const user = isObject(initiator) ? initiator['user'] : undefined;
  if (!isObject(user)) return '';
  return `, by ${text(user['displayName']) || text(user['userPrincipalName'])}`;
}
