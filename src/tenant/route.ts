/** Answers and inputs of handlers, and the table that finds the handler of a request. */
import type { Answer, Call, Route } from './context.ts';
import type { Entity } from './json.ts';
import { isEntity } from './json.ts';
import { ServiceError } from './service-error.ts';
import type { TableName } from './store.ts';

export const ok = (body: Entity): Answer => ({ status: 200, body });
export const created = (body: Entity): Answer => ({ status: 201, body });
export const NO_CONTENT: Answer = { status: 204 };

/** The rows of a table as its collection lists them. */
export function listed({ store, collections, query }: Call, table: TableName): readonly Entity[] {
  return collections.list(store, table, query.skip === 0);
}

/** The value of a `{name}` of the pattern. */
export function param(call: Call, name: string): string {
  return call.params[name] ?? '';
}

/** The request's body as an object; anything else is refused. */
export function bodyOf(call: Call): Entity {
  if (!isEntity(call.body))
    throw new ServiceError(400, 'BadRequest', 'The request needs a JSON object as its body.');
  return call.body;
}

/** What one segment of a path must be; puts the values of a `{name}` into `params`. */
type Matcher = (part: string, lowered: string, params: Record<string, string>) => boolean;

interface Known {
  readonly segments: readonly Matcher[];
  readonly route: Route;
}

/** Finds the route of a request. */
export class Router {
  private readonly byLength = new Map<number, Known[]>();

  constructor(routes: readonly Route[]) {
    for (const route of routes) {
      const segments = route.pattern.slice(1).split('/').map(matcherOf);
      const known = this.byLength.get(segments.length) ?? [];
      this.byLength.set(segments.length, [...known, { segments, route }]);
    }
  }

  /** Throws 404 for an unknown path and 405 for a known one with another verb. */
  find(
    method: string,
    path: string,
  ): { readonly route: Route; readonly params: Readonly<Record<string, string>> } {
    const parts = path.slice(1).split('/').map(decodeURIComponent);
    const lowered = parts.map((part) => part.toLowerCase());
    let knownPath = false;
    for (const { segments, route } of this.byLength.get(parts.length) ?? []) {
      const params: Record<string, string> = {};
      if (!segments.every((fits, index) => fits(parts[index] ?? '', lowered[index] ?? '', params))) continue;
      if (route.method === method) return { route, params };
      knownPath = true;
    }
    if (knownPath) throw new ServiceError(405, 'MethodNotAllowed', `${method} is not supported on ${path}.`);
    throw new ServiceError(404, 'ResourceNotFound', `Resource not found for the segment '${path}'.`);
  }
}

function matcherOf(segment: string): Matcher {
  if (segment.startsWith('{')) {
    const name = segment.slice(1, -1);
    return (_part, lowered, params) => {
      params[name] = lowered;
      return true;
    };
  }
  if (!segment.includes("='{")) {
    const literal = segment.toLowerCase();
    return (_part, lowered) => lowered === literal;
  }
  // A function such as find(domainName='{domain}').
  const [head = '', rest = ''] = segment.split("='{");
  const [name = '', tail = ''] = rest.split("}'");
  return (part, _lowered, params) => {
    const inner = part.slice(head.length + 2, part.length - tail.length - 1);
    if (part !== `${head}='${inner}'${tail}`) return false;
    params[name] = inner.replaceAll("''", "'").toLowerCase();
    return true;
  };
}
