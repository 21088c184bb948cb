/** A tenant that is lived in: governed by a document, and driven over HTTP as whoever a test names. */
import { rmSync } from 'node:fs';
import path from 'node:path';
import type { Governance } from '../../src/schema/governance.ts';
import { openTenant } from '../../src/tenant/open.ts';
import type { Tenant, TenantOptions } from '../../src/tenant/open.ts';
import { temporaryFolder } from './cli.ts';
import { fetchFrom } from './tenant-fetch.ts';
import { createEngine, desiredOf } from './engine.ts';
import { USER_PROPERTIES } from './user-properties.ts';

const EM = '/identityGovernance/entitlementManagement';

type Row = Record<string, unknown>;
type Headers = Readonly<Record<string, string>>;

interface Answered {
  readonly status: number;
  readonly body: Row;
  /** Graph's error code; empty for a success. */
  readonly code: string;
  readonly message: string;
}

export interface LivedTenant {
  readonly tenant: Tenant;
  /** A request as an application, or as somebody; below entitlement management unless it begins with `/v1.0`. */
  readonly send: (method: string, path: string, body?: unknown, headers?: Headers) => Promise<Answered>;
  /** The same, of which only a success is expected. */
  readonly done: (method: string, path: string, body?: unknown, headers?: Headers) => Promise<Row>;
  readonly list: (path: string, headers?: Headers) => Promise<Row[]>;
  /** Makes the tenant what a document says. */
  readonly govern: (document: Governance) => Promise<void>;
  /** Id of what the document has at an address. */
  readonly idOf: (address: string) => string;
  /** A user by sign-in name or mail, as the directory has them now. */
  readonly user: (name: string) => Promise<Row | undefined>;
  /** Moves the clock; what happened on the way, as `2026-04-01 activity`. */
  readonly advance: (duration: string) => Promise<string[]>;
  readonly close: () => Promise<void>;
}

/** Headers of a call by somebody. */
export const as = (who: string, more: Headers = {}): Headers => ({
  'x-entente-user': who,
  'x-entente-accept-privacy': 'true',
  ...more,
});

export async function livedTenant(options: Partial<TenantOptions>): Promise<LivedTenant> {
  const tenant = await openTenant({ now: () => new Date('2026-01-01T00:00:00Z'), ...options });
  const folder = temporaryFolder();
  let ids = new Map<string, string>();
  const send: LivedTenant['send'] = async (method, at, body, headers = {}) => {
    const url = at.startsWith('/v1.0') ? at : `/v1.0${EM}${at}`;
    const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    const { status, text } = await fetchFrom(tenant, url, init);
    const answer = (text === '' ? {} : JSON.parse(text)) as Row;
    const { code = '', message = '' } = (answer['error'] ?? {}) as { code?: string; message?: string };
    return { status, body: answer, code, message };
  };
  const done: LivedTenant['done'] = async (method, at, body, headers) => {
    const { status, body: answer, message } = await send(method, at, body, headers);
    if (status >= 400) throw new Error(`${method} ${at} answered ${status}: ${message}`);
    return answer;
  };
  const list: LivedTenant['list'] = async (at, headers) =>
    (await done('GET', at, undefined, headers))['value'] as Row[];
  return {
    tenant,
    send,
    done,
    list,
    async govern(document) {
      const engine = createEngine(tenant, path.join(folder, 'state.json'));
      const { summary, events } = await engine.apply(desiredOf(document));
      if (summary.failed + summary.skipped > 0) throw new Error(JSON.stringify(events));
      const known = (await engine.state.read())?.resources ?? [];
      ids = new Map(known.map(({ address, id }) => [address, id]));
    },
    idOf(address) {
      const id = ids.get(address);
      if (id === undefined) throw new Error(`${address} is not in the state`);
      return id;
    },
    user: async (name) =>
      (await list(`/v1.0/users?$top=999&$select=${USER_PROPERTIES}`)).find(({ userPrincipalName, mail }) =>
        [userPrincipalName, mail].includes(name),
      ),
    async advance(duration) {
      const { events } = await done('POST', '/v1.0/entente/clock', { duration });
      return (events as Row[]).map(
        ({ activityDateTime, activityDisplayName }) =>
          `${String(activityDateTime).slice(0, 10)} ${String(activityDisplayName)}`,
      );
    },
    async close() {
      await tenant.close();
      rmSync(folder, { recursive: true });
    },
  };
}
