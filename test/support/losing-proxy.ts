/** A proxy that lets one request through and loses its answer, as a network can. */
import { once } from 'node:events';
import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LosingProxy {
  /** The target's endpoint, by way of the proxy. */
  readonly endpoint: string;
  /** How many answers were lost: 0 or 1. */
  lost(): number;
  close(): void;
}

/** `chosen` sees method and URL; the first that it likes is the one whose answer is lost: cut off, or never sent. */
export async function startLosingProxy(
  target: string,
  chosen: (method: string, url: string) => boolean,
  how: 'cut' | 'hang' = 'cut',
): Promise<LosingProxy> {
  const { hostname, port, pathname } = new URL(target);
  let lost = 0;
  const server = createServer((incoming, outgoing) => {
    const { method = '', url = '', headers } = incoming;
    const lose = lost === 0 && chosen(method, url);
    if (lose) lost += 1;
    const forwarded = send({ hostname, port, path: url, method, headers }, (answer) => {
      if (lose) {
        answer.resume().on('end', () => (how === 'cut' ? outgoing.destroy() : undefined));
        return;
      }
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const own = (server.address() as AddressInfo).port;
  return {
    endpoint: `http://127.0.0.1:${own}${pathname}`,
    lost: () => lost,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
