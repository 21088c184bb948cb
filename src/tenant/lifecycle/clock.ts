/** The tenant's own clock, and the events that become due as it advances. */
import type { Call, Context, DueEvent, DueEventQueue, Route } from '../context.ts';
import type { Entity } from '../json.ts';
import { textOf } from '../json.ts';
import { checkedBody } from '../wire/request-body.ts';
import { ok } from '../route.ts';
import { invalidModel } from '../wire/service-error.ts';
import { assignAutomatically, removeAutomatically } from './automatic-assignment.ts';
import { dueDatesOf } from './due-events.ts';
import { endAssignment } from './end-assignment.ts';
import { deleteGuest } from './guests.ts';
import { closeReview } from './reviews.ts';
import { currentStage, deliverFurther, deliverOrSchedule, escalate, expireStage } from './stages.ts';
import { durationMs } from './time.ts';

/** Runs every event that is due by now, in the order of time and each at its own time. */
export function runDueEvents(context: Context, dueEvents: DueEventQueue): void {
  for (let due = dueEvents.take(context.now); due !== undefined; due = dueEvents.take(context.now)) {
    const row = context.store.get(due.table, due.id);
    // The row has changed since: the event is no longer due.
    if (row === undefined || !dueDatesOf(due.table, row).includes(due.at)) continue;
    runDueEvent({ ...context, now: due.at, caller: { kind: 'service' } }, due, row);
  }
}

function runDueEvent(context: Context, due: DueEvent, row: Entity): void {
  if (due.table === 'reviews') closeReview(context, row);
  else if (due.table === 'automatic') assignAutomatically(context);
  else if (due.table === 'assignments') {
    if (row['leavingDueDateTime'] === due.at) removeAutomatically(context, row);
    else endAssignment(context, row, 'Access package assignment expires');
  } else if (due.table === 'users') deleteGuest(context, row);
  else if (row['state'] === 'scheduled') deliverOrSchedule(context, row);
  else {
    const stage = currentStage(row);
    if (stage === undefined) deliverFurther(context, row);
    else if (stage['denialDueDateTime'] === due.at) expireStage(context, row, stage);
    else escalate(context, row, stage);
  }
}

function clock({ now }: Call): Entity {
  return { currentDateTime: now };
}

/** Moves the clock; answers with all that happened on the way. */
function advanceClock(call: Call): Entity {
  const duration = textOf(checkedBody(call)['duration']);
  const length = durationMs(duration);
  if (length === undefined)
    throw invalidModel(
      `'${duration}' is not a duration such as P30D, P1Y or PT4H; months have no fixed length.`,
    );
  const { store, dueEvents } = call;
  const known = store.size('audit');
  const now = new Date(Date.parse(call.now) + length).toISOString();
  runDueEvents({ ...call, now }, dueEvents);
  const offsetMs = Number(store.get('meta', 'clock')?.['offsetMs'] ?? 0) + length;
  store.put('meta', 'clock', { offsetMs });
  return { previousDateTime: call.now, currentDateTime: now, events: store.all('audit').slice(known) };
}

/** Paths that only the embedded tenant has. */
export const clockRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/entente/clock', handle: (call) => ok(clock(call)) },
  {
    method: 'POST',
    pattern: '/entente/clock',
    takes: { type: 'clockAdvance', purpose: 'create' },
    handle: (call) => ok(advanceClock(call)),
  },
  { method: 'GET', pattern: '/entente/throttle', handle: ({ throttled }) => ok({ ...throttled }) },
];
