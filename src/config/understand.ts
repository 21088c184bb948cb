/** A merged document as a plain value: whether it is a configuration, and what it declares. */
import type { JsonValue } from '../model/value.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import type { Governance } from '../schema/governance.ts';
import type { KindDeclaration, Recording } from '../kinds/recorder.ts';
import { plainWords } from '../model/unlisted.ts';
import { isObject } from '../model/value.ts';
import { SECTION_KINDS } from '../schema/sections.ts';
import { existingParts } from '../kinds/existing.ts';
import { declarationsOf, recordDeclarations } from '../kinds/recorder.ts';
import { checkDocument } from './checks/check.ts';
import type { Checked } from './checks/check.ts';
import validateGovernance from '../schema/validate-governance.js';
import { PUBLISHED } from './advice/schema-view.ts';
import type { RangeOf, SchemaFault, Wording } from './validate.ts';
import { validateDocument } from './validate.ts';

export interface Understood {
  readonly document: Governance;
  readonly declarations: readonly KindDeclaration[];
  readonly recording: Recording;
}

/**
 * Faults against the schema, each with its path and, where there are files, its place.
 */
export function schemaFaults(
  value: JsonValue,
  rangeOf: RangeOf = () => undefined,
  wording?: Wording,
): readonly SchemaFault[] {
  return validateDocument(
    { validate: validateGovernance, root: PUBLISHED.governance },
    value,
    rangeOf,
    wording,
  );
}

/** The document that a value is; words that the schema does not list stand in it as those that it does. */
export function documentOf(value: JsonValue): Governance {
  if (!isObject(value)) return value as unknown as Governance;
  const plain = ['existing', ...Object.keys(SECTION_KINDS)].map(
    (section) => [section, plainWords(value[section])] as const,
  );
  const changed = plain.filter(([section, words]) => words !== value[section]);
  const document = changed.length === 0 ? value : { ...value, ...Object.fromEntries(changed) };
  return document as unknown as Governance;
}

/** What a value that the schema accepts declares, and what stands against it. */
export function understand(value: JsonValue): Understood & Checked {
  const document = documentOf(value);
  const declarations = declarationsOf(document);
  const recording = recordDeclarations([...declarations, ...existingParts(document)], document);
  return { document, declarations, recording, ...checkDocument(declarations, document, recording) };
}

/** Everything that stands against a document that no file holds yet; the paths say where. */
export function checkValue(value: JsonValue): readonly Diagnostic[] {
  const faults = schemaFaults(value);
  return hasErrors(faults) ? faults : understand(value).diagnostics;
}
