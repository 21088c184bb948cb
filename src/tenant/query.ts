/** OData query options and answers made of collections. */
import { parseFilter } from './filter.ts';
import type { Entity, Json } from './json.ts';
import { ServiceError } from './service-error.ts';

/** `$expand=a,b($expand=c)` as a tree. */
export interface Expand {
  readonly [navigation: string]: Expand;
}

export interface Query {
  readonly filter: string | undefined;
  readonly expand: Expand;
  readonly select: readonly string[] | undefined;
  readonly top: number | undefined;
  readonly skip: number;
}

const PAGE_SIZE = 100;
const MAX_TOP = 999;

export function parseQuery(parameters: URLSearchParams): Query {
  const get = (name: string) => parameters.get(name) ?? undefined;
  const top = get('$top');
  if (top !== undefined && !(/^\d+$/.test(top) && Number(top) >= 1 && Number(top) <= MAX_TOP)) {
    throw new ServiceError(400, 'BadRequest', `Invalid value '${top}' for $top query option found.`);
  }
  return {
    filter: get('$filter'),
    expand: parseExpand(get('$expand') ?? ''),
    select: get('$select')
      ?.split(',')
      .map((name) => name.trim()),
    top: top === undefined ? undefined : Number(top),
    skip: Number(get('$skiptoken') ?? 0),
  };
}

function parseExpand(text: string): Expand {
  const result: Record<string, Expand> = {};
  for (const part of splitTop(text, ',')) {
    const match = /^\s*([\w.]+)\s*(?:\((.*)\))?\s*$/s.exec(part);
    if (match === null) throw new ServiceError(400, 'BadRequest', `Could not parse $expand '${text}'.`);
    const nested = splitTop(match[2] ?? '', ';').find((option) => option.trim().startsWith('$expand='));
    result[match[1] ?? ''] = parseExpand(nested?.trim().slice('$expand='.length) ?? '');
  }
  return result;
}

/** Splits at a separator outside parentheses. */
function splitTop(text: string, separator: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index <= text.length; index += 1) {
    const letter = text[index];
    if (letter === '(') depth += 1;
    else if (letter === ')') depth -= 1;
    else if (letter === undefined || (letter === separator && depth === 0)) {
      if (text.slice(start, index).trim() !== '') parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  return parts;
}

/** What a collection can do with query options. */
export interface CollectionOptions {
  /** Properties (paths with `/`) that may be filtered on. */
  readonly filterable: readonly string[];
  readonly expandable?: readonly string[];
  /** The entity as it is answered. */
  readonly project?: (row: Entity, expand: Expand) => Entity;
  /** The row as the filter sees it, when that is not the row itself. */
  readonly filterView?: (row: Entity) => Entity;
}

/** One page of a collection. `url` is the request's own, from which the next page's is made. */
export function page(rows: readonly Entity[], query: Query, url: URL, options: CollectionOptions): Entity {
  const {
    filterable,
    expandable = [],
    project = (row: Entity) => row,
    filterView = (row: Entity) => row,
  } = options;
  requireExpandable(query.expand, expandable);
  const predicate = query.filter === undefined ? undefined : parseFilter(query.filter, filterable);
  const matching = predicate === undefined ? rows : rows.filter((row) => predicate(filterView(row)));
  const size = query.top ?? PAGE_SIZE;
  const end = query.skip + size;
  const value = matching
    .slice(query.skip, end)
    .map((row) => selected(project(row, query.expand), query.select));
  if (matching.length <= end) return { value };
  const next = new URL(url);
  next.searchParams.set('$skiptoken', String(end));
  return { '@odata.nextLink': next.href, value };
}

/** One entity as it is answered. */
export function single(row: Entity, query: Query, options: Omit<CollectionOptions, 'filterable'>): Entity {
  requireExpandable(query.expand, options.expandable ?? []);
  return selected(options.project?.(row, query.expand) ?? row, query.select);
}

function requireExpandable(expand: Expand, allowed: readonly string[]): void {
  const unknown = Object.keys(expand).find((name) => !allowed.includes(name));
  if (unknown !== undefined) {
    throw new ServiceError(400, 'BadRequest', `Could not find a property named '${unknown}' to expand.`);
  }
}

function selected(entity: Entity, select: readonly string[] | undefined): Entity {
  if (select === undefined) return entity;
  const names = new Set([...select, 'id', '@odata.type']);
  return Object.fromEntries(Object.entries(entity).filter(([name]) => names.has(name)));
}

/** A copy with these members alone. */
export function pick(entity: Entity, ...names: readonly string[]): Entity {
  return Object.fromEntries(names.map((name) => [name, entity[name]]));
}

/** A copy without members that only the service's storage knows. */
export function without(entity: Entity, ...names: readonly string[]): Record<string, Json | undefined> {
  return Object.fromEntries(Object.entries(entity).filter(([name]) => !names.includes(name)));
}
