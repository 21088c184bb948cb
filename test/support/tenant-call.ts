/** Requests of an embedded tenant in this process. */
import type { Tenant } from '../../src/tenant/open.ts';

export const EM = '/identityGovernance/entitlementManagement';

export type Body = Record<string, unknown> & {
  readonly id: string;
  readonly value: Body[];
  readonly error: { readonly code: string; readonly message: string };
};

interface Answered {
  readonly status: number;
  /** Empty when the answer has no JSON. */
  readonly body: Body;
  /** `@odata.context`, which tells the address, not the object. */
  readonly context: string | undefined;
  readonly text: string;
}

/** A request; `path` begins after `/v1.0`, `as` is who calls. */
export type TenantCall = (method: string, path: string, body?: unknown, as?: string) => Promise<Answered>;

/** An answer as a test reads it. */
export function answered(status: number, text: string, isJson: boolean): Answered {
  const { '@odata.context': context, ...body } = (isJson ? JSON.parse(text) : {}) as Body & {
    readonly '@odata.context'?: string;
  };
  return { status, body: body, context, text };
}

export function callsOf(tenant: Tenant): TenantCall {
  return async (method, path, body, as) => {
    const response = await tenant.fetch(
      new Request(`http://tenant.invalid/v1.0${path}`, {
        method,
        headers: as === undefined ? {} : { 'x-entente-user': as },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
    return answered(response.status, text, isJson);
  };
}
