/** The tenant on loopback. */
import { randomUUID, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { INTRODUCTIONS } from './introduction.ts';
import type { Tenant } from '../open.ts';
import { unpacked } from './received-body.ts';
import { refuseUnread } from './refused-socket.ts';
import { errorBody, requestIds, ServiceError } from './service-error.ts';

export interface ServedTenant {
  /** Base of every path, ending in `/v1.0`. */
  readonly url: string;
  /** The bearer token that may do everything; requests carry it, or a test token that the tenant issued. */
  readonly token: string;
  /** With TLS: the file of the authority that clients have to trust, by NODE_EXTRA_CA_CERTS. */
  readonly authority?: string;
  close(): Promise<void>;
}

export interface ServeOptions {
  /** 0 takes any free one. */
  readonly port: number;
  readonly token: string;
  /** Serves https, with a certificate whose files stand in `folder`, or in a temporary one; `close` removes them. */
  readonly tls?: { readonly folder?: string };
}

/** Graph takes 4 MB in one request; a batch of 20 large policies stays far below it. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;
const MAX_HEADER_BYTES = 32 * 1024;
/** Milliseconds for the head of a request, and for all of it. */
const HEADERS_MS = 20_000;
const REQUEST_MS = 60_000;
const MAX_CONNECTIONS = 1000;

/** Serves a tenant on 127.0.0.1. Rejects with the listening error. */
export async function serveTenant(tenant: Tenant, { port, token, tls }: ServeOptions): Promise<ServedTenant> {
  const limits = {
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: HEADERS_MS,
    requestTimeout: REQUEST_MS,
    connectionsCheckingInterval: 5_000,
  };
  const handle = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    answer(tenant, token, incoming, outgoing).catch(() => outgoing.destroy());
  };
  // A tenant that answers in its own process only needs no server.
  const files = tls && (await (await import('./tls.ts')).makeTls(tls.folder, new Date()));
  const server: HttpServer | HttpsServer =
    files === undefined
      ? (await import('node:http')).createServer(limits, handle)
      : (await import('node:https')).createServer(
          { ...limits, key: files.key, cert: files.certificate },
          handle,
        );
  server.keepAliveTimeout = 60_000;
  server.maxConnections = MAX_CONNECTIONS;
  // A client that waits for a yes before it sends its body is answered by the same rules.
  server.on('checkContinue', (incoming: IncomingMessage, outgoing: ServerResponse) => {
    if (refusalOf(incoming, tenant, token) === undefined) outgoing.writeContinue();
    handle(incoming, outgoing);
  });
  server.on('connect', (_incoming, socket: Duplex) => refuseUnread(socket, 'CONNECT'));
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) =>
    refuseUnread(socket, error.code ?? ''),
  );
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
  } catch (error) {
    await files?.remove();
    throw error;
  }
  return {
    url: `${files === undefined ? 'http' : 'https'}://127.0.0.1:${(server.address() as AddressInfo).port}/v1.0`,
    token,
    ...(files !== undefined && { authority: files.authority }),
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await files?.remove();
    },
  };
}

const TOO_LARGE = new ServiceError(
  413,
  'RequestEntityTooLarge',
  `The request body is larger than ${MAX_BODY_BYTES / 1024 / 1024} MB.`,
);

const LIMIT = { bytes: MAX_BODY_BYTES, refusal: TOO_LARGE };

/** What is wrong with a request by its head alone. */
function refusalOf(
  { method, url, headers }: IncomingMessage,
  tenant: Tenant,
  token: string,
): ServiceError | undefined {
  // What this is may be known to everyone.
  if (method === 'GET' && INTRODUCTIONS.includes(url ?? '')) return undefined;
  if (!isToken(headers.authorization, token)) {
    const message = tenant.tokenRefusal(headers.authorization);
    if (message !== undefined) return new ServiceError(401, 'InvalidAuthenticationToken', message);
  }
  return Number(headers['content-length'] ?? 0) > MAX_BODY_BYTES ? TOO_LARGE : undefined;
}

