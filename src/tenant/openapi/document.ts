/** What `GET /openapi.json` answers: every call of the service, in OpenAPI 3.1, made from the tables it runs on. */
import type { Route, Takes } from '../context.ts';
import type { EntityKind } from '../read/kind.ts';
import type { KindName, Shown } from '../read/kind-name.ts';
import { KINDS } from '../read/kinds.ts';
import { ROOTS } from '../read/roots.ts';
import { ROUTES } from '../routes.ts';
import { Schemas, selectable } from './schemas.ts';
import type { Schema } from './schemas.ts';

/** How many navigations a path may go along; the service itself goes on for as long as there are any. */
const DEPTH = 2;

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly takes?: Takes | undefined;
  readonly answers?: Shown | undefined;
  /** The kind that query options are about; undefined where there are none. */
  readonly queried?: KindName | undefined;
}

/** `origin`: scheme, host and port that it is reached at. */
export function openApiOf(origin: string): Schema {
  const schemas = new Schemas();
  const parameters = new Map<string, Schema>();
  const paths = new Map<string, Record<string, Schema>>();
  for (const operation of operations()) {
    const at = paths.get(operation.path) ?? {};
    at[operation.method.toLowerCase()] = described(operation, schemas, parameters);
    paths.set(operation.path, at);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: "Microsoft Graph's entitlement management, as the embedded tenant of Entente speaks it",
      version: 'v1.0',
      description:
        "The calls that this tenant answers, with their bodies and answers. It is made for tests; it is not Microsoft's service. A read goes on along every navigation; two of them are listed.",
    },
    servers: [{ url: `${origin}/v1.0` }],
    security: [{ token: [] }],
    paths: Object.fromEntries([...paths].sort(([left], [right]) => (left < right ? -1 : 1))),
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      parameters: Object.fromEntries(parameters),
      responses: { error: { description: 'A refusal', content: json(ERROR) } },
      schemas: schemas.all,
    },
  };
}

const text: Schema = { type: 'string' };
const ERROR: Schema = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message', 'innerError'],
      properties: {
        code: text,
        message: text,
        innerError: {
          type: 'object',
          properties: { date: text, 'request-id': text, 'client-request-id': text },
        },
      },
    },
  },
};

/** Every call, each path with one spelling of its parameters. */
function operations(): Operation[] {
  const routes = ROUTES.map((route) => ofRoute(route));
  const spelled = new Map(routes.map(({ path }) => [shapeOf(path), path]));
  const known = new Set(routes.map(({ method, path }) => `${method} ${path}`));
  const reads = [...ROOTS.values()].flatMap(({ path, kind, many }) => readsOf(path, kind, many, DEPTH));
  return [
    ...routes,
    ...reads
      .map((read) => ({ ...read, path: spelled.get(shapeOf(read.path)) ?? read.path }))
      .filter(({ method, path }) => !known.has(`${method} ${path}`)),
    { method: 'POST', path: '/$batch' },
  ];
}

function ofRoute({ method, pattern, takes, answers }: Route): Operation {
  const queried = method === 'GET' ? kindOf(answers) : undefined;
  return { method, path: pattern, takes, answers, queried };
}

function kindOf(answers: Shown | undefined): KindName | undefined {
  return typeof answers === 'string' ? answers : answers?.[0];
}

/** A path without the names of its parameters. */
function shapeOf(path: string): string {
  return path.replace(/\{\w+\}/g, '{}').toLowerCase();
}

/** The reads from a path on: itself, its items, and where they lead. */
function readsOf(path: string, kind: KindName, many: boolean, depth: number): Operation[] {
  const read = (at: string, answers: Shown): Operation => ({
    method: 'GET',
    path: at,
    answers,
    queried: kind,
  });
  const item = many ? `${path}/{id${depth === DEPTH ? '' : DEPTH - depth}}` : path;
  const further =
    depth === 0
      ? []
      : Object.entries(KINDS[kind].navigations).flatMap(([name, link]) => [
          ...readsOf(`${item}/${name}`, link.kind, link.many, depth - 1),
          ...(link.references !== undefined && link.many
            ? [{ method: 'GET', path: `${item}/${name}/$ref` }]
            : []),
        ]);
  return [...(many ? [read(path, [kind])] : []), read(item, kind), ...further];
}

