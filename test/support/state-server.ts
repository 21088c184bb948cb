/**
 * A small server with Terraform's documented HTTP protocol for states, as strict as the strictest that speaks it
 * (GitLab): basic authentication, every field of the lock information, Content-MD5, and a serial stored only once.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as textOf } from 'node:stream/consumers';

export interface StateServer {
  readonly address: string;
  /** Every content that was stored, the oldest first. */
  readonly stored: readonly string[];
  /** The lock that is held, as it was sent. */
  readonly lock: string | undefined;
  /** `METHOD PATH STATUS` of every answer. */
  readonly log: readonly string[];
  /** Does the next such request, then breaks the connection instead of answering. */
  loseAnswer(method: string): void;
  /** Answers the next such request with a status and nothing else. */
  answer(method: string, status: number, headers?: Record<string, string>): void;
  /** Breaks every connection and listens no more; what was stored stays. */
  kill(): Promise<void>;
  /** Listens again, on the same port. */
  start(): Promise<void>;
}

export const USERNAME = 'entente';
export const PASSWORD = 'the password of the test';
const FIELDS = ['ID', 'Operation', 'Info', 'Who', 'Version', 'Created', 'Path'];

/** `gitlab`: locks with POST and DELETE of `ADDRESS/lock` instead of LOCK and UNLOCK. */
export async function startStateServer({ gitlab = false } = {}): Promise<StateServer> {
  const stored: string[] = [];
  const log: string[] = [];
  const lost: string[] = [];
  const planned: { method: string; status: number; headers: Record<string, string> }[] = [];
  let lock: string | undefined;

  /** Status and body for a request. */
  function handle(method: string, url: URL, body: string, md5: string | undefined): [number, string] {
    const locking = gitlab ? url.pathname.endsWith('/lock') : ['LOCK', 'UNLOCK'].includes(method);
    if (locking) return lockOrUnlock(gitlab ? { POST: 'LOCK', DELETE: 'UNLOCK' }[method] : method, body);
    if (method === 'GET') return stored.length === 0 ? [404, ''] : [200, stored.at(-1) ?? ''];
    if (method !== 'POST') return [405, ''];
    if (md5 !== createHash('md5').update(body).digest('base64')) return [400, 'wrong Content-MD5'];
    const held = lock === undefined ? undefined : (JSON.parse(lock) as { ID: string }).ID;
    if (held !== undefined && held !== url.searchParams.get('ID')) return [423, lock ?? ''];
    if (held === undefined) return [409, 'not locked'];
    const serials = stored.map((text) => (JSON.parse(text) as { serial: number }).serial);
    const { serial } = JSON.parse(body) as { serial: number };
    if (serials.includes(serial)) return [422, `serial ${serial} is taken`];
    stored.push(body);
    return [200, ''];
  }

  function lockOrUnlock(what: string | undefined, body: string): [number, string] {
    const info = JSON.parse(body) as Record<string, unknown>;
    const missing = FIELDS.filter((field) => typeof info[field] !== 'string');
    if (missing.length > 0) return [400, `${missing.join(', ')} missing`];
    const held = lock === undefined ? undefined : (JSON.parse(lock) as { ID: string }).ID;
    if (what === 'LOCK') {
      if (held !== undefined) return [423, lock ?? ''];
      lock = body;
      return [200, ''];
    }
    if (what !== 'UNLOCK') return [405, ''];
    if (held === undefined || held !== info['ID']) return [409, lock ?? ''];
    lock = undefined;
    return [200, ''];
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const body = await textOf(request);
    const secret = Buffer.from(`${USERNAME}:${PASSWORD}`).toString('base64');
    const index = planned.findIndex((next) => next.method === method);
    const [set] = index < 0 ? [] : planned.splice(index, 1);
    const md5 = headers['content-md5'];
    const [status, text] =
      set !== undefined
        ? [set.status, '']
        : headers.authorization !== `Basic ${secret}`
          ? [401, '']
          : handle(method, new URL(url, 'http://server.invalid'), body, Array.isArray(md5) ? md5[0] : md5);
    log.push(`${method} ${url.split('?')[0] ?? ''} ${status}`);
    const swallow = lost.indexOf(method);
    if (swallow >= 0) {
      lost.splice(swallow, 1);
      response.destroy();
      return;
    }
    response.writeHead(status, set?.headers ?? {});
    response.end(text);
  }

  let server: Server;
  const listen = async (port: number) => {
    server = createServer((request, response) => {
      serve(request, response).catch(() => response.destroy());
    }).listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const port = await listen(0);
  return {
    address: `http://127.0.0.1:${port}/state/governance`,
    stored,
    log,
    get lock() {
      return lock;
    },
    loseAnswer: (method) => void lost.push(method),
    answer: (method, status, headers = {}) => void planned.push({ method, status, headers }),
    async kill() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
    async start() {
      await listen(port);
    },
  };
}
