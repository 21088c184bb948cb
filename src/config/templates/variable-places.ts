/** Faults in what variables say: told once, at the variable, with where it is used. */
import type { Diagnostic, DiagnosticCode, SourceRange } from '../../diagnostics/diagnostic.ts';
import { counted } from '../../model/counted.ts';
import type { AttributePath } from '../../model/path.ts';
import type { SourceNode } from '../yaml/source-node.ts';
import { nodeAt, rangeOfNode } from '../yaml/source-node.ts';
import { placeholders, wholePlaceholder } from './substitute.ts';
import type { SchemaFault } from '../validate.ts';

/** What is wrong with a value itself, wherever it is said. */
const OF_VALUES: ReadonlySet<DiagnosticCode> = new Set<DiagnosticCode>([
  'SCHEMA_ENUM',
  'SCHEMA_TYPE',
  'SCHEMA_VALUE',
  'REFERENCE_SPONSOR',
  'REFERENCE_UNKNOWN',
  'KIND_ROLE_UNKNOWN',
]);

/** A use of the only variable of a text. */
interface Use {
  readonly name: string;
  readonly range: SourceRange;
  /** The text as written: `P${var.days}D`. */
  readonly text: string;
  readonly value: string;
}

/** Faults of a document with those that a variable's value causes moved to it; one that several uses share is told once. */
export function atVariables(root: SourceNode, faults: readonly SchemaFault[]): Diagnostic[] {
  const told = new Map<string, { readonly fault: Diagnostic; uses: number }>();
  const rest: Diagnostic[] = [];
  for (const fault of faults) {
    const use = useOf(root, fault);
    const variable = use === undefined ? undefined : nodeAt(root, ['variables', use.name]);
    if (use === undefined || variable?.type !== 'scalar') {
      const { ofShape: _shape, ...plain } = fault;
      rest.push(plain);
      continue;
    }
    const key = JSON.stringify([fault.code, use.name, use.text, fault.hint]);
    const known = told.get(key);
    if (known === undefined) told.set(key, { fault: moved(fault, use, rangeOfNode(variable)), uses: 1 });
    else known.uses += 1;
  }
  return [...rest, ...[...told.values()].map(({ fault, uses }) => withUses(fault, uses))];
}

function useOf(root: SourceNode, { code, path, range, ofShape }: SchemaFault): Use | undefined {
  if (path === undefined || range === undefined || !OF_VALUES.has(code)) return undefined;
  const node = nodeAt(root, path);
  if (node?.type !== 'scalar' || typeof node.value !== 'string') return undefined;
  // A variable holds one value, so that the brackets or braces that are missing stand at the use.
  if (ofShape === true) return undefined;
  const [first, ...others] = placeholders(node.value);
  const [, name] = /^var\.(.+)$/.exec(first ?? '') ?? [];
  if (name === undefined || others.length > 0) return undefined;
  const variable = nodeAt(root, ['variables', name]);
  const value = variable?.type === 'scalar' ? String(variable.value) : '';
  return { name, range, text: node.value, value };
}

function moved({ fix, range: _at, ...fault }: Diagnostic, use: Use, range: SourceRange): Diagnostic {
  const isWhole = wholePlaceholder(use.text) !== undefined;
  const message = `\${var.${use.name}} is used here`;
  const hint = isWhole ? undefined : partHint(use);
  return {
    ...fault,
    range,
    ...(hint !== undefined && { hint }),
    ...(fix !== undefined && isWhole && { fix: { ...fix, range } }),
    related: [{ message, range: use.range }, ...(fault.related ?? [])],
  };
}

/** Where the use says the unit, the variable is only the number. */
function partHint({ text, value, name }: Use): string {
  const filled = text.replace(/\$\{[^}]*\}/, () => value);
  const [number] = /^(?:PT?)?(\d+)/i.exec(value)?.slice(1) ?? [];
  if (number === undefined || !/^PT?\$\{[^}]*\}[DWHMS]$/.test(text))
    return `${text} makes it "${filled}": correct the variable, or its use`;
  return `Write ${name}: ${number}; ${text} makes it ${text.replace(/\$\{[^}]*\}/, () => number)}`;
}

function withUses(fault: Diagnostic, uses: number): Diagnostic {
  if (uses < 2) return fault;
  // One of many uses would look like the one that is wrong.
  const { address: _one, ...shared } = fault;
  return { ...shared, detail: `and ${counted(uses - 1, 'more use')}` };
}

/** The placeholder of a value that one variable says whole; undefined for every other. */
export function variableAt(root: SourceNode, path: AttributePath): string | undefined {
  const node = nodeAt(root, path);
  const whole =
    node?.type === 'scalar' && typeof node.value === 'string' ? wholePlaceholder(node.value) : undefined;
  return whole?.startsWith('var.') === true ? `\${${whole}}` : undefined;
}
