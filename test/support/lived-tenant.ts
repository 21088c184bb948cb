/** A tenant with things to ask for, driven over HTTP as whoever a test names. */
import { openTenant } from '../../src/tenant/open.ts';
import type { Tenant, TenantOptions } from '../../src/tenant/open.ts';

const EM = '/identityGovernance/entitlementManagement';

interface Answered {
  readonly status: number;
  readonly body: Record<string, unknown>;
  /** Graph's error code; empty for a success. */
  readonly code: string;
  readonly message: string;
}

type Row = Record<string, unknown>;

export interface LivedTenant {
  readonly tenant: Tenant;
  /** A request as an application, or as somebody; below entitlement management unless it begins with `/v1.0`. */
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answered>;
  /** The same, of which only a success is expected. */
  done(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Row>;
  list(path: string, headers?: Record<string, string>): Promise<Row[]>;
  /** The id of a user by sign-in name or mail. */
  userId(name: string): Promise<string>;
  close(): Promise<void>;
}

export async function livedTenant(options: Partial<TenantOptions>): Promise<LivedTenant> {
  const tenant = await openTenant({ now: () => new Date('2026-01-01T00:00:00Z'), ...options });
  const send: LivedTenant['send'] = async (method, path, body, headers = {}) => {
    const url = `http://tenant.invalid${path.startsWith('/v1.0') ? path : `/v1.0${EM}${path}`}`;
    const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    const response = await tenant.fetch(new Request(url, init));
    const text = await response.text();
    const answer = (text === '' ? {} : JSON.parse(text)) as Row;
    const { code = '', message = '' } = (answer['error'] ?? {}) as { code?: string; message?: string };
    return { status: response.status, body: answer, code, message };
  };
  const done: LivedTenant['done'] = async (method, path, body, headers) => {
    const { status, body: answer, message } = await send(method, path, body, headers);
    if (status >= 400) throw new Error(`${method} ${path} answered ${status}: ${message}`);
    return answer;
  };
  return {
    tenant,
    send,
    done,
    list: async (path, headers) => (await done('GET', path, undefined, headers))['value'] as Row[],
    async userId(name) {
      const users = (await done('GET', '/v1.0/users?$top=999'))['value'] as Row[];
      const found = users.find(({ userPrincipalName, mail }) => [userPrincipalName, mail].includes(name));
      return String(found?.['id']);
    },
    close: () => tenant.close(),
  };
}
