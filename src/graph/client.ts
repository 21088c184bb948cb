/**
 * Microsoft Graph over HTTP. In: reads and writes as `port.ts` has them, one by one. Out: few HTTP exchanges, in
 * batches, paged to the end, retried where that is safe, with the service's own words when it refuses. It knows
 * nothing of entitlement management, and it never sends the token to any place but `baseUrl`.
 */
import { isObject } from '../model/value.ts';
import type { JsonValue } from '../model/value.ts';
import type { Waits } from '../net/waits.ts';
import type { Answer, WireRequest } from './answer.ts';
import { decodeBatch, encodeBatch } from './batch.ts';
import { Collected } from './collected.ts';
import { isThrottled, unexpected } from './errors.ts';
import { readPage } from './paging.ts';
import { ListBounds } from './list-bounds.ts';
import { Pace } from './pace.ts';
import type { PaceMemory } from './pace.ts';
import type { GraphPort, GraphWrite } from './port.ts';
import { DEFAULT_RETRY } from './retry.ts';
import type { RetryPolicy } from './retry.ts';
import { Scheduler } from './scheduler.ts';
import { createTransport } from './transport.ts';
import { WaitMeter } from './wait-meter.ts';

/** Where and how to reach Graph. */
export interface GraphClientOptions {
  /** `https://graph.microsoft.com/v1.0`, without a trailing slash. */
  readonly baseUrl: string;
  /** Default: the global fetch, which keeps connections alive. The embedded tenant passes its own. */
  readonly fetch?: (request: Request) => Promise<Response>;
  /** Bearer token; asked for every exchange, so it should cache. */
  readonly token?: () => Promise<string>;
  readonly userAgent: string;
  /** Sent with every exchange; such as whom the embedded tenant is to take as the caller. */
  readonly headers?: Readonly<Record<string, string>>;
  /** HTTP exchanges at a time; default 12. */
  readonly maxInFlight?: number;
  /** What is known of the service's patience. Default: as fast as `maxInFlight` lets it, until the service refuses. */
  readonly pace?: PaceMemory | undefined;
  /** Told when the service wants to be left in peace, as the waiting begins, and with `pace` at what comes of it. */
  readonly onHold?: (hold: Hold) => void;
  /** Milliseconds for one exchange; default 100 s, Graph's own limit for a request. */
  readonly timeoutMs?: number;
  /** Bounds each request with all of its repetitions, and tells of those that take long. Default: `retry` alone bounds it. */
  readonly waits?: Waits | undefined;
  readonly retry?: Partial<RetryPolicy>;
  /** Pages of one list, after which it is held for one without end; default 10,000. */
  readonly mostPages?: number;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Resolves early when `signal` is aborted. */
  readonly delay: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Aborted: nothing is sent, waited for or sent again any more; what is open is rejected, sent writes as unknown. */
  readonly signal?: AbortSignal | undefined;
  /** Aborted, before `signal`: no write waits any more to be sent (again); those that may be done keep their tries. */
  readonly ending?: AbortSignal | undefined;
  /** 0 to 1. */
  readonly random: () => number;
  readonly randomId: () => string;
  readonly trace?: (event: GraphTrace) => void;
}

/** A wait that the service asked for. */
export interface Hold {
  readonly ms: number;
  /** Reads that were asked for so far, and those of them that are done; none of writes. */
  readonly reads: number;
  readonly readsDone: number;
  /** What the next client should know. */
  readonly pace: PaceMemory;
}

/** What the client did, for `--trace` and tests; never holds tokens or bodies. */
export type GraphTrace =
  | {
      readonly type: 'exchange';
      /** `METHOD path` of each request in it. */
      readonly requests: readonly string[];
      readonly serial: boolean;
      /** Status of each request; 0 without an answer, 424 for one that was skipped. */
      readonly statuses: readonly number[];
      readonly durationMs: number;
    }
  | {
      readonly type: 'retry';
      readonly request: string;
      /** Status or error code. */
      readonly reason: string;
      readonly afterMs: number;
    };

