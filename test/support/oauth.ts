/** A stand-in for Entra's sign-in of people on loopback, over TLS: device codes, and codes for the browser with PKCE. */
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { jwt } from './authority.ts';

const CERTIFICATES = path.join(import.meta.dirname, 'certificates');
const CERTIFICATE = path.join(CERTIFICATES, 'authority.crt.pem');

/** The code of an error, or that the token is given. */
type Poll =
  | 'authorization_pending'
  | 'slow_down'
  | 'expired_token'
  | 'authorization_declined'
  | 'token'
  /** The connection ends without an answer. */
  | 'reset';

export interface OAuthOptions {
  /** Of the token for the service; `tid` is the tenant of the account too. */
  readonly claims: { readonly tid: string; readonly [claim: string]: string };
  /** Answers to the polls for a device code; the last one again and again. */
  readonly polls?: readonly Poll[];
  /** What the browser comes back with instead of a code. */
  readonly refusal?: string;
}

export interface OAuth {
  /** Forms that were posted to it, with the time in milliseconds. */
  readonly forms: readonly (Readonly<Record<string, string>> & { readonly at: number })[];
  /** Makes a process use it. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export async function startOAuth({ claims, polls = ['token'], refusal }: OAuthOptions): Promise<OAuth> {
  const forms: (Record<string, string> & { at: number })[] = [];
  const challenges = new Map<string, { challenge: string; redirect: string }>();
  let polled = 0;

  const tokens = () => ({
    token_type: 'Bearer',
    scope: 'https://graph.microsoft.com/.default',
    expires_in: 3600,
    access_token: jwt(claims),
    refresh_token: 'refresh-of-the-stub',
    id_token: jwt({
      aud: 'client',
      sub: 'adele',
      oid: 'adele',
      tid: claims.tid,
      preferred_username: 'adele',
    }),
    client_info: Buffer.from(JSON.stringify({ uid: 'adele', utid: claims.tid })).toString('base64url'),
  });

  /** What is answered to a form that asks for a token. */
  function exchange(form: Readonly<Record<string, string>>): [status: number, body: object] | 'reset' {
    const error = (code: string): [number, object] => [
      400,
      { error: code, error_description: `AADSTS: ${code}` },
    ];
    if (form['grant_type']?.endsWith('device_code') === true) {
      const poll = polls[Math.min(polled++, polls.length - 1)] ?? 'token';
      if (poll === 'reset') return poll;
      return poll === 'token' ? [200, tokens()] : error(poll);
    }
    if (form['grant_type'] === 'refresh_token') return [200, tokens()];
    const issued = challenges.get(form['code'] ?? '');
    const hash = createHash('sha256')
      .update(form['code_verifier'] ?? '')
      .digest('base64url');
    const fits = issued?.challenge === hash && issued.redirect === form['redirect_uri'];
    return fits ? [200, tokens()] : error('invalid_grant');
  }

  /** Where the browser is sent back to. */
  function authorize(asked: URLSearchParams): string {
    const back = new URL(asked.get('redirect_uri') ?? '');
    back.searchParams.set('state', asked.get('state') ?? '');
    if (refusal !== undefined) back.searchParams.set('error', refusal);
    else {
      const code = randomUUID();
      const challenge = asked.get('code_challenge_method') === 'S256' ? asked.get('code_challenge') : null;
      challenges.set(code, { challenge: challenge ?? '', redirect: asked.get('redirect_uri') ?? '' });
      back.searchParams.set('code', code);
    }
    return back.href;
  }

  const server = createServer(
    { key: readFileSync(path.join(CERTIFICATES, 'authority.key.pem')), cert: readFileSync(CERTIFICATE) },
    (incoming, outgoing) => {
      const url = new URL(incoming.url ?? '/', `https://${incoming.headers.host ?? ''}`);
      const base = `${url.origin}/${url.pathname.split('/')[1] ?? ''}`;
      const json = (status: number, body: object) => {
        outgoing.writeHead(status, { 'content-type': 'application/json' });
        outgoing.end(JSON.stringify(body));
      };
      void textOf(incoming).then((text) => {
        const form = Object.fromEntries(new URLSearchParams(text));
        if (incoming.method === 'POST') forms.push(Object.assign({ at: Date.now() }, form));
        if (url.pathname.endsWith('/openid-configuration'))
          json(200, {
            issuer: `${base}/v2.0`,
            token_endpoint: `${base}/oauth2/v2.0/token`,
            authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
            jwks_uri: `${base}/keys`,
          });
        else if (url.pathname.endsWith('/devicecode'))
          json(200, {
            device_code: 'device-code-of-the-stub',
            user_code: 'ABCD-EFGH',
            verification_uri: 'https://microsoft.com/devicelogin',
            expires_in: 900,
            interval: 1,
            message: 'none',
          });
        else if (url.pathname.endsWith('/authorize')) {
          outgoing.writeHead(302, { location: authorize(url.searchParams) });
          outgoing.end();
        } else {
          const answer = exchange(form);
          if (answer === 'reset') incoming.socket.destroy();
          else json(...answer);
        }
      });
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    forms,
    env: {
      AZURE_AUTHORITY_HOST: `https://localhost:${(server.address() as AddressInfo).port}`,
      NODE_EXTRA_CA_CERTS: CERTIFICATE,
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of incoming) text += (chunk as Buffer).toString();
  return text;
}
