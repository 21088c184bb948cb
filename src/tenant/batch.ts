/** `$batch` (CONTRACT 15): twenty requests at most, each with its own status, in the order of `dependsOn`. */
import type { Entity, Json } from './json.ts';
import { isEntity, textOf, textsOf } from './json.ts';
import { ServiceError } from './service-error.ts';

const MAX_REQUESTS = 20;

export interface BatchItem {
  readonly id: string;
  readonly method: string;
  /** Relative to `/v1.0`, with a leading slash. */
  readonly url: string;
  readonly body: Json | undefined;
  readonly headers: Entity;
  readonly dependsOn: readonly string[];
}

/** The requests of a batch; throws 400 for a batch that is malformed as a whole. */
export function parseBatch(body: Json | undefined): BatchItem[] {
  const refuse = (why: string) => new ServiceError(400, 'BadRequest', `Invalid batch payload: ${why}`);
  const requests = isEntity(body) ? body['requests'] : undefined;
  if (!Array.isArray(requests)) throw refuse("'requests' is missing.");
  if (requests.length === 0 || requests.length > MAX_REQUESTS)
    throw refuse(`1 to ${MAX_REQUESTS} requests are allowed.`);
  const seen = new Set<string>();
  return (requests as readonly Json[]).map((request) => {
    if (!isEntity(request)) throw refuse('a request is not an object.');
    const id = textOf(request['id']);
    if (id === '' || seen.has(id)) throw refuse('ids must be present and unique.');
    const dependsOn = textsOf(request['dependsOn']);
    if (dependsOn.some((other) => !seen.has(other)))
      throw refuse(`'${id}' depends on a request that does not precede it.`);
    seen.add(id);
    const url = textOf(request['url']);
    const headers = isEntity(request['headers']) ? request['headers'] : {};
    const typed = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
    if (request['body'] !== undefined && !typed) throw refuse(`'${id}' has a body without Content-Type.`);
    return {
      id,
      method: textOf(request['method']).toUpperCase(),
      url: url.startsWith('/') ? url : `/${url}`,
      body: request['body'],
      headers,
      dependsOn,
    };
  });
}

export interface ItemAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Entity | undefined;
}

/** Runs the items one after the other; one whose dependency failed is answered 424. */
export function runBatch(items: readonly BatchItem[], run: (item: BatchItem) => ItemAnswer): Entity {
  const failed = new Set<string>();
  const responses = items.map((item) => {
    const blocked = item.dependsOn.some((id) => failed.has(id));
    const answer = blocked ? failedDependency() : run(item);
    if (answer.status >= 400) failed.add(item.id);
    return {
      id: item.id,
      status: answer.status,
      headers: answer.headers,
      ...(answer.body && { body: answer.body }),
    };
  });
  return { responses };
}

function failedDependency(): ItemAnswer {
  const message = 'A request that this one depends on failed.';
  return { status: 424, headers: {}, body: { error: { code: 'FailedDependency', message } } };
}
