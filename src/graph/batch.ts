import { asString, isObject, objectsOf } from '../model/value.ts';
import type { JsonObject, JsonValue } from '../model/value.ts';
import { succeeded } from './answer.ts';
import type { Answer, Answered, WireRequest } from './answer.ts';
import { itemHeaders } from './transport.ts';

/** Graph takes at most this many items (CONTRACT 15). */
export const BATCH_SIZE = 20;

/**
 * The `$batch` request around others. `serial` chains each item to the one before it. Graph documents three
 * patterns only (all parallel, all serial, all depending on the same one), so a batch is wholly one or the other.
 */
export function encodeBatch(
  requests: readonly WireRequest[],
  serial: boolean,
  clientRequestId: string,
): WireRequest {
  const items = requests.map((request, index) => ({
    id: String(index + 1),
    method: request.method,
    url: request.path,
    headers: itemHeaders(request),
    ...(request.body === undefined ? {} : { body: request.body }),
    ...(serial && index > 0 ? { dependsOn: [String(index)] } : {}),
  }));
  return { method: 'POST', path: '/$batch', body: { requests: items }, clientRequestId };
}

/** The answer to each of `count` items, in their order, from the answer to the batch. */
export function decodeBatch(outer: Answer, count: number, serial: boolean): Answer[] {
  const items = outer.type === 'answered' && isObject(outer.body) ? outer.body['responses'] : undefined;
  // Older texts give the outer answer status 424 when an item is throttled (CONTRACT 15): items decide wherever there are any.
  if (outer.type !== 'answered' || !Array.isArray(items))
    return Array.from({ length: count }, () => spread(outer));
  const date = outer.headers['date'];
  const byId = new Map(objectsOf(items as JsonValue).map((item) => [asString(item['id']), item]));
  const answers: Answer[] = [];
  for (let index = 0; index < count; index += 1) {
    const answer = decodeItem(byId.get(String(index + 1)), date === undefined ? {} : { date });
    const previous = answers[index - 1];
    const predecessorFailed = serial && previous !== undefined && !succeeded(previous);
    const skipped = predecessorFailed && answer.type === 'answered' && answer.status === 424;
    answers.push(skipped ? { type: 'skipped' } : answer);
  }
  return answers;
}

/** What a batch's own failure means to each of its items. */
function spread(outer: Answer): Answer {
  if (outer.type !== 'answered') return outer;
  const { status } = outer;
  if (status === 424 || status === 429) return { ...outer, status: 429 };
  // After a 408 nobody knows what of it was done, no more than after a 5xx.
  if (status === 401 || status === 403 || status === 408 || status >= 500) return outer;
  // Anything else (400 malformed, 404 or 405 no such endpoint, 413 too large) may be the fault of a single item.
  if (status >= 400) return { type: 'unbatched' };
  return lostItem();
}

/** `shared`: headers of the batch that hold for each of its items, which have none of their own. */
function decodeItem(item: JsonObject | undefined, shared: Answered['headers']): Answer {
  const status = item?.['status'];
  if (item === undefined || typeof status !== 'number') return lostItem();
  return {
    type: 'answered',
    status,
    headers: { ...shared, ...lowerCased(item['headers']) },
    body: item['body'] ?? undefined,
  };
}

function lostItem(): Answer {
  const message = 'Microsoft Graph answered a batch without this request in it';
  return { type: 'lost', code: 'MissingAnswer', message, transient: true };
}

function lowerCased(headers: JsonValue | undefined): Answered['headers'] {
  if (!isObject(headers)) return {};
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' || typeof value === 'number' ? [[name.toLowerCase(), String(value)]] : [],
    ),
  );
}
