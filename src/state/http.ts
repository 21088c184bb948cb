/**
 * State behind an HTTP server with Terraform's documented protocol, which GitLab's managed state speaks too:
 * `GET` answers 200 with the state, or 204 or 404 when there is none; `POST` stores one (with `?ID=` of the lock);
 * `LOCK` and `UNLOCK` carry the lock information as JSON and answer 200, or 409 or 423 with the holder's.
 *
 * The protocol can store a whole document and nothing less, so there is no journal to append to. What it costs: one
 * request with the whole state before each group of writes to the tenant leaves and one after it was answered, O(state)
 * each instead of O(change). Each has a serial of its own, as GitLab demands. The lock does not free itself when a run
 * is killed: `state unlock ID` does. Nobody can be asked who holds it, so a drift cannot tell that an apply is running.
 */
import type { Fetch } from '../net/network-fetch.ts';
import { networkFetch } from '../net/network-fetch.ts';
import type { Waits } from '../net/waits.ts';
import type { LockInfo, LockWaiting, StateBackend } from './backend.ts';
import type { StateDocument } from './document.ts';
import { LockInDoubt, requireState, stateError, Unanswered } from './faults.ts';
import { formatState, parseState } from './format.ts';
import type { HttpAnswer } from './http-client.ts';
import { HttpClient } from './http-client.ts';
import { decodeLock, encodeLock } from './http-lock.ts';
import { isDead } from './lock.ts';
import type { SessionStore } from './session.ts';
import { createLock } from './session.ts';
import type { Attempt } from './waiting.ts';
import { notThatLock, waitForLock } from './waiting.ts';

export interface HttpBackendOptions {
  readonly address: string;
  readonly updateMethod?: string | undefined;
  /** Where and how to lock; by default `LOCK` and `UNLOCK` of `address`. */
  readonly lockAddress?: string | undefined;
  readonly lockMethod?: string | undefined;
  readonly unlockAddress?: string | undefined;
  readonly unlockMethod?: string | undefined;
  readonly username?: string | undefined;
  readonly waits: Waits;
  /** Sends the requests; by default directly, whatever proxies the environment names. */
  readonly fetch?: Fetch;
  /** Never shown. */
  readonly password?: string | undefined;
  /** Of this tool, for the lock information. */
  readonly version: string;
  readonly delay: (ms: number) => Promise<void>;
  /** As in LockInfo, of a process that runs; undefined where the system does not tell. */
  readonly processStart?: (pid: number) => string | undefined;
  /** For tests: attempts of one request. */
  readonly attempts?: number;
}

const ATTEMPTS = 3;
const RETRY_MS = 1000;
const LONGEST_RETRY_MS = 5000;

export function createHttpBackend(options: HttpBackendOptions): StateBackend {
  return new HttpBackend(options);
}

class HttpBackend implements StateBackend {
  readonly location: string;
  private readonly options: HttpBackendOptions;
  private readonly client: HttpClient;

  constructor(options: HttpBackendOptions) {
    this.options = options;
    const { origin, pathname } = new URL(options.address);
    this.location = `${origin}${pathname}`;
    const { username, password, delay, waits, attempts = ATTEMPTS, fetch = networkFetch({}) } = options;
    const signIn = { username, password };
    this.client = new HttpClient({ location: this.location, ...signIn, delay, waits, attempts, fetch });
  }

  async read(): Promise<StateDocument | undefined> {
    const text = await this.readText();
    return text === undefined ? undefined : this.parse(text);
  }

  private async readText(): Promise<string | undefined> {
    const { status, text } = await this.client.send('GET', new URL(this.options.address));
    if (status === 404 || status === 204 || (status === 200 && text === '')) return undefined;
    if (status !== 200) throw this.client.refused(status);
    return text;
  }

  private parse(text: string): StateDocument {
    requireState(text, this.location);
    return parseState(
      text,
      this.location,
      'Restore an earlier content on the server (GitLab keeps versions), or push a copy: entente state push FILE; nothing was changed',
      'Write another address under state.http; this one was not touched',
    );
  }

