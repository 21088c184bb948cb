/** A journal in a local file. */
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { syncFolder } from './atomic-write.ts';
import type { JournalEntry } from './journal.ts';
import { parseJournal } from './journal.ts';
import type { JournalSink } from './journal-writer.ts';
import { readText } from './read-text.ts';

/** Appends to `file` with one write and one sync each; a new journal replaces what was there. */
export class JournalFile implements JournalSink {
  private handle: FileHandle | undefined;
  private readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  async append(text: string, first: boolean): Promise<void> {
    if (this.handle === undefined || first) {
      await this.close();
      this.handle = await open(this.file, 'w', 0o600);
    }
    await this.handle.write(text);
    await this.handle.datasync();
    // A file whose name is not on disk yet would be gone with the power.
    if (first) await syncFolder(path.dirname(this.file));
  }

  async close(): Promise<void> {
    await this.handle?.close();
    this.handle = undefined;
  }
}

/** The acknowledged entries; undefined when there is no journal. Rejects with STATE_JOURNAL for damage inside. */
export async function readJournal(
  file: string,
  display: string,
): Promise<readonly JournalEntry[] | undefined> {
  const text = await readText(file, `${display}.journal`);
  return text === undefined ? undefined : parseJournal(text, display);
}
