/** What kinds write with: shared reads, patience with a service that delivers late. */
import { waitUntil } from '../model/wait-until.ts';
import { GraphError, interruptedRequest } from '../graph/port.ts';
import type { GraphPort, GraphReader, GraphWrite } from '../graph/port.ts';
import type { KindWriter, Patience } from '../kinds/kind.ts';
import type { JsonObject } from '../model/value.ts';
import { make } from './make.ts';
import type { Time } from './make.ts';

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 16_000;
/** What CONTRACT 14 allows for a catalog's resource to be listed. */
const LONGEST_POLL_MS = 360_000;

/** State that the writers of one run share. */
export class SharedReads {
  private readonly known = new Map<string, Promise<unknown>>();

  once<T>(key: string, read: () => Promise<T>): Promise<T> {
    const existing = this.known.get(key);
    if (existing !== undefined) return existing as Promise<T>;
    const made = read();
    this.known.set(key, made);
    made.catch(() => this.forget(key));
    return made;
  }

  forget(key: string): void {
    this.known.delete(key);
  }
}

/** What an operation has come to so far. */
export interface Trace {
  /** The id of the object that it made. */
  madeId: string | undefined;
  /** True once a write was done, or may have been: the tenant is not as it was before. */
  wrote: boolean;
  /** True once the outcome of the request that makes the object was unknown, whatever was found since. */
  uncertain: boolean;
  /** What the service answered to the last write. */
  answered: JsonObject | undefined;
}

/** Of whom a writer is, and in what surroundings. */
export interface WriterOptions {
  readonly graph: GraphPort;
  readonly shared: SharedReads;
  readonly time: Time;
  /** An earlier run may have made the object already; its outcome is not known. */
  readonly inDoubt: boolean;
  /** As in KindWriter. */
  readonly notBefore: number;
  /** As in KindWriter; what is read for it is read by the port that it is given. */
  readonly mayBe: (graph: GraphReader, id: string) => Promise<boolean>;
  /** Aborted: what is neither a write nor the settlement of one is waited for no longer. */
  readonly ending?: AbortSignal | undefined;
}

/** The writer of one operation, which keeps `trace` up to date. */
export function createWriter(
  { graph, shared, time, inDoubt, notBefore, mayBe, ending }: WriterOptions,
  trace: Trace,
): KindWriter {
  let lastRead = '';
  const read = <T>(path: string, begin: () => Promise<T>): Promise<T> => {
    lastRead = path;
    // Nothing was written yet, so nothing has to be looked for.
    return ending === undefined || trace.wrote ? begin() : unlessEnding(ending, path, begin());
  };
  const wait = async (ms: number): Promise<void> => {
    const waited = time.delay(ms);
    await (ending === undefined ? waited : unlessEnding(ending, lastRead, waited));
  };
  const traced: GraphPort = {
    baseUrl: graph.baseUrl,
    get serviceDate() {
      return graph.serviceDate;
    },
    get: (path) => read(path, () => graph.get(path)),
    list: (path, onPage) => read(path, () => graph.list(path, onPage)),
    async write(request) {
      if (request.asks === true) return read(request.path, () => graph.write(request));
      try {
        const body = await graph.write(request);
        trace.wrote = true;
        trace.answered = body;
        return body;
      } catch (error) {
        if (!(error instanceof GraphError) || error.outcome === 'unknown' || isDoubted(request, error)) {
          trace.wrote = true;
          if (trace.madeId === undefined && request.idempotent !== true) trace.uncertain = true;
        }
        throw error;
      }
    },
  };
  return {
    graph: traced,
    notBefore,
    mayBe: (id) => mayBe(traced, id),
    async make(making) {
      try {
        return await make(traced, making, inDoubt, time);
      } catch (error) {
        // Also when the service refused it, and a look says otherwise.
        if (error instanceof GraphError && error.outcome === 'unknown') {
          trace.wrote = true;
          trace.uncertain = true;
        }
        throw error;
      }
    },
    created: (id) => (trace.madeId = id),
    once: (key, read) => shared.once(key, read),
    forget: (key) => shared.forget(key),
    poll: (what, attempt, patience) => poll(what, attempt, patience ?? {}, wait),
  };
}

/**
 * A creation that is refused as a duplicate: a gateway may have sent it twice and hand on the answer to the second, and
 * lists that lag do not show the first. So its record stays open, and the next run tells what is there.
 */
function isDoubted({ method }: GraphWrite, { status }: GraphError): boolean {
  return method === 'POST' && status === 409;
}

/** The result of `work`; rejects once the signal is aborted, as the read of `path` that it cuts off. */
async function unlessEnding<T>(signal: AbortSignal, path: string, work: Promise<T>): Promise<T> {
  let stop: () => void = () => undefined;
  const over = new Promise<never>((_, reject) => {
    stop = () => {
      const { code, message, cause } = interruptedRequest(signal.reason);
      const failure = { method: 'GET', path, status: 0, code, outcome: 'notSent' } as const;
      reject(new GraphError(message, failure, { cause }));
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

async function poll<T>(
  what: string,
  attempt: () => Promise<T | undefined>,
  { withinMs = LONGEST_POLL_MS, notYet }: Patience,
  delay: (ms: number) => Promise<void>,
): Promise<T> {
  const value = await waitUntil(attempt, {
    waits: doublingWaits(withinMs),
    delay,
    mayPass: (error) => (error instanceof GraphError && error.status === 404) || notYet?.(error) === true,
  });
  if (value === undefined)
    throw new Error(`Waited ${Math.round(withinMs / 1000)} seconds in vain for ${what}`);
  return value;
}

/** Milliseconds, until they sum up to `withinMs`. */
function* doublingWaits(withinMs: number): Generator<number> {
  let wait = FIRST_WAIT_MS;
  for (let waited = 0; waited < withinMs; waited += wait, wait = Math.min(wait * 2, LONGEST_WAIT_MS))
    yield wait;
}
