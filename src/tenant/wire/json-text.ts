/** JSON as the service reads it: no member twice in one object, and not deeper than any type goes. */
import type { Json } from '../json.ts';
import { ServiceError } from './service-error.ts';

/** Of objects and lists in one another, as OData's own readers allow. */
const MAX_DEPTH = 100;
/** Brackets, and texts with what follows them where that makes them names of members. */
const TOKEN = /[[\]{}]|("(?:[^"\\]|\\.)*")(\s*:)?/gs;

/** Throws 400 for a text that is not JSON, and for one of which a part would be lost. */
export function parseJson(text: string): Json {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    throw new ServiceError(400, 'BadRequest', 'The body is not valid JSON.');
  }
  requireWhole(text);
  return value;
}

/** Of two members with one name, parsing keeps the last alone. */
function requireWhole(text: string): void {
  const open: Set<string>[] = [];
  for (const [token, quoted, colon] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') open.push(new Set());
    else if (token === '}' || token === ']') open.pop();
    else if (quoted !== undefined && colon !== undefined) {
      const name = quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
      if (open.at(-1)?.has(name) === true)
        throw new ServiceError(400, 'BadRequest', `An object of the body has the property '${name}' twice.`);
      open.at(-1)?.add(name);
    }
    if (open.length > MAX_DEPTH)
      throw new ServiceError(400, 'BadRequest', `The body is deeper than ${MAX_DEPTH} levels.`);
  }
}
