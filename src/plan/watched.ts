/** What nobody declares, the service does not change by itself, and yet may be changed in the portal. */
import type { Kind } from '../kinds/kind.ts';
import { canonicalAttributes } from '../model/canonical.ts';
import { onceFor } from '../model/once.ts';
import type { Member, Members } from '../model/shape.ts';
import { membersOf } from '../model/shape.ts';
import type { Attributes, JsonObject, JsonValue } from '../model/value.ts';
import { isObject } from '../model/value.ts';

/** Lists that go back as they are and yet count when they are changed outside. */
const watchedLists = onceFor(({ attributes }: Kind): Members =>
  Object.fromEntries(membersOf(attributes).filter(([, { watched }]) => watched === true)),
);

/** What is watched where nothing is there. */
export const emptied = onceFor((kind: Kind): Attributes =>
  Object.fromEntries(membersOf(watchedLists(kind)).map(([name]) => [name, []])),
);

/** Of attributes, the canonical values of what is watched. */
export function watchedOf(kind: Kind, attributes: Attributes): Attributes {
  return { ...emptied(kind), ...canonicalAttributes(watchedLists(kind), attributes) };
}

/** The service fills times in, to the second or to the day; when they are moved on purpose, it is by a day at least. */
const DAY_MS = 86_400_000;

/** Watched times inside of objects, with the objects that lead to them. */
const watchedTimes = onceFor(({ attributes }: Kind): Members => timesWithin(attributes));

function timesWithin(members: Members): Members {
  return Object.fromEntries(
    membersOf(members).flatMap(([name, member]): [string, Member][] => {
      if (member.watched === true && isTime(member)) return [[name, member]];
      if (member.type !== 'object') return [];
      const inner = timesWithin(member.members);
      return membersOf(inner).length === 0 ? [] : [[name, { type: 'object', members: inner }]];
    }),
  );
}

function isTime({ type }: Member): boolean {
  return type === 'instant' || type === 'date';
}

/** The watched times that are another day now than the record has; those that it does not know are not told. */
export function movedDays(kind: Kind, recorded: JsonObject, live: JsonObject): JsonObject {
  return movedWithin(watchedTimes(kind), recorded, live);
}

function movedWithin(members: Members, recorded: JsonObject, live: JsonObject): JsonObject {
  return Object.fromEntries(
    membersOf(members).flatMap(([name, member]): [string, JsonValue][] => {
      const [before, now] = [recorded[name], live[name]];
      if (member.type === 'object') {
        if (!isObject(before) || !isObject(now)) return [];
        const inner = movedWithin(member.members, before, now);
        return Object.keys(inner).length === 0 ? [] : [[name, inner]];
      }
      if (typeof before !== 'string' || typeof now !== 'string') return [];
      return Math.abs(Date.parse(now) - Date.parse(before)) >= DAY_MS ? [[name, before]] : [];
    }),
  );
}

/** `attributes` with the watched times that the service filled in, as its answer to their write tells. */
export function withAnswered(kind: Kind, attributes: Attributes, answer: JsonObject): Attributes {
  const answered = kind.graph.answered?.(answer);
  return answered === undefined
    ? attributes
    : toldWithin(watchedTimes(kind), attributes, canonicalAttributes(kind.attributes, answered));
}

function toldWithin(members: Members, attributes: JsonObject, answered: JsonObject): JsonObject {
  const told = membersOf(members).flatMap(([name, member]): [string, JsonValue][] => {
    const [own, other] = [attributes[name], answered[name]];
    if (member.type === 'object')
      return isObject(own) && isObject(other) ? [[name, toldWithin(member.members, own, other)]] : [];
    return own === undefined && other !== undefined ? [[name, other]] : [];
  });
  return told.length === 0 ? attributes : { ...attributes, ...Object.fromEntries(told) };
}

/** `attributes` with what `others` has, inside of objects too. */
export function overlaid(attributes: JsonObject, others: JsonObject): JsonObject {
  const laid = Object.entries(others).map(([name, value]): [string, JsonValue | undefined] => {
    const own = attributes[name];
    return [name, isObject(own) && isObject(value) ? overlaid(own, value) : value];
  });
  return laid.length === 0 ? attributes : { ...attributes, ...Object.fromEntries(laid) };
}
