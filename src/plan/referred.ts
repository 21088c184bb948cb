/** What others own and the configuration refers to: recorded as it was at the last apply, and compared with what it is. */
import type { AccessResource } from '../access/index.ts';
import { facetsAt } from '../kinds/bearing.ts';
import { parentKind } from '../kinds/parents.ts';
import { KINDS } from '../kinds/registry.ts';
import { objectKey } from '../model/address-book.ts';
import type { ResourceAddress } from '../model/address.ts';
import { compareNames } from '../model/natural-order.ts';
import { REFERRED_CHANGED, REFERRED_UNKNOWN } from '../model/rule-ids.ts';
import type { AttributePath } from '../model/path.ts';
import type { Attributes } from '../model/value.ts';
import type { LiveSnapshot } from '../refresh/snapshot.ts';
import type { ReferredObject, StateDocument } from '../state/document.ts';
import { comparable, completeAttributes, diffAttributes } from './compare.ts';
import type { PlanFinding, PlanMode } from './plan.ts';
import { placed } from './source.ts';
import type { RangeOf } from './source.ts';

/** What is to be recorded; `known` stays, of what this run did not read. */
export function referredNow(
  live: LiveSnapshot,
  known: readonly ReferredObject[] = [],
): readonly ReferredObject[] {
  if (live.referred === undefined) return known;
  const now = referredIn(live);
  const read = new Set(now.map(({ kind, id }) => objectKey(kind, id)));
  const kept = live.limited === true ? known.filter(({ kind, id }) => !read.has(objectKey(kind, id))) : [];
  return [...kept, ...now].sort((a, b) => compareNames(objectKey(a.kind, a.id), objectKey(b.kind, b.id)));
}

/** What access rests on by itself: what lies in another object is told with that. */
function referredIn({ objects, referred }: LiveSnapshot): readonly ReferredObject[] {
  return [...objects].flatMap(([name, found]) => {
    const kind = KINDS.get(name);
    if (kind === undefined || parentKind(kind) !== undefined) return [];
    return found
      .filter(({ id }) => referred?.has(objectKey(name, id)) === true)
      .map(({ id, attributes }) => ({ kind: name, id, attributes }));
  });
}

/** By `objectKey`; also of what the state tracks, which a limited run only refers to. */
export function recordedAttributes(prior: StateDocument | undefined): ReadonlyMap<string, Attributes> {
  return new Map(
    [...(prior?.referred ?? []), ...(prior?.resources ?? [])].map(({ kind, id, attributes }) => [
      objectKey(kind, id),
      attributes,
    ]),
  );
}

/** An object as it was recorded, with what the record does not hold as it is; as it is where nothing is recorded. */
export function asRecorded(object: AccessResource, was: Attributes | undefined): AccessResource {
  const members = KINDS.get(object.kind)?.attributes;
  if (was === undefined || members === undefined) return object;
  return { ...object, attributes: completeAttributes(members, was, object.attributes) };
}

interface ReferredInput {
  readonly live: LiveSnapshot;
  readonly prior: StateDocument | undefined;
  readonly mode: PlanMode;
  /** Where the configuration refers to what. */
  readonly entries: readonly {
    readonly address: ResourceAddress;
    readonly path: AttributePath;
    readonly kind: string;
    readonly id: string;
  }[];
  readonly rangeOf: RangeOf;
}

/** What is not as it was, so far as access rests on it; and, where drift is asked for, what nothing is recorded of. */
export function referredFindings({ live, prior, mode, entries, rangeOf }: ReferredInput): PlanFinding[] {
  if (prior === undefined) return [];
  const recorded = recordedAttributes(prior);
  const places = new Map(entries.map((entry) => [objectKey(entry.kind, entry.id), entry]));
  return referredIn(live).flatMap(({ kind: name, id, attributes }): PlanFinding[] => {
    const kind = KINDS.get(name);
    const place = places.get(objectKey(name, id));
    if (kind === undefined || place === undefined) return [];
    const called = `The ${kind.words.noun} "${kind.words.displayName(attributes)}", which others own,`;
    const at = { severity: 'warning', address: place.address, ...placed(place.path, rangeOf) } as const;
    const before = recorded.get(objectKey(name, id));
    if (before === undefined) {
      const message = `${called} was not compared: what it was like at the last apply is unknown`;
      const hint = 'The next entente apply records it';
      return mode === 'refresh-only' ? [{ rule: REFERRED_UNKNOWN, ...at, message, hint }] : [];
    }
    const changed = changedIn(kind.attributes, before, attributes);
    if (changed.length === 0) return [];
    return [
      {
        ...{ rule: REFERRED_CHANGED, ...at },
        message: `${called} is not as it was at the last apply: ${changed.join(', ')} changed`,
        hint: 'Ask who owns it. entente apply leaves it as it is, and records it as known',
      },
    ];
  });
}

/** Attributes that bear on access and differ, outermost names. */
function changedIn(
  members: Parameters<typeof facetsAt>[0],
  before: Attributes,
  after: Attributes,
): readonly string[] {
  const was = comparable(members, completeAttributes(members, before, after), undefined);
  const { changedPaths } = diffAttributes(members, was, comparable(members, after, was));
  const names = changedPaths.map((path) => /^[^.[]+/.exec(path)?.[0] ?? path);
  return [...new Set(names)].filter((name) => facetsAt(members, [name]).size > 0);
}
