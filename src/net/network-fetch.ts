/**
 * Requests over the network through one dispatcher: proxies and their exceptions as the environment names them, and an end
 * for each phase of a request. Node's own fetch has neither. Certificates are checked as Node's TLS does, so authorities of
 * NODE_EXTRA_CA_CERTS count.
 */
import type { Dispatcher, RequestInit as UndiciInit } from 'undici';

/** As the global one. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

type Environment = Readonly<Record<string, string | undefined>>;

/** Milliseconds until a connection stands, its TLS and the proxy's part included. */
const CONNECT_MS = 30_000;
/** Until an answer begins: Graph itself takes up to 100 s. */
const HEADERS_MS = 120_000;
/** Between two parts of an answer. */
const BODY_MS = 60_000;

/** Connections are kept between all requests through the same proxies. */
const known = new Map<string, Promise<Fetch>>();

/** The fetch of an environment: HTTPS_PROXY, HTTP_PROXY and NO_PROXY, in capitals or not; the small ones come first. */
export function networkFetch(env: Environment): Fetch {
  const named = (name: string) => env[name.toLowerCase()] ?? env[name] ?? '';
  const [httpProxy, httpsProxy, noProxy] = [named('HTTP_PROXY'), named('HTTPS_PROXY'), named('NO_PROXY')];
  const key = JSON.stringify([httpProxy, httpsProxy, noProxy]);
  return async (input, init) => {
    const made = known.get(key) ?? createFetch({ httpProxy, httpsProxy, noProxy });
    known.set(key, made);
    return (await made)(input, init);
  };
}

interface Proxies {
  readonly httpProxy: string;
  readonly httpsProxy: string;
  readonly noProxy: string;
}

/** Loaded with the first request: most commands of a day reach no network. */
async function createFetch(proxies: Proxies): Promise<Fetch> {
  // Its names are those of CommonJS, which a bundle knows by the default export alone.
  const { Agent, EnvHttpProxyAgent, fetch } = (await import('undici')).default;
  const limits = {
    connect: { timeout: CONNECT_MS },
    headersTimeout: HEADERS_MS,
    bodyTimeout: BODY_MS,
  };
  const direct = proxies.httpProxy === '' && proxies.httpsProxy === '';
  const dispatcher: Dispatcher = direct
    ? new Agent(limits)
    : new EnvHttpProxyAgent({ ...limits, ...proxies, requestTls: limits.connect, proxyTls: limits.connect });
  return async (input, init) => {
    const { url, ...sent } = await partsOf(input, init);
    const answer = await fetch(url, { ...sent, dispatcher } as UndiciInit);
    // The same standard under two names: it has the members, without being an instance of Node's own class.
    return answer as unknown as Response;
  };
}

/** A Request of Node's own class is unknown to undici. */
async function partsOf(
  input: string | URL | Request,
  init?: RequestInit,
): Promise<RequestInit & { url: string }> {
  if (!(input instanceof Request)) return { ...init, url: String(input) };
  const { url, method, headers, signal, redirect, body } = input;
  const text = body === null ? {} : { body: await input.text() };
  return { url, method, headers: [...headers], signal, redirect, ...text, ...init };
}
