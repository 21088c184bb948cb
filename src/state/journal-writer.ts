import type { JournalEntry } from './journal.ts';
import { encodeEntry } from './journal.ts';

/** Where a journal's text goes. */
export interface JournalSink {
  /** Resolves when `text` is durable. `first`: it begins a new journal. */
  append(text: string, first: boolean): Promise<void>;
}

/** Writes a journal. Entries appended in one turn, and those that come while one write is under way, share the next. */
export class JournalWriter {
  private readonly waiting: { line: string; resolve: () => void; reject: (error: unknown) => void }[] = [];
  private flushing = false;
  private first = true;
  /** Of the next line; the head is 0. */
  private number = 1;
  private failure: { readonly error: unknown } | undefined;
  private readonly sink: JournalSink;
  private readonly head: JournalEntry;

  constructor(sink: JournalSink, head: JournalEntry) {
    this.sink = sink;
    this.head = head;
  }

  /** Whether a write failed; nothing is written any more then. */
  get failed(): boolean {
    return this.failure !== undefined;
  }

  /** Resolves when the entry is durable. */
  append(entry: JournalEntry): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ line: encodeEntry(entry, this.number), resolve, reject });
      this.number += 1;
      if (!this.flushing) {
        this.flushing = true;
        // Waits for the rest of this turn, so that parallel operations are written together.
        setImmediate(() => void this.flush());
      }
    });
  }

  private async flush(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0);
      const lines = batch.map(({ line }) => line).join('');
      try {
        // After a failed write the journal may end in half a line; nothing may follow that.
        if (this.failure !== undefined) throw this.failure.error;
        await this.sink.append(this.first ? encodeEntry(this.head, 0) + lines : lines, this.first);
        this.first = false;
        for (const { resolve } of batch) resolve();
      } catch (error) {
        this.failure = { error };
        for (const { reject } of batch) reject(error);
      }
    }
    this.flushing = false;
  }
}
