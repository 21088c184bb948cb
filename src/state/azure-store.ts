/**
 * A state as two blobs: BLOB is the document (a block blob), BLOB.journal what a run did so far (an append blob). The
 * lease on the journal is the lock, so the service itself refuses the entries of a run that lost it: no write to the
 * tenant is begun without the lock. The document is written under the ETag that was read.
 */
import type { AppendBlobClient, BlockBlobClient } from '@azure/storage-blob';
import { Readable } from 'node:stream';
import type { AzurePlace } from './azure-client.ts';
import { firstBytes } from '../net/limited-body.ts';
import { azure, azureCode, isRefusedCondition, textOf } from './azure-client.ts';
import type { StateDocument } from './document.ts';
import { requireState, stateError } from './faults.ts';
import { formatState, parseState } from './format.ts';
import { foldJournal, parseJournal } from './journal.ts';
import type { SessionStore } from './session.ts';

/** What every version of the service takes in one block. */
const BLOCK_BYTES = 4 * 1024 * 1024;

export interface StateBlobs extends AzurePlace {
  readonly document: BlockBlobClient;
  readonly journal: AppendBlobClient;
}

/** The lease on the journal. */
interface HeldLease {
  readonly id: string;
  /** Of the journal blob: who holds the lock. A blob that is made anew loses it. */
  readonly metadata: Record<string, string>;
  /** As in SessionStore. */
  readonly lost: AbortSignal;
  /** Rejects when the lease is not this one any more. */
  readonly renew: () => Promise<unknown>;
}

interface Loaded {
  readonly document: StateDocument | undefined;
  /** Of the document; undefined when there is none. */
  readonly etag: string | undefined;
  /** The service keeps every content by itself. */
  readonly versioned: boolean;
  readonly journalBytes: number;
}

/** The journal is read first: a run that ends in between has folded it into the document, which is seen then. */
export async function loadState({ location, document, journal: blob }: StateBlobs): Promise<Loaded> {
  const written = await textOf(() => blob.download());
  const stored = await textOf(() => document.download());
  const snapshot = stored === undefined ? undefined : parseBlob(stored.text, location);
  const journal = parseJournal(written?.text ?? '');
  return {
    document: journal.entries.length === 0 ? snapshot : foldJournal(snapshot, journal, location),
    etag: stored?.etag,
    versioned: stored?.versionId !== undefined,
    journalBytes: Buffer.byteLength(written?.text ?? ''),
  };
}

function parseBlob(text: string, location: string): StateDocument {
  requireState(text, location);
  return parseState(
    text,
    location,
    'Take an earlier content: entente state versions lists them, entente state pull --version ID brings one, entente state push FILE puts it there; nothing was changed',
    'Write another blob under state.azureBlob; this one was not touched',
  );
}

export class AzureStore implements SessionStore {
  readonly location: string;
  readonly appendsWhole = false;
  readonly lost: AbortSignal;
  private readonly blobs: StateBlobs;
  private readonly leaseId: string;
  private readonly metadata: Record<string, string>;
  private readonly renew: () => Promise<unknown>;
  private etag: string | undefined;
  private versioned = false;
  private offset = 0;

  constructor(blobs: StateBlobs, lease: HeldLease) {
    this.blobs = blobs;
    this.location = blobs.location;
    this.leaseId = lease.id;
    this.metadata = lease.metadata;
    this.lost = lease.lost;
    this.renew = lease.renew;
  }

  async load(): Promise<{ document: StateDocument | undefined; leftover: boolean }> {
    const { document, etag, versioned, journalBytes } = await azure(this.blobs, 'reading', () =>
      loadState(this.blobs),
    );
    this.etag = etag;
    this.versioned = versioned;
    this.offset = journalBytes;
    return { document, leftover: journalBytes > 0 };
  }

  append(text: string): Promise<void> {
    return azure(this.blobs, 'writing', async () => {
      const bytes = Buffer.from(text);
      for (let start = 0; start < bytes.length; start += BLOCK_BYTES)
        await this.appendBlock(bytes.subarray(start, start + BLOCK_BYTES));
    });
  }

  private async appendBlock(block: Buffer): Promise<void> {
    const { journal } = this.blobs;
    const { leaseId, offset } = this;
    try {
      const conditions = { leaseId, appendPosition: offset };
      await journal.appendBlock(block, block.length, { conditions });
    } catch (error) {
      // A request that was repeated because its answer was lost finds its own block there.
      if (azureCode(error) !== 'AppendPositionConditionNotMet') throw this.refused(error);
      const { readableStreamBody = [] } = await journal.download(offset);
      const there = await firstBytes(Readable.from(readableStreamBody), block.length + 1);
      if (!there.equals(block)) throw this.refused(error);
    }
    this.offset = offset + block.length;
  }

  requireLock(): Promise<void> {
    return azure(this.blobs, 'checking the lock of', async () => {
      await this.renew().catch((error: unknown) => {
        throw this.refused(error);
      });
    });
  }

  /**
   * The document is written only while the lock is held: a run that has taken it meanwhile may have begun to record
   * in a journal on the content that is there.
   */
  fold(document: StateDocument): Promise<void> {
    return azure(this.blobs, 'writing', async () => {
      await this.renew().catch((error: unknown) => {
        throw this.refused(error);
      });
      if (document.serial > 0) await this.put(formatState(document));
      if (this.offset > 0) await this.truncate();
    });
  }

  private async put(text: string): Promise<void> {
    const { document } = this.blobs;
    const { etag } = this;
    if (etag !== undefined && !this.versioned) await this.keepOld(etag);
    const conditions = etag === undefined ? { ifNoneMatch: '*' } : { ifMatch: etag };
    const blobHTTPHeaders = { blobContentType: 'application/json' };
    try {
      const written = await document.upload(text, Buffer.byteLength(text), { conditions, blobHTTPHeaders });
      this.etag = written.etag;
    } catch (error) {
      if (!isRefusedCondition(error)) throw error;
      const now = await textOf(() => document.download());
      if (now?.text !== text) throw this.refused(error);
      this.etag = now.etag;
    }
  }

  /** Where the service keeps no versions, the old content stays as a snapshot. No write is refused for want of one. */
  private async keepOld(etag: string): Promise<void> {
    await this.blobs.document.createSnapshot({ conditions: { ifMatch: etag } }).catch(() => undefined);
  }

  /** A journal that is older than its document counts for nothing, so losing the lock is not a failure here. */
  private async truncate(): Promise<void> {
    const { leaseId, metadata } = this;
    try {
      await this.blobs.journal.create({ conditions: { leaseId }, metadata });
      this.offset = 0;
    } catch (error) {
      if (!isRefusedCondition(error)) throw error;
    }
  }

  private refused(error: unknown): unknown {
    if (!isRefusedCondition(error)) return error;
    return stateError(
      'STATE_LOCK_LOST',
      `The state ${this.location} is no longer locked by this run: its lock was freed, or it was written without the lock`,
      'See who else works on it, then run the command again; it continues where this one ended',
      azureCode(error),
    );
  }
}
