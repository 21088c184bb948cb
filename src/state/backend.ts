import type { ResourceAddress } from '../model/address.ts';
import type {
  LeftOutObject,
  PendingOperation,
  ReferredObject,
  ResourceState,
  StateDocument,
  UncertainCreation,
} from './document.ts';

/** Who holds the state, shown when another run is refused. */
export interface LockInfo {
  /** UUID; what `state unlock ID` takes. */
  readonly id: string;
  readonly operation: string;
  readonly who: string;
  readonly host: string;
  readonly pid: number;
  /** UTC, ISO 8601. */
  readonly createdAt: string;
  /** Tells the process from a later one of the same number: `NAMESPACE/START`, opaque, of one machine. */
  readonly processStart?: string;
  /** In CI: the page of the run. */
  readonly runUrl?: string;
}

/** Options of a wait for a lock. */
export interface LockWaiting {
  /** Told once, when the wait is longer than a moment: the holder in words. */
  readonly onWait?: ((holder: string) => void) | undefined;
  /** Told when the lock of a process of this machine that is gone was removed: that process in words. */
  readonly onStale?: ((holder: string) => void) | undefined;
  /** Aborted: no further attempt is made; rejects with its reason, unless the attempt under way takes the lock. */
  readonly signal?: AbortSignal | undefined;
}

/** An earlier content of a state, where the backend keeps such. */
export interface StateVersion {
  /** What `state pull --version` takes. */
  readonly id: string;
  /** UTC, ISO 8601. */
  readonly writtenAt: string;
  readonly bytes: number;
  readonly current: boolean;
}

/** Where a state lives. Every method rejects with DiagnosticError (STATE_*) for what a user can mend. */
export interface StateBackend {
  /** For messages: a path or URL without secrets. */
  readonly location: string;
  /** The current document, with what an interrupted run recorded folded in; undefined when there is none yet. */
  read(): Promise<StateDocument | undefined>;
  /** Takes the lock; rejects with STATE_LOCKED naming the holder when it is not free within `timeoutMs`. */
  lock(info: LockInfo, timeoutMs: number, waiting?: LockWaiting): Promise<StateLock>;
  /** The holder as far as `own` can tell that it lives; undefined when it is free, or the backend does not say. */
  lockHolder(own: LockInfo): Promise<LockInfo | undefined>;
  /** Breaks the lock `id`; rejects with STATE_LOCK_ID when another (or none) is held. */
  unlock(id: string): Promise<void>;
  /** Earlier contents, the newest first; undefined where the backend keeps none. */
  readonly versions?: () => Promise<readonly StateVersion[]>;
  /** The document of an earlier content. */
  readonly readVersion?: (id: string) => Promise<StateDocument>;
}

/** A held lock; the only way to write. */
export interface StateLock {
  /**
   * Reads the document again under the lock and opens it for writing; `initial` is used when there is none yet. `signal`
   * ends the wait for what is read: rejects with its reason.
   */
  open(
    initial: { readonly lineage: string; readonly tenantId: string },
    signal?: AbortSignal,
  ): Promise<StateSession>;
  /** Writes a whole document in place of whatever there is, a left-over journal included. */
  replace(document: StateDocument): Promise<void>;
  release(): Promise<void>;
}

/** What `begin` is going to be told of a creation. */
export interface PlannedCreation {
  readonly pending: PendingOperation;
  /** Of a creation that the service may carry out twice; references are addresses, for their ids may not be known yet. */
  readonly uncertain?: UncertainCreation;
}

/** Changes of one recorded result. */
export interface StateEffect {
  readonly put?: readonly ResourceState[];
  readonly remove?: readonly ResourceAddress[];
  /** Creations of unknown outcome: what they are now, and operations whose twins are looked for no more. */
  readonly uncertain?: {
    readonly put?: readonly UncertainCreation[];
    readonly remove?: readonly string[];
  };
}

/**
 * One writing run. `begin` and `commit` are durable when they resolve and cost O(change), not O(state): a journal is
 * appended to and folded in at `close`. Only the HTTP backend has no place for one (http.ts says what it costs). Calls
 * made in one tick share one write.
 */
export interface StateSession {
  /** The document as of now, everything committed included. */
  readonly document: StateDocument;
  /** Aborted when the lock was lost or a write of the state failed: no `begin` is accepted any more. */
  readonly broken: AbortSignal;
  /** The document when some of it could not be made durable, to be saved elsewhere. */
  readonly unsaved: StateDocument | undefined;
  /** The recorded resource at an address as of now. */
  resource(address: ResourceAddress): ResourceState | undefined;
  /**
   * Rejects when the lock is no longer this run's, as far as the backend can be asked: a file is read, a lease renewed.
   * The HTTP protocol has no question for it; its server refuses what is recorded before each group of writes.
   */
  requireLock(): Promise<void>;
  /**
   * Records what is going to be created, before anything is: should a line that begins one of them be lost, it is not
   * created again unseen. Nothing of it is in the document.
   */
  plan(creations: readonly PlannedCreation[]): Promise<void>;
  /** Records that a write is about to leave; `uncertain`: it is a creation that the service may carry out twice. */
  begin(operation: PendingOperation, uncertain?: UncertainCreation): Promise<void>;
  /**
   * Records the result of `operation` and clears it from pending. `certain`: the service said what became of it;
   * otherwise its twins are looked for from now on.
   */
  commit(operation: string, effect: StateEffect, certain?: boolean): Promise<void>;
  /** Records changes that no write to the tenant caused (adopt, forget, refresh). */
  record(effect: StateEffect): Promise<void>;
  /** Replaces what is recorded of what an import left out. */
  setLeftOut(leftOut: readonly LeftOutObject[]): Promise<void>;
  /** Replaces what is recorded of what others own. */
  setReferred(referred: readonly ReferredObject[]): Promise<void>;
  /** Replaces the recorded look-ups. */
  setLookups(lookups: Readonly<Record<string, string>>): Promise<void>;
  /** Writes the folded document atomically; pending operations that were not committed stay in it. */
  close(): Promise<void>;
}
