/** Answers made of entities: one, or a page of a collection, with what the query options ask for. */
import type { Answer, Call } from '../context.ts';
import { extensionNames, extensionSorts, isExtensionName } from '../directory/extension-values.ts';
import type { Filter } from '../wire/filter.ts';
import { parseFilter } from '../wire/filter.ts';
import type { Entity, Json } from '../json.ts';
import { textOf } from '../json.ts';
import { EM } from '../paths.ts';
import { visible } from '../permissions/visible.ts';
import type { Query } from '../wire/query.ts';
import { badRequest } from '../wire/query.ts';
import { ServiceError } from '../wire/service-error.ts';
import { futureOf } from '../types/future.ts';
import type { EntityKind, Navigation } from './kind.ts';
import { KINDS } from './kinds.ts';

const PAGE_SIZE = 100;

/** One page of a collection; the next one's address is made from the request's own. */
export function page(call: Call, kind: EntityKind, rows: readonly Entity[], whole = false): Answer {
  const { query, url } = call;
  requireDirectoryRules(call, kind);
  // The directory passes over a count that was not asked for as an advanced query: Microsoft's pages say so.
  const counts = query.count && (!isAnsweredByDirectory(call, kind) || query.eventual);
  const { matching, start } = chosen(call, kind, rows, query);
  const offset = query.token ?? start;
  const end = offset + (query.top ?? PAGE_SIZE);
  const render = renderer(call, kind, query, whole);
  const value = matching.slice(offset, end).map(render);
  const counted = counts && { '@odata.count': matching.length - start };
  if (matching.length <= end) return { status: 200, body: { ...counted, value } };
  const next = new URL(url);
  for (const name of [...next.searchParams.keys()])
    if (name.toLowerCase() === '$skip') next.searchParams.delete(name);
  next.searchParams.set('$skiptoken', String(end));
  return { status: 200, body: { ...counted, '@odata.nextLink': next.href, value } };
}

/** One entity. */
export function single(call: Call, kind: EntityKind, row: Entity, whole = false): Answer {
  // Microsoft's own example of an expansion in depth asks one user for `$count`.
  const isAdvanced = kind.directory === true && call.query.eventual;
  requireOnly(call.query, ['$select', '$expand', ...(isAdvanced ? ['$count'] : [])]);
  return { status: 200, body: renderer(call, kind, call.query, whole)(row) };
}

/** An entity as a write answers it: nothing expanded. */
export function plain(call: Call, kind: EntityKind, row: Entity): Entity {
  return members(call, kind, row, undefined);
}

/** The properties of an entity that `$select` asks for, nothing expanded. */
export function asSelected(call: Call, kind: EntityKind, row: Entity): Entity {
  return members(
    call,
    kind,
    row,
    call.query.select === undefined ? undefined : selected(call, kind, call.query),
  );
}

