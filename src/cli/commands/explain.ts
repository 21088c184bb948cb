import governance from '../../../schema/governance.schema.json' with { type: 'json' };
import { RULES } from '../../checks/registry.ts';
import { CODES, SUBJECTS } from '../../diagnostics/codes/table.ts';
import { ruleCode } from '../../diagnostics/diagnostic.ts';
import { nearNames } from '../../diagnostics/did-you-mean.ts';
import { renderRule } from '../../report/check-text.ts';
import { renderCode, renderCodes } from '../../report/code-text.ts';
import { explainPlace, renderPlace } from '../../report/schema-text.ts';
import { failure } from '../../diagnostics/failure.ts';
import { didYouMean } from '../../diagnostics/did-you-mean.ts';
import type { SchemaNode } from '../../model/schema-node.ts';
import { findPlace } from '../../model/schema-path.ts';
import { SECTIONS } from '../../schema/sections.ts';
import type { GlobalOptions } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';

export interface ExplainOptions extends GlobalOptions {
  readonly json?: boolean;
  /**
   * A path of the configuration; or a code, or the id of a governance rule, in any casing; undefined lists the codes.
   */
  readonly code?: string;
}

const MOST_SUGGESTIONS = 5;

const SCHEMA = governance as unknown as SchemaNode;

/** `entente explain`: one code, one rule, one place of the configuration, or the list of codes. */
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
  } else {
    const place = explainPlace(SCHEMA, placeCalled(options.code.trim(), code));
    if (options.json === true) json(place);
    else terminal.data(renderPlace(place));
  }
}

/** A path; rejects a word that can be none as a code. */
function placeCalled(path: string, code: string) {
  const [section = ''] = path.split(/[.[]/);
  if (section === path && !SECTIONS.includes(path)) throw unknown(path, code);
  const found = findPlace(SCHEMA, path, (step, known) => didYouMean(step, known) !== undefined);
  if ('node' in found) return found;
  const { step, at, known } = found;
  const near = nearNames(step, known, MOST_SUGGESTIONS);
  const prefix = at === '' ? '' : `${at}.`;
  throw failure(
    'EXPLAIN_UNKNOWN',
    at === '' ? `There is no section "${step}"` : `${at} has no member "${step}"`,
    near.length > 0
      ? `Did you mean ${near.map((name) => prefix + name).join(', ')}?`
      : at === ''
        ? `Sections: ${SECTIONS.join(', ')}`
        : `entente explain ${at} lists its members`,
  );
}

function unknown(given: string, code: string): Error {
  const near = nearNames(code, Object.keys(CODES), MOST_SUGGESTIONS);
  const rules = nearNames(
    given.trim(),
    RULES.map(({ id }) => id),
    MOST_SUGGESTIONS,
  );
  const sections = nearNames(given.trim(), SECTIONS, MOST_SUGGESTIONS);
  const found = [...near, ...rules, ...sections].slice(0, MOST_SUGGESTIONS);
  return failure(
    'EXPLAIN_UNKNOWN',
    `There is no code, rule or section "${given}"`,
    found.length === 0
      ? 'entente explain lists the codes; a path begins with a section, such as policies.expiration'
      : `Did you mean ${found.join(', ')}?`,
  );
}
