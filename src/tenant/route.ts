/** Answers and inputs of handlers, and the table that finds the handler of a request. */
import { isAlternateKey } from './directory/alternate-keys.ts';
import type { Answer, Call, Route } from './context.ts';
import type { Entity } from './json.ts';
import { isEntity } from './json.ts';
import { ServiceError } from './wire/service-error.ts';
import type { TableName } from './storage/store.ts';

export const ok = (body: Entity): Answer => ({ status: 200, body });
export const created = (body: Entity): Answer => ({ status: 201, body });
export const NO_CONTENT: Answer = { status: 204 };

/** The rows of a table as its collection lists them. */
export function listed({ store, collections, query }: Call, table: TableName): readonly Entity[] {
  return collections.list(store, table, query.token === undefined);
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

const KEY = /^(\w+)\((?:(\w+)=)?'((?:[^']|'')*)'\)$/;

/**
 * The segments of a path, decoded; a key in parentheses (`users('ID')`, `applications(appId='ID')`) is a
 * segment of its own, as after a slash.
 */
function segmentsOf(path: string): string[] {
  return path
    .slice(1)
    .split('/')
    .flatMap((part) => {
      const segment = decodeURIComponent(part);
      const [, name = '', property, quoted = ''] = KEY.exec(segment) ?? [];
      const key = quoted.replaceAll("''", "'");
      if (name === '') return [segment];
      if (property === undefined) return [name, key];
      // Otherwise it is a function, and that its parameter.
      return isAlternateKey(name, property) ? [name, `${property}='${key}'`] : [segment];
    });
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

  /** The route of a request; without one, whether the path is known with another verb. */
  match(method: string, path: string): Match {
    const segments = segmentsOf(path);
    const lowered = segments.map((part) => part.toLowerCase());
    let knownPath = false;
    for (const known of this.byLength.get(segments.length) ?? []) {
      const params: Record<string, string> = {};
      const fits = (matches: Matcher, index: number) =>
        matches(segments[index] ?? '', lowered[index] ?? '', params);
      if (!known.segments.every(fits)) continue;
      if (known.route.method === method) {
        const named = spelled(known.route.pattern, segments);
        return { route: known.route, params, segments: named, knownPath: true };
      }
      knownPath = true;
    }
    return { route: undefined, params: {}, segments, knownPath };
  }
}

/** A path in the documentation's spelling, whatever casing it came in; keys and functions are as they came. */
function spelled(pattern: string, segments: readonly string[]): readonly string[] {
  const documented = pattern.slice(1).split('/');
  return segments.map((segment, index) => {
    const name = documented[index] ?? segment;
    return name.includes('{') ? segment : name;
  });
}

interface Match {
  readonly route: Route | undefined;
  readonly params: Readonly<Record<string, string>>;
  /** The path's own, decoded; those of a route in the documentation's spelling. */
  readonly segments: readonly string[];
  readonly knownPath: boolean;
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
  const names = [...segment.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const literals = segment.split(/\{\w+\}/).map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const whole = new RegExp(`^${literals.join("((?:[^']|'')*)")}$`, 'i');
  return (part, _lowered, params) => {
    const match = whole.exec(part);
    if (match === null) return false;
    for (const [index, name] of names.entries())
      params[name] = (match[index + 1] ?? '').replaceAll("''", "'").toLowerCase();
    return true;
  };
}