/** A row's kind: its own, where rows of several are listed together. */
function kindOf(kind: EntityKind, row: Entity): EntityKind {
  const type = textOf(row['@odata.type']).replace(/^#?microsoft\.graph\./, '');
  const own = kind.subtypes?.find((name) => KINDS[name].type === type);
  return own === undefined ? kind : KINDS[own];
}

function members(
  call: Call,
  kind: EntityKind,
  row: Entity,
  select: readonly string[] | undefined,
  whole = false,
): Entity {
  const own = kindOf(kind, row);
  const source = own.view === undefined ? row : own.view(call, row);
  const later = futureOf(call.future, own.type).filter((name) => Object.hasOwn(source, name));
  const unasked = [...own.properties, ...(whole ? (own.inWhole ?? []) : []), ...later];
  const names = select === undefined ? unasked : ['id', ...select];
  const result: Record<string, Json> = {};
  const type = source['@odata.type'];
  if (type !== undefined) result['@odata.type'] = type;
  const known = own === kind ? undefined : namesOf(own);
  for (const name of names) {
    if (known?.has(name) === false && !isExtensionName(name)) continue;
    const value = Object.hasOwn(source, name) ? source[name] : undefined;
    if (value !== undefined) result[name] = value;
    // What an application added is left out where an object has no value.
    else if (
      own.sparse !== true &&
      !isExtensionName(name) &&
      (name !== 'id' || own.properties.includes('id'))
    )
      result[name] = null;
  }
  return result;
}

/** Checks what is selected and expanded once, then words row after row. */
function renderer(call: Call, kind: EntityKind, query: Query, whole = false): (row: Entity) => Entity {
  const { select, expand } = query;
  const links = [...expand].map(([name, options]) => {
    const navigation = navigationOf(kind, name);
    if (navigation === undefined)
      throw badRequest(`Could not find a property named '${name}' to expand on type '${typeName(kind)}'.`);
    const target = KINDS[navigation.kind];
    const levels = name === 'manager' ? ['$levels'] : [];
    if (!navigation.many) requireOnly(options, ['$select', '$expand', ...levels]);
    if (kind.directory === true && kind.subtypes === undefined) requireOnly(options, ['$select', ...levels]);
    if (levels.length === 0 && options.given.includes('$levels'))
      throw badRequest(`The query option '$levels' is not supported for '${name}'.`);
    // The options are wrong whether or not there is a row to see it on.
    chosen(call, target, [], options);
    return { name, navigation, target, options, render: renderer(call, target, options, navigation.whole) };
  });
  const properties = select === undefined ? undefined : selected(call, kind, query);
  return (row) => {
    const result: Record<string, Json | undefined> = { ...members(call, kind, row, properties, whole) };
    for (const { name, navigation, target, options, render } of links) {
      const rows = navigation.rows(call, row);
      if (!navigation.many) {
        result[name] = inDepth(call, { name, navigation, render, levels: options.levels }, row);
        continue;
      }
      const { matching, start } = chosen(call, target, visible(call, navigation.kind, rows), options);
      if (options.count) result[`${name}@odata.count`] = matching.length - start;
      const end = options.top === undefined ? undefined : start + options.top;
      result[name] = matching.slice(start, end).map(render);
    }
    return result;
  };
}

interface Chain {
  readonly name: string;
  readonly navigation: Navigation;
  readonly render: (row: Entity) => Entity;
  readonly levels: number;
}

/** What a navigation to one leads to, and from there on as often as `$levels` says; null at its end, or where it comes back. */
function inDepth(call: Call, chain: Chain, from: Entity, seen: readonly string[] = []): Entity | null {
  const { name, navigation, render, levels } = chain;
  const [next] = navigation.rows(call, from);
  const id = textOf(next?.['id']);
  if (next === undefined || seen.includes(id)) return null;
  const body = render(next);
  if (levels <= 1) return body;
  const further = inDepth(call, { ...chain, levels: levels - 1 }, next, [...seen, id]);
  return further === null ? body : { ...body, [name]: further };
}

/** The properties that `$select` names; a navigation may be named beside its `$expand`. */
function selected(call: Call, kind: EntityKind, { select = [], expand }: Query): readonly string[] {
  if (select.includes('*')) {
    if (select.length > 1) throw badRequest("'*' in $select stands alone.");
    return kind.properties;
  }
  // Microsoft's own examples write `DisplayName`.
  const extensions = select.some(isExtensionName) ? extensionNames(call.store, kind.type) : [];
  const known = new Map([...namesOf(kind), ...extensions].map((name) => [name.toLowerCase(), name]));
  const unknown = select.find((name) => !known.has(name.toLowerCase()) && !expand.has(name));
  if (unknown !== undefined)
    throw badRequest(`Could not find a property named '${unknown}' on type '${typeName(kind)}'.`);
  return select.flatMap((name) => known.get(name.toLowerCase()) ?? []);
}

function namesOf(kind: EntityKind): ReadonlySet<string> {
  const subtypes = (kind.subtypes ?? []).flatMap((name) => [...namesOf(KINDS[name])]);
  return new Set([...kind.properties, ...(kind.further ?? []), ...subtypes]);
}

/** Paths of `$filter`, with those of what applications add to objects of the directory. */
function filterableOf(
  { store }: Call,
  { directory, filterable, type }: EntityKind,
): EntityKind['filterable'] {
  return directory === true ? { ...filterable, ...extensionSorts(store, type) } : filterable;
}

/** The rows that match, in the order that is asked for, and where the answer begins. */
function chosen(
  call: Call,
  kind: EntityKind,
  rows: readonly Entity[],
  query: Query,
): { readonly matching: readonly Entity[]; readonly start: number } {
  let matching = rows;
  if (query.filter !== undefined)
    matching = filtered(call, kind, rows, parseFilter(query.filter, filterableOf(call, kind)));
  if (query.search !== undefined) matching = found(kind, matching, query.search);
  return { matching: ordered(call, kind, matching, query.orderby), start: query.skip ?? 0 };
}

function filtered(call: Call, kind: EntityKind, rows: readonly Entity[], filter: Filter): Entity[] {
  const links = [...filter.heads].flatMap((name): (readonly [string, Navigation])[] => {
    const navigation = navigationOf(kind, name);
    return navigation === undefined ? [] : [[name, navigation]];
  });
  const viewed = (each: EntityKind, row: Entity) => each.view?.(call, row) ?? row;
  return rows.filter((row) => {
    const linked = links.map(([name, navigation]) => {
      const targets = navigation.rows(call, row).map((each) => viewed(KINDS[navigation.kind], each));
      return [name, navigation.many ? targets : targets[0]] as const;
    });
    return filter.matches({ ...viewed(kind, row), ...Object.fromEntries(linked) });
  });
}

function ordered(
  call: Call,
  kind: EntityKind,
  rows: readonly Entity[],
  orderby: Query['orderby'],
): readonly Entity[] {
  if (orderby.length === 0) return rows;
  for (const { name } of orderby) {
    const sort = Object.hasOwn(kind.filterable, name) ? kind.filterable[name] : undefined;
    const sortable = ['text', 'date', 'boolean'].includes(String(sort)) || ORDERED.includes(name);
    if (!sortable || !namesOf(kind).has(name)) throw badRequest(`$orderby '${name}' is not supported.`);
  }
  const keyed = rows.map((row) => ({ row, view: kind.view?.(call, row) ?? row }));
  keyed.sort((a, b) => {
    for (const { name, descending } of orderby) {
      const order = compared(a.view[name], b.view[name]);
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  });
  return keyed.map(({ row }) => row);
}

/** Properties that a collection can be ordered by even where it cannot be filtered on them. */
const ORDERED = ['displayName', 'createdDateTime', 'modifiedDateTime'];

/** Properties that the directory orders by without an advanced query. */
const ORDERED_AT_ONCE: Readonly<Record<string, readonly string[]>> = {
  group: ['displayName'],
  user: ['displayName', 'userPrincipalName'],
};

function compared(a: Json | undefined, b: Json | undefined): number {
  const [one, other] = [a, b].map((value) =>
    value === undefined || value === null ? '' : String(value).toLowerCase(),
  );
  return (one ?? '') < (other ?? '') ? -1 : (one ?? '') > (other ?? '') ? 1 : 0;
}

const SEARCHABLE = ['displayName', 'description', 'mail', 'userPrincipalName', 'mailNickname'];
const TERM = /^"(\w+):([^"]+)"$/;

