/** A tenant behind HTTP that answers as a service does on its worst day. Times are simulated seconds. */
import { randomUUID } from 'node:crypto';
import type { Behaviour } from '../../src/tenant/behaviour.ts';
import { openTenant } from '../../src/tenant/open.ts';
import type { Tenant } from '../../src/tenant/open.ts';
import { serveTenant } from '../../src/tenant/wire/serve.ts';
import { SMALL_DIRECTORY } from '../support/governance-arbitrary.ts';
import { isWrite, itemsOf } from './crash.ts';
import type { Item } from './crash.ts';

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
  | 'busy'
  /** The writes are carried out, the gateway repeats them at once, and the second answer is the one that is heard. */
  | 'twice'
  /** The same, and the second of each creation is refused as a duplicate, although nothing keeps names unique. */
  | 'twice refused'
  /** The writes are carried out, the socket is cut, and the gateway repeats them later. */
  | 'twice late'
  /** The writes are carried out and answered, and the gateway repeats them later all the same. */
  | 'twice answered';

export interface StormService {
  readonly tenant: Tenant;
  readonly env: Readonly<Record<string, string>>;
  /** Decides about each exchange that writes. */
  weather: () => Weather;
  /** How late the next late one is, in simulated seconds; Infinity: until `clear` is called. */
  lateness: () => number;
  /** So long are new objects missing from lists, in simulated seconds. */
  lag: number;
  /** From so many reads of lists an object is missing that was created at a time (milliseconds since the epoch). */
  lagReads: (createdAt: number) => number;
  /** Kills the process that runs. */
  kill: () => void;
  /** Exchanges that did not get a fair answer, by what they got. */
  readonly counts: Map<Weather, number>;
  /** The weather is fair from now on, lists show all, and nothing is to be carried out any more when it resolves. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** Serves a new tenant in fair weather. */
export async function startStormService(behaviour: Partial<Behaviour>): Promise<StormService> {
  const tenant = await openTenant({ seed: SMALL_DIRECTORY, behaviour });
  const late = new Set<Promise<unknown>>();
  const held: (() => void)[] = [];
  const hidden = new HiddenReads();
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
      if (!items.some(isWrite)) {
        const shown = await withAnswer(await tenant.fetch(request), hidden.shown(service.lagReads));
        return service.lag === 0 ? shown : withAnswer(shown, isOld(service.lag));
      }
      const weather = service.weather();
      if (weather !== 'fair') service.counts.set(weather, (service.counts.get(weather) ?? 0) + 1);
      switch (weather) {
        case 'fair':
          return tenant.fetch(request);
        case 'busy':
          return failed(429, 'TooManyRequests', { 'retry-after': '1' });
        case 'twice':
          await tenant.fetch(request.clone());
          return tenant.fetch(request);
        case 'twice refused':
          return refusedAgain(request, items, await tenant.fetch(request.clone()));
        case 'twice answered':
          carryOutLater(request.clone());
          return tenant.fetch(request);
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
        case 'twice late':
          carryOutLater(request.clone());
          await tenant.fetch(request);
          break;
        case 'cut':
        case 'kill':
          await tenant.fetch(request);
      }
      if (weather === 'kill' || weather === 'late kill') service.kill();
      throw new Error('The socket is cut');
    },
  };
  const served = await serveTenant(watched, { port: 0, token: randomUUID() });
  const service: StormService = {
    tenant,
    env: { ENTENTE_GRAPH_URL: served.url, ENTENTE_GRAPH_TOKEN: served.token },
    weather: () => 'fair',
    lateness: () => 0,
    lag: 0,
    lagReads: () => 0,
    kill: () => undefined,
    counts: new Map(),
    async clear() {
      for (const release of held.splice(0)) release();
      await Promise.all(late);
      service.weather = () => 'fair';
      service.lag = 0;
      service.lagReads = () => 0;
      hidden.end();
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

/** What a client hears of creations that were carried out, when the second send of each is refused. */
async function refusedAgain(request: Request, items: readonly Item[], answer: Response): Promise<Response> {
  const refusal = { error: { code: 'DuplicateKey', message: 'There is already a duplicated entity.' } };
  const isCreation = ({ method, url }: Item) => method === 'POST' && !url.endsWith('/$ref');
  if (!request.url.endsWith('/$batch'))
    return items.some(isCreation) ? Response.json(refusal, { status: 409 }) : answer;
  const methods = new Map(items.map((item) => [item.id, item]));
  const { responses = [] } = (await answer.json()) as Answer;
  return Response.json({
    responses: responses.map((item) => {
      const sent = methods.get(item.id);
      return sent !== undefined && isCreation(sent) && item.status === 201
        ? { ...item, status: 409, body: refusal }
        : item;
    }),
  });
}

interface Listed {
  readonly id?: string;
  readonly createdDateTime?: string;
}

interface Answer {
  readonly value?: unknown;
  readonly responses?: readonly { readonly id?: string; readonly status?: number; readonly body?: Answer }[];
}

/** Old enough to be in lists that lag by simulated seconds. */
function isOld(lag: number): (listed: Listed) => boolean {
  const youngest = Date.now() - (lag * 1_000) / SPEED;
  return ({ createdDateTime = '' }) => !(Date.parse(createdDateTime) > youngest);
}

/** Objects that are missing from some reads after their creation. */
class HiddenReads {
  private readonly left = new Map<string, number>();

  /** Counts each object of each list; `reads`: how many of them lack one that is met for the first time. */
  shown(reads: (createdAt: number) => number): (listed: Listed) => boolean {
    return ({ id, createdDateTime }) => {
      if (id === undefined || createdDateTime === undefined) return true;
      const left = this.left.get(id) ?? reads(Date.parse(createdDateTime));
      this.left.set(id, Math.max(0, left - 1));
      return left === 0;
    };
  }

  /** From now on every read shows all. */
  end(): void {
    for (const id of this.left.keys()) this.left.set(id, 0);
  }
}

/** An answer with those objects of its lists that are to be shown. */
async function withAnswer(response: Response, isShown: (listed: Listed) => boolean): Promise<Response> {
  if (!response.ok) return response;
  const { status, headers } = response;
  const kept = showing(JSON.parse(await response.text()) as Answer, isShown);
  return new Response(JSON.stringify(kept), { status, headers });
}

function showing(answer: Answer, isShown: (listed: Listed) => boolean): Answer {
  const { value, responses } = answer;
  return {
    ...answer,
    ...(Array.isArray(value) && { value: (value as Listed[]).filter(isShown) }),
    ...(responses !== undefined && {
      responses: responses.map((item) =>
        item.body === undefined ? item : { ...item, body: showing(item.body, isShown) },
      ),
    }),
  };
}
