import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { createGraphClient } from '../../src/graph/client.ts';
import type { GraphClient, GraphClientOptions, GraphTrace } from '../../src/graph/client.ts';
import { asString } from '../../src/model/value.ts';
import type { JsonObject, JsonValue } from '../../src/model/value.ts';

/** One request as the service saw it; of a batch each item is one. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: JsonValue | undefined;
  /** `dependsOn` of a batch item. */
  readonly dependsOn: readonly string[];
}

/** What the script answers: a JSON body, or the raw bytes of one, or a broken connection. */
export type Reply =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: JsonValue }
  | { readonly status: number; readonly headers?: Record<string, string>; readonly text: string }
  | 'reset'
  | 'silence';

/** Answers one request; of a batch each item is asked for on its own. */
export type Script = (request: Seen, count: number) => Reply;

/** What tests look at. */
export interface Service {
  readonly baseUrl: string;
  readonly client: GraphClient;
  /** HTTP requests, in order of arrival. */
  readonly exchanges: Seen[];
  /** Requests that the script was asked about, in order. */
  readonly executed: Seen[];
  /** Waits that the client asked for, in ms. */
  readonly waits: number[];
  readonly traces: GraphTrace[];
  /** Sockets that were opened. */
  readonly sockets: () => number;
}

export interface ServiceOptions extends Partial<GraphClientOptions> {
  /** Answers the HTTP request instead of the script, batches included; undefined: the script answers. */
  readonly outer?: (request: Seen, count: number) => Reply | undefined;
}

/** A real HTTP server that follows a script, and a client of it whose waits take no time. */
export async function serve(script: Script, options: ServiceOptions = {}): Promise<Service> {
  const exchanges: Seen[] = [];
  const executed: Seen[] = [];
  const waits: number[] = [];
  const traces: GraphTrace[] = [];
  let sockets = 0;
  const run: Script = (request) => {
    executed.push(request);
    return script(request, executed.length);
  };
  let now = Date.parse('2026-01-01T00:00:00Z');
  const server = createServer((request, response) => {
    void readRequest(request).then((seen) => {
      exchanges.push(seen);
      const reply = options.outer?.(seen, exchanges.length);
      response.setHeader('date', new Date((options.clock ?? (() => now))()).toUTCString());
      send(response, reply ?? (seen.path.startsWith('/$batch') ? batch(seen, run) : run(seen, 0)));
    });
  });
  server.on('connection', () => (sockets += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1.0`;
  let ids = 0;
  const client = createGraphClient({
    baseUrl,
    userAgent: 'entente-test',
    clock: () => now,
    delay: (ms) => {
      waits.push(ms);
      now += ms;
      return Promise.resolve();
    },
    random: () => 1,
    randomId: () => `client-${(ids += 1)}`,
    trace: (event) => traces.push(event),
    ...options,
  });
  return { baseUrl, client, exchanges, executed, waits, traces, sockets: () => sockets };
}

/** Graph's error body. */
export function fault(
  status: number,
  code = '',
  message = `fault ${status}`,
  headers?: Record<string, string>,
): Reply {
  const innerError = { 'request-id': 'request-of-the-body' };
  return {
    status,
    body: { error: { code, message, innerError } },
    ...(headers === undefined ? {} : { headers }),
  };
}

async function readRequest(request: IncomingMessage): Promise<Seen> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  const path = (request.url ?? '').replace(/^\/v1\.0/, '');
  const body = text === '' ? undefined : (JSON.parse(text) as JsonValue);
  const headers = request.headers as Record<string, string | undefined>;
  return { method: request.method ?? '', path, headers, body, dependsOn: [] };
}

function send(response: ServerResponse, reply: Reply): void {
  if (reply === 'silence') return;
  if (reply === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  const { status, headers = {} } = reply;
  const text = 'text' in reply ? reply.text : reply.body === undefined ? '' : JSON.stringify(reply.body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'request-id': 'request-of-the-header',
    ...headers,
  });
  response.end(text);
}

/** `$batch` as CONTRACT 15 has it: 424 after a failed predecessor; the answers come back in reverse. */
function batch(outer: Seen, script: Script): Reply {
  const statuses = new Map<string, number>();
  const items = (outer.body as { requests: JsonObject[] }).requests;
  const responses = items.map((item) => {
    const dependsOn = (item['dependsOn'] ?? []) as string[];
    const seen: Seen = {
      method: asString(item['method']) ?? '',
      path: asString(item['url']) ?? '',
      headers: item['headers'] as Record<string, string>,
      body: item['body'],
      dependsOn,
    };
    const id = asString(item['id']) ?? '';
    const free = dependsOn.every((on) => (statuses.get(on) ?? 500) < 400);
    const reply = free ? script(seen, 0) : fault(424, 'FailedDependency');
    if (typeof reply === 'string' || 'text' in reply)
      throw new Error('An item of a batch has a status and a body');
    statuses.set(id, reply.status);
    const headers = { 'Content-Type': 'application/json', ...reply.headers };
    return { id, status: reply.status, headers, ...(reply.body === undefined ? {} : { body: reply.body }) };
  });
  return { status: 200, body: { responses: responses.reverse() } };
}