/** `$search="displayName:wa"`, terms joined by AND or OR: each looks for words that begin so. */
function found(kind: EntityKind, rows: readonly Entity[], search: string): readonly Entity[] {
  if (kind.directory !== true) throw badRequest(`$search is not supported on type '${typeName(kind)}'.`);
  const any = search.split(/\s+OR\s+/).map((all) =>
    all.split(/\s+AND\s+/).map((term) => {
      const [, name = '', text = ''] = TERM.exec(term.trim()) ?? [];
      if (!SEARCHABLE.includes(name) || !namesOf(kind).has(name))
        throw new ServiceError(400, 'Request_BadRequest', `Unrecognized search term ${term}.`);
      return { name, text: text.toLowerCase() };
    }),
  );
  const matches = (row: Entity, { name, text }: { name: string; text: string }) => {
    const value = textOf(row[name]).toLowerCase();
    return value.startsWith(text) || value.split(/[\s\-_.@]+/).some((word) => word.startsWith(text));
  };
  return rows.filter((row) => any.some((all) => all.every((term) => matches(row, term))));
}

/** Whether the directory itself answers: what entitlement management holds of it, that answers, by its own rules. */
function isAnsweredByDirectory({ url }: Call, { directory }: EntityKind): boolean {
  return directory === true && !url.pathname.toLowerCase().includes(`${EM.toLowerCase()}/`);
}

/** The directory counts, searches and compares in some ways only for clients that accept what is eventually consistent. */
function requireDirectoryRules(call: Call, kind: EntityKind): void {
  const { query } = call;
  if (!isAnsweredByDirectory(call, kind)) return;
  const refuse = (what: string) =>
    new ServiceError(400, 'Request_UnsupportedQuery', `${what} is not supported by this query.`);
  if (query.skip !== undefined) throw refuse('$skip');
  const filter = query.filter === undefined ? undefined : parseFilter(query.filter, filterableOf(call, kind));
  if (query.search !== undefined && !query.eventual)
    throw new ServiceError(
      400,
      'Request_UnsupportedQuery',
      "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'",
    );
  // `/$count` counts without being asked to.
  if (query.count && !query.eventual && !query.given.includes('$count'))
    throw new ServiceError(400, 'Request_BadRequest', '$count is not currently supported.');
  if (query.eventual && query.count) return;
  if (filter?.advanced === true || (filter !== undefined && query.orderby.length > 0))
    throw refuse("$filter without $count=true and the header 'ConsistencyLevel: eventual'");
  const simple = ORDERED_AT_ONCE[kind.type] ?? [];
  if (query.orderby.some(({ name }) => !simple.includes(name)))
    throw refuse("$orderby without $count=true and the header 'ConsistencyLevel: eventual'");
}

/** Refuses query options that an answer has no use for. */
export function requireOnly({ given }: Query, options: readonly string[]): void {
  const other = given.find((name) => !options.includes(name));
  if (other !== undefined) throw badRequest(`The query option '${other}' is not supported here.`);
}

export function navigationOf({ navigations }: EntityKind, name: string): Navigation | undefined {
  return Object.hasOwn(navigations, name) ? navigations[name] : undefined;
}

function typeName({ type }: EntityKind): string {
  return `microsoft.graph.${type}`;
}
