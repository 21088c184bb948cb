/** Who can request what, and why. */
import type { AccessDifference, PersonAnswers, WhoAnswers } from '../engine/access/answers.ts';
import {
  accessFor as forOf,
  accessWho as whoOf,
  diffAccessOf,
  explainAccess as explainOf,
} from '../engine/access/answers.ts';
import type { OperationOptions, Warned } from './operation.ts';
import { operate, OPERATION_RULES } from './operation.ts';
import type { OptionRule, OptionRules } from './options.ts';
import { flag, optionFailure, required, text } from './options.ts';

/** What questions about access have in common. */
export interface AccessOptions extends OperationOptions {
  /** Answer from what the tenant holds instead of what is declared. */
  readonly live?: boolean | undefined;
  /** Look people up in a real tenant; the embedded one is always asked. */
  readonly refresh?: boolean | undefined;
}

const ACCESS_RULES: OptionRules<AccessOptions> = { ...OPERATION_RULES, live: flag, refresh: flag };

/** Options of {@link accessWho}. */
export interface AccessWhoOptions extends AccessOptions {
  /** Key, address or display name of an access package. */
  readonly package: string;
}

/** Options of {@link accessFor}. */
export interface AccessForOptions extends AccessOptions {
  /** A user principal name or an e-mail address; or a domain, for people who have an address there. */
  readonly person: string;
}

/** Options of {@link explainAccess}. */
export interface ExplainAccessOptions extends AccessForOptions, AccessWhoOptions {}

const PACKAGE = required(text('the key, address or display name of an access package'));
const PERSON = required(text('a user principal name, an e-mail address or a domain'));

/** The options as the engine takes them. */
function questionOf<O extends AccessOptions>({ live, refresh, ...rest }: O) {
  return { ...rest, ...(live !== undefined && { live }), ...(refresh !== undefined && { refresh }) };
}

/**
 * Everyone who can request a package: through which policy, who approves, on which terms.
 *
 * Rejects with DiagnosticError: `ACCESS_PACKAGE`, `CONFIG_*`, `GRAPH_*`, `REFRESH_*`, `STATE_*`.
 */
export function accessWho(options: AccessWhoOptions): Promise<WhoAnswers & Warned> {
  const rules: OptionRules<AccessWhoOptions> = { ...ACCESS_RULES, package: PACKAGE };
  return operate('accessWho', options, rules, (host) => whoOf(questionOf(options), host));
}

/**
 * Every package that a person can request or holds. A fact that is not known makes an answer `unknown`, never a guess.
 *
 * Rejects with DiagnosticError: `ACCESS_PERSON`, `CONFIG_*`, `GRAPH_*`, `REFRESH_*`, `STATE_*`.
 */
export function accessFor(options: AccessForOptions): Promise<PersonAnswers & Warned> {
  const rules: OptionRules<AccessForOptions> = { ...ACCESS_RULES, person: PERSON };
  return operate('accessFor', options, rules, (host) => forOf(questionOf(options), host));
}

/**
 * Whether a person can request a package, with each step that leads to the answer (`answer.steps`).
 *
 * Rejects with DiagnosticError: `ACCESS_PERSON`, `ACCESS_PACKAGE`, `CONFIG_*`, `GRAPH_*`, `REFRESH_*`, `STATE_*`.
 */
export function explainAccess(
  options: ExplainAccessOptions,
): Promise<Awaited<ReturnType<typeof explainOf>> & Warned> {
  const rules: OptionRules<ExplainAccessOptions> = { ...ACCESS_RULES, package: PACKAGE, person: PERSON };
  return operate('explainAccess', options, rules, (host) => explainOf(questionOf(options), host));
}

/** Options of {@link accessDiff}: `file` and `from`, or `files`. */
export interface AccessDiffOptions extends Omit<OperationOptions, 'file'> {
  /** Path of the configuration's root file. */
  readonly file?: string | undefined;
  /** Git revision before. */
  readonly from?: string | undefined;
  /** Git revision after; left out: the files as they are. */
  readonly to?: string | undefined;
  /** Two configurations instead: before and after. */
  readonly files?: readonly [before: string, after: string] | undefined;
  /** Look names up in a real tenant. */
  readonly refresh?: boolean | undefined;
}

const REVISION = text('a git revision, such as "main"');
const TWO_FILES: OptionRule = {
  expected: 'a list of two paths: the configuration before, and after',
  accepts: (value) =>
    Array.isArray(value) && value.length === 2 && value.every((each) => OPERATION_RULES.file.accepts(each)),
};

const DIFF_RULES: OptionRules<AccessDiffOptions> = {
  ...OPERATION_RULES,
  file: { ...text(OPERATION_RULES.file.expected) },
  from: REVISION,
  to: REVISION,
  files: TWO_FILES,
  refresh: flag,
};

/**
 * Who gains, loses or gets other terms of access, between two git revisions of one configuration or two files.
 *
 * Rejects with DiagnosticError: `ACCESS_REVISION`, `CONFIG_*`, `GRAPH_*`, `REFRESH_*`, `STATE_*`.
 */
export function accessDiff(options: AccessDiffOptions): Promise<AccessDifference & Warned> {
  return operate('accessDiff', options, DIFF_RULES, (host) => {
    const { file, files = [], env, from, to, refresh } = options;
    if (files.length > 0 ? file !== undefined || from !== undefined || to !== undefined : !file || !from)
      throw optionFailure(
        `accessDiff: ${files.length > 0 ? 'the option "files" excludes "file", "from" and "to"' : `the option "${file === undefined ? 'file' : 'from'}" is missing`}`,
        'It takes file and from (and to), or files: [before, after]',
      );
    return diffAccessOf(
      {
        ...{ file: file ?? files[0] ?? '', files, env },
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to }),
        ...(refresh !== undefined && { refresh }),
      },
      host,
    );
  });
}
