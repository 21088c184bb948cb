/** The life of the embedded tenant from the command line: each verb is one operation, on behalf of a person. */
import {
  assignPackage,
  cancelRequest,
  changeAssignment,
  decideRequest,
  requestPackage,
} from '../../engine/tenant-life/requests.ts';
import type { AssignOptions, DecisionOptions, RequestOptions } from '../../engine/tenant-life/requests.ts';
import type { ActorOptions } from '../../engine/tenant-life/session.ts';
import { advanceClock, reviewAssignment, signIn } from '../../engine/tenant-life/events.ts';
import type { ReviewOptions } from '../../engine/tenant-life/events.ts';
import { jsonDocument } from '../../model/printable.ts';
import type { JsonObject } from '../../model/value.ts';
import { objectsOf } from '../../model/value.ts';
import { createStyle, printable } from '../../report/style.ts';
import { renderAuditEntry, renderRequest } from '../../report/tenant-text.ts';
import type { Terminal } from '../terminal.ts';

export interface Json {
  readonly json?: boolean;
}

/** `entente tenant request PACKAGE --as WHO` */
export async function tenantRequest(
  wanted: string,
  options: RequestOptions & Json,
  terminal: Terminal,
): Promise<void> {
  showRequest(await requestPackage(wanted, options, terminal), options, terminal);
}

/** `entente tenant approve|deny REQUEST --as WHO` */
export async function tenantDecide(
  wanted: string,
  reviewResult: 'Approve' | 'Deny',
  options: DecisionOptions & Json,
  terminal: Terminal,
): Promise<void> {
  showRequest(await decideRequest(wanted, reviewResult, options, terminal), options, terminal);
}

/** `entente tenant cancel REQUEST --as WHO` */
export async function tenantCancel(
  wanted: string,
  options: ActorOptions & Json,
  terminal: Terminal,
): Promise<void> {
  showRequest(await cancelRequest(wanted, options, terminal), options, terminal);
}

/** `entente tenant assign PACKAGE WHO` */
export async function tenantAssign(
  wanted: string,
  who: string,
  options: AssignOptions & Json,
  terminal: Terminal,
): Promise<void> {
  showRequest(await assignPackage(wanted, who, options, terminal), options, terminal);
}

/** `entente tenant extend PACKAGE --as WHO` and `entente tenant unassign PACKAGE WHO`. */
export async function tenantChange(
  requestType: 'userUpdate' | 'adminRemove',
  wanted: string,
  who: string,
  options: ActorOptions & Json & { readonly justification?: string },
  terminal: Terminal,
): Promise<void> {
  showRequest(await changeAssignment(requestType, { wanted, who }, options, terminal), options, terminal);
}

/** `entente tenant review PACKAGE WHO --as REVIEWER --keep|--remove` */
export async function tenantReview(
  wanted: string,
  who: string,
  options: ReviewOptions,
  terminal: Terminal,
): Promise<void> {
  const decision = await reviewAssignment({ wanted, who }, options, terminal);
  terminal.data(
    `${printable(options.as)} has decided to ${decision} the access of ${printable(who)}; it is done when the review ends.\n`,
  );
}

/** `entente tenant sign-in WHO` */
export async function tenantSignIn(
  who: string,
  options: ActorOptions & Json,
  terminal: Terminal,
): Promise<void> {
  const user = await signIn(who, options, terminal);
  const redeemed = user['userType'] === 'Guest' ? ` as a guest (${String(user['externalUserState'])})` : '';
  const text = `${printable(String(user['displayName']))} has signed in${redeemed}.\n`;
  terminal.data(options.json === true ? jsonDocument(user) : text, options);
}

/** `entente tenant advance DURATION` */
export async function tenantAdvance(
  duration: string,
  options: ActorOptions & Json,
  terminal: Terminal,
): Promise<void> {
  const moved = await advanceClock(duration, options, terminal);
  const events = objectsOf(moved['events']).map(renderAuditEntry).join('');
  const text = `${events}It is now ${printable(String(moved['currentDateTime']))}.\n`;
  terminal.data(options.json === true ? jsonDocument(moved) : text, options);
}

function showRequest(row: JsonObject, options: Json, terminal: Terminal): void {
  const shown = options.json === true ? jsonDocument(row) : renderRequest(row, createStyle(terminal.color));
  terminal.data(shown, options);
}
