/** OData query options, read and checked: one that is not understood is refused, and none is passed over. */
import type { Entity, Json } from '../json.ts';
import { ServiceError } from './service-error.ts';

export interface Query {
  readonly filter: string | undefined;
  /** Navigations with the options of each. */
  readonly expand: ReadonlyMap<string, Query>;
  readonly select: readonly string[] | undefined;
  readonly orderby: readonly { readonly name: string; readonly descending: boolean }[];
  readonly top: number | undefined;
  /** `$skip`; undefined when it is not given. */
  readonly skip: number | undefined;
  /** Where the page begins that a link led to; undefined for the first page. */
  readonly token: number | undefined;
  readonly count: boolean;
  readonly search: string | undefined;
  /** How often an expansion is expanded in turn (`$levels`): of a manager, managers of managers. */
  readonly levels: number;
  /** Names of the options that were given. */
  readonly given: readonly string[];
  /** Whether the client asks for the directory's advanced queries (`ConsistencyLevel: eventual`). */
  readonly eventual: boolean;
}

const MAX_TOP = 999;
const MAX_LEVELS = 1000;
const OPTIONS = ['$filter', '$expand', '$select', '$orderby', '$top', '$skip', '$count', '$search'];
const OF_EXPANSIONS = [...OPTIONS, '$levels'];
const OF_LISTS = [...OPTIONS, '$skiptoken', '$format'];

export function badRequest(message: string): ServiceError {
  return new ServiceError(400, 'BadRequest', message);
}

/** The query options of a request; throws 400 for one that is unknown, malformed or there twice. */
export function parseQuery(parameters: URLSearchParams, eventual = false): Query {
  return queryOf([...parameters], OF_LISTS, eventual);
}

function queryOf(
  pairs: readonly (readonly [string, string])[],
  allowed: readonly string[],
  eventual: boolean,
): Query {
  const values = new Map<string, string>();
  for (const [written, value] of pairs) {
    // Microsoft's own examples spell `$orderBy`, and `$filter = …`.
    const given = written.trim();
    const name = given.startsWith('$') ? given.toLowerCase() : given;
    // Graph takes some options without their `$`; to pass over one would answer another question.
    const isOption = name.startsWith('$') || OPTIONS.includes(`$${name.toLowerCase()}`);
    if (isOption && !allowed.includes(name))
      throw badRequest(`The query option '${given}' is not supported.`);
    if (name === '$format' && !isJsonFormat(value)) throw invalidOption(given, value);
    if (isOption && values.has(name))
      throw badRequest(`The query option '${given}' is given more than once.`);
    if (isOption) values.set(name, value);
  }
  // Everything is answered in JSON, so an option that wants it changes nothing.
  values.delete('$format');
  const get = (name: string) => values.get(name);
  const count = get('$count');
  if (count !== undefined && count !== 'true' && count !== 'false') throw invalidOption('$count', count);
  return {
    filter: get('$filter'),
    expand: parseExpand(get('$expand'), eventual),
    select: namesIn('$select', get('$select')),
    orderby: (namesIn('$orderby', get('$orderby')) ?? []).map((term) => parseOrder(term)),
    top: numberOf('$top', get('$top'), 1),
    skip: numberOf('$skip', get('$skip'), 0),
    token: numberOf('$skiptoken', get('$skiptoken'), 1),
    count: count === 'true',
    search: get('$search'),
    levels: get('$levels') === 'max' ? MAX_LEVELS : (numberOf('$levels', get('$levels'), 1) ?? 1),
    given: [...values.keys()],
    eventual,
  };
}

/** JSON by its short name or its media type, whatever is said of metadata. */
function isJsonFormat(value: string): boolean {
  return /^(application\/)?json\s*(;|$)/i.test(value.trim());
}

function invalidOption(name: string, value: string): ServiceError {
  return badRequest(`Invalid value '${value}' for ${name} query option found.`);
}

function numberOf(name: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  const most = name === '$top' ? MAX_TOP : Number.MAX_SAFE_INTEGER;
  if (!/^\d+$/.test(text) || value < least || value > most) throw invalidOption(name, text);
  return value;
}

function namesIn(option: string, text: string | undefined): string[] | undefined {
  if (text === undefined) return undefined;
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) throw invalidOption(option, text);
  return names;
}

function parseOrder(term: string): Query['orderby'][number] {
  const [name = '', direction = 'asc', ...rest] = term.split(/\s+/);
  if (!/^(asc|desc)$/i.test(direction) || rest.length > 0) throw invalidOption('$orderby', term);
  return { name, descending: direction.toLowerCase() === 'desc' };
}

function parseExpand(text: string | undefined, eventual: boolean): ReadonlyMap<string, Query> {
  const result = new Map<string, Query>();
  if (text === undefined) return result;
  for (const part of splitTop(text, ',')) {
    const match = /^\s*([\w.]+)\s*(?:\((.*)\))?\s*$/s.exec(part);
    const [, name = '', inner] = match ?? [];
    if (match === null || inner?.trim() === '' || result.has(name)) throw invalidOption('$expand', text);
    const pairs = splitTop(inner ?? '', ';', true).map((option): [string, string] => {
      const at = option.indexOf('=');
      if (at < 0) throw invalidOption('$expand', text);
      return [option.slice(0, at).trim(), option.slice(at + 1).trim()];
    });
    if (pairs.some(([option]) => !OF_EXPANSIONS.includes(option.toLowerCase()) || /^\$search$/i.test(option)))
      throw invalidOption('$expand', text);
    result.set(name, queryOf(pairs, OF_EXPANSIONS, eventual));
  }
  return result;
}

/** Splits at a separator outside parentheses and quoted texts; refuses parts that are empty. */
function splitTop(text: string, separator: string, mayBeEmpty = false): string[] {
  if (mayBeEmpty && text === '') return [];
  const parts = [''];
  let depth = 0;
  let quoted = false;
  for (const letter of text) {
    if (letter === "'") quoted = !quoted;
    if (!quoted) depth += letter === '(' ? 1 : letter === ')' ? -1 : 0;
    if (depth < 0) break;
    if (letter === separator && depth === 0 && !quoted) parts.push('');
    else parts.push((parts.pop() ?? '') + letter);
  }
  if (depth !== 0 || quoted || parts.some((part) => part.trim() === '')) throw invalidOption('$expand', text);
  return parts;
}

/** A copy with these members alone. */
export function pick(entity: Entity, ...names: readonly string[]): Entity {
  return Object.fromEntries(names.map((name) => [name, entity[name]]));
}

/** A copy without members that only the service's storage knows. */
export function without(entity: Entity, ...names: readonly string[]): Record<string, Json | undefined> {
  return Object.fromEntries(Object.entries(entity).filter(([name]) => !names.includes(name)));
}
