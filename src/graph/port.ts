/**
 * Microsoft Graph as the other rooms see it. They import these types only; the client behind them pages,
 * coalesces requests into `$batch`, retries and throttles.
 */
import type { JsonObject, JsonValue } from '../model/value.ts';
import type { LookupKey } from '../model/principal.ts';

/** Reads. Paths are relative to `/v1.0` and start with `/`; the caller has percent-encoded what it put in. */
export interface GraphReader {
  /** GET of one entity. Rejects with GraphError (status 404 when it does not exist). */
  get(path: string): Promise<JsonObject>;
  /**
   * GET of a collection, every page. All or nothing: a refused or broken page rejects the whole list, so that
   * a partial answer can never look like a short one (CONTRACT 1.5). `onPage` hears of each page as it arrives, so
   * that details can be asked for while the next one is on its way; what it hears is worth nothing if the list rejects.
   */
  list(path: string, onPage?: (items: readonly JsonObject[]) => void): Promise<readonly JsonObject[]>;
}

/** One write. */
export interface GraphWrite {
  readonly method: 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: JsonValue;
  /**
   * Writes of one lane are executed one after the other, chained by `dependsOn` within a batch; Graph refuses
   * parallel policy writes with 409 DuplicateKey (CONTRACT 9.11). They leave in the order of their calls; one that
   * has to be sent again after a wait lets others pass meanwhile.
   */
  readonly lane?: string;
  /** True when sending it twice has the effect of sending it once, so a lost answer may be retried. PUT, PATCH and DELETE are unless this says false; POST is not unless this says true. */
  readonly idempotent?: boolean;
  /** True for a POST that changes nothing, and asks for more than a URL has room for. */
  readonly asks?: boolean;
}

export interface GraphPort extends GraphReader {
  /** Sends one write and returns the body of a 2xx answer (undefined for none). Rejects with GraphError. */
  write(request: GraphWrite): Promise<JsonObject | undefined>;
  /** The service's own clock as it last told it, in any answer so far: UTC, ISO 8601. Undefined before the first. */
  readonly serviceDate: string | undefined;
  /** Base of absolute references in bodies, e.g. `https://graph.microsoft.com/v1.0` (for `@odata.id`). */
  readonly baseUrl: string;
}

/** Rejection reason of every GraphPort call. `message` is Graph's own message. */
export class GraphError extends Error {
  override readonly name = 'GraphError';
  readonly method: string;
  readonly path: string;
  /** 0 when no answer arrived. */
  readonly status: number;
  /** Graph's error code; may be empty (CONTRACT 1.3). */
  readonly code: string;
  readonly requestId?: string;
  readonly clientRequestId?: string;
  /** `refused`: the service says it did not do it. `unknown`: it may have done it (lost answer, 5xx). `notSent`: it never left. */
  readonly outcome: 'refused' | 'unknown' | 'notSent';

  constructor(message: string, failure: GraphFailure, options?: ErrorOptions) {
    super(message, options);
    this.method = failure.method;
    this.path = failure.path;
    this.status = failure.status;
    this.code = failure.code;
    if (failure.requestId !== undefined) this.requestId = failure.requestId;
    if (failure.clientRequestId !== undefined) this.clientRequestId = failure.clientRequestId;
    this.outcome = failure.outcome;
  }
}

/** What a read gives; undefined where the tenant refuses it with one of these statuses, by default for lack of a permission. */
export async function unlessRefused<T>(
  read: () => Promise<T>,
  statuses: readonly number[] = [403],
): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof GraphError && statuses.includes(error.status)) return undefined;
    throw error;
  }
}

/** What a GraphError says of the failed request. */
export type GraphFailure = Omit<GraphError, keyof Error>;

/** The code of a request that a signal ended: it was not sent any more, or its answer was not waited for. */
const INTERRUPTED = 'Interrupted';

/** What is known of a request that a signal ended; `reason` is the signal's. */
export function interruptedRequest(reason: unknown) {
  return {
    code: INTERRUPTED,
    message: 'The command was interrupted',
    transient: false,
    cause: reason,
  } as const;
}

/** True for the failure of a request that a signal ended. */
export function isInterrupted(error: unknown): error is GraphError {
  return error instanceof GraphError && error.code === INTERRUPTED;
}

/** A directory object, site or partner tenant that a look-up found. */
export interface DirectoryEntry {
  /** Object id; a site's web URL; a partner tenant's id. */
  readonly id: string;
  /** What a person would call it: UPN, mail, display name, URL. */
  readonly label: string;
  readonly type: 'user' | 'group' | 'servicePrincipal' | 'site' | 'directoryRole' | 'tenant' | 'other';
  /** Selected Graph properties: userType, accountEnabled, groupTypes, onPremisesSyncEnabled, appRoles, … */
  readonly properties: JsonObject;
}

export type LookupResult =
  | { readonly status: 'found'; readonly entry: DirectoryEntry }
  /** Nothing matches; `candidates` are near misses. For a `domain` this means: registered in no Entra tenant. */
  | { readonly status: 'missing'; readonly candidates: readonly DirectoryEntry[] }
  | { readonly status: 'ambiguous'; readonly candidates: readonly DirectoryEntry[] };

/** When a directory object was deleted, as far as directory or audit log still tell. */
export interface Deletion {
  /** UTC, ISO 8601. */
  readonly deletedAt: string;
  /** UTC, ISO 8601; absent when nothing can restore it any more. */
  readonly restorableUntil?: string;
  /** What people called it. */
  readonly label?: string;
  /** What it was, where that is told. */
  readonly type?: 'user' | 'group' | 'servicePrincipal';
}

/** Look-ups by name, coalesced (`in (...)` filters, `$batch`) and cached for one run. */
export interface DirectoryPort {
  resolve(keys: Iterable<LookupKey>): Promise<ReadonlyMap<LookupKey, LookupResult>>;
  /** Names for object ids that no look-up gave (`directoryObjects/getByIds`); unknown ids are left out. */
  describe(ids: Iterable<string>): Promise<ReadonlyMap<string, DirectoryEntry>>;
  /** When objects were deleted, by id; left out where nothing tells, or may not be read. Never rejects for that. */
  deletions(ids: Iterable<string>): Promise<ReadonlyMap<string, Deletion>>;
  /** The same for names that no look-up found. */
  deletionsByName(keys: Iterable<LookupKey>): Promise<ReadonlyMap<LookupKey, Deletion>>;
}
