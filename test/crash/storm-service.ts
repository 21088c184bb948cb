/** A tenant behind HTTP that answers as a service does on its worst day. Times are simulated seconds. */
import type { Behaviour } from '../../src/tenant/behaviour.ts';
import { openTenant } from '../../src/tenant/open.ts';
import type { Tenant } from '../../src/tenant/open.ts';
import { serveTenant } from '../../src/tenant/serve.ts';
import { SMALL_DIRECTORY } from '../support/governance-arbitrary.ts';
import { isWrite, itemsOf } from './crash.ts';

/** How many times faster than the world a storm is played. */
export const SPEED = 20;

/** What becomes of an exchange that writes. */
export type Weather =
  | 'fair'
  /** The socket is cut, and the writes are carried out later. */
  | 'late'
  /** The writes are carried out, and the socket is cut. */
  | 'cut'
  /** The writes are carried out, and a gateway answers 504. */
  | 'timeout'
  /** A gateway answers 504, and the writes are carried out later. */
  | 'late timeout'
  /** The process is killed, and the writes are carried out later. */
  | 'late kill'
  /** The writes are carried out, and the process is killed. */
  | 'kill'
  /** Too many requests: nothing is carried out. */
  | 'busy';

export interface StormService {
  readonly tenant: Tenant;
  readonly env: Readonly<Record<string, string>>;
  /** Decides about each exchange that writes. */
  weather: () => Weather;
  /** How late the next late one is, in simulated seconds; Infinity: until `drained` is called. */
  lateness: () => number;
  /** So long are new objects missing from lists, in simulated seconds. */
  lag: number;
  /** Kills the process that runs. */
  kill: () => void;
  /** Exchanges that did not get a fair answer, by what they got. */
  readonly counts: Map<Weather, number>;
  /** Resolves when nothing is to be carried out any more. */
  drained(): Promise<void>;
  close(): Promise<void>;
}

/** Serves a new tenant in fair weather. */
export async function startStormService(behaviour: Partial<Behaviour>): Promise<StormService> {
  const tenant = await openTenant({ seed: SMALL_DIRECTORY, behaviour });
  const late = new Set<Promise<unknown>>();
  const held: (() => void)[] = [];
  const carryOutLater = (request: Request) => {
    const wait = (service.lateness() * 1_000) / SPEED;
    const due = new Promise<void>((resolve) => {
      if (wait === Infinity) held.push(resolve);
      else setTimeout(resolve, wait);
    });
    late.add(due.then(() => tenant.fetch(request)));
  };
  const watched: Tenant = {
    ...tenant,
    async fetch(request) {
      const items = await itemsOf(request);
      if (!items.some(isWrite)) return lagging(await tenant.fetch(request), service.lag);
      const weather = service.weather();
      if (weather !== 'fair') service.counts.set(weather, (service.counts.get(weather) ?? 0) + 1);
      switch (weather) {
        case 'fair':
          return tenant.fetch(request);
        case 'busy':
          return failed(429, 'TooManyRequests', { 'retry-after': '1' });
        case 'late timeout':
          carryOutLater(request);
          return failed(504, 'GatewayTimeout');
        case 'timeout':
          await tenant.fetch(request);
          return failed(504, 'GatewayTimeout');
        case 'late':
        case 'late kill':
          carryOutLater(request);
          break;
        case 'cut':
        case 'kill':
          await tenant.fetch(request);
      }
      if (weather === 'kill' || weather === 'late kill') service.kill();
      throw new Error('The socket is cut');
    },
  };
  const served = await serveTenant(watched, { port: 0, token: 'storm' });
  const service: StormService = {
    tenant,
    env: { ENTENTE_GRAPH_URL: served.url, ENTENTE_GRAPH_TOKEN: served.token },
    weather: () => 'fair',
    lateness: () => 0,
    lag: 0,
    kill: () => undefined,
    counts: new Map(),
    drained: async () => {
      for (const release of held.splice(0)) release();
      await Promise.all(late);
    },
    async close() {
      for (const release of held.splice(0)) release();
      await Promise.allSettled(late);
      await served.close();
      await tenant.close();
    },
  };
  return service;
}

function failed(status: number, code: string, headers: Record<string, string> = {}): Response {
  return Response.json({ error: { code, message: 'The weather is bad' } }, { status, headers });
}

/** An answer without the objects of its lists that are younger than the lag. */
async function lagging(response: Response, lag: number): Promise<Response> {
  if (lag === 0 || !response.ok) return response;
  const { status, headers } = response;
  const youngest = Date.now() - (lag * 1_000) / SPEED;
  const kept = withoutYoung(JSON.parse(await response.text()) as Answer, youngest);
  return new Response(JSON.stringify(kept), { status, headers });
}

interface Answer {
  readonly value?: unknown;
  readonly responses?: readonly { readonly body?: Answer }[];
}

function withoutYoung(answer: Answer, youngest: number): Answer {
  const { value, responses } = answer;
  const isOld = ({ createdDateTime = '' }: { readonly createdDateTime?: string }) =>
    !(Date.parse(createdDateTime) > youngest);
  return {
    ...answer,
    ...(Array.isArray(value) && { value: (value as { createdDateTime?: string }[]).filter(isOld) }),
    ...(responses !== undefined && {
      responses: responses.map((item) =>
        item.body === undefined ? item : { ...item, body: withoutYoung(item.body, youngest) },
      ),
    }),
  };
}
