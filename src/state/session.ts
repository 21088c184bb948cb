/**
 * One writing run on any backend. The draft holds the truth from the moment an entry is made, the journal makes it
 * durable, closing folds it into the document. What could not be made durable is still in the draft, so that it can
 * be saved elsewhere.
 */
import { equalValues } from '../model/value.ts';
import type { PlannedCreation, StateEffect, StateLock, StateSession } from './backend.ts';
import type {
  LeftOutObject,
  PendingOperation,
  ReferredObject,
  ResourceState,
  StateDocument,
  UncertainCreation,
} from './document.ts';
import { stateError, writing } from './faults.ts';
import { StateDraft, emptyState } from './journal.ts';
import { orAborted } from './waiting.ts';
import type { JournalEntry } from './journal.ts';
import { JournalWriter } from './journal-writer.ts';

/** What a backend offers to a session, under a lock that is held. */
export interface SessionStore {
  /** As in StateBackend. */
  readonly location: string;
  /** Every append writes the whole document, so that each has a serial of its own. */
  readonly appendsWhole: boolean;
  /** Aborted when the lock is no longer held; the reason is a DiagnosticError. */
  readonly lost?: AbortSignal;
  /** The document with a left-over journal folded in, and whether there was one. */
  load(): Promise<{ readonly document: StateDocument | undefined; readonly leftover: boolean }>;
  /** Resolves when an entry is durable; `document` is the state with it. `first`: it begins a journal. */
  append(text: string, first: boolean, document: StateDocument): Promise<void>;
  /** Writes the document in place of the old one, then removes the journal. Serial 0 is an empty state, not written. */
  fold(document: StateDocument): Promise<void>;
  /** Rejects when the lock is no longer this run's; absent where nobody can be asked. */
  requireLock?(): Promise<void>;
  /** Nothing is appended any more. */
  end?(): Promise<void>;
}

/** A lock over a store. */
export function createLock(store: SessionStore, release: () => Promise<void>): StateLock {
  return {
    open: (initial, signal) => openSession(store, initial, signal),
    async replace(document) {
      await store.load();
      await writing(store.location, () => store.fold(document));
    },
    release,
  };
}

/** What a crashed run left in the journal is folded into the document before a new journal begins. */
async function openSession(
  store: SessionStore,
  { lineage, tenantId }: { readonly lineage: string; readonly tenantId: string },
  signal: AbortSignal | undefined,
): Promise<StateSession> {
  const { document = emptyState(lineage, tenantId), leftover } = await orAborted(store.load(), signal);
  requireTenant(document, tenantId, store.location);
  if (leftover) await writing(store.location, () => store.fold(document));
  return new JournalledSession(store, document);
}

/** Rejects with STATE_TENANT when a state belongs to another tenant. */
export function requireTenant(document: StateDocument, tenantId: string, display: string): void {
  if (document.tenant.id === tenantId) return;
  throw stateError(
    'STATE_TENANT',
    `The state ${display} belongs to tenant ${document.tenant.id}, but this is tenant ${tenantId}`,
    'Use another state file for this tenant, or point the configuration to the tenant that the state belongs to',
  );
}

class JournalledSession implements StateSession {
  readonly broken: AbortSignal;
  private readonly breaking = new AbortController();
  private readonly draft: StateDraft;
  private readonly journal: JournalWriter;
  private readonly store: SessionStore;
  private readonly base: StateDocument;
  private serial: number;
  private saved = true;

  constructor(store: SessionStore, base: StateDocument) {
    this.store = store;
    this.base = base;
    this.serial = base.serial;
    this.draft = new StateDraft(base);
    const { lineage, serial, tenant } = base;
    this.journal = new JournalWriter(
      {
        append: (text, first) => {
          if (store.appendsWhole) this.serial += 1;
          return store.append(text, first, this.document);
        },
      },
      { type: 'open', lineage, serial, tenantId: tenant.id },
    );
    this.broken =
      store.lost === undefined ? this.breaking.signal : AbortSignal.any([this.breaking.signal, store.lost]);
  }

  get document(): StateDocument {
    return this.draft.document(this.serial);
  }

  get unsaved(): StateDocument | undefined {
    return this.saved ? undefined : this.document;
  }

  resource(address: string): ResourceState | undefined {
    return this.draft.resources.get(address);
  }

  async requireLock(): Promise<void> {
    this.broken.throwIfAborted();
    try {
      await this.store.requireLock?.();
    } catch (error) {
      this.breaking.abort(error);
      throw error;
    }
  }

  async plan(creations: readonly PlannedCreation[]): Promise<void> {
    // A document that is always written whole loses no line.
    if (this.store.appendsWhole) return;
    this.broken.throwIfAborted();
    await Promise.all(creations.map((creation) => this.append({ type: 'planned', ...creation })));
  }

  async begin(pending: PendingOperation, uncertain?: UncertainCreation): Promise<void> {
    this.broken.throwIfAborted();
    try {
      await this.append({ type: 'begin', pending, ...(uncertain !== undefined && { uncertain }) });
    } catch (error) {
      // Its request does not leave, so there is nothing to settle.
      this.draft.pending.delete(pending.operation);
      this.draft.uncertain.delete(pending.operation);
      throw error;
    }
  }

  commit(operation: string, effect: StateEffect, certain = false): Promise<void> {
    return this.append({ type: 'commit', operation, effect, ...(certain && { certain }) });
  }

  async record(effect: StateEffect): Promise<void> {
    const put = (effect.put ?? []).filter((resource) => !this.knows(resource));
    const remove = (effect.remove ?? []).filter((address) => this.draft.resources.has(address));
    const { uncertain } = effect;
    const touched = (uncertain?.put ?? []).length + (uncertain?.remove ?? []).length > 0;
    if (put.length > 0 || remove.length > 0 || touched)
      await this.append({ type: 'record', effect: { put, remove, ...(touched && { uncertain }) } });
  }

  async setLeftOut(leftOut: readonly LeftOutObject[]): Promise<void> {
    const plain = (objects: readonly LeftOutObject[]) => objects.map((each) => ({ ...each }));
    if (!equalValues(plain(this.draft.leftOut), plain(leftOut)))
      await this.append({ type: 'leftOut', leftOut });
  }

  async setReferred(referred: readonly ReferredObject[]): Promise<void> {
    const plain = (objects: readonly ReferredObject[]) => objects.map((each) => ({ ...each }));
    if (!equalValues(plain(this.draft.referred), plain(referred)))
      await this.append({ type: 'referred', referred });
  }

  async setLookups(lookups: Readonly<Record<string, string>>): Promise<void> {
    if (!equalValues({ ...this.draft.lookups }, { ...lookups }))
      await this.append({ type: 'lookups', lookups });
  }

  async close(): Promise<void> {
    await this.store.end?.();
    if (this.serial === this.base.serial) return;
    // What failed may have arrived all the same; the document that is pushed later must come after it.
    if (this.journal.failed) this.serial += 1;
    await writing(this.store.location, () => this.store.fold(this.document));
    this.saved = true;
  }

  private async append(entry: JournalEntry): Promise<void> {
    this.draft.apply(entry);
    if (!this.store.appendsWhole) this.serial = this.base.serial + 1;
    try {
      await writing(this.store.location, () => this.journal.append(entry));
    } catch (error) {
      this.saved = false;
      this.breaking.abort(error);
      throw error;
    }
  }

  private knows(resource: ResourceState): boolean {
    const known = this.draft.resources.get(resource.address);
    return known !== undefined && equalValues({ ...known }, { ...resource });
  }
}