/** Counters of one client. */
interface GraphStatistics {
  /** HTTP exchanges; a batch is one. */
  readonly roundTrips: number;
  /** Requests that were sent, each of a batch for itself and each time: what the service's quota counts. */
  readonly sent: number;
  /** Requests as callers see them: each page, read and write once. */
  readonly requests: number;
  /** Of these the reads, and how many of them are done. */
  readonly reads: number;
  readonly readsDone: number;
  /** Requests sent again. */
  readonly retries: number;
  /** Requests answered with 429. */
  readonly throttled: number;
  /** Milliseconds in which nothing was under way, because the service had asked to wait (`WaitMeter`). */
  readonly waitedMs: number;
}

export interface GraphClient extends GraphPort {
  readonly statistics: GraphStatistics;
  /** What the next client of this service should begin with. */
  readonly pace: PaceMemory;
  /**
   * From now on `check` comes before every exchange that holds a write. When it rejects, the exchange does not leave,
   * and its requests fail for that reason.
   */
  checkBeforeWrites(check: () => Promise<void>): void;
}

/** Graph's own limit for a request. */
const EXCHANGE_MS = 100_000;

/** A client for one service; keeps no state but its queues, counters and the reads in flight. */
export function createGraphClient(options: GraphClientOptions): GraphClient {
  const { baseUrl, randomId } = options;
  const statistics: Counters = {
    ...{ roundTrips: 0, sent: 0, requests: 0, reads: 0, readsDone: 0, retries: 0, throttled: 0 },
  };
  const pace = new Pace({
    maxInFlight: options.maxInFlight ?? 12,
    memory: options.pace,
    clock: options.clock,
  });
  const meter = new WaitMeter(options.clock);
  const told: Told = { date: undefined };
  let check: WriteCheck = () => Promise.resolve();
  const scheduler = createScheduler(options, { statistics, meter, told, pace }, () => check());
  const reads = new Map<string, Promise<JsonValue | undefined>>();

  /** Identical reads that overlap are one, unless a write ended since the first was issued: it could show the past. */
  function read(request: WireRequest, urgent = false): Promise<JsonValue | undefined> {
    const { path } = request;
    const running = reads.get(path);
    if (running !== undefined) return running;
    statistics.requests += 1;
    statistics.reads += 1;
    const started = scheduler.submit({ request, idempotent: true, urgent }).finally(() => {
      statistics.readsDone += 1;
      if (reads.get(path) === started) reads.delete(path);
    });
    reads.set(path, started);
    return started;
  }

  const wireRead = (path: string): WireRequest => ({ method: 'GET', path, clientRequestId: randomId() });

  return {
    baseUrl,
    checkBeforeWrites(given) {
      check = given;
    },
    get serviceDate() {
      return told.date;
    },
    get pace() {
      return pace.memory;
    },
    get statistics() {
      return { ...statistics, waitedMs: meter.waitedMs };
    },
    async get(path) {
      const request = wireRead(path);
      const body = await read(request);
      if (!isObject(body)) throw unexpected(request, 'without an object');
      return body;
    },
    async list(path, onPage) {
      const collected = new Collected();
      const bounds = new ListBounds(wireRead(path), options.mostPages);
      for (let next: string | undefined = path; next !== undefined;) {
        bounds.enter(next);
        const request: WireRequest = wireRead(next);
        const page = readPage(baseUrl, request, await read(request, next !== path));
        bounds.add(page.items);
        const added = collected.add(page.items);
        onPage?.(added);
        next = page.next;
      }
      return collected.items;
    },
    async write(write) {
      statistics.requests += 1;
      try {
        const body = await scheduler.submit(submission(write, randomId()));
        return isObject(body) ? body : undefined;
      } finally {
        reads.clear();
      }
    },
  };
}

/** Rejects when nothing may be written any more. */
type WriteCheck = () => Promise<void>;