function described(
  { method, path, takes, answers, queried }: Operation,
  schemas: Schemas,
  parameters: Map<string, Schema>,
): Schema {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']): Schema => ({
    name,
    in: 'path',
    required: true,
    schema: text,
  }));
  const options = queried === undefined ? [] : optionsOf(queried, Array.isArray(answers), parameters);
  return {
    operationId: `${method.toLowerCase()}${path.replace(/[^A-Za-z0-9]+/g, '_')}`,
    tags: [path.split('/').find((part) => part !== '' && part !== 'identityGovernance') ?? ''],
    ...(inPath.length + options.length > 0 && { parameters: [...inPath, ...options] }),
    ...(takes !== undefined && {
      requestBody: { required: true, content: json(schemas.body(takes.type, takes.purpose)) },
    }),
    responses: {
      '2XX': success(answers, schemas),
      '4XX': { $ref: '#/components/responses/error' },
    },
  };
}

function success(answers: Shown | undefined, schemas: Schemas): Schema {
  if (answers === undefined) return { description: 'It was done' };
  const schema = typeof answers === 'string' ? schemas.entity(answers) : schemas.page(answers[0]);
  return {
    description: typeof answers === 'string' ? 'The object' : 'A page of the list',
    content: json(schema),
  };
}

function json(schema: Schema): Schema {
  return { 'application/json': { schema } };
}

/** One query option, and the name that its description has among the shared parameters. */
interface QueryOption {
  readonly key: string;
  readonly name: string;
  readonly schema: Schema;
  readonly description?: string;
}

/** The query options of a kind, each described once. */
function optionsOf(kindName: KindName, many: boolean, parameters: Map<string, Schema>): Schema[] {
  return queryOptions(kindName, many).map(({ key, ...option }) => {
    if (!parameters.has(key)) parameters.set(key, { in: 'query', explode: false, ...option });
    return { $ref: `#/components/parameters/${key}` };
  });
}

function queryOptions(kindName: KindName, many: boolean): QueryOption[] {
  const kind = KINDS[kindName];
  const links = Object.keys(kind.navigations);
  const filters = Object.keys(kind.filterable);
  const options: QueryOption[] = [
    { key: `${kindName}.select`, name: '$select', schema: list(selectable(kind)) },
  ];
  if (links.length > 0)
    options.push({
      key: `${kindName}.expand`,
      name: '$expand',
      schema: text,
      description: `Of ${links.join(', ')}`,
    });
  if (!many) return options;
  if (filters.length > 0)
    options.push({
      key: `${kindName}.filter`,
      name: '$filter',
      schema: text,
      description: `By ${filters.join(', ')}`,
    });
  return [...options, ...LIST_OPTIONS.filter(({ name }) => isServed(name, kind))];
}

const LIST_OPTIONS: readonly QueryOption[] = [
  { key: 'orderby', name: '$orderby', schema: text },
  { key: 'top', name: '$top', schema: { type: 'integer', minimum: 0 } },
  { key: 'skip', name: '$skip', schema: { type: 'integer', minimum: 0 } },
  { key: 'count', name: '$count', schema: { type: 'boolean' } },
  { key: 'search', name: '$search', schema: text },
  { key: 'skiptoken', name: '$skiptoken', schema: text },
];

/** The directory has no `$skip`, and is alone with `$search`. */
function isServed(option: string, { directory }: EntityKind): boolean {
  if (option === '$search') return directory === true;
  return option !== '$skip' || directory !== true;
}

function list(names: readonly string[]): Schema {
  return { type: 'array', items: { type: 'string', enum: [...names] } };
}
