/** Servers that answer what no service should: without end, packed small, or not at all. */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGzip } from 'node:zlib';
import { onTestFinished } from 'vitest';

export type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** Its address without a trailing slash; it ends with the test. */
export async function startServer(handler: Handler): Promise<string> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => handler(request, response, body));
    response.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const MIB = Buffer.alloc(1024 * 1024, ' ');

/** JSON that goes on until the client hangs up, without a content-length. `onSent` hears of every MiB. */
export function endless(
  response: ServerResponse,
  status: number,
  onSent: () => void = () => undefined,
): void {
  response.writeHead(status, { 'content-type': 'application/json', 'x-ms-request-id': 'r' });
  const go = (): void => {
    if (response.destroyed) return;
    onSent();
    if (response.write(MIB)) setImmediate(go);
    else response.once('drain', go);
  };
  go();
}

/** `mebibytes` of nothing, packed to a thousandth. */
export function bomb(response: ServerResponse, mebibytes: number): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
  const gzip = createGzip();
  gzip.pipe(response);
  response.on('close', () => gzip.destroy());
  let left = mebibytes;
  const go = (): void => {
    if (gzip.destroyed) return;
    if (left === 0) gzip.end();
    else {
      left -= 1;
      if (gzip.write(MIB)) setImmediate(go);
      else gzip.once('drain', go);
    }
  };
  go();
}

export function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