/** Why an exchange may not leave; undefined when it may. */
async function forbidden(requests: readonly WireRequest[], check: WriteCheck): Promise<Answer | undefined> {
  if (requests.every(({ method }) => method === 'GET')) return undefined;
  try {
    await check();
    return undefined;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    return { type: 'notSent', code: 'Forbidden', message, transient: false, cause };
  }
}

/** What the service told of itself by the way. */
interface Told {
  /** Of its clock, last: UTC, ISO 8601. */
  date: string | undefined;
}

/** Notes the service's clock; an answer that says nothing usable of it leaves what is known. */
function hear(told: Told, answer: Answer): Answer {
  const date = answer.type === 'answered' ? Date.parse(answer.headers['date'] ?? '') : NaN;
  if (!Number.isNaN(date)) told.date = new Date(date).toISOString();
  return answer;
}

function submission(write: GraphWrite, clientRequestId: string): Parameters<Scheduler['submit']>[0] {
  const { method, path, body, lane, idempotent } = write;
  return {
    request: { method, path, clientRequestId, ...(body === undefined ? {} : { body }) },
    idempotent: idempotent ?? method !== 'POST',
    ...(lane === undefined ? {} : { lane }),
  };
}

type Counters = { -readonly [name in keyof Omit<GraphStatistics, 'waitedMs'>]: number };

/** What a client keeps. */
interface Kept {
  readonly statistics: Counters;
  readonly meter: WaitMeter;
  readonly told: Told;
  readonly pace: Pace;
}

function createScheduler(options: GraphClientOptions, kept: Kept, check: WriteCheck): Scheduler {
  const { statistics, meter, told, pace } = kept;
  const { baseUrl, token, userAgent, clock, delay, signal, random, randomId, trace } = options;
  const transport = createTransport({
    baseUrl,
    token,
    userAgent,
    headers: options.headers ?? {},
    fetch: options.fetch ?? ((request) => fetch(request)),
    signal,
  });
  const { waits, timeoutMs = EXCHANGE_MS } = options;
  const send = async (request: WireRequest, limitMs: number) =>
    hear(told, await transport(request, Math.min(timeoutMs, limitMs)));
  return new Scheduler({
    pace,
    policy: { ...DEFAULT_RETRY, ...(waits !== undefined && limitsOf(waits)), ...options.retry },
    waits,
    meter,
    clock,
    delay: (ms) => delay(ms, signal),
    signal,
    ending: options.ending,
    random,
    onHold: (ms) => {
      const { reads, readsDone } = statistics;
      options.onHold?.({ ms, reads, readsDone, pace: pace.memory });
    },
    onRetry: (request, answer, afterMs) => {
      statistics.retries += 1;
      const reason = 'code' in answer ? answer.code : String(statusOf(answer));
      trace?.({ type: 'retry', request: nameOf(request), reason, afterMs });
    },
    send: async (requests, serial, limitMs) => {
      const kept = await forbidden(requests, check);
      if (kept !== undefined) return requests.map(() => kept);
      statistics.roundTrips += 1;
      statistics.sent += requests.length;
      const startedAt = clock();
      const [only] = requests;
      const answers =
        requests.length === 1 && only !== undefined
          ? [await send(only, limitMs)]
          : decodeBatch(
              await send(encodeBatch(requests, serial, randomId()), limitMs),
              requests.length,
              serial,
            );
      statistics.throttled += answers.filter(isThrottled).length;
      const durationMs = clock() - startedAt;
      trace?.({
        type: 'exchange',
        requests: requests.map(nameOf),
        serial,
        statuses: answers.map(statusOf),
        durationMs,
      });
      return answers;
    },
  });
}

function limitsOf({ limitMs, maxAskedMs }: Waits): Pick<RetryPolicy, 'maxWaitMs' | 'maxAskedMs'> {
  return { maxWaitMs: limitMs, maxAskedMs };
}

function nameOf({ method, path }: WireRequest): string {
  return `${method} ${path}`;
}

function statusOf(answer: Answer): number {
  if (answer.type === 'answered') return answer.status;
  return answer.type === 'skipped' ? 424 : 0;
}
