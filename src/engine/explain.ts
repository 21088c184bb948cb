/** What `entente explain` can explain: codes, governance rules, and places of the configuration. */
import { RULES } from '../checks/registry.ts';
import type { Rule } from '../checks/rule.ts';
import type { CodeEntry } from '../diagnostics/codes/entry.ts';
import { CODES } from '../diagnostics/codes/table.ts';
import { ruleCode } from '../diagnostics/diagnostic.ts';
import { didYouMean, nearNames } from '../diagnostics/did-you-mean.ts';
import { failure } from '../diagnostics/failure.ts';
import type { SchemaNode } from '../model/schema-node.ts';
import type { SchemaPlace } from '../model/schema-path.ts';
import { findPlace } from '../model/schema-path.ts';
import { SECTION_KINDS, SECTIONS } from '../schema/sections.ts';

export type Subject =
  | { readonly code: string; readonly entry: CodeEntry }
  | { readonly rule: Rule }
  | { readonly place: SchemaPlace };

const MOST_SUGGESTIONS = 5;

/** Addresses begin with a kind (`policy.tango`), paths with its section. */
const SECTION_OF_KIND = new Map(Object.entries(SECTION_KINDS).map(([section, kind]) => [kind, section]));

/**
 * The subject of a name: a code, or the id of a governance rule, in any casing, or a path of the configuration. Throws
 * EXPLAIN_UNKNOWN with what could be meant.
 */
export function findSubject(given: string, schema: SchemaNode): Subject {
  const name = given.trim();
  const code = name.toUpperCase().replaceAll('-', '_');
  const entry = Object.hasOwn(CODES, code) ? CODES[code] : undefined;
  if (entry !== undefined) return { code, entry };
  const rule = RULES.find(({ id }) => [ruleCode(id), ruleCode(id).replace('CHECK_', '')].includes(code));
  return rule === undefined ? { place: placeCalled(name, code, schema) } : { rule };
}

/** A path; rejects a word that can be none as a code. */
function placeCalled(path: string, code: string, schema: SchemaNode): SchemaPlace {
  const [section = ''] = path.split(/[.[]/);
  if (section === path && !SECTIONS.includes(path)) throw unknown(path, code);
  const found = findPlace(schema, path, (step, known) => didYouMean(step, known) !== undefined);
  if ('node' in found) return found;
  const { step, at, known } = found;
  const ofKind = at === '' ? SECTION_OF_KIND.get(step) : undefined;
  const near =
    ofKind === undefined ? nearNames(step, known, MOST_SUGGESTIONS) : [ofKind + path.slice(step.length)];
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
