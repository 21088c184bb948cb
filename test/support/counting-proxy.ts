/** An HTTP proxy before a served tenant that counts what passes: it shares no code with the client that it measures. */
import { createServer, request as forward } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Exchange {
  readonly method: string;
  /** Path and query as sent. */
  readonly path: string;
  /** `METHOD url` of every item of a batch; of the request itself otherwise. */
  readonly items: readonly string[];
  /** Milliseconds since the first exchange. */
  readonly at: number;
  readonly tookMs: number;
}

export interface CountingProxy {
  /** Stands for the tenant's url. */
  readonly url: string;
  readonly exchanges: readonly Exchange[];
  /** TCP connections that clients opened. */
  readonly connections: number;
  reset(): void;
  close(): Promise<void>;
}

/** Stands before `upstream`, the url of a served tenant ending in `/v1.0`. */
export async function createCountingProxy(upstream: string, latencyMs = 0): Promise<CountingProxy> {
  const target = new URL(upstream);
  const exchanges: Exchange[] = [];
  let connections = 0;
  let begin: number | undefined;
  const server = createServer((incoming, outgoing) => {
    const started = performance.now();
    begin ??= started;
    const at = started - begin;
    void bodyOf(incoming).then(async (body) => {
      if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs));
      // The host stays the proxy's own, so that the next links that the tenant writes lead back here.
      const options = {
        host: target.hostname,
        port: target.port,
        method: incoming.method,
        path: incoming.url,
        headers: incoming.headers,
      };
      const passed = forward(options, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
        answer.on('end', () => {
          const { method = '', url: path = '' } = incoming;
          const tookMs = performance.now() - started;
          exchanges.push({ method, path, items: itemsOf(method, path, body), at, tookMs });
        });
      });
      passed.on('error', () => outgoing.destroy());
      passed.end(body);
    });
  });
  // A connection that ends just as a request leaves on it would look like a lost answer.
  server.keepAliveTimeout = 60_000;
  server.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1.0`,
    exchanges,
    get connections() {
      return connections;
    },
    reset() {
      exchanges.length = 0;
      connections = 0;
      begin = undefined;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function itemsOf(method: string, path: string, body: Buffer): readonly string[] {
  if (!path.endsWith('/$batch')) return [`${method} ${path}`];
  const { requests } = JSON.parse(body.toString()) as { requests: { method: string; url: string }[] };
  return requests.map((item) => `${item.method} ${item.url}`);
}
