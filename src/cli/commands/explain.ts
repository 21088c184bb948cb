import governance from '../../../schema/governance.schema.json' with { type: 'json' };
import { CODES, SUBJECTS } from '../../diagnostics/codes/table.ts';
import { ruleCode } from '../../diagnostics/diagnostic.ts';
import { findSubject } from '../../engine/explain.ts';
import type { SchemaNode } from '../../model/schema-node.ts';
import { renderRule } from '../../report/check-text.ts';
import { renderCode, renderCodes } from '../../report/code-text.ts';
import { explainPlace, renderPlace } from '../../report/schema-text.ts';
import type { GlobalOptions } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';

export interface ExplainOptions extends GlobalOptions {
  readonly json?: boolean;
  /** As `findSubject` takes it; undefined lists the codes. */
  readonly code?: string;
}

const SCHEMA = governance as unknown as SchemaNode;

/** `entente explain`: one code, one rule, one place of the configuration, or the list of codes. */
export function explain({ code: given, json }: ExplainOptions, terminal: Terminal): void {
  const print = (value: unknown, text: () => string) =>
    json === true ? terminal.document(`${JSON.stringify(value, null, 2)}\n`) : terminal.data(text());
  if (given === undefined) {
    const all = Object.entries(CODES).map(([code, entry]) => ({ code, ...entry }));
    print(all, () => renderCodes(SUBJECTS, terminal));
    return;
  }
  const subject = findSubject(given, SCHEMA);
  if ('entry' in subject) {
    const { code, entry } = subject;
    print({ code, ...entry }, () => renderCode(code, entry, terminal));
  } else if ('rule' in subject) {
    const { id, title, severity, rationale: meaning, remedy } = subject.rule;
    const about = { code: ruleCode(id), rule: id, severity, title, meaning, remedy };
    print(about, () => renderRule(subject.rule, terminal));
  } else {
    const place = explainPlace(SCHEMA, subject.place);
    print(place, () => renderPlace(place));
  }
}
