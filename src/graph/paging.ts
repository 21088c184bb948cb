import { isObject } from '../model/value.ts';
import type { JsonObject, JsonValue } from '../model/value.ts';
import type { WireRequest } from './answer.ts';
import { unexpected } from './errors.ts';

/** One page of a collection. */
export interface Page {
  readonly items: readonly JsonObject[];
  /** Path of the following page, relative to the base URL. */
  readonly next: string | undefined;
}

/** Reads a page. Throws GraphError for a body that is not a page, or whose nextLink leads elsewhere. */
export function readPage(baseUrl: string, request: WireRequest, body: JsonValue | undefined): Page {
  const value = isObject(body) ? body['value'] : undefined;
  if (!isObject(body) || !Array.isArray(value) || !value.every(isObject)) {
    throw unexpected(request, 'with something that is not a list');
  }
  const link = body['@odata.nextLink'];
  if (link === undefined || link === null) return { items: value, next: undefined };
  const next = typeof link === 'string' ? relativePath(baseUrl, link) : undefined;
  // The token must not go to another host, nor may a page be left out (CONTRACT 1.5).
  if (next === undefined) throw unexpected(request, 'with an @odata.nextLink that leads out of the service');
  return { items: value, next };
}

/** The part of a link after the base URL; undefined when it leads elsewhere. */
function relativePath(baseUrl: string, link: string): string | undefined {
  const base = new URL(`${baseUrl}/`);
  const url = URL.canParse(link, base) ? new URL(link, base) : undefined;
  if (url === undefined || url.origin !== base.origin || !url.pathname.startsWith(base.pathname))
    return undefined;
  return url.pathname.slice(base.pathname.length - 1) + url.search;
}
