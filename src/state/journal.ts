/**
 * The journal beside a state file: what a run did so far, one checksummed line each, appended and synced before
 * it counts. A torn last line is a write that was never acknowledged; damage before it is an error.
 */
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { syncFolder } from './atomic-write.ts';
import type { StateEffect } from './backend.ts';
import type { PendingOperation, ResourceState, StateDocument } from './document.ts';
import { codeOf, stateError } from './faults.ts';
import { STATE_FORMAT_VERSION } from './document.ts';

export type JournalEntry =
  | { readonly type: 'open'; readonly lineage: string; readonly serial: number; readonly tenantId: string }
  | { readonly type: 'begin'; readonly pending: PendingOperation }
  | { readonly type: 'commit'; readonly operation: string; readonly effect: StateEffect }
  | { readonly type: 'record'; readonly effect: StateEffect }
  | { readonly type: 'lookups'; readonly lookups: Readonly<Record<string, string>> };

/** An append-only file. Entries appended in one turn share one write and one sync. */
export class Journal {
  private handle: FileHandle | undefined;
  private readonly waiting: { line: string; resolve: () => void; reject: (error: unknown) => void }[] = [];
  private flushing = false;
  private failure: { readonly error: unknown } | undefined;
  private readonly file: string;
  private readonly head: JournalEntry;

  constructor(file: string, head: JournalEntry) {
    this.file = file;
    this.head = head;
  }

  /** Resolves when the entry is on disk. */
  append(entry: JournalEntry): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ line: encode(entry), resolve, reject });
      if (!this.flushing) {
        this.flushing = true;
        // Waits for the rest of this turn, so that parallel operations are synced together.
        setImmediate(() => void this.flush());
      }
    });
  }

  async close(): Promise<void> {
    await this.handle?.close();
    this.handle = undefined;
  }

  private async flush(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0);
      try {
        // After a failed write the file may end in half a line; nothing may follow that.
        if (this.failure !== undefined) throw this.failure.error;
        if (this.handle === undefined) {
          this.handle = await open(this.file, 'w', 0o600);
          await this.handle.write(encode(this.head));
          // A file whose name is not on disk yet would be gone with the power.
          await syncFolder(path.dirname(this.file));
        }
        await this.handle.write(batch.map(({ line }) => line).join(''));
        await this.handle.datasync();
        for (const { resolve } of batch) resolve();
      } catch (error) {
        this.failure = { error };
        for (const { reject } of batch) reject(error);
      }
    }
    this.flushing = false;
  }
}

function encode(entry: JournalEntry): string {
  const json = JSON.stringify(entry);
  return `${checksum(json)} ${json}\n`;
}

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** The acknowledged entries of a journal; undefined when there is none. Throws STATE_JOURNAL for damage inside. */
export async function readJournal(
  file: string,
  display: string,
): Promise<readonly JournalEntry[] | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  const lines = text.split('\n');
  // What follows the last line break was torn by a crash, and never acknowledged.
  lines.pop();
  return lines.flatMap((line, index) => {
    const json = line.slice(17);
    if (line.startsWith(`${checksum(json)} `)) return [JSON.parse(json) as JournalEntry];
    if (index === lines.length - 1) return [];
    throw stateError(
      'STATE_JOURNAL',
      `The journal ${display}.journal is damaged in line ${index + 1}`,
      `Restore ${display} and its journal from a backup; nothing was changed`,
    );
  });
}

/** A document while it changes. */
export class Draft {
  readonly resources: Map<string, ResourceState>;
  readonly pending: Map<string, PendingOperation>;
  lookups: Readonly<Record<string, string>> | undefined;
  private readonly base: StateDocument;

  constructor(base: StateDocument) {
    this.base = base;
    this.resources = new Map(base.resources.map((resource) => [resource.address, resource]));
    this.pending = new Map(base.pending.map((operation) => [operation.operation, operation]));
    this.lookups = base.lookups;
  }

  apply(entry: JournalEntry): void {
    switch (entry.type) {
      case 'open':
        return;
      case 'begin':
        this.pending.set(entry.pending.operation, entry.pending);
        return;
      case 'lookups':
        this.lookups = entry.lookups;
        return;
      case 'commit':
        this.pending.delete(entry.operation);
        this.take(entry.effect);
        return;
      case 'record':
        this.take(entry.effect);
    }
  }

  private take({ put = [], remove = [] }: StateEffect): void {
    for (const address of remove) this.resources.delete(address);
    for (const resource of put) this.resources.set(resource.address, resource);
  }

  /** The document as it stands, with `serial`. */
  document(serial: number): StateDocument {
    return {
      formatVersion: STATE_FORMAT_VERSION,
      lineage: this.base.lineage,
      serial,
      tenant: this.base.tenant,
      resources: [...this.resources.values()],
      pending: [...this.pending.values()],
      ...(this.lookups !== undefined && { lookups: this.lookups }),
    };
  }
}

/**
 * `base` with a crashed run's journal folded in. A journal of an older serial was folded in already, by a run that
 * died before it removed the file.
 */
export function foldJournal(
  base: StateDocument | undefined,
  entries: readonly JournalEntry[],
  display: string,
): StateDocument | undefined {
  const [head, ...rest] = entries;
  if (head?.type !== 'open' || rest.length === 0) return base;
  const start = base ?? emptyState(head.lineage, head.tenantId);
  if (start.lineage !== head.lineage) {
    throw stateError(
      'STATE_JOURNAL',
      `The journal ${display}.journal belongs to another state`,
      `Put the state that it belongs to back to ${display}, or move the journal away if you are sure`,
    );
  }
  if (head.serial < start.serial) return base;
  const draft = new Draft(start);
  for (const entry of rest) draft.apply(entry);
  return draft.document(start.serial + 1);
}

/** A state that nothing was recorded in yet. */
export function emptyState(lineage: string, tenantId: string): StateDocument {
  return {
    formatVersion: STATE_FORMAT_VERSION,
    lineage,
    serial: 0,
    tenant: { id: tenantId },
    resources: [],
    pending: [],
  };
}
