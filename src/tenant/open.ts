/**
 * The embedded tenant: a service that speaks Microsoft Graph v1.0's contract for entitlement management, in the
 * process of its caller. It is the independent second implementation that the client is tested against, and shares
 * no code with it. In: requests. Out: answers, and a durable folder.
 */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Behaviour } from './behaviour.ts';
import { DEFAULT_BEHAVIOUR } from './behaviour.ts';
import { inFolder, makeFolder } from './storage/data-folder.ts';
import { lockFolder } from './storage/data-lock.ts';
import type { Faults } from './wire/faults.ts';
import { textOf } from './json.ts';
import { evaluateAfterUserChange } from './lifecycle/automatic-evaluation.ts';
import { tenantTime } from './lifecycle/time.ts';
import type { DirectorySeed } from './storage/seed.ts';
import { seedDirectory } from './storage/seed.ts';
import type { ServiceOptions } from './service.ts';
import { ServiceError } from './wire/service-error.ts';
import { Service } from './service.ts';
import { Store } from './storage/store.ts';
import type { ThrottleCounts, ThrottleProfile } from './wire/throttle.ts';
import type { FutureMembers } from './types/future.ts';
import { NO_FUTURE } from './types/future.ts';

export interface TenantOptions {
  /** Folder of the data; absent: memory only. */
  readonly dataDir?: string;
  /** The directory to start with; on a folder in use, directory objects are brought up to date. */
  readonly seed?: DirectorySeed;
  readonly now?: () => Date;
  readonly randomId?: () => string;
  readonly behaviour?: Partial<Behaviour>;
  readonly faults?: Faults;
  /** Members of a later Graph that are taken and given back; absent: what the table of types lacks is refused. */
  readonly futureMembers?: FutureMembers;
  /** Absent: nothing is throttled. By the tenant's own clock, so that a wait can be skipped by moving it. */
  readonly throttle?: ThrottleProfile;
  /** Added to every round trip. */
  readonly latencyMs?: number;
}

export interface Tenant {
  readonly id: string;
  readonly displayName: string;
  /** Answers like `fetch` of Microsoft Graph. */
  fetch(request: Request): Promise<Response>;
  /**
   * Why a bearer token is none of this tenant's; undefined for a test token that it issued and that holds now.
   * `authorization` is the header's value.
   */
  tokenRefusal(authorization: string | undefined): string | undefined;
  /** A copy in memory that goes its own way from here: what would happen if. */
  fork(): Tenant;
  /** How many requests throttling has let through and refused since it was opened; undefined where it is off. */
  throttled(): ThrottleCounts | undefined;
  close(): Promise<void>;
}

/** Opens a tenant. Rejects with TenantError TENANT_IN_USE, TENANT_DAMAGED or TENANT_FOLDER. */
export async function openTenant(options: TenantOptions): Promise<Tenant> {
  const { dataDir } = options;
  return dataDir === undefined ? open(options) : inFolder(dataDir, () => open(options));
}

async function open(options: TenantOptions): Promise<Tenant> {
  const {
    dataDir,
    seed,
    behaviour,
    faults,
    futureMembers: future = NO_FUTURE,
    throttle,
    latencyMs = 0,
    now = () => new Date(),
    randomId = randomUUID,
  } = options;
  if (dataDir !== undefined) await makeFolder(path.resolve(dataDir));
  const release = dataDir === undefined ? undefined : await lockFolder(dataDir);
  const own: { store?: Store } = {};
  const close = async () => {
    await own.store?.close();
    await release?.();
  };
  try {
    const store = (own.store = await Store.open(dataDir));
    const changed = (seed !== undefined || store.isEmpty) && seedDirectory(store, seed);
    if (changed) evaluateAfterUserChange(store, tenantTime(store, now()));
    await store.commit();
    const known = { ...DEFAULT_BEHAVIOUR, ...behaviour };
    const serviceOptions = { behaviour: known, future, faults, throttle, now, randomId };
    return { ...tenantOn(store, serviceOptions, latencyMs), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A tenant on data; `close` of it does nothing. */
function tenantOn(store: Store, options: Omit<ServiceOptions, 'store'>, latencyMs: number): Tenant {
  const service = new Service({ ...options, store });
  const { id, displayName } = store.get('meta', 'tenant') ?? {};
  return {
    id: textOf(id),
    displayName: textOf(displayName),
    async fetch(request) {
      if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs));
      return service.fetch(request);
    },
    tokenRefusal(authorization) {
      try {
        if (service.authorityOf(authorization) !== undefined) return undefined;
      } catch (error) {
        if (error instanceof ServiceError) return error.message;
        throw error;
      }
      return 'Access token is empty, expired or wrong.';
    },
    throttled: () => service.throttled,
    fork: () => tenantOn(store.fork(), options, latencyMs),
    close: () => Promise.resolve(),
  };
}
