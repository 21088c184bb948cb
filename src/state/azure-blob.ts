/**
 * State in Azure Blob Storage. The lock is a lease of 60 seconds on the journal blob, renewed every 20, so that a run
 * that is killed frees it by itself; its holder is written on the blob, so that a refusal can name it.
 */
import type { BlobLeaseClient, ContainerClient } from '@azure/storage-blob';
import type { Waits } from '../net/waits.ts';
import type { AzureAccount, AzurePlace } from './azure-client.ts';
import { azure, azureCode, azureStatus, isRefusedCondition, openContainer } from './azure-client.ts';
import { LeaseKeeper } from './azure-lease.ts';
import type { StateBlobs } from './azure-store.ts';
import { AzureStore, loadState } from './azure-store.ts';
import { listVersions, readVersion } from './azure-versions.ts';
import type { LockInfo, LockWaiting, StateBackend, StateLock } from './backend.ts';
import { LockInDoubt, Unanswered } from './faults.ts';
import { isDead } from './lock.ts';
import { createLock } from './session.ts';
import type { Attempt } from './waiting.ts';
import { describeHolder, notThatLock, waitForLock } from './waiting.ts';

export interface AzureBlobOptions extends Omit<AzureAccount, 'attempts'> {
  /** Name of the document's blob; the journal is beside it. */
  readonly blob: string;
  readonly waits: Waits;
  readonly delay: (ms: number) => Promise<void>;
  /** As in LockInfo, of a process that runs; undefined where the system does not tell. */
  readonly processStart?: (pid: number) => string | undefined;
  /** For tests: the service allows 15 to 60. */
  readonly leaseSeconds?: number;
  /** For tests: milliseconds between renewals. */
  readonly renewEveryMs?: number;
  /** For tests: attempts of one request. */
  readonly attempts?: number;
}

const LEASE_SECONDS = 60;
const ATTEMPTS = 4;
const RETRY_MS = 1000;
const LONGEST_RETRY_MS = 5000;
/** Metadata of the journal blob: the holder's LockInfo as base64 of JSON. */
const HOLDER = 'ententelock';

/** A backend over the blobs `blob` and `blob.journal` of a container that exists. */
export function createAzureBlobBackend(options: AzureBlobOptions): StateBackend {
  return new AzureBlobBackend(options);
}

class AzureBlobBackend implements StateBackend {
  readonly location: string;
  private readonly options: AzureBlobOptions;
  private opened: Promise<ContainerClient> | undefined;

  constructor(options: AzureBlobOptions) {
    this.options = options;
    const { endpoint, container, blob } = options;
    this.location = `${endpoint.replace(/\/+$/, '')}/${container}/${blob}`;
  }

  async read() {
    const blobs = await this.blobs();
    return azure(this.place, 'reading', async () => (await loadState(blobs)).document);
  }

  async lock(info: LockInfo, timeoutMs: number, how: LockWaiting = {}) {
    const blobs = await this.blobs();
    const { delay, leaseSeconds = LEASE_SECONDS } = this.options;
    const waiting = {
      ...how,
      timeoutMs,
      delay,
      retryMs: RETRY_MS,
      longestRetryMs: LONGEST_RETRY_MS,
      frees: `${leaseSeconds} seconds after its last sign of life`,
    };
    const lease = blobs.journal.getBlobLeaseClient(info.id);
    try {
      await waitForLock(info, waiting, () =>
        azure(this.place, 'locking', () => this.attempt(blobs, lease, info, how)),
      );
      return await this.held(blobs, lease, info);
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      // It may be taken by now, or later: the service may still have the request before it.
      await azure(this.place, 'unlocking', () => lease.releaseLease()).catch(() => undefined);
      throw new LockInDoubt(error.diagnostics);
    }
  }

  private async attempt(
    blobs: StateBlobs,
    lease: BlobLeaseClient,
    own: LockInfo,
    { onStale }: LockWaiting,
  ): Promise<Attempt> {
    try {
      await lease.acquireLease(this.options.leaseSeconds ?? LEASE_SECONDS);
      return 'taken';
    } catch (error) {
      if (azureCode(error) === 'BlobNotFound') {
        await create(blobs);
        return 'again';
      }
      if (azureCode(error) !== 'LeaseAlreadyPresent') throw error;
    }
    const holder = await this.holder(blobs);
    if (holder === undefined) return 'again';
    if (!this.isDead(holder, own)) return holder;
    // Killed on this machine: nobody needs to wait for its lease. Another lease than that one is not touched.
    if (await releaseLease(blobs, holder.id)) onStale?.(describeHolder(holder, Date.parse(own.createdAt)));
    return 'again';
  }

