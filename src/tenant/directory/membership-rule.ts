/**
 * Membership rules of dynamic groups, as far as they are simple: comparisons of a user's attribute with a text,
 * joined by -and, -or, -not and parentheses; the hyphen of an operator may be left out. Anything else is not understood,
 * and then nothing is concluded from it.
 */
import type { Entity, Json } from '../json.ts';

type Test = (user: Entity) => boolean;

const TOKEN = /\s*("[^"]*"|'[^']*'|[()]|-?[A-Za-z][\w.]*)/y;

const COMPARISONS: Readonly<Record<string, (actual: string, expected: string) => boolean>> = {
  eq: (actual, expected) => actual === expected,
  ne: (actual, expected) => actual !== expected,
  contains: (actual, expected) => actual.includes(expected),
  notcontains: (actual, expected) => !actual.includes(expected),
  startswith: (actual, expected) => actual.startsWith(expected),
  notstartswith: (actual, expected) => !actual.startsWith(expected),
};

const known = new Map<string, Test | undefined>();

/** Whether a rule includes a user; undefined for a rule that is not simple. */
export function matchesRule(rule: string, user: Entity): boolean | undefined {
  if (!known.has(rule)) known.set(rule, parseRule(rule));
  return known.get(rule)?.(user);
}

function parseRule(rule: string): Test | undefined {
  const tokens = tokensOf(rule);
  let at = 0;
  const next = () => tokens?.[at++] ?? '';
  const ahead = () => operatorIn(tokens?.[at] ?? '');
  const joined = (operator: string, part: () => Test | undefined, join: (a: Test, b: Test) => Test) => {
    let left = part();
    while (left !== undefined && ahead() === operator) {
      next();
      const right = part();
      left = right === undefined ? undefined : join(left, right);
    }
    return left;
  };
  const either = (): Test | undefined => joined('or', both, (a, b) => (user) => a(user) || b(user));
  const both = (): Test | undefined => joined('and', one, (a, b) => (user) => a(user) && b(user));
  const one = (): Test | undefined => {
    if (ahead() === 'not') {
      next();
      const inner = one();
      return inner && ((user) => !inner(user));
    }
    if (ahead() !== '(') return comparison(next(), next(), next());
    next();
    const inner = either();
    return next() === ')' ? inner : undefined;
  };
  const test = tokens === undefined ? undefined : either();
  return at === tokens?.length ? test : undefined;
}

/** The operator that a token stands for, were it one: without its hyphen. */
function operatorIn(token: string): string {
  return token.toLowerCase().replace(/^-/, '');
}

function tokensOf(rule: string): string[] | undefined {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  let end = 0;
  for (let match = TOKEN.exec(rule); match !== null; match = TOKEN.exec(rule)) {
    tokens.push(match[1] ?? '');
    end = TOKEN.lastIndex;
  }
  return rule.slice(end).trim() === '' ? tokens : undefined;
}

function comparison(attribute: string, operator: string, literal: string): Test | undefined {
  const name = /^user\.(\w+)$/i.exec(attribute)?.[1]?.toLowerCase();
  const compare = COMPARISONS[operatorIn(operator)];
  const quoted = /^["']/.test(literal) || /^(true|false)$/i.test(literal);
  if (name === undefined || compare === undefined || !quoted) return undefined;
  const expected = literal.replace(/^["']|["']$/g, '').toLowerCase();
  return (user) => compare(attributeOf(user, name), expected);
}

/** An attribute as rules compare it: without regard to case, and empty when it is not set. */
function attributeOf(user: Entity, name: string): string {
  const [, value] = Object.entries(user).find(([key]) => key.toLowerCase() === name) ?? [];
  return scalar(value).toLowerCase();
}

function scalar(value: Json | undefined): string {
  return typeof value === 'string' || typeof value === 'boolean' ? String(value) : '';
}
