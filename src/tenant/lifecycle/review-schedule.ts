/** When access reviews take place. */
import type { Context } from '../context.ts';
import type { Entity } from '../json.ts';
import { isEntity, textOf } from '../json.ts';
import { isLive } from './assignments.ts';
import { addDuration, parseInstant } from './time.ts';

const DEFAULT_DURATION = 'P25D';

/** A policy's settings of reviews, when they are enabled. */
export function reviewSettingsOf(policy: Entity | undefined): Entity | undefined {
  const settings = policy?.['reviewSettings'];
  return isEntity(settings) && settings['isEnabled'] === true ? settings : undefined;
}

/** The first instance of a policy's reviews that ends after `now`; undefined when there is none. */
function nextInstance(settings: Entity, now: string): Entity | undefined {
  const schedule = isEntity(settings['schedule']) ? settings['schedule'] : {};
  const first = parseInstant(textOf(schedule['startDateTime']));
  if (first === undefined) return undefined;
  const { duration, type } = isEntity(schedule['expiration']) ? schedule['expiration'] : {};
  const length = type === 'afterDuration' ? textOf(duration) : DEFAULT_DURATION;
  const recurrence = isEntity(schedule['recurrence']) ? schedule['recurrence'] : undefined;
  for (let index = 0; isWithin(recurrence, first, index); index += 1) {
    const startDateTime = occurrence(recurrence, first, index);
    const endDateTime = addDuration(startDateTime, length);
    if (endDateTime > now) return { startDateTime, endDateTime };
  }
  return undefined;
}

function occurrence(recurrence: Entity | undefined, first: string, index: number): string {
  const pattern = isEntity(recurrence?.['pattern']) ? recurrence['pattern'] : {};
  const count = index * Math.max(1, Number(pattern['interval'] ?? 1));
  const type = textOf(pattern['type']).toLowerCase();
  if (type === 'daily') return addDuration(first, `P${count}D`);
  if (type === 'weekly') return addDuration(first, `P${count * 7}D`);
  return monthsAfter(first, type.endsWith('yearly') ? count * 12 : count);
}

/** The same day some months later, or the month's last when it has no such day. */
function monthsAfter(instant: string, months: number): string {
  const date = new Date(instant);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return date.toISOString();
}

function isWithin(recurrence: Entity | undefined, first: string, index: number): boolean {
  if (index === 0) return true;
  if (recurrence === undefined) return false;
  const range = isEntity(recurrence['range']) ? recurrence['range'] : {};
  if (range['type'] === 'numbered') return index < Number(range['numberOfOccurrences'] ?? 1);
  const last = textOf(range['endDate']);
  return range['type'] !== 'endDate' || occurrence(recurrence, first, index).slice(0, 10) <= last;
}

/** Schedules the next review of a policy that has assignments; called when one is added and when the policy changes. */
export function scheduleReview({ store, now }: Context, policyId: string): void {
  const settings = reviewSettingsOf(store.get('policies', policyId));
  const used = settings !== undefined && store.where('assignments', 'policyId', policyId).some(isLive);
  const known = store.get('reviews', policyId);
  const next = used ? nextInstance(settings, now) : undefined;
  if (next === undefined) {
    if (known !== undefined) store.delete('reviews', policyId);
  } else if (known?.['endDateTime'] !== next['endDateTime']) {
    store.put('reviews', policyId, { id: policyId, ...next, decisions: {} });
  }
}
