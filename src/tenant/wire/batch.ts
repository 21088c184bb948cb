/** `$batch` (CONTRACT 15): twenty requests at most, each with its own status, in the order of `dependsOn`. */
import type { Entity, Json } from '../json.ts';
import { isEntity, textOf } from '../json.ts';
import { isJsonType } from './received-body.ts';
import { ServiceError } from './service-error.ts';

const MAX_REQUESTS = 20;
const METHODS = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'];

export interface BatchItem {
  readonly id: string;
  readonly method: string;
  /** Relative to `/v1.0`, with a leading slash. */
  readonly url: string;
  readonly body: Json | undefined;
  readonly headers: Entity;
  readonly dependsOn: readonly string[];
  /** What is wrong with the item by itself: it is answered so, and the others are run. */
  readonly refusal: ServiceError | undefined;
}

const refuse = (why: string) => new ServiceError(400, 'BadRequest', `Invalid batch payload: ${why}`);

/**
 * The requests of a batch, each after those that it depends on. Throws 400 for a batch whose answers could not be told
 * apart: no list of requests, too many, an id that is missing or there twice.
 */
export function parseBatch(body: Json | undefined): BatchItem[] {
  const requests = isEntity(body) ? body['requests'] : undefined;
  if (!Array.isArray(requests)) throw refuse("'requests' is missing.");
  if (requests.length === 0 || requests.length > MAX_REQUESTS)
    throw refuse(`1 to ${MAX_REQUESTS} requests are allowed.`);
  const byId = new Map<string, Entity>();
  for (const request of requests as readonly Json[]) {
    if (!isEntity(request)) throw refuse('a request is not an object.');
    // Ids are not case-sensitive.
    const key = textOf(request['id']).toLowerCase();
    if (key === '' || byId.has(key)) throw refuse('ids must be texts that are present and unique.');
    byId.set(key, request);
  }
  return inOrder([...byId.values()].map((request) => itemOf(request, byId)));
}

function itemOf(request: Entity, byId: ReadonlyMap<string, Entity>): BatchItem {
  const { id, method, url, body, headers, dependsOn } = request;
  const faults = [
    (typeof method !== 'string' || !METHODS.includes(method.toUpperCase())) &&
      'its method is not one of HTTP.',
    (typeof url !== 'string' || !isRelative(url)) && 'its url is not relative to the version.',
    !isTexts(headers) && 'its headers are not texts by name.',
    body !== undefined && !hasType(headers) && 'it has a body without Content-Type.',
    isEntity(body) && !hasJsonType(headers) && 'its body is JSON, and its Content-Type another.',
    !isList(dependsOn) && 'its dependsOn is not a list of ids.',
  ];
  const known = isList(dependsOn) ? (dependsOn ?? []) : [];
  const unknown = known.find((other) => !byId.has(other.toLowerCase()));
  const fault =
    faults.find((each) => each !== false) ?? (unknown && `it depends on '${unknown}', which is not there.`);
  const path = textOf(url);
  return {
    id: textOf(id),
    method: textOf(method).toUpperCase(),
    url: path.startsWith('/') ? path : `/${path}`,
    body,
    headers: isEntity(headers) ? headers : {},
    dependsOn: known.flatMap((other) => textOf(byId.get(other.toLowerCase())?.['id']) || []),
    refusal: fault === undefined ? undefined : refuse(`'${textOf(id)}': ${fault}`),
  };
}

/** A url that names a scheme or a host, or leaves the version, is none of this service's. */
function isRelative(url: string): boolean {
  const path = url.split(/[?#]/)[0] ?? '';
  return path !== '' && !/^[a-z][a-z0-9+.-]*:|^\/\/|\\|(^|\/)(\.|%2e){1,2}(\/|$)/i.test(path);
}

function isTexts(headers: Json | undefined): boolean {
  if (headers === undefined || headers === null) return true;
  return isEntity(headers) && Object.values(headers).every((value) => typeof value === 'string');
}

function hasType(headers: Json | undefined): boolean {
  return isEntity(headers) && Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
}

function hasJsonType(headers: Json | undefined): boolean {
  const types = Object.entries(isEntity(headers) ? headers : {}).filter(
    ([name]) => name.toLowerCase() === 'content-type',
  );
  return types.every(([, type]) => isJsonType(textOf(type)));
}

function isList(value: Json | undefined): value is readonly string[] | undefined {
  if (value === undefined || value === null) return true;
  return Array.isArray(value) && (value as readonly Json[]).every((each) => typeof each === 'string');
}

/** Each item after those that it depends on; those of a circle can never be run. */
function inOrder(items: readonly BatchItem[]): BatchItem[] {
  const ordered = new Map<string, BatchItem>();
  let waiting = items;
  while (waiting.length > 0) {
    const ready = waiting.filter(({ dependsOn }) => dependsOn.every((id) => ordered.has(id)));
    if (ready.length === 0) {
      const circle = (item: BatchItem) => refuse(`'${item.id}': it waits, through dependsOn, for itself.`);
      return [
        ...ordered.values(),
        ...waiting.map((item) => ({ ...item, refusal: item.refusal ?? circle(item) })),
      ];
    }
    // One at a time, so that what does not depend on anything keeps its place.
    const [next] = ready;
    if (next !== undefined) ordered.set(next.id, next);
    waiting = waiting.filter((item) => item !== next);
  }
  return [...ordered.values()];
}

export interface ItemAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** A text is sent as it is. */
  readonly body: Entity | string | undefined;
}

/** Runs the items one after the other; one whose dependency failed is answered by `refused` with 424. */
export function runBatch(
  items: readonly BatchItem[],
  run: (item: BatchItem) => ItemAnswer,
  refused: (error: ServiceError) => ItemAnswer,
): Entity {
  const failed = new Set<string>();
  const responses = items.map((item): Entity => {
    const blocked = item.refusal === undefined && item.dependsOn.some((id) => failed.has(id));
    const refusal = blocked ? failedDependency() : item.refusal;
    const { status, headers, body } = refusal === undefined ? run(item) : refused(refusal);
    if (status >= 400) failed.add(item.id);
    return {
      id: item.id,
      status,
      headers: spelled(headers, body),
      ...(body !== undefined && { body }),
    };
  });
  return { responses };
}

/** Headers as Graph spells them within a batch; clients look them up by exactly that name. */
function spelled(headers: Readonly<Record<string, string>>, body: Entity | string | undefined): Entity {
  return Object.fromEntries(
    Object.entries({ ...headersOfBody(body), ...headers }).map(([name, value]) => [
      name.replace(/^odata|(^|-)[a-z]/g, (start) => (start === 'odata' ? 'OData' : start.toUpperCase())),
      value,
    ]),
  );
}

/** JSON that says what it is made of, as the service names it; errors and what holds other answers are JSON alone. */
const ODATA =
  'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8';

/** What the headers of an answer say of its body. */
export function headersOfBody(body: Entity | string | undefined): Readonly<Record<string, string>> {
  const always = { 'cache-control': 'no-cache' };
  if (body === undefined) return always;
  if (typeof body === 'string') return { ...always, 'content-type': 'text/plain' };
  if (body['@odata.context'] === undefined) return { ...always, 'content-type': 'application/json' };
  return { ...always, 'content-type': ODATA, 'odata-version': '4.0' };
}

function failedDependency(): ServiceError {
  return new ServiceError(424, 'FailedDependency', 'A request that this one depends on failed.');
}
