/** Requests that never become one: heads that are too long, that cannot be read, or that ask for a tunnel. */
import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { errorBody, requestIds, ServiceError } from './service-error.ts';

const unreadable = new ServiceError(400, 'BadRequest', 'The request cannot be read as HTTP.');

/** By the codes of Node's errors, and the one method that opens a tunnel. */
const REFUSALS: ReadonlyMap<string, ServiceError> = new Map([
  [
    'HPE_HEADER_OVERFLOW',
    new ServiceError(431, 'RequestHeaderFieldsTooLarge', 'The address and headers are too long.'),
  ],
  ['ERR_HTTP_REQUEST_TIMEOUT', new ServiceError(408, 'RequestTimeout', 'The request came too slowly.')],
  ['CONNECT', new ServiceError(405, 'MethodNotAllowed', 'CONNECT is not supported.')],
]);

/** Answers in Graph's form on a socket that no request has been read from, and closes it. */
export function refuseUnread(socket: Duplex, why: string): void {
  if (!socket.writable || why === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const refusal = REFUSALS.get(why) ?? unreadable;
  const ids = requestIds(randomUUID(), undefined);
  const text = JSON.stringify(errorBody(refusal, new Date(), ids));
  const head = {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(text)),
    connection: 'close',
    ...ids,
  };
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.on('error', () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? ''}\r\n${lines.join('')}\r\n${text}`,
  );
}
