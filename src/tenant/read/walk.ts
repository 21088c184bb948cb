/** GET of entities: a path goes from a root by keys and navigations to what is read. */
import type { Answer, Call } from '../context.ts';
import { parseFilter } from '../wire/filter.ts';
import type { Entity } from '../json.ts';
import { isEntity, textOf } from '../json.ts';
import { ServiceError } from '../wire/service-error.ts';
import { unseen, visible } from '../permissions/visible.ts';
import type { EntityKind, Navigation } from './kind.ts';
import type { KindName } from './kind-name.ts';
import { KINDS } from './kinds.ts';
import { navigationOf, page, requireOnly, single } from './render.ts';
import type { Root } from './roots.ts';
import { ROOTS } from './roots.ts';

const MAX_ROOT = 3;

type Step =
  | { readonly key: string }
  | { readonly navigation: Navigation }
  /** That what has been reached is of a type, and is read as one. */
  | { readonly cast: KindName };

const CAST = /^microsoft\.graph\.(\w+)$/i;

/** Where a path leads, by its form alone: nothing has been looked up. */
export interface Place {
  readonly root: Root;
  readonly steps: readonly Step[];
  /** Whether addresses are read, not the entities themselves. */
  readonly references: boolean;
  /** Of the path, in the documentation's spelling. */
  readonly segments: readonly string[];
  /** Keys on the way. */
  readonly keys: readonly string[];
  /** Where it leads to objects of the directory by way of others: their own collection. */
  readonly collection?: string | undefined;
}

/** The place of a path below `/v1.0`, decoded into its segments; undefined when there is none. */
export function placeOf(segments: readonly string[]): Place | undefined {
  for (let length = 1; length <= MAX_ROOT; length += 1) {
    const root = ROOTS.get(`/${segments.slice(0, length).join('/')}`.toLowerCase());
    if (root !== undefined) return below(root, segments.slice(length));
  }
  return undefined;
}

function below(root: Root, segments: readonly string[]): Place | undefined {
  const steps: Step[] = [];
  const spelled: string[] = root.path.slice(1).split('/');
  let kind = KINDS[root.kind];
  let atMany = root.many;
  let last: Navigation | undefined;
  for (const segment of segments) {
    if (segment === '$ref' && segment === segments.at(-1) && last?.references !== undefined && atMany)
      return { root, steps, segments: [], references: true, keys: keysOf(steps) };
    const cast = CAST.exec(segment)?.[1];
    const narrowed = cast && (atMany ? manyAs(last, kind, cast) : oneAs(steps, kind, cast));
    if (narrowed) {
      if ('navigation' in narrowed) {
        last = narrowed.navigation;
        steps.pop();
      }
      steps.push(narrowed);
      kind = kindAt(narrowed);
      continue;
    }
    if (atMany) {
      if (segment === '' || /[$()]/.test(segment)) return undefined;
      steps.push({ key: segment.toLowerCase() });
      spelled.push(segment);
      atMany = false;
      continue;
    }
    const name = nameOf(kind, segment);
    const navigation = name === undefined ? undefined : navigationOf(kind, name);
    if (name === undefined || navigation === undefined) return undefined;
    spelled.push(name);
    steps.push({ navigation });
    last = navigation;
    kind = KINDS[navigation.kind];
    atMany = navigation.many;
  }
  const collection = last !== undefined && kind.directory === true ? `${kind.type}s` : undefined;
  return { root, steps, segments: spelled, references: false, keys: keysOf(steps), collection };
}

/** A kind by its name in the metadata, among those that entities of a kind can be of. */
function subtypeOf({ subtypes }: EntityKind, type: string): KindName | undefined {
  return subtypes?.find((each) => KINDS[each].type.toLowerCase() === type.toLowerCase());
}

