/** OData `$filter`: the operators that Graph documents for these collections, nothing more (CONTRACT 1.4). */
import { GUID, isGuid } from '../guid.ts';
import type { Entity, Json } from '../json.ts';
import { isEntity } from '../json.ts';
import { ServiceError } from './service-error.ts';

/** What a filter may compare: the sort of a property, or the members of each element of a collection. */
export type FilterSort =
  | 'text'
  | 'boolean'
  | 'date'
  | 'number'
  /** How many there are of what a navigation leads to: `owners/$count`. */
  | 'count'
  /** A collection of texts, for `any`. */
  | 'texts'
  /** A collection of objects, for `any`: their members that can be compared. */
  | readonly string[];

export interface Filter {
  readonly matches: (entity: Entity) => boolean;
  /** Properties that it reads, by the first segment of their paths. */
  readonly heads: ReadonlySet<string>;
  /** Whether it uses operators that the directory takes as advanced queries only. */
  readonly advanced: boolean;
}

type Scope = Readonly<Record<string, Json>>;
type Test = (entity: Entity, scope: Scope) => boolean;

interface Operand {
  readonly sort: FilterSort;
  readonly value: (entity: Entity, scope: Scope) => Json | undefined;
}

const INSTANT = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,12})?)?(?:Z|[+-]\d\d:\d\d)`;
const TOKEN = new RegExp(
  String.raw`\s*('(?:[^']|'')*'|${INSTANT}|${GUID}|[A-Za-z_@][\w.@/]*(?:\$count)?|-?\d+(?:\.\d+)?|[(),:])`,
  'y',
);
const WHOLE_INSTANT = new RegExp(`^${INSTANT}$`);
const MAX_IN = 15;
const MAX_DEPTH = 100;
const FUNCTIONS: Readonly<Record<string, (text: string, part: string) => boolean>> = {
  contains: (text, part) => text.includes(part),
  startswith: (text, part) => text.startsWith(part),
  endswith: (text, part) => text.endsWith(part),
};
const ORDERS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  ge: (a, b) => a >= b,
  gt: (a, b) => a > b,
  le: (a, b) => a <= b,
  lt: (a, b) => a < b,
};

/** Parses a filter; throws InvalidFilter for anything but `properties` and the documented operators. */
export function parseFilter(text: string, properties: Readonly<Record<string, FilterSort>>): Filter {
  const parser = new Parser(text, properties);
  const test = parser.parse();
  return { matches: (entity) => test(entity, {}), heads: parser.heads, advanced: parser.advanced };
}

function invalid(text: string): ServiceError {
  return new ServiceError(400, 'InvalidFilter', `Filter '${text}' is not supported`);
}

/** Variables of lambdas, each with what its elements are. */
type Variables = ReadonlyMap<string, 'texts' | readonly string[]>;

class Parser {
  readonly heads = new Set<string>();
  advanced = false;
  private readonly tokens: string[] = [];
  private at = 0;
  private depth = 0;
  private readonly text: string;
  private readonly properties: ReadonlyMap<string, readonly [path: string, sort: FilterSort]>;

