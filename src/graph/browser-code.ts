/** The authorization code of a sign-in in the browser, received on loopback: bound to this run by PKCE and by its state. */
import { spawn } from 'node:child_process';
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SignInOptions } from './sign-in-network.ts';

/** What the browser is sent with. */
interface AskedCode {
  readonly redirectUri: string;
  readonly codeChallenge: string;
  readonly state: string;
}

interface ReceivedCode {
  readonly redirectUri: string;
  readonly code: string;
  readonly codeVerifier: string;
}

export interface CodeFlow<T> {
  /** Where the browser goes. */
  readonly address: (asked: AskedCode) => Promise<string>;
  /** The token for a code. */
  readonly exchange: (received: ReceivedCode) => Promise<T>;
}

/** Has a person sign in in the browser; ends with `signal`. */
export async function receiveCode<T>(
  { instruct, env }: Pick<SignInOptions, 'instruct' | 'env'>,
  signal: AbortSignal,
  { address, exchange }: CodeFlow<T>,
): Promise<T> {
  const secret = () => randomBytes(32).toString('base64url');
  const [state, codeVerifier] = [secret(), secret()];
  const codeChallenge = createHash('sha256').update(codeVerifier).digest('base64url');
  const server = createServer();
  const code = new Promise<string>((resolve, reject) => {
    server.on('error', reject);
    signal.addEventListener('abort', () => reject(signal.reason as Error));
    server.on('request', (request, response) => {
      const found = answerOf(request, state);
      reply(response, found);
      if (found.type === 'code') resolve(found.code);
      else if (found.type === 'refused') reject(new Error(found.reason));
      else if (found.type === 'foreign')
        instruct?.('An answer to another sign-in was ignored: its state is not that of this one.');
    });
  });
  // It may fail before it is waited for.
  code.catch(() => undefined);
  try {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const redirectUri = `http://localhost:${(server.address() as AddressInfo).port}`;
    const url = await address({ redirectUri, codeChallenge, state });
    instruct?.(`Sign in in the browser; if it does not open by itself, go to ${url}`);
    openBrowser(url, env);
    return await exchange({ redirectUri, codeVerifier, code: await code });
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

type Answer =
  | { readonly type: 'code'; readonly code: string }
  | { readonly type: 'refused'; readonly reason: string }
  | { readonly type: 'foreign' | 'other' };

function answerOf({ url = '/' }: IncomingMessage, state: string): Answer {
  const { searchParams } = new URL(url, 'http://localhost');
  const [code, error] = [searchParams.get('code'), searchParams.get('error')];
  if (code === null && error === null) return { type: 'other' };
  if (!same(searchParams.get('state') ?? '', state)) return { type: 'foreign' };
  if (code !== null) return { type: 'code', code };
  const description = searchParams.get('error_description')?.split(/[\r\n]/)[0] ?? error ?? '';
  return {
    type: 'refused',
    reason:
      error === 'access_denied' && !description.startsWith('AADSTS')
        ? 'the sign-in was declined'
        : description,
  };
}

function same(given: string, wanted: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(wanted)];
  return one.length === other.length && timingSafeEqual(one, other);
}

const PAGES: Readonly<Record<Answer['type'], readonly [status: number, text: string]>> = {
  code: [200, 'You are signed in. Close this window and go back to the terminal.'],
  refused: [200, 'You are not signed in. Close this window; the terminal says why.'],
  foreign: [400, 'This answer belongs to another sign-in.'],
  other: [404, ''],
};

function reply(response: ServerResponse, { type }: Answer): void {
  const [status, text] = PAGES[type];
  // Without the address of this page, which holds the code, in what follows it.
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    connection: 'close',
  });
  response.end(text);
}

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** Where no browser can be opened, the line with the address has to do. */
function openBrowser(url: string, env: SignInOptions['env']): void {
  const [command = '', ...args] = OPENERS[process.platform] ?? ['xdg-open'];
  const child = spawn(command, [...args, url], { detached: true, stdio: 'ignore', env: { ...env } });
  child.on('error', () => undefined);
  child.unref();
}
