/** Requests in, answers out: the service itself, without sockets. */
import { auditRequest } from './audit.ts';
import { countOf, countQuery, preferencesOf, queryOf } from './wire/asked-for.ts';
import type { BatchItem, ItemAnswer } from './wire/batch.ts';
import { parseBatch, runBatch, headersOfBody } from './wire/batch.ts';
import type { Behaviour } from './behaviour.ts';
import { Collections } from './collections.ts';
import type { Answer, Authority, Call, Context, Takes } from './context.ts';
import type { FaultKind, Faults } from './wire/faults.ts';
import { brokenConnection, drawFault } from './wire/faults.ts';
import type { Entity, Json } from './json.ts';
import type { HeaderOf } from './lifecycle/caller.ts';
import { callerOf, itemHeaders } from './lifecycle/caller.ts';
import { introduction } from './wire/introduction.ts';
import { runDueEvents } from './lifecycle/clock.ts';
import { DueEvents } from './lifecycle/due-events.ts';
import { tenantTime } from './lifecycle/time.ts';
import { collectionOf, EM } from './paths.ts';
import { authorityOf } from './permissions/authority.ts';
import { authorize } from './permissions/authorize.ts';
import { Propagation } from './wire/propagation.ts';
import { described } from './read/context-address.ts';
import { placeOf, read } from './read/walk.ts';
import { representationOf } from './wire/representation.ts';
import { sentIn } from './wire/received-body.ts';
import { ok, Router } from './route.ts';
import { ROUTES } from './routes.ts';
import { isSitesAddress, readSites } from './routes/site-routes.ts';
import type { RequestIds } from './wire/service-error.ts';
import { errorBody, notFound, requestIds, ServiceError, unauthorized } from './wire/service-error.ts';
import type { Store, TableName } from './storage/store.ts';
import type { ThrottleCounts, ThrottleProfile } from './wire/throttle.ts';
import { Throttle } from './wire/throttle.ts';
import type { FutureMembers } from './types/future.ts';

const ROOT = '/v1.0';
const OWN_PATH = /^\/v1\.0\/entente\//i;
const POLICY_WRITE = new RegExp(`^${EM}/assignmentPolicies([/(]|$)`, 'i');

const ROUTER = new Router(ROUTES);

export interface ServiceOptions {
  readonly store: Store;
  readonly behaviour: Behaviour;
  readonly future: FutureMembers;
  readonly faults: Faults | undefined;
  readonly throttle: ThrottleProfile | undefined;
  readonly now: () => Date;
  readonly randomId: () => string;
}

export class Service {
  private policyWritesUnderWay = 0;
  private readonly propagation = new Propagation();
  private readonly collections = new Collections();
  private readonly options: ServiceOptions;
  private readonly dueEvents: DueEvents;
  private readonly throttle: Throttle | undefined;

  private readonly represent: (body: Entity) => Entity;

  constructor(options: ServiceOptions) {
    this.options = options;
    this.dueEvents = new DueEvents(options.store);
    this.represent = representationOf(options.behaviour);
    this.throttle = options.throttle && new Throttle(options.throttle);
  }

  get throttled(): ThrottleCounts | undefined {
    return this.throttle?.counts;
  }

  /** Answers one HTTP request. Rejects with TypeError, as a broken connection does, when such a fault strikes. */
  async fetch(request: Request): Promise<Response> {
    const fault = drawFault(this.options.faults);
    if (fault === 'reset') throw brokenConnection();
    const ids = requestIds(this.options.randomId(), request.headers.get('client-request-id'));
    const respond = ({ status, headers, body }: ItemAnswer) =>
      new Response(typeof body === 'object' ? JSON.stringify(body) : body, {
        status,
        headers: {
          ...headersOfBody(body),
          date: new Date(tenantTime(this.options.store, this.options.now())).toUTCString(),
          ...ids,
          ...headers,
        },
      });
    if (fault !== undefined && fault !== 'lost') return respond(this.fault(fault, ids));
    const answer = await this.answer(request, ids);
    if (fault === 'lost') throw brokenConnection();
    return respond(answer);
  }

