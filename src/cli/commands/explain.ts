import { RULES } from '../../checks/registry.ts';
import { CODES, SUBJECTS } from '../../diagnostics/codes/table.ts';
import { ruleCode } from '../../diagnostics/diagnostic.ts';
import { nearNames } from '../../diagnostics/did-you-mean.ts';
import { renderRule } from '../../report/check-text.ts';
import { renderCode, renderCodes } from '../../report/code-text.ts';
import { failure } from '../../diagnostics/failure.ts';
import type { GlobalOptions } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';

export interface ExplainOptions extends GlobalOptions {
  readonly json?: boolean;
  /** A code, or the id of a governance rule, in any casing; undefined lists the codes. */
  readonly code?: string;
}

const MOST_SUGGESTIONS = 5;

/** `entente explain`: one code, one rule, or the list. */
export function explain(options: ExplainOptions, terminal: Terminal): void {
  const json = (value: unknown) => terminal.document(`${JSON.stringify(value, null, 2)}\n`);
  if (options.code === undefined) {
    if (options.json === true) json(Object.entries(CODES).map(([code, entry]) => ({ code, ...entry })));
    else terminal.data(renderCodes(SUBJECTS, terminal));
    return;
  }
  const code = options.code.trim().toUpperCase().replaceAll('-', '_');
  const entry = Object.hasOwn(CODES, code) ? CODES[code] : undefined;
  const rule = RULES.find(({ id }) => [ruleCode(id), ruleCode(id).replace('CHECK_', '')].includes(code));
  if (entry !== undefined) {
    if (options.json === true) json({ code, ...entry });
    else terminal.data(renderCode(code, entry, terminal));
  } else if (rule !== undefined) {
    const { id, title, severity, rationale: meaning, remedy } = rule;
    if (options.json === true) json({ code: ruleCode(id), rule: id, severity, title, meaning, remedy });
    else terminal.data(renderRule(rule, terminal));
  } else throw unknown(options.code, code);
}

function unknown(given: string, code: string): Error {
  const near = nearNames(code, Object.keys(CODES), MOST_SUGGESTIONS);
  const rules = nearNames(
    given.trim(),
    RULES.map(({ id }) => id),
    MOST_SUGGESTIONS,
  );
  const found = [...near, ...rules].slice(0, MOST_SUGGESTIONS);
  return failure(
    'EXPLAIN_UNKNOWN',
    `There is no code or rule "${given}"`,
    found.length === 0 ? 'entente explain lists the codes' : `Did you mean ${found.join(', ')}?`,
  );
}
