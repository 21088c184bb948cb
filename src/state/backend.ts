import type { ResourceAddress } from '../model/address.ts';
import type { PendingOperation, ResourceState, StateDocument } from './document.ts';

/** Who holds the state, shown to whoever is refused. */
export interface LockInfo {
  /** UUID; what `state unlock ID` takes. */
  readonly id: string;
  readonly operation: string;
  readonly who: string;
  readonly host: string;
  readonly pid: number;
  /** UTC, ISO 8601. */
  readonly createdAt: string;
}

/** Where a state lives. Every method rejects with DiagnosticError (STATE_*) for what a user can mend. */
export interface StateBackend {
  /** For messages: a path or URL without secrets. */
  readonly location: string;
  /** The current document, with what an interrupted run recorded folded in; undefined when there is none yet. */
  read(): Promise<StateDocument | undefined>;
  /** Takes the lock; rejects with STATE_LOCKED naming the holder when it is not free within `timeoutMs`. */
  lock(info: LockInfo, timeoutMs: number): Promise<StateLock>;
  /** The current holder, if any. */
  lockHolder(): Promise<LockInfo | undefined>;
  /** Breaks the lock `id`; rejects with STATE_LOCK_ID when another (or none) is held. */
  unlock(id: string): Promise<void>;
}

/** A held lock; the only way to write. */
export interface StateLock {
  /** Reads the document again under the lock and opens it for writing; `initial` is used when there is none yet. */
  open(initial: { readonly lineage: string; readonly tenantId: string }): Promise<StateSession>;
  release(): Promise<void>;
}

/** Changes of one recorded result. */
export interface StateEffect {
  readonly put?: readonly ResourceState[];
  readonly remove?: readonly ResourceAddress[];
}

/**
 * One writing run. `begin` and `commit` are durable when they resolve and cost O(change), not O(state): the local
 * backend appends to a journal beside the file and folds it in at `close`. Calls made in one tick share one fsync.
 */
export interface StateSession {
  /** The document as of now, everything committed included. */
  readonly document: StateDocument;
  /** The recorded resource at an address as of now. */
  resource(address: ResourceAddress): ResourceState | undefined;
  /** Records that a write is about to leave. */
  begin(operation: PendingOperation): Promise<void>;
  /** Records the result of `operation` and clears it from pending. */
  commit(operation: string, effect: StateEffect): Promise<void>;
  /** Records changes that no write to the tenant caused (adopt, forget, refresh). */
  record(effect: StateEffect): Promise<void>;
  /** Replaces the recorded look-ups. */
  setLookups(lookups: Readonly<Record<string, string>>): Promise<void>;
  /** Writes the folded document atomically; pending operations that were not committed stay in it. */
  close(): Promise<void>;
}
