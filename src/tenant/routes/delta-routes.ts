/**
 * What has changed in a collection of the directory since a client asked last (`/users/delta`). A link names the state
 * that the client has seen; states are kept by what they hold, so asking again without a change keeps nothing more.
 */
import { createHash } from 'node:crypto';
import type { Answer, Call, Route } from '../context.ts';
import { deletedObject } from '../directory/deleted-objects.ts';
import { DIRECTORY_OBJECTS } from '../directory/delta-objects.ts';
import type { Collection, Scope, Seen } from '../directory/delta-state.ts';
import { CONSENTS, stateNow, TRACKED } from '../directory/delta-state.ts';
import type { Entity, Json } from '../json.ts';
import { entityOf, textsOf } from '../json.ts';
import { findReferenced } from '../directory/principals.ts';
import { badRequest } from '../wire/query.ts';
import { requireOnly } from '../read/render.ts';
import { ServiceError } from '../wire/service-error.ts';

const PAGE_SIZE = 100;
const TOKENS = ['$deltatoken', '$skiptoken'];
const SUFFIXES = ['delta', 'delta()', 'microsoft.graph.delta()', 'microsoft.graph.delta'];

/** Whether a route answers changes: its links are its own to read. */
export function isDelta(pattern: string): boolean {
  return SUFFIXES.some((suffix) => pattern.endsWith(`/${suffix}`));
}

export function withoutTokens(parameters: URLSearchParams): URLSearchParams {
  return new URLSearchParams([...parameters].filter(([name]) => !TOKENS.includes(name.toLowerCase())));
}

/** Keeps a state, and returns the token that names it. */
function keep(call: Call, tracked: Collection, scope: Scope, state: ReadonlyMap<string, Seen>): string {
  const content: Entity = {
    collection: tracked.collection,
    select: scope.select ?? null,
    filter: scope.filter ?? null,
    objects: Object.fromEntries(state),
  };
  const token = createHash('sha256').update(JSON.stringify(content)).digest('base64url');
  if (call.store.get('deltaStates', token) === undefined) call.store.put('deltaStates', token, content);
  return token;
}

function kept(call: Call, { collection }: Collection, token: string): Entity {
  const state = call.store.get('deltaStates', token);
  if (state === undefined || state['collection'] !== collection)
    throw new ServiceError(
      410,
      'syncStateNotFound',
      'The token is not known any more: begin again without one.',
    );
  return state;
}

const same = (a: Json | undefined, b: Json | undefined) => JSON.stringify(a) === JSON.stringify(b);

/** One object that a client has not seen as it is now; undefined when it has. */
function change(
  call: Call,
  id: string,
  before: Entity | undefined,
  now: Entity | undefined,
): Entity | undefined {
  if (now === undefined) {
    const isRestorable = deletedObject(call, id) !== undefined;
    return { id, '@removed': { reason: isRestorable ? 'changed' : 'deleted' } };
  }
  if (same(before, now)) return undefined;
  const [old, properties] = [entityOf(before?.['properties']), entityOf(now['properties'])];
  const differs = (name: string) => !same(old[name] ?? null, properties[name] ?? null);
  const shown = Object.entries(properties).filter(([name, value]) => {
    if (name === 'id' || name === '@odata.type') return true;
    if (call.minimal && before !== undefined) return differs(name);
    // What never had a value is left out, unless it was asked for by name.
    return value !== null || differs(name) || call.query.select !== undefined;
  });
  return { ...Object.fromEntries(shown), ...linkChanges(call, before, now) };
}

/** `members@delta`: who came, and who went. */
function linkChanges(call: Call, before: Entity | undefined, now: Entity): Entity {
  const links = Object.entries(entityOf(now['links'])).map(([name, value]): [string, Json] => {
    const [old, ids] = [textsOf(entityOf(before?.['links'])[name]), textsOf(value)];
    const typed = (id: string) => ({
      '@odata.type': findReferenced(call.store, id)?.['@odata.type'] ?? '#microsoft.graph.directoryObject',
      id,
    });
    const came = ids.filter((id) => !old.includes(id)).map(typed);
    const went = old.filter((id) => !ids.includes(id));
    return [
      `${name}@delta`,
      [...came, ...went.map((id) => ({ ...typed(id), '@removed': { reason: 'deleted' } }))],
    ];
  });
  return Object.fromEntries(links.filter(([, items]) => Array.isArray(items) && items.length > 0));
}

