/**
 * Rules of dynamic groups and automatic assignment, such as `(user.department -eq "Sales") -and (user.city -ne "Bern")`.
 * Simple ones are decided; of all others the answer is unknown. The service takes operators with and without their hyphen.
 */
import { isList } from '../../model/value.ts';
import type { JsonObject, JsonValue } from '../../model/value.ts';
import type { Tri } from './facts.ts';
import { not } from './facts.ts';

const TOKEN = /\s*(?:(\()|(\))|(\[)|(\])|(,)|"((?:[^"`]|`.)*)"|'((?:[^'`]|`.)*)'|-(\w+)|(user\.\w+)|(\w+))/iy;

type Token = { readonly type: string; readonly text: string };
type Operator = (value: JsonValue, wanted: JsonValue) => boolean;

const text = (value: JsonValue): string => (value === null ? '' : String(value).toLowerCase());

const OPERATORS: Readonly<Record<string, Operator>> = {
  eq: (value, wanted) => text(value) === text(wanted),
  ne: (value, wanted) => text(value) !== text(wanted),
  startswith: (value, wanted) => text(value).startsWith(text(wanted)),
  notstartswith: (value, wanted) => !text(value).startsWith(text(wanted)),
  contains: (value, wanted) => text(value).includes(text(wanted)),
  notcontains: (value, wanted) => !text(value).includes(text(wanted)),
  in: (value, wanted) => isList(wanted) && wanted.some((each) => text(each) === text(value)),
  notin: (value, wanted) => isList(wanted) && !wanted.some((each) => text(each) === text(value)),
};

/** Whether the rule matches a user with these properties; unknown when it is too complicated or a property is missing. */
export function matchesRule(rule: string, properties: JsonObject | undefined): Tri {
  const test = properties === undefined ? undefined : parseRule(rule)?.test;
  return test === undefined || properties === undefined ? 'unknown' : test(properties);
}

/** Properties that an invitation fills in, each with its own value for each guest. */
const FILLED_IN: readonly string[] = [
  ...['mail', 'othermails', 'proxyaddresses', 'mailnickname', 'userprincipalname', 'displayname'],
  ...['objectid', 'creationtype', 'usagelocation', 'preferredlanguage'],
];

/** Whether a rule matches guests of whom nothing is filled in but what an invitation does: that is almost all of them. */
export function matchesNewGuests(rule: string): Tri {
  const { test, comparisons = [] } = parseRule(rule) ?? {};
  const guest: Record<string, JsonValue> = { usertype: 'Guest', accountenabled: true };
  for (const { property } of comparisons) if (!FILLED_IN.includes(property)) guest[property] ??= null;
  return test?.(guest) ?? 'unknown';
}

/** What a rule says of a property, in lower case. */
export interface Comparison {
  readonly property: string;
  readonly operator: string;
  readonly wanted: JsonValue;
}

type Test = (properties: JsonObject) => Tri;

interface ParsedRule {
  readonly test: Test;
  readonly comparisons: readonly Comparison[];
}

/** The rule as a function of a user's properties; undefined when it is too complicated. */
export function parseRule(rule: string): ParsedRule | undefined {
  const tokens = tokenize(rule);
  return tokens === undefined ? undefined : new RuleParser(tokens).parsed();
}

function tokenize(rule: string): Token[] | undefined {
  const tokens: Token[] = [];
  const names = ['(', ')', '[', ']', ',', 'text', 'text', 'operator', 'property', 'word'];
  const pattern = new RegExp(TOKEN);
  const whole = rule.trim();
  while (pattern.lastIndex < whole.length) {
    const match = pattern.exec(whole);
    if (match === null) return undefined;
    const groups: readonly (string | undefined)[] = match.slice(1);
    const index = groups.findIndex((group) => group !== undefined);
    tokens.push({ type: names[index] ?? '', text: groups[index] ?? '' });
  }
  return tokens;
}

/** Recursive descent; anything unexpected makes the rule too complicated. */
class RuleParser {
  private at = 0;
  private broken = false;
  private readonly tokens: readonly Token[];
  private readonly comparisons: Comparison[] = [];

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  parsed(): ParsedRule | undefined {
    const test = this.either();
    const isWhole = !this.broken && this.at === this.tokens.length;
    return isWhole ? { test, comparisons: this.comparisons } : undefined;
  }

  private either(): Test {
    let result = this.both();
    while (this.operator('or') !== undefined) result = anyOf(result, this.both());
    return result;
  }

  private both(): Test {
    let result = this.single();
    while (this.operator('and') !== undefined) result = none(anyOf(none(result), none(this.single())));
    return result;
  }

  private single(): Test {
    if (this.operator('not') !== undefined) return none(this.single());
    if (this.take('(') !== undefined) {
      const result = this.either();
      return this.take(')') === undefined ? this.fail() : result;
    }
    return this.comparison();
  }

  private comparison(): Test {
    const property = this.take('property')?.text.slice('user.'.length).toLowerCase();
    const operator = this.operator()?.text.toLowerCase() ?? '';
    const holds = OPERATORS[operator];
    const wanted = this.value();
    if (property === undefined || holds === undefined || wanted === undefined) return this.fail();
    this.comparisons.push({ property, operator, wanted });
    return (properties) => {
      const name = Object.keys(properties).find((each) => each.toLowerCase() === property);
      const value = name === undefined ? undefined : properties[name];
      if (value === undefined) return 'unknown';
      return holds(value, wanted) ? 'yes' : 'no';
    };
  }

  private value(): JsonValue | undefined {
    const quoted = this.take('text');
    if (quoted !== undefined) return quoted.text.replace(/`(.)/g, '$1');
    const word = this.take('word')?.text.toLowerCase();
    if (word !== undefined) return word === 'null' ? null : word;
    if (this.take('[') === undefined) return undefined;
    const items: JsonValue[] = [];
    do {
      const item = this.take('text');
      if (item === undefined) return undefined;
      items.push(item.text);
    } while (this.take(',') !== undefined);
    return this.take(']') === undefined ? undefined : items;
  }

  /** An operator, which may lack its hyphen: where it stands tells it from a value. */
  private operator(word?: string): Token | undefined {
    return this.take('operator', word) ?? this.take('word', word);
  }

  private take(type: string, word?: string): Token | undefined {
    const token = this.tokens[this.at];
    if (token?.type !== type) return undefined;
    if (word !== undefined && token.text.toLowerCase() !== word) return undefined;
    this.at += 1;
    return token;
  }

  private fail(): Test {
    this.broken = true;
    return () => 'unknown';
  }
}

function none(test: Test): Test {
  return (properties) => not(test(properties));
}

function anyOf(one: Test, other: Test): Test {
  return (properties) => {
    const [a, b] = [one(properties), other(properties)];
    if (a === 'yes' || b === 'yes') return 'yes';
    return a === 'unknown' || b === 'unknown' ? 'unknown' : 'no';
  };
}
