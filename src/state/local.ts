/** State in a local file: snapshot, journals and lock side by side. */
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { syncFolder, writeAtomically } from './atomic-write.ts';
import type { StateBackend } from './backend.ts';
import type { StateDocument } from './document.ts';
import { codeOf, locking, stateError } from './faults.ts';
import { formatState, parseState } from './format.ts';
import { foldJournal, parseJournal } from './journal.ts';
import { JournalFile } from './journal-file.ts';
import { breakLock, isDead, readLock, takeLock } from './lock.ts';
import { readText, requireReadable } from './read-text.ts';
import { realFile } from './real-file.ts';
import { giveBackRoom, reserveRoom } from './reserve.ts';
import type { SessionStore } from './session.ts';
import { createLock } from './session.ts';
import { notThatLock } from './waiting.ts';

export interface LocalBackendOptions {
  /** Absolute path of the state file, or of a link to it. */
  readonly file: string;
  /** The path as shown in messages. */
  readonly display: string;
  readonly delay: (ms: number) => Promise<void>;
  /** As in LockInfo, of a process that runs; undefined where the system does not tell. */
  readonly processStart?: (pid: number) => string | undefined;
  /** Told of entries of a journal that cannot be read any more: how many. */
  readonly onLostEntries?: (lost: number) => Promise<void>;
}

const RETRY_MS = 200;

/** A backend over `file`, `file.journal.LOCK`, `file.lock` and `file.backup`. */
export function createLocalBackend(options: LocalBackendOptions): StateBackend {
  const { display, delay, processStart = () => undefined, onLostEntries } = options;
  const shown = { state: display, lockFile: `${display}.lock` };
  const places = async () => {
    const file = await realFile(options.file, display);
    await requireReadable(file, display);
    return { file, lockFile: `${file}.lock` };
  };
  const read = async (file: string) => {
    const loaded = await load(file, display);
    if (loaded.lost > 0) await onLostEntries?.(loaded.lost);
    return loaded;
  };
  return {
    location: display,
    read: async () => (await read((await places()).file)).document,
    async lockHolder(own) {
      const { lockFile } = await places();
      const holder = await locking(shown, () => readLock(lockFile, delay));
      return holder === undefined || isDead(holder, own, processStart) ? undefined : holder;
    },
    async lock(info, timeoutMs, how = {}) {
      const { file, lockFile } = await places();
      const waiting = { ...how, timeoutMs, delay, retryMs: RETRY_MS, longestRetryMs: RETRY_MS };
      await locking(shown, () => takeLock(lockFile, info, waiting, processStart));
      return createLock(
        new LocalStore({ file, lockFile, display, lockId: info.id, read, delay }),
        async () => {
          await giveBackRoom(file);
          await locking(shown, () => breakLock(lockFile, info.id, delay));
        },
      );
    },
    async unlock(id) {
      const { lockFile } = await places();
      const holder = await locking(shown, () => readLock(lockFile, delay));
      if (holder?.id === id && (await locking(shown, () => breakLock(lockFile, id, delay)))) return;
      throw notThatLock(id, display, holder);
    },
  };
}

interface Loaded {
  readonly document: StateDocument | undefined;
  /** Journals that were folded into it. */
  readonly journals: readonly string[];
  readonly lost: number;
}

/** The journals are read first: a run that ends in between has folded its into the document, which is seen then. */
async function load(file: string, display: string): Promise<Loaded> {
  const journals = await journalsOf(file);
  const texts = await Promise.all(
    journals.map((journal) => readText(journal, `${display}${journal.slice(file.length)}`)),
  );
  const text = await readText(file, display);
  let document = text === undefined ? undefined : parseState(text, display);
  const parsed = texts.flatMap((each) => (each === undefined ? [] : [parseJournal(each)]));
  let lost = 0;
  // Of several, which only a lock that was broken leaves, the ones that began first come first.
  for (const journal of parsed.sort((a, b) => serialOf(a) - serialOf(b))) {
    document = foldJournal(document, journal, display, { late: true });
    lost += journal.lost;
  }
  return { document, journals, lost };
}

function serialOf({ entries: [head] }: ReturnType<typeof parseJournal>): number {
  return head?.type === 'open' ? head.serial : Infinity;
}

/** Journals beside a state, of every lock; earlier versions had one without the name of a lock. */
async function journalsOf(file: string): Promise<string[]> {
  const folder = path.dirname(file);
  const base = `${path.basename(file)}.journal`;
  try {
    const names = (await readdir(folder)).filter((name) => name === base || name.startsWith(`${base}.`));
    return names.sort().map((name) => path.join(folder, name));
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) return [];
    throw error;
  }
}

interface Place {
  readonly file: string;
  readonly lockFile: string;
  readonly display: string;
  readonly lockId: string;
  readonly read: (file: string) => Promise<Loaded>;
  readonly delay: (ms: number) => Promise<void>;
}

class LocalStore implements SessionStore {
  readonly appendsWhole = false;
  readonly location: string;
  private readonly place: Place;
  private readonly own: string;
  private readonly journal: JournalFile;
  /** Of others, whose content is in the document that was loaded. */
  private folded: readonly string[] = [];

  constructor(place: Place) {
    this.place = place;
    this.location = place.display;
    this.own = `${place.file}.journal.${place.lockId}`;
    this.journal = new JournalFile(this.own);
  }

  async load() {
    const { document, journals } = await this.place.read(this.place.file);
    this.folded = journals;
    return { document, leftover: journals.length > 0 };
  }

  /** The lock is looked at before, so that a run whose lock was broken stops, and after, so that it knows. */
  async append(text: string, first: boolean): Promise<void> {
    await this.requireLock();
    if (first) await reserveRoom(this.place.file);
    await this.journal.append(text, first);
    await this.requireLock();
  }

  async fold(document: StateDocument): Promise<void> {
    const { file } = this.place;
    await this.requireLock();
    await giveBackRoom(file);
    if (document.serial > 0) await writeAtomically(file, formatState(document));
    for (const journal of [...this.folded, this.own]) await rm(journal, { force: true });
    // What comes there later is another run's, and not in the document.
    this.folded = [];
    await syncFolder(path.dirname(file));
  }

  end(): Promise<void> {
    return this.journal.close();
  }

  async requireLock(): Promise<void> {
    const { lockFile, delay } = this.place;
    const shown = { state: this.location, lockFile: `${this.location}.lock` };
    const holder = await locking(shown, () => readLock(lockFile, delay));
    if (holder?.id === this.place.lockId) return;
    throw stateError(
      'STATE_LOCK_LOST',
      `The state ${this.location} is no longer locked by this run: its lock was removed while it ran`,
      'See who else works on it, then run the command again; it continues where this one ended',
    );
  }
}
