/** The tenant on loopback. */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Tenant } from './open.ts';

export interface ServedTenant {
  /** Base of every path, ending in `/v1.0`. */
  readonly url: string;
  /** The bearer token that every request must carry. */
  readonly token: string;
  close(): Promise<void>;
}

/** Serves a tenant on 127.0.0.1; port 0 takes any free one. Rejects with the listening error. */
export async function serveTenant(
  tenant: Tenant,
  { port, token }: { readonly port: number; readonly token: string },
): Promise<ServedTenant> {
  const server = createServer((incoming, outgoing) => {
    answer(tenant, token, incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1.0`,
    token,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  tenant: Tenant,
  token: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers))
    if (typeof value === 'string') headers.set(name, value);
  if (headers.get('authorization') !== `Bearer ${token}`) {
    outgoing.writeHead(401, { 'content-type': 'application/json' });
    const message = 'Access token is empty, expired or wrong.';
    outgoing.end(JSON.stringify({ error: { code: 'InvalidAuthenticationToken', message } }));
    return;
  }
  const method = incoming.method ?? 'GET';
  const request = new Request(`http://${incoming.headers.host ?? '127.0.0.1'}${incoming.url ?? '/'}`, {
    method,
    headers,
    ...(chunks.length > 0 && method !== 'GET' && { body: Buffer.concat(chunks) }),
  });
  const response = await tenant.fetch(request);
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(Buffer.from(await response.arrayBuffer()));
}