function isToken(authorization: string | undefined, token: string): boolean {
  const [given, wanted] = [Buffer.from(authorization ?? ''), Buffer.from(`Bearer ${token}`)];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

async function answer(
  tenant: Tenant,
  token: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const refusal = refusalOf(incoming, tenant, token);
  if (refusal !== undefined) {
    refuse(refusal, incoming, outgoing);
    return;
  }
  const packed = await bodyOf(incoming);
  if (packed === undefined) {
    refuse(TOO_LARGE, incoming, outgoing);
    return;
  }
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers))
    if (typeof value === 'string') headers.set(name, value);
  // The token of the server stands for all that may be done, whatever it looks like; only test tokens go on.
  if (isToken(incoming.headers.authorization, token)) headers.delete('authorization');
  const method = incoming.method ?? 'GET';
  if (!METHODS.has(method)) {
    const message = `${method} is not supported.`;
    refuse(new ServiceError(405, 'MethodNotAllowed', message), incoming, outgoing);
    return;
  }
  let body = packed;
  try {
    if (METHODS_WITH_BODY.has(method)) body = unpacked(incoming.headers, packed, LIMIT);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    refuse(error, incoming, outgoing);
    return;
  }
  const request = new Request(`${originOf(incoming)}${pathOf(incoming)}`, {
    method,
    headers,
    ...(body.length > 0 && method !== 'GET' && { body }),
  });
  const response = await tenant.fetch(request);
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(Buffer.from(await response.arrayBuffer()));
}

const METHODS_WITH_BODY = new Set(['POST', 'PUT', 'PATCH']);
const METHODS = new Set(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE']);
const HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;

/** What links in answers begin with: nothing else follows from the host that a client names. */
function originOf({ headers, socket }: IncomingMessage): string {
  const { host = '' } = headers;
  const scheme = 'encrypted' in socket ? 'https' : 'http';
  const origin = `${scheme}://${host}`;
  return HOST.test(host) && URL.canParse(origin) ? origin : `${scheme}://127.0.0.1:${socket.localPort}`;
}

/** The path and query of a request; a client may name the whole address, as it does to a proxy. */
function pathOf({ url = '/' }: IncomingMessage): string {
  const path = url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '');
  return path.startsWith('/') ? path : `/${path}`;
}

/** Undefined when it is too large; the refusal throws the rest of it away. */
function bodyOf(incoming: IncomingMessage): Promise<Buffer<ArrayBuffer> | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) {
        chunks.push(chunk);
        return;
      }
      incoming.off('data', take).pause();
      resolve(undefined);
    };
    incoming.on('data', take);
    incoming.once('end', () => resolve(Buffer.concat(chunks)));
    incoming.once('error', reject);
    incoming.once('close', () => reject(new Error('The client went away')));
  });
}

/** Milliseconds that a client has to send what it is sending, read the refusal and hang up. */
const LINGER_MS = 10_000;

/** Answers in Graph's form without the body, and ends the connection when there is one on its way. */
function refuse(refusal: ServiceError, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { status } = refusal;
  const client = incoming.headers['client-request-id'];
  const ids = requestIds(randomUUID(), typeof client === 'string' ? client : undefined);
  const text = JSON.stringify(errorBody(refusal, new Date(), ids));
  const length = Buffer.byteLength(text);
  const head = { 'content-type': 'application/json', 'content-length': length, ...ids };
  if (!hasBody(incoming)) {
    outgoing.writeHead(status, head).end(text);
    return;
  }
  outgoing.writeHead(status, { ...head, connection: 'close' }).flushHeaders();
  outgoing.write(text, () => linger(incoming));
}

/**
 * Says that no more comes, and throws away what does until the client hangs up. An ended response would close the
 * connection at once: whatever was not read would reset it, and take the answer from a client that sends all before it
 * reads.
 */
function linger(incoming: IncomingMessage): void {
  const { socket } = incoming;
  const late = setTimeout(() => socket.destroy(), LINGER_MS).unref();
  socket.once('close', () => clearTimeout(late));
  socket.end();
  incoming.resume();
}

function hasBody({ headers, complete }: IncomingMessage): boolean {
  const announced = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  return announced && !complete;
}
