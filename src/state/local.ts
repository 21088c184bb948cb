/** State in a local file: snapshot, journal and lock side by side. */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { syncFolder, writeAtomically } from './atomic-write.ts';
import type { StateBackend } from './backend.ts';
import { writing } from './faults.ts';
import { formatState, parseState } from './format.ts';
import { foldJournal } from './journal.ts';
import { JournalFile, readJournal } from './journal-file.ts';
import { breakLock, isDead, readLock, takeLock } from './lock.ts';
import { readText } from './read-text.ts';
import type { SessionStore } from './session.ts';
import { createLock } from './session.ts';
import { notThatLock } from './waiting.ts';

export interface LocalBackendOptions {
  /** Absolute path of the state file. */
  readonly file: string;
  /** The path as shown in messages. */
  readonly display: string;
  readonly delay: (ms: number) => Promise<void>;
  /** As in LockInfo, of a process that runs; undefined where the system does not tell. */
  readonly processStart?: (pid: number) => string | undefined;
}

const RETRY_MS = 200;

/** A backend over `file`, `file.journal`, `file.lock` and `file.backup`. */
export function createLocalBackend(options: LocalBackendOptions): StateBackend {
  const { file, display, delay, processStart = () => undefined } = options;
  const lockFile = `${file}.lock`;
  return {
    location: display,
    read: async () => (await load(file, display)).document,
    async lockHolder(own) {
      const holder = await readLock(lockFile);
      return holder === undefined || isDead(holder, own, processStart) ? undefined : holder;
    },
    async lock(info, timeoutMs, how = {}) {
      const waiting = { ...how, timeoutMs, delay, retryMs: RETRY_MS, longestRetryMs: RETRY_MS };
      await writing(display, () => takeLock(lockFile, info, waiting, processStart));
      return createLock(localStore(file, display), async () => {
        await breakLock(lockFile, info.id);
      });
    },
    async unlock(id) {
      const holder = await readLock(lockFile);
      if (holder?.id === id && (await breakLock(lockFile, id))) return;
      throw notThatLock(id, display, holder);
    },
  };
}

/** The journal is read first: a run that ends in between has folded it into the document, which is seen then. */
async function load(file: string, display: string) {
  const entries = await readJournal(`${file}.journal`, display);
  const text = await readText(file, display);
  const snapshot = text === undefined ? undefined : parseState(text, display);
  const document = entries === undefined ? snapshot : foldJournal(snapshot, entries, display);
  return { document, leftover: entries !== undefined };
}

function localStore(file: string, display: string): SessionStore {
  const journal = new JournalFile(`${file}.journal`);
  return {
    location: display,
    appendsWhole: false,
    load: () => load(file, display),
    append: (text, first) => journal.append(text, first),
    async fold(document) {
      if (document.serial > 0) await writeAtomically(file, formatState(document));
      await rm(`${file}.journal`, { force: true });
      await syncFolder(path.dirname(file));
    },
    end: () => journal.close(),
  };
}
