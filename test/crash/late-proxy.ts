/** A proxy before a served tenant that answers chosen creations never and has them carried out when told so. */
import { once } from 'node:events';
import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LateProxy {
  /** The target's endpoint, by way of the proxy. */
  readonly endpoint: string;
  /** Requests that were cut off and wait to be carried out. */
  waiting(): number;
  /** Has them carried out; resolves to the statuses that nobody hears. */
  carryOut(): Promise<readonly number[]>;
  close(): void;
}

interface Held {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/**
 * `isLate` sees the body of a request that may create something; while it likes one, that one is late, and its sender
 * is cut off or waits in vain.
 */
export async function startLateProxy(
  target: string,
  isLate: (body: string) => boolean,
  how: 'cut' | 'hang' = 'cut',
): Promise<LateProxy> {
  const { hostname, port, pathname } = new URL(target);
  const held: Held[] = [];
  const forward = ({ method, url, headers, body }: Held) =>
    send({ hostname, port, path: url, method, headers }).end(body);
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const { method = '', url = '', headers } = incoming;
      const request = { method, url, headers, body: Buffer.concat(chunks) };
      if (method === 'POST' && isLate(request.body.toString())) {
        held.push(request);
        if (how === 'cut') outgoing.destroy();
        return;
      }
      forward(request)
        .on('response', (answer) => {
          outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(outgoing);
        })
        .on('error', () => outgoing.destroy());
    });
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}`,
    waiting: () => held.length,
    carryOut: () =>
      Promise.all(
        held.splice(0).map(async (request) => {
          const [answer] = (await once(forward(request), 'response')) as [
            { statusCode?: number; resume(): unknown },
          ];
          answer.resume();
          return answer.statusCode ?? 0;
        }),
      ),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
