/** A journal in a local file. */
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { syncFolder } from './atomic-write.ts';
import type { JournalSink } from './journal-writer.ts';

/** Appends to `file` with one write and one sync each. A journal that is there already belongs to another run: EEXIST. */
export class JournalFile implements JournalSink {
  private handle: FileHandle | undefined;
  private readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  async append(text: string, first: boolean): Promise<void> {
    this.handle ??= await open(this.file, 'wx', 0o600);
    // Unlike `write`, it goes on until all is written, or rejects.
    await this.handle.writeFile(text);
    await this.handle.datasync();
    // A file whose name is not on disk yet would be gone with the power.
    if (first) await syncFolder(path.dirname(this.file));
  }

  async close(): Promise<void> {
    await this.handle?.close();
    this.handle = undefined;
  }
}