const isOfType = (row: Entity, { type }: EntityKind) =>
  textOf(row['@odata.type']).replace(/^#/, '') === `microsoft.graph.${type}`;

const kindAt = (step: { readonly cast: KindName } | { readonly navigation: Navigation }) =>
  KINDS['cast' in step ? step.cast : step.navigation.kind];

/** That one object is of a type; a root of one is already. */
function oneAs(
  steps: readonly Step[],
  kind: EntityKind,
  cast: string,
): { readonly cast: KindName } | undefined {
  const name = steps.length === 0 ? undefined : subtypeOf(kind, cast);
  return name && { cast: name };
}

/** The objects of one type among those that a navigation leads to: `members/microsoft.graph.user`. */
function manyAs(
  navigation: Navigation | undefined,
  kind: EntityKind,
  cast: string,
): { readonly navigation: Navigation } | undefined {
  const name = subtypeOf(kind, cast);
  if (name === undefined || navigation === undefined) return undefined;
  const rows: Navigation['rows'] = (call, row) =>
    navigation.rows(call, row).filter((each) => isOfType(each, KINDS[name]));
  return { navigation: { kind: name, many: true, rows } };
}

function keysOf(steps: readonly Step[]): string[] {
  return steps.flatMap((step) => ('key' in step ? [step.key] : []));
}

/** Segments of paths are found in whatever casing. */
function nameOf({ navigations }: EntityKind, segment: string): string | undefined {
  return Object.keys(navigations).find((each) => each.toLowerCase() === segment.toLowerCase());
}

/** What has been reached: a collection, or one entity. */
interface Reached {
  readonly name: KindName;
  readonly kind: EntityKind;
  readonly row: Entity;
  /** Undefined at one entity. */
  readonly rows: (() => readonly Entity[]) | undefined;
  readonly get: (key: string) => Entity | undefined;
  readonly link: Navigation | undefined;
}

/** Answers a GET of a place. */
export function read(call: Call, { root, steps, references }: Place): Answer {
  let at = start(call, root);
  for (const step of steps) at = taken(call, at, step);
  const { kind, row, rows, link } = at;
  if (rows === undefined) return single(call, kind, row, link?.whole);
  if (references) return addresses(call, link?.references ?? '', rows());
  const brief = link === undefined && root.kind === 'policy' && call.behaviour.policyListOmitsDetails;
  return page(call, brief ? BRIEF : kind, rows(), link?.whole);
}

function taken(call: Call, at: Reached, step: Step): Reached {
  if ('key' in step) return atKey(call, at, step.key);
  if ('navigation' in step) return along(call, at, step.navigation);
  const kind = KINDS[step.cast];
  if (!isOfType(at.row, kind)) throw kind.missing(textOf(at.row['id']));
  return { ...at, name: step.cast, kind };
}

function start(call: Call, root: Root): Reached {
  const kind = KINDS[root.kind];
  const name = root.kind;
  const get = (key: string) => visible(call, name, [root.get(call, key)].filter(isEntity))[0];
  const rows = () => visible(call, name, rootRows(call, root));
  if (root.many) return { name, kind, row: {}, rows, get, link: undefined };
  const [row] = root.rows(call);
  if (row === undefined) throw kind.missing('');
  return { name, kind, row, rows: undefined, get, link: undefined };
}

function atKey(call: Call, at: Reached, key: string): Reached {
  const row = at.get(key);
  if (row === undefined) throw unseen(call, at.name, () => at.kind.missing(key));
  return { ...at, row, rows: undefined };
}

function along(call: Call, { row: from }: Reached, navigation: Navigation): Reached {
  const kind = KINDS[navigation.kind];
  const name = navigation.kind;
  // What one entity leads to is a part of it; a list may hold what the reader does not see.
  const rows = () =>
    navigation.many ? visible(call, name, navigation.rows(call, from)) : navigation.rows(call, from);
  const get = (key: string) => rows().find(({ id }) => textOf(id).toLowerCase() === key);
  if (navigation.many) return { name, kind, row: {}, rows, get, link: navigation };
  const [row] = rows();
  if (row === undefined) throw kind.missing(textOf(from['id']));
  return { name, kind, row, rows: undefined, get, link: navigation };
}

function addresses(call: Call, collection: string, rows: readonly Entity[]): Answer {
  requireOnly(call.query, []);
  const base = `${call.url.origin}/v1.0/${collection}`;
  return {
    status: 200,
    body: { value: rows.map((row) => ({ '@odata.id': `${base}/${textOf(row['id'])}` })) },
  };
}

/** The rows of a root; some are listed only to a client that says which it wants. */
function rootRows(call: Call, { kind, rows, filteredBy }: Root): readonly Entity[] {
  const { query } = call;
  if (filteredBy !== undefined) {
    const { filterable } = KINDS[kind];
    const heads = query.filter === undefined ? undefined : parseFilter(query.filter, filterable).heads;
    if (!filteredBy.some((name) => heads?.has(name)))
      throw new ServiceError(400, 'InvalidFilter', `A filter by ${filteredBy.join(' or ')} is required.`);
  }
  return rows(call);
}

/** Policies as their own list gives them where it tells names only. */
const BRIEF: EntityKind = {
  ...KINDS.policy,
  properties: ['id', 'displayName'],
  further: KINDS.policy.properties,
};
