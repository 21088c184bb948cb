/** Microsoft's own client, pointed at a served tenant. */
import { Client } from '@microsoft/microsoft-graph-client';
import type { ServedTenant } from '../../src/tenant/wire/serve.ts';

/** Of a tenant that is served with the token `secret`. */
export function microsoftClient({ url }: ServedTenant): Client {
  return Client.init({
    baseUrl: `${new URL(url).origin}/`,
    defaultVersion: 'v1.0',
    // It sends a token of its own over TLS only.
    authProvider: (done) => done(null, ''),
    fetchOptions: { headers: { authorization: 'Bearer secret' } },
  });
}