/** One round: from the state that the client has seen to the one that the round began at, page by page. */
function changes(call: Call, tracked: Collection): Answer {
  requireOnly(call.query, ['$select', '$filter']);
  const token = (name: string) => [...call.url.searchParams].find(([key]) => key.toLowerCase() === name)?.[1];
  const [delta, skip] = [token('$deltatoken'), token('$skiptoken')];
  const asked: Scope = { select: call.query.select, filter: call.query.filter };
  if (delta === 'latest')
    return answer(call, tracked, asked, {
      value: [],
      end: keep(call, tracked, asked, tracked.seen(call, asked)),
    });
  const [since = '', until, offset = '0'] = skip?.split('.') ?? [delta];
  if (skip !== undefined && (until === undefined || !/^\d+$/.test(offset)))
    throw badRequest(`Invalid value '${skip}' for $skiptoken query option found.`);
  const seen = since === '' ? undefined : kept(call, tracked, since);
  const scope = scopeOf(until === undefined ? seen : kept(call, tracked, until)) ?? asked;
  const end = until ?? keep(call, tracked, scope, tracked.seen(call, scope));
  const [before, now] = [entityOf(seen?.['objects']), entityOf(kept(call, tracked, end)['objects'])];
  const within: Call = { ...call, query: { ...call.query, select: scope.select } };
  const all = [...new Set([...Object.keys(before), ...Object.keys(now)])].flatMap((id) => {
    const old = before[id] === undefined ? undefined : entityOf(before[id]);
    const current = now[id] === undefined ? undefined : entityOf(now[id]);
    const changed = change(within, id, old, current);
    return changed === undefined ? [] : [changed];
  });
  const start = Number(offset);
  // The first answer of all leads on, however little there is: so do those that the documentation shows.
  const goesOn = start + PAGE_SIZE < all.length || (since === '' && start === 0);
  const next = goesOn ? `${since}.${end}.${start + PAGE_SIZE}` : undefined;
  return answer(call, tracked, scope, { value: all.slice(start, start + PAGE_SIZE), end, next });
}

function scopeOf(state: Entity | undefined): Scope | undefined {
  if (state === undefined) return undefined;
  const { select, filter } = state;
  return {
    select: Array.isArray(select) ? textsOf(select) : undefined,
    filter: typeof filter === 'string' ? filter : undefined,
  };
}

/** One page of what has changed. */
interface Round {
  readonly value: readonly Entity[];
  /** Names the state that the round leads to. */
  readonly end: string;
  /** Leads to the next page; undefined at the last one. */
  readonly next?: string | undefined;
}

function answer(
  { url }: Call,
  { collection }: Collection,
  { select }: Scope,
  { value, end, next }: Round,
): Answer {
  const columns = select === undefined ? '' : `(${select.join(',')})`;
  const link = (name: string, token: string) => `${url.origin}${url.pathname}?${name}=${token}`;
  const body = {
    '@odata.context': `${url.origin}/v1.0/$metadata#${collection}${columns}`,
    ...(next === undefined
      ? { '@odata.deltaLink': link('$deltatoken', end) }
      : { '@odata.nextLink': link('$skiptoken', next) }),
    value,
  };
  return { status: 200, body };
}

const FOLLOWED: readonly Collection[] = [
  ...[...TRACKED, CONSENTS].map((tracked): Collection => ({
    collection: tracked.collection,
    kind: tracked.kind,
    seen: (call, scope) => stateNow(call, tracked, scope),
  })),
  DIRECTORY_OBJECTS,
];

export const deltaRoutes: readonly Route[] = FOLLOWED.flatMap((tracked) =>
  SUFFIXES.map((suffix): Route => ({
    method: 'GET',
    pattern: `/${tracked.collection}/${suffix}`,
    answers: [tracked.kind],
    handle: (call) => changes(call, tracked),
  })),
);
