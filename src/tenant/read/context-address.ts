/** `@odata.context`: what an answer is made of, as an address below `$metadata`. */
import type { Entity } from '../json.ts';
import type { Query } from '../wire/query.ts';
import type { Answer, Call } from '../context.ts';

interface Asked {
  readonly origin: string;
  /** Of the path below `/v1.0`, decoded. */
  readonly segments: readonly string[];
  /** The keys among them, in lower case. */
  readonly keys: readonly string[];
  readonly select: Query['select'];
  /** Where the path leads to objects that have a collection of their own, and are described by it. */
  readonly collection: string | undefined;
}

/** An answer with its context before all else; the body is not changed. */
function inContext(body: Entity, asked: Asked): Entity {
  const { origin, select } = asked;
  const isList = Array.isArray(body['value']);
  const columns = select === undefined || select.includes('*') ? '' : `(${select.join(',')})`;
  const entity = isList ? '' : '/$entity';
  return {
    '@odata.context': `${origin}/v1.0/$metadata#${asked.collection ?? pathOf(asked, isList)}${columns}${entity}`,
    ...body,
  };
}

/** `catalogs('ID')/resources`: keys in parentheses, but for the one of the entity that is answered. */
function pathOf({ segments, keys }: Asked, isList: boolean): string {
  const last = segments.length - 1;
  let text = '';
  for (const [index, segment] of segments.entries()) {
    if (index === 0) text = segment;
    else if (!keys.includes(segment.toLowerCase())) text += `/${segment}`;
    else if (isList || index < last) text += `('${segment.replaceAll("'", "''")}')`;
  }
  return text;
}

/** An answer with its context, by the path that it was asked at. */
export function described(
  { url, params, query }: Call,
  answer: Answer,
  at: Pick<Asked, 'segments' | 'collection'>,
): Answer {
  const { body } = answer;
  if (typeof body !== 'object') return answer;
  const asked = { origin: url.origin, keys: Object.values(params), select: query.select, ...at };
  return { ...answer, body: inContext(body, asked) };
}
