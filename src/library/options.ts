/** Options of library functions as values from anywhere, plain JavaScript included: checked before anything is done. */
import { didYouMean } from '../diagnostics/did-you-mean.ts';
import type { DiagnosticError } from '../diagnostics/diagnostic.ts';
import { failure } from '../diagnostics/failure.ts';

/** What one option takes. */
export interface OptionRule {
  /** Completes "It takes …". */
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
  readonly required?: true;
}

/** A rule for every option that a type has. */
export type OptionRules<O> = { readonly [K in keyof Required<O>]: OptionRule };

const optional = (expected: string, accepts: OptionRule['accepts']): OptionRule => ({ expected, accepts });

/** The rule, of an option that cannot be left out. */
export const required = (rule: OptionRule): OptionRule => ({ ...rule, required: true });

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

export const text = (what: string): OptionRule => optional(what, isText);

export const texts = (what: string): OptionRule =>
  optional(what, (value) => Array.isArray(value) && value.every(isText));

export const flag: OptionRule = optional('true or false', (value) => typeof value === 'boolean');

export const callback = (what: string): OptionRule => optional(what, (value) => typeof value === 'function');

export const wholeNumber: OptionRule = optional(
  'a whole number, 0 or more',
  (value) => Number.isSafeInteger(value) && Number(value) >= 0,
);

/** Seconds between two bounds. */
export const seconds = (least: number, most: number): OptionRule =>
  optional(
    `a number of seconds from ${least} to ${most}`,
    (value) => typeof value === 'number' && value >= least && value <= most,
  );

export const digest: OptionRule = optional(
  'the digest of a plan, 64 hexadecimal digits',
  (value) => typeof value === 'string' && /^[0-9a-f]{64}$/i.test(value),
);

export const abortSignal: OptionRule = optional(
  'the signal of an AbortController',
  (value) => value instanceof AbortSignal,
);

export const oneOf = (values: readonly string[]): OptionRule =>
  optional(
    values.map((value) => `"${value}"`).join(', '),
    (value) => typeof value === 'string' && values.includes(value),
  );

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An option that cannot be used. `what`: the function and the option, as a sentence. */
export function optionFailure(what: string, expected: string): DiagnosticError {
  return failure('OPTION_INVALID', what, expected);
}

/**
 * Throws OPTION_INVALID for options that are missing, of another type, or unknown: a misspelled `target` would apply
 * everything. `caller`: the function, as messages name it. An option of undefined is left out.
 */
export function checkOptions<O>(caller: string, options: unknown, rules: OptionRules<O>): void {
  if (!isRecord(options)) {
    const given = options === undefined ? 'its options are missing' : `its options are ${described(options)}`;
    throw optionFailure(`${caller}: ${given}`, `It takes an object: ${exampleOf(caller, rules)}`);
  }
  const known: Readonly<Record<string, OptionRule>> = rules;
  for (const [name, value] of Object.entries(options)) {
    const rule = Object.hasOwn(known, name) ? known[name] : undefined;
    if (rule === undefined) throw unknownOption(caller, name, Object.keys(known));
    if (value !== undefined) checkValue(caller, name, value, rule);
  }
  for (const [name, rule] of Object.entries(known))
    if (rule.required === true && options[name] === undefined)
      throw optionFailure(`${caller}: the option "${name}" is missing`, `It takes ${rule.expected}`);
}

/** Throws OPTION_INVALID for a value that the rule does not accept. */
export function checkValue(caller: string, name: string, value: unknown, rule: OptionRule): void {
  if (rule.accepts(value)) return;
  throw optionFailure(`${caller}: the option "${name}" is ${described(value)}`, `It takes ${rule.expected}`);
}

function unknownOption(caller: string, name: string, known: readonly string[]): DiagnosticError {
  const near = didYouMean(name, known);
  return optionFailure(
    `${caller}: the option ${JSON.stringify(name)} does not exist`,
    near === undefined ? `It takes ${known.join(', ')}` : `Did you mean "${near}"?`,
  );
}

function exampleOf(caller: string, rules: object): string {
  const [first = 'file'] = Object.entries(rules as Readonly<Record<string, OptionRule>>)
    .filter(([, rule]) => rule.required === true)
    .map(([name]) => name);
  return `${caller}({ ${first}: … })`;
}

/** A value as a message names it: never its content, which may be a secret, except for what is short and plain. */
function described(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  switch (typeof value) {
    case 'string':
      return value.trim() === '' ? 'an empty text' : 'another text';
    case 'number':
    case 'boolean':
    case 'bigint':
      return String(value);
    case 'undefined':
      return 'missing';
    case 'function':
      return 'a function';
    case 'symbol':
      return 'a symbol';
    default:
      return 'an object';
  }
}
