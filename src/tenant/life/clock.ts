/** The tenant's own clock, and what happens as it goes on. */
import type { Entity } from '../json.ts';
import { requiredText } from '../model.ts';
import type { Call, Route } from '../route.ts';
import { bodyOf, ok } from '../route.ts';
import { invalidModel } from '../service-error.ts';
import type { Agenda, Due } from './agenda.ts';
import { datesOf } from './agenda.ts';
import { assignAutomatically, leave } from './automatic.ts';
import { endAssignment } from './ending.ts';
import { removeGuest } from './guests.ts';
import { milliseconds } from './instant.ts';
import type { Moment } from './moment.ts';
import { closeReview } from './reviews.ts';
import { afterApproval, currentStage, escalate, expireStage } from './stages.ts';

/** Does everything that is due by the moment's time, in the order of time and each at its own. */
export function catchUp(moment: Moment, agenda: Agenda): void {
  for (let due = agenda.take(moment.now); due !== undefined; due = agenda.take(moment.now)) {
    const row = moment.store.get(due.table, due.id);
    // What was noted and has changed since is no longer due.
    if (row === undefined || !datesOf(due.table, row).includes(due.at)) continue;
    happen({ ...moment, now: due.at, caller: { kind: 'service' } }, due, row);
  }
}

function happen(moment: Moment, due: Due, row: Entity): void {
  if (due.table === 'reviews') closeReview(moment, row);
  else if (due.table === 'automatic') assignAutomatically(moment);
  else if (due.table === 'assignments') {
    if (row['leavingDueDateTime'] === due.at) leave(moment, row);
    else endAssignment(moment, row, 'Access package assignment expires');
  } else if (due.table === 'users') removeGuest(moment, row);
  else if (row['state'] === 'scheduled') afterApproval(moment, row);
  else {
    const stage = currentStage(row);
    if (stage === undefined) return;
    if (stage['denialDueDateTime'] === due.at) expireStage(moment, row, stage);
    else escalate(moment, row, stage);
  }
}

function clock({ now }: Call): Entity {
  return { currentDateTime: now };
}

/** Moves the clock; answers with all that happened on the way. */
function advanceClock(call: Call): Entity {
  const duration = requiredText(bodyOf(call), 'duration');
  const length = milliseconds(duration);
  if (length === undefined)
    throw invalidModel(
      `'${duration}' is no duration such as P30D, P1Y or PT4H; months have no fixed length.`,
    );
  const { store, agenda } = call;
  const known = store.size('audit');
  const now = new Date(Date.parse(call.now) + length).toISOString();
  catchUp({ ...call, now }, agenda);
  const offsetMs = Number(store.get('meta', 'clock')?.['offsetMs'] ?? 0) + length;
  store.put('meta', 'clock', { offsetMs });
  return { previousDateTime: call.now, currentDateTime: now, events: store.all('audit').slice(known) };
}

/** Paths that only the embedded tenant has. */
export const clockRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/entente/clock', handle: (call) => ok(clock(call)) },
  { method: 'POST', pattern: '/entente/clock', handle: (call) => ok(advanceClock(call)) },
];
