/** A stand-in for Entra's sign-in service and GitHub's token service on loopback, over TLS as the libraries demand. */
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

const CERTIFICATES = path.join(import.meta.dirname, 'certificates');
const CERTIFICATE = path.join(CERTIFICATES, 'authority.crt.pem');

export interface Authority {
  readonly url: string;
  /** Forms that were posted for tokens. */
  readonly requests: readonly Readonly<Record<string, string>>[];
  /** Makes a process use it. */
  readonly env: Readonly<Record<string, string>>;
  /** Certificate with its key, for signing in with it. */
  readonly certificateFile: string;
  close(): Promise<void>;
}

/** A JWT of those claims; nobody checks its signature. */
export function jwt(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part(claims)}.signature`;
}

/**
 * `claims` of the tokens that it gives; a refusal when they are an error code; a function answers in its own way.
 * Tokens of less than some minutes are renewed at every use.
 */
export async function startAuthority(
  claims: object | string | ((outgoing: ServerResponse) => void),
  expiresIn = 3600,
): Promise<Authority> {
  const requests: Record<string, string>[] = [];
  let count = 0;
  const server = createServer(
    { key: readFileSync(path.join(CERTIFICATES, 'authority.key.pem')), cert: readFileSync(CERTIFICATE) },
    (incoming, outgoing) => {
      const url = new URL(incoming.url ?? '/', `https://${incoming.headers.host ?? ''}`);
      const json = (status: number, body: object) => {
        outgoing.writeHead(status, { 'content-type': 'application/json' });
        outgoing.end(JSON.stringify(body));
      };
      let text = '';
      incoming.on('data', (chunk: Buffer) => (text += chunk.toString()));
      incoming.on('end', () => {
        if (url.pathname === '/github') {
          json(200, {
            value: jwt({
              iss: 'github',
              sub: 'repo:contoso/governance:ref:refs/heads/main',
              aud: url.searchParams.get('audience'),
              count: (count += 1),
            }),
          });
        } else if (url.pathname === '/pipelines') {
          const fits =
            incoming.method === 'POST' &&
            incoming.headers.authorization === 'Bearer of-the-pipeline' &&
            url.searchParams.get('serviceConnectionId') === 'connection' &&
            url.searchParams.get('api-version') === '7.1';
          json(
            fits ? 200 : 401,
            fits ? { oidcToken: jwt({ iss: 'pipelines' }) } : { message: 'of-the-pipeline' },
          );
        } else if (url.pathname.endsWith('/openid-configuration')) {
          const base = `${url.origin}${url.pathname.split('/v2.0')[0] ?? ''}`;
          json(200, {
            issuer: `${base}/v2.0`,
            token_endpoint: `${base}/oauth2/v2.0/token`,
            authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
            jwks_uri: `${base}/keys`,
          });
        } else if (typeof claims === 'string') {
          json(400, {
            error: 'invalid_client',
            error_description: `${claims}: The secret has expired.`,
            error_codes: [7000222],
          });
        } else if (typeof claims === 'function') {
          requests.push(Object.fromEntries(new URLSearchParams(text)));
          outgoing.on('error', () => undefined);
          claims(outgoing);
        } else {
          requests.push(Object.fromEntries(new URLSearchParams(text)));
          json(200, {
            token_type: 'Bearer',
            expires_in: expiresIn,
            access_token: jwt({ ...claims, count: (count += 1) }),
          });
        }
      });
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `https://localhost:${(server.address() as AddressInfo).port}`;
  return {
    url,
    requests,
    env: { AZURE_AUTHORITY_HOST: url, NODE_EXTRA_CA_CERTS: CERTIFICATE },
    certificateFile: path.join(CERTIFICATES, 'authority.both.pem'),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