  private async held(blobs: StateBlobs, lease: BlobLeaseClient, info: LockInfo): Promise<StateLock> {
    const { leaseSeconds = LEASE_SECONDS, renewEveryMs = (leaseSeconds * 1000) / 3 } = this.options;
    const keeper = new LeaseKeeper({
      location: this.location,
      everyMs: renewEveryMs,
      renew: async (abortSignal) => {
        await lease.renewLease({ abortSignal });
      },
    });
    const release = async () => {
      keeper.stop();
      if (keeper.lost.aborted) return;
      await azure(this.place, 'unlocking', () => lease.releaseLease());
    };
    const metadata = { [HOLDER]: Buffer.from(JSON.stringify(info)).toString('base64') };
    try {
      const conditions = { leaseId: info.id };
      await azure(this.place, 'locking', () => blobs.journal.setMetadata(metadata, { conditions }));
    } catch (error) {
      keeper.stop();
      if (!(error instanceof Unanswered)) await release().catch(() => undefined);
      throw error;
    }
    const held = { id: info.id, metadata, lost: keeper.lost, renew: () => lease.renewLease() };
    return createLock(new AzureStore(blobs, held), release);
  }

  async lockHolder(own: LockInfo) {
    const blobs = await this.blobs();
    const holder = await azure(this.place, 'asking who locks', () => this.holder(blobs));
    return holder === undefined || this.isDead(holder, own) ? undefined : holder;
  }

  async unlock(id: string) {
    const blobs = await this.blobs();
    await azure(this.place, 'unlocking', async () => {
      if (!(await releaseLease(blobs, id))) throw notThatLock(id, this.location, await this.holder(blobs));
    });
  }

  async versions() {
    return listVersions(await this.container(), this.options.blob, this.place);
  }

  async readVersion(id: string) {
    return readVersion(await this.container(), this.options.blob, this.place, id);
  }

  /** The holder of the lease, as the blob names it; undefined when the lease is free. */
  private async holder({ journal }: StateBlobs): Promise<LockInfo | undefined> {
    try {
      const { leaseState, metadata } = await journal.getProperties();
      return leaseState === 'leased' ? readHolder(metadata?.[HOLDER]) : undefined;
    } catch (error) {
      if (azureStatus(error) === 404) return undefined;
      throw error;
    }
  }

  private isDead(holder: LockInfo, own: LockInfo): boolean {
    return isDead(holder, own, this.options.processStart ?? (() => undefined));
  }

  private get place(): AzurePlace {
    return { location: this.location, waits: this.options.waits };
  }

  private container(): Promise<ContainerClient> {
    this.opened ??= openContainer({ ...this.options, attempts: this.options.attempts ?? ATTEMPTS });
    return this.opened;
  }

  private async blobs(): Promise<StateBlobs> {
    const container = await this.container();
    const { blob } = this.options;
    return {
      ...this.place,
      document: container.getBlockBlobClient(blob),
      journal: container.getAppendBlobClient(`${blob}.journal`),
    };
  }
}

/** Ends the lease `id`; false when another, or none, is held. */
async function releaseLease({ journal }: StateBlobs, id: string): Promise<boolean> {
  try {
    await journal.getBlobLeaseClient(id).releaseLease();
    return true;
  } catch (error) {
    // 400: no lease has such an id; 404: nothing was ever locked; 409: it is not this one.
    if ([400, 404, 409].includes(azureStatus(error) ?? 0)) return false;
    throw error;
  }
}

/** The journal blob, unless another run was faster. */
async function create({ journal }: StateBlobs): Promise<void> {
  try {
    await journal.create({ conditions: { ifNoneMatch: '*' } });
  } catch (error) {
    if (!isRefusedCondition(error)) throw error;
  }
}

/** What a blob says of its holder, which is nothing for a moment after the lease was taken. */
function readHolder(text: string | undefined): LockInfo {
  const unknown = { id: '', operation: '', who: '', host: '', pid: 0, createdAt: '' };
  if (text === undefined) return unknown;
  try {
    return JSON.parse(Buffer.from(text, 'base64').toString('utf8')) as LockInfo;
  } catch {
    return unknown;
  }
}