  /** The answer is given only after everything that it changed is on disk. */
  private async answer(request: Request, ids: RequestIds): Promise<ItemAnswer> {
    const url = new URL(request.url);
    let body: Json | undefined;
    try {
      body = await sentIn(request);
    } catch (error) {
      return this.refusal(error, ids);
    }
    const introduced = request.method === 'GET' ? await introduction(url, this.options.store) : undefined;
    if (introduced !== undefined) return { status: 200, headers: {}, body: introduced };
    if (!url.pathname.startsWith(`${ROOT}/`)) {
      return this.refusal(
        new ServiceError(404, 'ResourceNotFound', `Unknown version in '${url.pathname}'.`),
        ids,
      );
    }
    const headerOf: HeaderOf = (name) => request.headers.get(name) ?? undefined;
    let authority: Authority | undefined;
    try {
      authority = this.authorityOf(headerOf('authorization'));
    } catch (error) {
      return this.refusal(error, ids);
    }
    const sent: Sent = { url, header: headerOf, authority };
    if (/^\/v1\.0\/\$batch\/*$/i.test(url.pathname) && request.method === 'POST')
      return this.batch(body, sent, ids);
    const throttled = this.throttledAnswer(url, ids);
    if (throttled !== undefined) return throttled;
    const policyWrite = isPolicyWrite(request.method, url.pathname.slice(ROOT.length));
    if (policyWrite && this.policyWritesUnderWay > 0 && this.options.behaviour.refuseParallelPolicyWrites)
      return this.refusal(duplicateKey(), ids);
    const asked = { ...sent, method: request.method, body };
    return this.durably(policyWrite ? 1 : 0, () => this.one(asked, ids));
  }

  private batch(
    body: Json | undefined,
    { url, header, authority }: Sent,
    ids: RequestIds,
  ): Promise<ItemAnswer> | ItemAnswer {
    let items: BatchItem[];
    try {
      items = parseBatch(body);
    } catch (error) {
      return this.refusal(error, ids);
    }
    const writers = items.filter(({ method, url: path }) => isPolicyWrite(method, path));
    const isSequential = sequentialPolicyWrites(items);
    const parallel = (item: BatchItem) => this.policyWritesUnderWay > 1 || !isSequential(item);
    return this.durably(writers.length > 0 ? 1 : 0, () => {
      const run = (item: BatchItem) => {
        if (drawFault(this.options.faults, ['429']) !== undefined) return this.fault('429', ids);
        const itemUrl = new URL(ROOT + item.url, url);
        const throttled = this.throttledAnswer(itemUrl, ids);
        if (throttled !== undefined) return throttled;
        if (writers.includes(item) && this.options.behaviour.refuseParallelPolicyWrites && parallel(item)) {
          return this.refusal(duplicateKey(), ids);
        }
        const own = itemHeaders(item.headers, header);
        const asked = {
          method: item.method,
          url: itemUrl,
          body: item.body,
          header: own,
          authority,
        };
        return this.one(asked, ids);
      };
      const answers = runBatch(items, run, (error) => this.refusal(error, ids));
      return { status: 200, headers: {}, body: answers };
    });
  }

  private async durably(policyWrites: number, run: () => ItemAnswer): Promise<ItemAnswer> {
    this.policyWritesUnderWay += policyWrites;
    try {
      const answer = run();
      await this.options.store.commit();
      return answer;
    } finally {
      this.policyWritesUnderWay -= policyWrites;
    }
  }

  private one(asked: Asked, ids: RequestIds): ItemAnswer {
    try {
      const { status, headers = {}, body: content } = this.handle(asked);
      return { status, headers, body: typeof content === 'object' ? this.represent(content) : content };
    } catch (error) {
      return this.refusal(error, ids);
    }
  }

  private handle({ method, url, body, header, authority }: Asked): Answer {
    requireEncoding(url);
    const path = unqualified(method, url.pathname.slice(ROOT.length).replace(/\/+$/, ''));
    const { store, behaviour, future, now, randomId } = this.options;
    const context: Context = {
      store,
      behaviour,
      future,
      now: tenantTime(store, now()),
      caller: { kind: 'service' },
      newId: randomId,
    };
    const bearer: Context = { ...context, authority };
    if (method === 'GET' && isSitesAddress(path)) {
      authorize(bearer, { method, path, params: {}, url, body });
      return ok(readSites(store, path, url));
    }
    const counts = method === 'GET' && /\/\$count$/i.test(path);
    const target = counts ? path.slice(0, -'/$count'.length) : path;
    const { handle, pattern, takes, params, segments, collection } = found(method, target);
    runDueEvents(context, this.dueEvents);
    authorize(bearer, { method, path: target, params, url, body });
    const query = queryOf(method, pattern, url, header);
    const call: Call = {
      ...bearer,
      caller: callerOf(store, header, authority),
      dueEvents: this.dueEvents,
      throttled: this.throttled,
      propagation: this.propagation,
      collections: this.collections,
      url,
      ...preferencesOf(header),
      query: counts ? countQuery(query) : query,
      params,
      body,
      takes,
    };
    this.refusePending(method, params);
    const table = collectionOf(pattern);
    const before = table && method === 'DELETE' ? store.get(table, params['id'] ?? '') : undefined;
    const answer = handle(call);
    if (counts) return countOf(answer);
    const content = typeof answer.body === 'object' ? answer.body : undefined;
    auditRequest(call, method, path, method === 'POST' && answer.status === 201 ? content : undefined);
    if (table && before) this.collections.keepDeleted(table, before, behaviour.listsLagForReads);
    // A requestor can read a new request at once.
    if (!path.endsWith('/assignmentRequests'))
      this.startPropagation(method, table, { status: answer.status, body: content });
    if (OWN_PATH.test(url.pathname)) return answer;
    return described(call, located(url, path, answer), { segments, collection });
  }

  /** Refuses requests by the id of an object that has not propagated yet. */
  private refusePending(method: string, params: Readonly<Record<string, string>>): void {
    for (const [name, id] of Object.entries(params)) {
      if (this.propagation.isPending(id.toLowerCase()))
        throw notFound('ResourceNotFound', `The ${name} '${id}'`);
      if (method === 'GET' && this.propagation.isPending(`forbidden ${id.toLowerCase()}`))
        throw unauthorized();
    }
  }

  /** Starts the propagation of an object that was just created. */
  private startPropagation(
    method: string,
    table: TableName | undefined,
    answer: { readonly status: number; readonly body: Entity | undefined },
  ): void {
    const { behaviour } = this.options;
    const made = method === 'POST' && answer.status === 201 ? answer.body?.['id'] : undefined;
    if (typeof made === 'string') this.propagation.start(made.toLowerCase(), behaviour.notFoundAfterCreate);
    if (table === 'policies' && typeof made === 'string')
      this.propagation.start(`forbidden ${made}`, behaviour.policyForbiddenAfterCreate);
    if (table && answer.body && method === 'POST')
      this.collections.hideCreated(table, answer.body, behaviour.listsLagForReads);
  }

  /** What a token makes its bearer; throws 401 for one that this tenant did not issue, or that has expired. */
  authorityOf(authorization: string | undefined): Authority | undefined {
    const { store, now } = this.options;
    return authorityOf(store, authorization, tenantTime(store, now()));
  }

  private refusal(error: unknown, ids: RequestIds): ItemAnswer {
    if (!(error instanceof ServiceError)) throw error;
    return { status: error.status, headers: {}, body: errorBody(error, this.options.now(), ids) };
  }

  /** The refusal of a request that is one too many. The tenant's own paths are never throttled. */
  private throttledAnswer({ pathname }: URL, ids: RequestIds): ItemAnswer | undefined {
    if (this.throttle === undefined || OWN_PATH.test(pathname)) return undefined;
    const { store, now } = this.options;
    const seconds = this.throttle.refuse(Date.parse(tenantTime(store, now())));
    return seconds === undefined ? undefined : this.fault('429', ids, String(seconds));
  }

  private fault(kind: FaultKind, ids: RequestIds, retryAfter = '0.2'): ItemAnswer {
    const status = Number(kind);
    const headers: Record<string, string> = status === 429 ? { 'retry-after': retryAfter } : {};
    const [code, message] =
      status === 429
        ? ['TooManyRequests', 'Too many requests']
        : ['ServiceUnavailable', 'The service is not available'];
    return { ...this.refusal(new ServiceError(status, code, message), ids), headers };
  }
}

/** A request, or one of a batch. */
interface Asked extends Sent {
  readonly method: string;
  readonly body: Json | undefined;
}

/** What a request says of itself; the items of a batch have the token of the batch, whatever their headers name. */
interface Sent {
  readonly url: URL;
  readonly header: HeaderOf;
  readonly authority: Authority | undefined;
}

/** Refuses a `%` that starts no byte, and bytes that form none: they would be read as something else. */
function requireEncoding(url: URL): void {
  try {
    decodeURIComponent(url.pathname);
    decodeURIComponent(url.search);
  } catch {
    throw new ServiceError(400, 'BadRequest', 'The address is not percent-encoded correctly.');
  }
}

const isPolicyWrite = (method: string, path: string) => method !== 'GET' && POLICY_WRITE.test(path);

function duplicateKey(): ServiceError {
  return new ServiceError(409, 'DuplicateKey', 'There is already a duplicated entity.');
}

/** Whether a policy write waits, through `dependsOn`, for the policy write before it in the batch. */
function sequentialPolicyWrites(items: readonly BatchItem[]): (item: BatchItem) => boolean {
  const reach = new Map<string, Set<string>>();
  const sequential = new Set<string>();
  let previous: string | undefined;
  for (const { id, dependsOn, method, url } of items) {
    const all = new Set(dependsOn.flatMap((other) => [other, ...(reach.get(other) ?? [])]));
    reach.set(id, all);
    if (!isPolicyWrite(method, url)) continue;
    if (previous === undefined || all.has(previous)) sequential.add(id);
    previous = id;
  }
  return ({ id }) => sequential.has(id);
}

/** An answer to a creation with the address of what was made, where it can be read by that. */
function located({ origin }: URL, path: string, answer: Answer): Answer {
  const { status, headers, body } = answer;
  const id = typeof body === 'object' ? body['id'] : undefined;
  if (status !== 201 || typeof id !== 'string') return answer;
  const { route, segments } = ROUTER.match('GET', `${path}/${encodeURIComponent(id)}`);
  if (route === undefined && placeOf(segments) === undefined) return answer;
  return {
    ...answer,
    headers: { location: `${origin}${ROOT}${path}/${encodeURIComponent(id)}`, ...headers },
  };
}

/**
 * The path of an action or a function without the namespace of its name: OData names them so, and Graph takes both. A
 * cast keeps its own.
 */
function unqualified(method: string, path: string): string {
  const plain = path.replace(/\/microsoft\.graph\.(\w+(\([^/]*\))?)$/i, '/$1');
  if (plain === path) return path;
  const { route } = ROUTER.match(method, plain);
  return route === undefined || /\/\{\w+\}$/.test(route.pattern) ? path : plain;
}

interface Found {
  readonly handle: (call: Call) => Answer;
  readonly pattern: string;
  readonly takes?: Takes | undefined;
  readonly params: Readonly<Record<string, string>>;
  /** Of the path, decoded. */
  readonly segments: readonly string[];
  /** The collection of the objects that the path leads to, where that is not the path's own. */
  readonly collection?: string | undefined;
}

/** What answers a request: a route of its own, or the read of an entity. Throws 404 and 405. */
function found(method: string, path: string): Found {
  const exact = ROUTER.match(method, path);
  if (exact.route !== undefined) {
    const { route, params } = exact;
    const { pattern, takes } = route;
    return { handle: (call) => route.handle(call), pattern, takes, params, segments: exact.segments };
  }
  const place = placeOf(exact.segments);
  if (place !== undefined && method === 'GET') {
    const params = Object.fromEntries(place.keys.map((key, index) => [`id${index}`, key]));
    const { segments } = place;
    const collection = place.references ? undefined : place.collection;
    return { handle: (call) => read(call, place), pattern: path, params, segments, collection };
  }
  if (exact.knownPath || place !== undefined)
    throw new ServiceError(405, 'MethodNotAllowed', `${method} is not supported on ${path}.`);
  throw new ServiceError(404, 'ResourceNotFound', `Resource not found for the segment '${path}'.`);
}
