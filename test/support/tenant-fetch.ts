/** Calls of the embedded tenant in process, as tests make them. */
import type { Tenant } from '../../src/tenant/open.ts';

const REQUESTS = '/v1.0/identityGovernance/entitlementManagement/assignmentRequests';

/**
 * The status and body of an answer. A request for access is answered before it is looked at, so its body is what has become
 * of it by then, as a client reads it that asks again.
 */
export async function fetchFrom(
  tenant: Tenant,
  path: string,
  init: {
    readonly method: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
  },
): Promise<{ readonly status: number; readonly text: string }> {
  const response = await tenant.fetch(new Request(`http://tenant.invalid${path}`, init));
  const { status } = response;
  const text = await response.text();
  if (init.method !== 'POST' || path !== REQUESTS || status !== 201) return { status, text };
  const { id } = JSON.parse(text) as { readonly id: string };
  const later = await tenant.fetch(new Request(`http://tenant.invalid${REQUESTS}/${id}`));
  return { status, text: await later.text() };
}
