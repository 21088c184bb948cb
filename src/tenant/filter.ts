/** OData `$filter`: the operators that Graph documents for these collections, nothing more (CONTRACT 1.4). */
import type { Entity, Json } from './json.ts';
import { entitiesOf, isEntity } from './json.ts';
import { ServiceError } from './service-error.ts';

export type Predicate = (entity: Entity) => boolean;

type Value = (entity: Entity, variables: Readonly<Record<string, Entity>>) => Json | undefined;
type Test = (entity: Entity, variables: Readonly<Record<string, Entity>>) => boolean;

const TOKEN = /\s*('(?:[^']|'')*'|[A-Za-z_@][\w.@/]*|-?\d+(?:\.\d+)?|[(),:])/y;
const MAX_IN = 15;

/** Parses a filter; throws InvalidFilter for anything but `properties` and the documented operators. */
export function parseFilter(text: string, properties: readonly string[]): Predicate {
  const parser = new Parser(text, properties);
  const test = parser.parse();
  return (entity) => test(entity, {});
}

function invalid(text: string): ServiceError {
  return new ServiceError(400, 'InvalidFilter', `Filter '${text}' is not supported`);
}

class Parser {
  private readonly tokens: string[] = [];
  private at = 0;
  private readonly text: string;
  private readonly properties: readonly string[];

  constructor(text: string, properties: readonly string[]) {
    this.text = text;
    this.properties = properties;
    TOKEN.lastIndex = 0;
    let end = 0;
    for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
      this.tokens.push(match[1] ?? '');
      end = TOKEN.lastIndex;
    }
    if (text.slice(end).trim() !== '') throw invalid(text);
  }

  parse(): Test {
    const test = this.or([]);
    if (this.at < this.tokens.length) throw invalid(this.text);
    return test;
  }

  private or(variables: readonly string[]): Test {
    let left = this.and(variables);
    while (this.take('or')) {
      const [a, b] = [left, this.and(variables)];
      left = (entity, scope) => a(entity, scope) || b(entity, scope);
    }
    return left;
  }

  private and(variables: readonly string[]): Test {
    let left = this.not(variables);
    while (this.take('and')) {
      const [a, b] = [left, this.not(variables)];
      left = (entity, scope) => a(entity, scope) && b(entity, scope);
    }
    return left;
  }

  private not(variables: readonly string[]): Test {
    if (!this.take('not')) return this.primary(variables);
    const inner = this.not(variables);
    return (entity, scope) => !inner(entity, scope);
  }

  private primary(variables: readonly string[]): Test {
    if (this.take('(')) {
      const inner = this.or(variables);
      this.expect(')');
      return inner;
    }
    const word = this.next();
    if ((word === 'contains' || word === 'startswith') && this.take('('))
      return this.textFunction(word, variables);
    if (word.endsWith('/any') && this.take('(')) return this.any(word.slice(0, -'/any'.length), variables);
    return this.comparison(this.path(word, variables));
  }

  private textFunction(name: 'contains' | 'startswith', variables: readonly string[]): Test {
    const lowered = this.take('tolower');
    if (lowered) this.expect('(');
    const value = this.path(this.next(), variables);
    if (lowered) this.expect(')');
    this.expect(',');
    const part = String(this.literal()).toLowerCase();
    this.expect(')');
    return (entity, scope) => {
      const text = String(value(entity, scope) ?? '').toLowerCase();
      return name === 'contains' ? text.includes(part) : text.startsWith(part);
    };
  }

  private any(collection: string, variables: readonly string[]): Test {
    this.known(collection);
    const variable = this.next();
    this.expect(':');
    const test = this.or([...variables, variable]);
    this.expect(')');
    return (entity, scope) =>
      entitiesOf(entity[collection]).some((item) => test(entity, { ...scope, [variable]: item }));
  }

  private comparison(value: Value): Test {
    const operator = this.next();
    if (operator === 'in') {
      const list = this.list();
      return (entity, scope) => list.some((item) => same(value(entity, scope), item));
    }
    if (operator !== 'eq' && operator !== 'ne') throw invalid(this.text);
    const expected = this.literal();
    return (entity, scope) => same(value(entity, scope), expected) === (operator === 'eq');
  }

  private list(): Json[] {
    this.expect('(');
    const items = [this.literal()];
    while (this.take(',')) items.push(this.literal());
    this.expect(')');
    if (items.length > MAX_IN) throw invalid(`${this.text.slice(0, 80)}… (more than ${MAX_IN} values)`);
    return items;
  }

  private path(word: string, variables: readonly string[]): Value {
    const [head = '', ...rest] = word.split('/');
    if (variables.includes(head)) return (_entity, scope) => follow(scope[head], rest);
    this.known(word);
    return (entity) => follow(entity, [head, ...rest]);
  }

  private known(word: string): void {
    if (!this.properties.includes(word)) throw invalid(this.text);
  }

  private literal(): Json {
    const token = this.next();
    if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
    if (token === 'true' || token === 'false') return token === 'true';
    if (token === 'null') return null;
    const number = Number(token);
    if (Number.isNaN(number)) throw invalid(this.text);
    return number;
  }

  private next(): string {
    const token = this.tokens[this.at];
    if (token === undefined) throw invalid(this.text);
    this.at += 1;
    return token;
  }

  private take(token: string): boolean {
    if (this.tokens[this.at]?.toLowerCase() !== token) return false;
    this.at += 1;
    return true;
  }

  private expect(token: string): void {
    if (!this.take(token)) throw invalid(this.text);
  }
}

/** Follows a path; a segment such as `microsoft.graph.azureActiveDirectoryTenant` is a cast. */
function follow(start: Entity | undefined, path: readonly string[]): Json | undefined {
  let value: Json | undefined = start;
  for (const step of path) {
    if (!isEntity(value)) return undefined;
    if (step.startsWith('microsoft.graph.')) {
      if (String(value['@odata.type']).replace(/^#/, '') !== step) return undefined;
    } else value = value[step];
  }
  return value;
}

/** Graph compares names and ids without regard to case. */
function same(a: Json | undefined, b: Json): boolean {
  if (typeof a === 'string' && typeof b === 'string') return a.toLowerCase() === b.toLowerCase();
  return (a ?? null) === b;
}