  constructor(text: string, properties: Readonly<Record<string, FilterSort>>) {
    this.text = text;
    // Graph's own documentation spells `target/objectid`.
    this.properties = new Map(
      Object.entries(properties).map(([path, sort]) => [path.toLowerCase(), [path, sort]]),
    );
    TOKEN.lastIndex = 0;
    let end = 0;
    for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
      this.tokens.push(match[1] ?? '');
      end = TOKEN.lastIndex;
    }
    if (text.slice(end).trim() !== '') throw invalid(text);
  }

  parse(): Test {
    const test = this.or(new Map());
    if (this.at < this.tokens.length) throw invalid(this.text);
    return test;
  }

  private or(variables: Variables): Test {
    // A filter that is nested without end would end the process.
    this.depth += 1;
    if (this.depth > MAX_DEPTH) throw invalid(`${this.text.slice(0, 80)}…`);
    let left = this.and(variables);
    while (this.take('or')) {
      const [a, b] = [left, this.and(variables)];
      left = (entity, scope) => a(entity, scope) || b(entity, scope);
    }
    this.depth -= 1;
    return left;
  }

  private and(variables: Variables): Test {
    let left = this.not(variables);
    while (this.take('and')) {
      const [a, b] = [left, this.not(variables)];
      left = (entity, scope) => a(entity, scope) && b(entity, scope);
    }
    return left;
  }

  private not(variables: Variables): Test {
    let negated = false;
    while (this.take('not')) {
      negated = !negated;
      this.advanced = true;
    }
    const inner = this.primary(variables);
    return negated ? (entity, scope) => !inner(entity, scope) : inner;
  }

  private primary(variables: Variables): Test {
    if (this.take('(')) {
      const inner = this.or(variables);
      this.expect(')');
      return inner;
    }
    const word = this.next();
    const name = word.toLowerCase();
    const compare = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    if (compare !== undefined && this.take('(')) {
      if (name === 'endswith') this.advanced = true;
      return this.textFunction(compare, variables);
    }
    if (name.endsWith('/any') && this.take('(')) return this.any(word.slice(0, -'/any'.length), variables);
    return this.comparison(this.operand(word, variables));
  }

  private textFunction(compare: (text: string, part: string) => boolean, variables: Variables): Test {
    const operand = this.lowered(variables);
    if (operand.sort !== 'text') throw invalid(this.text);
    this.expect(',');
    const part = this.literal();
    if (typeof part !== 'string') throw invalid(this.text);
    this.expect(')');
    return (entity, scope) =>
      compare(String(operand.value(entity, scope) ?? '').toLowerCase(), part.toLowerCase());
  }

  /** A property, or `tolower` or `toupper` of one: texts are compared without regard to case in any event. */
  private lowered(variables: Variables): Operand {
    const lowers = this.take('tolower') || this.take('toupper');
    if (lowers) this.expect('(');
    const operand = this.operand(this.next(), variables);
    if (lowers) this.expect(')');
    return operand;
  }

  private any(collection: string, variables: Variables): Test {
    const { sort, value } = this.property(collection);
    if (sort !== 'texts' && typeof sort === 'string') throw invalid(this.text);
    if (this.take(')')) return (entity, scope) => elementsOf(value(entity, scope)).length > 0;
    const variable = this.next();
    if (!/^\w+$/.test(variable)) throw invalid(this.text);
    this.expect(':');
    const test = this.or(new Map([...variables, [variable, sort]]));
    this.expect(')');
    return (entity, scope) =>
      elementsOf(value(entity, scope)).some((item) => test(entity, { ...scope, [variable]: item }));
  }

  private comparison({ sort, value }: Operand): Test {
    if (typeof sort !== 'string' || sort === 'texts') throw invalid(this.text);
    const operator = this.next().toLowerCase();
    if (operator === 'in') {
      const list = this.list(sort);
      return (entity, scope) => list.some((item) => same(value(entity, scope), item, sort));
    }
    const order = Object.hasOwn(ORDERS, operator) ? ORDERS[operator] : undefined;
    if (order !== undefined && (sort === 'date' || sort === 'count' || sort === 'number')) {
      const measure = sort === 'date' ? (at: Json | undefined) => Date.parse(String(at)) : Number;
      const limit = measure(this.fitting(sort));
      return (entity, scope) => order(measure(value(entity, scope)), limit);
    }
    if (operator !== 'eq' && operator !== 'ne') throw invalid(this.text);
    // One of Microsoft's own examples asks for more than none, and for no advanced query.
    if (operator === 'ne' || sort === 'count') this.advanced = true;
    const expected = this.fitting(sort);
    return (entity, scope) => same(value(entity, scope), expected, sort) === (operator === 'eq');
  }

  private list(sort: FilterSort): Json[] {
    this.expect('(');
    const items = [this.fitting(sort)];
    while (this.take(',')) items.push(this.fitting(sort));
    this.expect(')');
    if (items.length > MAX_IN) throw invalid(`${this.text.slice(0, 80)}… (more than ${MAX_IN} values)`);
    return items;
  }

  private operand(word: string, variables: Variables): Operand {
    const [head = '', ...rest] = word.split('/');
    const elements = variables.get(head);
    if (elements === undefined) return this.property(word);
    const casts = rest[0]?.startsWith('microsoft.graph.') ? rest.slice(1) : rest;
    const fits =
      elements === 'texts' ? rest.length === 0 : casts.length === 1 && elements.includes(casts[0] ?? '');
    if (!fits) throw invalid(this.text);
    return { sort: 'text', value: (_entity, scope) => follow(scope[head], rest) };
  }

  private property(word: string): Operand {
    const [path, sort] = this.properties.get(word.toLowerCase()) ?? [];
    if (path === undefined || sort === undefined) throw invalid(this.text);
    const steps = path.split('/');
    this.heads.add(steps[0] ?? '');
    return { sort, value: (entity) => follow(entity, steps) };
  }

  /** A literal that a property of that sort can be compared with. */
  private fitting(sort: FilterSort): Json {
    if (sort === 'count' || sort === 'number') return this.whole();
    const token = this.tokens[this.at] ?? '';
    const value = this.literal();
    const fits =
      value === null ||
      (sort === 'date'
        ? WHOLE_INSTANT.test(token) && !Number.isNaN(Date.parse(token))
        : typeof value === (sort === 'boolean' ? 'boolean' : 'string') && !WHOLE_INSTANT.test(token));
    if (!fits) throw invalid(this.text);
    return value;
  }

  private whole(): Json {
    const value = this.literal();
    if (typeof value === 'number' && Number.isInteger(value)) return value;
    throw invalid(this.text);
  }

  private literal(): Json {
    const token = this.next();
    if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
    if (token === 'true' || token === 'false') return token === 'true';
    if (token === 'null') return null;
    if (WHOLE_INSTANT.test(token) || isGuid(token)) return token;
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

function elementsOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** Follows a path; a segment such as `microsoft.graph.azureActiveDirectoryTenant` is a cast. */
function follow(start: Json | undefined, path: readonly string[]): Json | undefined {
  let value: Json | undefined = start;
  for (const step of path) {
    if (step === '$count') value = Array.isArray(value) ? value.length : 0;
    else if (!isEntity(value)) return undefined;
    else if (step.startsWith('microsoft.graph.')) {
      if (String(value['@odata.type']).replace(/^#/, '') !== step) return undefined;
    } else value = Object.hasOwn(value, step) ? value[step] : undefined;
  }
  return value;
}

/** Graph compares names and ids without regard to case, and instants however they are written. */
function same(a: Json | undefined, b: Json, sort: FilterSort): boolean {
  if (typeof a === 'string' && typeof b === 'string')
    return sort === 'date' ? Date.parse(a) === Date.parse(b) : a.toLowerCase() === b.toLowerCase();
  return (a ?? null) === b;
}
