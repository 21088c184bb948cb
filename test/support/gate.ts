/** A proxy before a server, at which one request can be met: held back for good, or let through when told so. */
import { once } from 'node:events';
import { createServer, request as send } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A request that comes to the gate. */
export interface Passing {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** What becomes of a request: it passes, its answer never comes although it is carried out, or it is never carried out. */
export type Fate = 'pass' | 'unanswered' | 'swallowed';

export interface Gate {
  /** The target's endpoint, by way of the gate. */
  readonly endpoint: string;
  /** Decides about each request; every one passes at first. */
  keeper: (passing: Passing) => Fate | Promise<Fate>;
  close(): void;
}

export async function startGate(target: string): Promise<Gate> {
  const { hostname, port, pathname } = new URL(target);
  const server = createServer((incoming, outgoing) => {
    const { method = '', url = '', headers } = incoming;
    void (async () => {
      const body = await buffer(incoming);
      const fate = await gate.keeper({ method, url, headers });
      if (fate === 'swallowed') return;
      const forwarded = send({ hostname, port, path: url, method, headers }, (answer) => {
        if (fate === 'unanswered') {
          answer.resume();
          return;
        }
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
      });
      forwarded.on('error', () => outgoing.destroy());
      forwarded.end(body);
    })().catch(() => outgoing.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const gate: Gate = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}`,
    keeper: () => 'pass',
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
  return gate;
}
