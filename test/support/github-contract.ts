/** GitHub's own description of its REST interface and its GraphQL schema, to hold requests and answers against. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { validate } from '@octokit/graphql-schema';
import type { ValidateFunction } from 'ajv';
import { Ajv } from 'ajv';

type Json = Readonly<Record<string, unknown>>;

interface Operation {
  readonly parameters?: readonly Json[];
  readonly requestBody?: Json;
  readonly responses: Readonly<Record<string, Json>>;
}

const require = createRequire(import.meta.url);
const description = JSON.parse(
  readFileSync(require.resolve('@octokit/openapi/generated/api.github.com.json'), 'utf8'),
) as { readonly paths: Readonly<Record<string, Json>> };

const templates = Object.keys(description.paths)
  // Of two templates that fit, the one with fewer parameters is meant.
  .sort((a, b) => a.split('{').length - b.split('{').length)
  .map((template) => ({
    template,
    pattern: new RegExp(`^${template.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
  }));

const ajv = new Ajv({ strict: false, validateFormats: false });
const compiled = new Map<string, ValidateFunction>();

/** What a request is, by GitHub's description. */
export interface Described {
  /** Such as `PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}`; undefined when there is no such call. */
  readonly operation: string | undefined;
  /** What is wrong with the request, a sentence each. */
  readonly faults: readonly string[];
  readonly path: Readonly<Record<string, string>>;
}

/** Holds a request against the description: path, method, every parameter, every member of the body. */
export function describeRequest(method: string, url: URL, body: unknown): Described {
  const found = templates
    .map(({ template, pattern }) => ({ template, match: pattern.exec(url.pathname) }))
    .find(({ template, match }) => match !== null && operationOf(template, method) !== undefined);
  if (found === undefined)
    return { operation: undefined, faults: [`There is no ${method} ${url.pathname}`], path: {} };
  const { template, match } = found;
  const operation = operationOf(template, method) as Operation;
  const name = `${method} ${template}`;
  const parameters = (operation.parameters ?? []).map((parameter) => resolved(parameter) as Json);
  const path = { ...match?.groups };
  const faults = [
    ...parameters
      .filter((each) => each['in'] === 'path')
      .flatMap((each) => parameterFaults(each, path[String(each['name'])])),
    ...[...url.searchParams].flatMap(([key, value]) => {
      const known = parameters.find((each) => each['in'] === 'query' && each['name'] === key);
      return known === undefined ? [`${name} has no parameter ${key}`] : parameterFaults(known, value);
    }),
    ...bodyFaults(name, operation, body),
  ];
  return { operation: name, faults, path };
}

function operationOf(template: string, method: string): Operation | undefined {
  return description.paths[template]?.[method.toLowerCase()] as Operation | undefined;
}

function parameterFaults(parameter: Json, text: string | undefined): string[] {
  if (text === undefined)
    return parameter['required'] === true ? [`${String(parameter['name'])} is missing`] : [];
  const schema = resolved(parameter['schema']) as Json;
  const value = schema['type'] === 'integer' && /^\d+$/.test(text) ? Number(text) : decodeURIComponent(text);
  return schemaFaults(`parameter ${String(parameter['name'])}`, schema, value);
}

function bodyFaults(name: string, { requestBody }: Operation, body: unknown): string[] {
  const schema = contentSchema(requestBody);
  if (schema === undefined) return body === undefined ? [] : [`${name} takes no body`];
  const known = Object.keys(schema['properties'] ?? {});
  const unknown = Object.keys((body ?? {}) as Json).filter((member) => !known.includes(member));
  return [
    ...schemaFaults(`body of ${name}`, schema, body ?? {}),
    ...unknown.map((member) => `The body of ${name} has no member ${member}`),
  ];
}

/** Holds an answer of a test's server against the description, so that the server cannot make up what GitHub says. */
export function answerFaults(operation: string, status: number, body: unknown): string[] {
  const [method = '', template = ''] = operation.split(' ');
  const response = operationOf(template, method)?.responses[String(status)];
  if (response === undefined) return [`${operation} never answers ${status}`];
  const schema = contentSchema(response);
  return schema === undefined ? [] : schemaFaults(`answer ${status} of ${operation}`, schema, body);
}

const schemas = new Map<Json, Json | undefined>();

function contentSchema(holder: Json | undefined): Json | undefined {
  if (holder === undefined) return undefined;
  if (!schemas.has(holder)) {
    const content = (resolved(holder) as Json)['content'] as Json | undefined;
    schemas.set(holder, (content?.['application/json'] as Json | undefined)?.['schema'] as Json | undefined);
  }
  return schemas.get(holder);
}

function schemaFaults(what: string, schema: Json, value: unknown): string[] {
  let check = compiled.get(what);
  if (check === undefined) {
    check = ajv.compile(schema);
    compiled.set(what, check);
  }
  if (check(value)) return [];
  return (check.errors ?? []).map(({ instancePath, message }) => `${what}: ${instancePath} ${message ?? ''}`);
}

/** A copy with every reference replaced by what it refers to; one that leads back to itself is left open. */
function resolved(value: unknown, open: readonly string[] = []): unknown {
  if (Array.isArray(value)) return value.map((item) => resolved(item, open));
  if (typeof value !== 'object' || value === null) return value;
  const reference = (value as Json)['$ref'];
  if (typeof reference === 'string') {
    if (open.includes(reference)) return {};
    const target = reference
      .slice(2)
      .split('/')
      .reduce<unknown>((at, part) => (at as Json)[part], description);
    return resolved(target, [...open, reference]);
  }
  const { nullable, ...rest } = value as Json;
  const copy = Object.fromEntries(Object.entries(rest).map(([key, member]) => [key, resolved(member, open)]));
  // OpenAPI 3.0 says in its own way what JSON Schema says with a type.
  return nullable === true ? { anyOf: [copy, { type: 'null' }] } : copy;
}

const examples = new Map<string, unknown>();

/** An example that GitHub's description gives for an answer. */
export function exampleAnswer(operation: string, status: number): unknown {
  const name = `${operation} ${status}`;
  if (!examples.has(name)) {
    const [method = '', template = ''] = operation.split(' ');
    const response = resolved(operationOf(template, method)?.responses[String(status)]) as Json;
    const json = (response['content'] as Json)['application/json'] as Json;
    const [example] = Object.values(json['examples'] as Json) as Json[];
    examples.set(name, example?.['value']);
  }
  return examples.get(name);
}

/** What is wrong with a GraphQL document, by GitHub's schema. */
export function graphqlFaults(document: string): string[] {
  return validate(document).map(({ message }) => message);
}