  /** The protocol has no question for it. */
  lockHolder(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  async lock(info: LockInfo, timeoutMs: number, how: LockWaiting = {}) {
    const { delay, processStart = () => undefined } = this.options;
    const isGone = (holder: LockInfo) => isDead(holder, info, processStart);
    const waiting = { ...how, timeoutMs, delay, retryMs: RETRY_MS, longestRetryMs: LONGEST_RETRY_MS, isGone };
    try {
      await waitForLock(info, waiting, () => this.attempt(info));
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      // It may be taken by now, or later: the server may still have the request before it.
      await this.sendUnlock(info, 1).catch(() => undefined);
      throw new LockInDoubt(error.diagnostics);
    }
    return createLock(this.store(info.id), async () => {
      const { status, repeated } = await this.sendUnlock(info);
      // A first answer may have been lost, and there is nothing to free any more.
      if (!isSuccess(status) && !repeated) throw this.client.refused(status);
    });
  }

  private async attempt(info: LockInfo): Promise<Attempt> {
    const { address, lockAddress = address, lockMethod = 'LOCK', version } = this.options;
    const { status, text } = await this.client.send(
      lockMethod,
      new URL(lockAddress),
      encodeLock(info, version),
    );
    if (isSuccess(status)) return 'taken';
    if (status === 409 || status === 423) {
      const holder = decodeLock(text);
      return holder.id === info.id ? 'taken' : holder;
    }
    if (status !== 404 && status !== 405 && status !== 501) throw this.client.refused(status);
    throw stateError(
      'STATE_LOCK_UNSUPPORTED',
      `The server does not lock the state ${this.location}: ${lockMethod} ${shown(lockAddress)} answers ${status}`,
      'Check state.http.address, lockAddress and lockMethod (GitLab: lockAddress ADDRESS/lock, lockMethod POST, unlockMethod DELETE)',
    );
  }

  private sendUnlock(info: LockInfo, attempts?: number): Promise<HttpAnswer> {
    const { address, lockAddress = address, unlockMethod = 'UNLOCK', version } = this.options;
    const { unlockAddress = lockAddress } = this.options;
    return this.client.send(unlockMethod, new URL(unlockAddress), encodeLock(info, version), attempts);
  }

  async unlock(id: string): Promise<void> {
    const { status, text } = await this.sendUnlock({
      id,
      operation: 'state unlock',
      who: '',
      host: '',
      pid: 0,
      createdAt: '',
    });
    if (isSuccess(status)) return;
    if (status >= 500 || status === 405) throw this.client.refused(status);
    const holder = decodeLock(text);
    throw notThatLock(id, this.location, holder.id === '' ? undefined : holder);
  }

  private store(lockId: string): SessionStore {
    let stored: string | undefined;
    const post = async (document: StateDocument) => {
      const text = formatState(document);
      // Closing after a last record finds the document there.
      if (text !== stored) await this.post(text, lockId);
      stored = text;
    };
    return {
      location: this.location,
      appendsWhole: true,
      load: async () => {
        stored = await this.readText();
        const document = stored === undefined ? undefined : this.parse(stored);
        return { document, leftover: false };
      },
      append: (_text, _first, document) => post(document),
      fold: (document) => (document.serial > 0 ? post(document) : Promise.resolve()),
    };
  }

  private async post(body: string, lockId: string): Promise<void> {
    const { address, updateMethod = 'POST' } = this.options;
    const url = new URL(address);
    url.searchParams.set('ID', lockId);
    const { status, text, repeated } = await this.client.send(updateMethod, url, body);
    if (isSuccess(status)) return;
    // GitLab stores a serial once; of a request that was sent twice the first may have been heard.
    if (repeated && (await this.readText()) === body) return;
    if (status !== 409 && status !== 423) throw this.client.refused(status);
    const holder = decodeLock(text);
    throw stateError(
      'STATE_LOCK_LOST',
      `The server does not take the state ${this.location} from this run: it is not locked by it any more`,
      'See who else works on it, then run the command again; it continues where this one ended',
      holder.id === '' ? undefined : `It is locked by ${holder.who}, id ${holder.id}`,
    );
  }
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/** An address without what may be secret in it. */
function shown(address: string): string {
  const { origin, pathname } = new URL(address);
  return `${origin}${pathname}`;
}
