/** An HTTP proxy before a served tenant that says more than the tenant does, and remembers what is written. */
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

type Json = Record<string, unknown>;

interface Write {
  readonly method: string;
  readonly path: string;
  readonly body: Json | undefined;
}

export interface RewritingProxy {
  /** Stands for the tenant's url. */
  readonly url: string;
  readonly writes: readonly Write[];
  close(): Promise<void>;
}

/** `read` changes, doubles or hides each entity that is read; `write` each body on its way to the tenant; what `isRefused` is 403. */
export async function createRewritingProxy(
  upstream: string,
  read: (entity: Json, path: string) => Json | readonly Json[],
  write: (body: Json) => Json = (body) => body,
  isRefused: (path: string) => boolean = () => false,
): Promise<RewritingProxy> {
  const origin = new URL(upstream).origin;
  const writes: Write[] = [];
  let own = '';
  const changed = (path: string, body: Json): Json =>
    Array.isArray(body['value'])
      ? { ...body, value: body['value'].flatMap((entity) => read(entity as Json, path)) }
      : ([read(body, path)].flat()[0] ?? body);
  const one = async (method: string, path: string, body: Json | undefined, authorization: string) => {
    const reads = method === 'GET' || path.includes('getByIds');
    if (!reads) writes.push({ method, path, body });
    if (isRefused(path))
      return { status: 403, body: { error: { code: 'Forbidden', message: 'Not allowed' } } };
    const sent = body === undefined ? {} : { body: JSON.stringify(reads ? body : write(body)) };
    const headers = { authorization, 'content-type': 'application/json' };
    const answer = await fetch(`${origin}/v1.0${path}`, { method, headers, ...sent });
    const text = await answer.text();
    const told = text === '' ? undefined : (JSON.parse(text) as Json);
    return {
      status: answer.status,
      body: told && answer.ok && reads ? changed(path, told) : told,
    };
  };
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const body = JSON.parse((await bodyOf(incoming)) || 'null') as Json | null;
      const path = (incoming.url ?? '').replace(/^\/v1\.0/, '');
      const authorization = incoming.headers.authorization ?? '';
      const items = (body?.['requests'] ?? []) as { id: string; method: string; url: string; body?: Json }[];
      const answer = path.startsWith('/$batch')
        ? {
            status: 200,
            body: {
              responses: await inTurn(items, async (item) => ({
                id: item.id,
                headers: { 'Content-Type': 'application/json' },
                ...(await one(item.method, `/${item.url.replace(/^\//, '')}`, item.body, authorization)),
              })),
            },
          }
        : await one(incoming.method ?? 'GET', path, body ?? undefined, authorization);
      outgoing.writeHead(answer.status, { 'content-type': 'application/json' });
      // Next links lead back here.
      outgoing.end(answer.body === undefined ? '' : JSON.stringify(answer.body).replaceAll(origin, own));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  own = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `${own}/v1.0`,
    writes,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

async function inTurn<T, R>(items: readonly T[], each: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await each(item));
  return results;
}
