/** What is to be said of a configuration: governance rules, and access tests. */
import { RULES as ALL_RULES } from '../checks/registry.ts';
import type { Rule } from '../checks/rule.ts';
import type { Tested } from '../engine/access/test.ts';
import { test as testOf } from '../engine/access/test.ts';
import type { Checked } from '../engine/check.ts';
import { check as checkOf } from '../engine/check.ts';
import type { OperationOptions, Warned } from './operation.ts';
import { operate, OPERATION_RULES } from './operation.ts';
import type { OptionRules } from './options.ts';
import { flag, texts } from './options.ts';

/** Options of {@link check}. */
export interface CheckOptions extends OperationOptions {
  /** Look people up in a real tenant; the embedded one is always asked. */
  readonly refresh?: boolean | undefined;
}

const CHECK_RULES: OptionRules<CheckOptions> = { ...OPERATION_RULES, refresh: flag };

/**
 * Holds a configuration against the governance rules ({@link RULES}). `failed`: a finding that counts is an error.
 *
 * Rejects with DiagnosticError: `CONFIG_*`, `GRAPH_*`, `STATE_*`.
 */
export function check(options: CheckOptions): Promise<Checked & Warned> {
  return operate('check', options, CHECK_RULES, (host) => {
    const { file, env, refresh } = options;
    return checkOf({ file, env, ...(refresh !== undefined && { refresh }) }, host);
  });
}

/** Options of {@link test}. */
export interface TestOptions extends OperationOptions {
  /** Files of access tests. Empty or left out: the configuration's own tests, and files *.access.yaml beside it. */
  readonly files?: readonly string[] | undefined;
}

const TEST_RULES: OptionRules<TestOptions> = {
  ...OPERATION_RULES,
  files: texts('a list of paths, such as ["partners.access.yaml"]'),
};

/**
 * Runs access tests, without a network. `failed`: an outcome is another than the test expects.
 *
 * Rejects with DiagnosticError: `TEST_NONE`, `CONFIG_*`, `STATE_*`.
 */
export function test(options: TestOptions): Promise<Tested & Warned> {
  return operate('test', options, TEST_RULES, (host) => {
    const { file, env, files = [] } = options;
    return testOf({ file, env, files }, host);
  });
}

/** A governance rule as its page in docs/checks.md has it. */
export type RuleDescription = Pick<Rule, 'id' | 'title' | 'severity' | 'rationale' | 'remedy'>;

/** All governance rules. */
export const RULES: readonly RuleDescription[] = ALL_RULES;
