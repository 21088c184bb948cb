/** State in a local file: snapshot, journal and lock side by side. */
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { equalValues } from '../model/value.ts';
import { syncFolder, writeAtomically } from './atomic-write.ts';
import type { LockInfo, StateBackend, StateEffect, StateLock, StateSession } from './backend.ts';
import type { PendingOperation, ResourceState, StateDocument } from './document.ts';
import { codeOf, reasonOf, stateError, writing } from './faults.ts';
import { formatState, parseState } from './format.ts';
import { Draft, emptyState, foldJournal, Journal, readJournal } from './journal.ts';
import type { JournalEntry } from './journal.ts';
import { breakLock, readLock, takeLock } from './lock.ts';

export interface LocalBackendOptions {
  /** Absolute path of the state file. */
  readonly file: string;
  /** The path as shown in messages. */
  readonly display: string;
  readonly delay: (ms: number) => Promise<void>;
}

/** A backend over `file`, `file.journal`, `file.lock` and `file.backup`. */
export function createLocalBackend({ file, display, delay }: LocalBackendOptions): StateBackend {
  const lockFile = `${file}.lock`;
  const read = () => readState(file, display);
  return {
    location: display,
    read,
    lockHolder: () => readLock(lockFile),
    async lock(info: LockInfo, timeoutMs: number): Promise<StateLock> {
      await writing(display, () => takeLock(lockFile, info, timeoutMs, delay));
      return {
        open: async ({ lineage, tenantId }) => {
          const document = (await read()) ?? emptyState(lineage, tenantId);
          requireTenant(document, tenantId, display);
          return LocalSession.open(file, display, document);
        },
        release: async () => {
          await breakLock(lockFile, info.id);
        },
      };
    },
    async unlock(id: string): Promise<void> {
      const holder = await readLock(lockFile);
      if (holder?.id === id && (await breakLock(lockFile, id))) return;
      throw stateError(
        'STATE_LOCK_ID',
        holder === undefined
          ? `The state ${display} is not locked`
          : `The lock ${id} is not the one that is held`,
        holder === undefined
          ? 'There is nothing to unlock'
          : `The lock is ${holder.id}, held by ${holder.who} on ${holder.host}`,
      );
    },
  };
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

async function readState(file: string, display: string): Promise<StateDocument | undefined> {
  let text: string | undefined;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') {
      throw stateError(
        'STATE_READ',
        `Cannot read the state ${display}: ${reasonOf(error)}`,
        'Check the path and its permissions',
      );
    }
  }
  const snapshot = text === undefined ? undefined : parseState(text, display);
  const entries = await readJournal(`${file}.journal`, display);
  return entries === undefined ? snapshot : foldJournal(snapshot, entries, display);
}

class LocalSession implements StateSession {
  private readonly draft: Draft;
  private readonly journal: Journal;
  private changed = false;
  private readonly file: string;
  private readonly display: string;
  private readonly base: StateDocument;

  private constructor(file: string, display: string, base: StateDocument) {
    this.file = file;
    this.display = display;
    this.base = base;
    this.draft = new Draft(base);
    const { lineage, serial, tenant } = base;
    this.journal = new Journal(`${file}.journal`, { type: 'open', lineage, serial, tenantId: tenant.id });
  }

  /** What a crashed run left in the journal is folded into the file before a new journal begins. */
  static async open(file: string, display: string, document: StateDocument): Promise<LocalSession> {
    const leftover = await readJournal(`${file}.journal`, display);
    if (leftover !== undefined) {
      await writing(display, async () => {
        if (document.serial > 0) await writeAtomically(file, formatState(document));
        await removeJournal(file);
      });
    }
    return new LocalSession(file, display, document);
  }

  get document(): StateDocument {
    return this.draft.document(this.base.serial + (this.changed ? 1 : 0));
  }

  resource(address: string): ResourceState | undefined {
    return this.draft.resources.get(address);
  }

  begin(pending: PendingOperation): Promise<void> {
    return this.append({ type: 'begin', pending });
  }

  commit(operation: string, effect: StateEffect): Promise<void> {
    return this.append({ type: 'commit', operation, effect });
  }

  async record(effect: StateEffect): Promise<void> {
    const put = (effect.put ?? []).filter((resource) => !this.knows(resource));
    const remove = (effect.remove ?? []).filter((address) => this.draft.resources.has(address));
    if (put.length > 0 || remove.length > 0) await this.append({ type: 'record', effect: { put, remove } });
  }

  async setLookups(lookups: Readonly<Record<string, string>>): Promise<void> {
    if (!equalValues({ ...this.draft.lookups }, { ...lookups }))
      await this.append({ type: 'lookups', lookups });
  }

  async close(): Promise<void> {
    await this.journal.close();
    if (!this.changed) return;
    await writing(this.display, async () => {
      await writeAtomically(this.file, formatState(this.document));
      await removeJournal(this.file);
    });
  }

  private async append(entry: JournalEntry): Promise<void> {
    await writing(this.display, () => this.journal.append(entry));
    this.draft.apply(entry);
    this.changed = true;
  }

  private knows(resource: ResourceState): boolean {
    const known = this.draft.resources.get(resource.address);
    return known !== undefined && equalValues({ ...known }, { ...resource });
  }
}

async function removeJournal(file: string): Promise<void> {
  await rm(`${file}.journal`, { force: true });
  await syncFolder(path.dirname(file));
}
