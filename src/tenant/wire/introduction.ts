/** What the service says of itself, beside Graph's paths. */
import type { Entity } from '../json.ts';
import type { Store } from '../storage/store.ts';

/** Paths that are answered without a token. */
export const INTRODUCTIONS: readonly string[] = ['/', '/openapi.json'];

/** The answer to a GET of `/`, for those who come across it, and of `/openapi.json`; undefined for other paths. */
export async function introduction({ origin, pathname }: URL, store: Store): Promise<Entity | undefined> {
  if (pathname === '/openapi.json') {
    // Large, and wanted by few.
    const { openApiOf } = await import('../openapi/document.ts');
    return openApiOf(origin);
  }
  if (pathname !== '/') return undefined;
  const tenant = store.get('meta', 'tenant') ?? {};
  return {
    name: 'Embedded tenant of Entente',
    description:
      "Speaks Microsoft Graph's entitlement management for tests. It is not Microsoft's service, and its tokens are worth nothing there.",
    tenant: { id: tenant['id'], displayName: tenant['displayName'] },
    graph: `${origin}/v1.0`,
    openapi: `${origin}/openapi.json`,
  };
}
