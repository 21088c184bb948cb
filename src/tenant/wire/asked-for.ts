/** What a request asks for beside its path and body: query options, and what `Prefer` says. */
import type { Answer, Call } from '../context.ts';
import { isDelta, withoutTokens } from '../routes/delta-routes.ts';
import type { HeaderOf } from '../lifecycle/caller.ts';
import type { Query } from './query.ts';
import { badRequest, parseQuery } from './query.ts';
import { requireOnly } from '../read/render.ts';

/** The options of `/$count`: only what decides which entities there are. */
export function countQuery(query: Query): Query {
  requireOnly(query, ['$filter', '$search']);
  return { ...query, count: true, top: 1 };
}

/** The answer of `/$count`: the number alone. */
export function countOf({ body }: Answer): Answer {
  const count = typeof body === 'object' ? body['@odata.count'] : undefined;
  if (count === undefined) throw badRequest('$count is supported on collections only.');
  return { status: 200, body: String(count) };
}

/** What `Prefer` asks for. */
export function preferencesOf(header: HeaderOf): Pick<Call, 'createIfMissing' | 'minimal'> {
  const prefer = header('prefer') ?? '';
  return {
    createIfMissing: /\bcreate-if-missing\b/i.test(prefer),
    minimal: /\breturn\s*=\s*minimal\b/i.test(prefer),
  };
}

/** The query options of a request; a write answers as it does, whatever is asked of its answer. */
export function queryOf(method: string, pattern: string, url: URL, header: HeaderOf): Query {
  const parameters = isDelta(pattern) ? withoutTokens(url.searchParams) : url.searchParams;
  const query = parseQuery(parameters, header('consistencylevel')?.toLowerCase() === 'eventual');
  if (method !== 'GET' && !pattern.endsWith('/getByIds')) requireOnly(query, []);
  return query;
}
