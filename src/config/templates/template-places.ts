/** Faults in what templates say: told once, at the template, with who uses it. */
import type { Diagnostic, SourceRange } from '../../diagnostics/diagnostic.ts';
import type { AttributePath } from '../../model/path.ts';
import { formatPath } from '../../model/path.ts';
import { TEMPLATE_LAYOUT } from '../../kinds/template-layout.ts';
import type { Expansion } from './expand.ts';
import type { Aspect, SourceNode } from '../yaml/source-node.ts';
import { otherPlace, placeAt, rangeOfNode } from '../yaml/source-node.ts';

/** What a path is called in the template that says the value there; the path itself where none does. */
export function pathInTemplate(root: SourceNode, path: AttributePath): AttributePath {
  const via = path[0] === TEMPLATE_LAYOUT.section ? placeAt(root, path).via : undefined;
  const template = via?.role === 'template' ? via.template : undefined;
  return template === undefined
    ? path
    : ['policyTemplates', template, TEMPLATE_LAYOUT.body, ...path.slice(2)];
}

/** Whether a path lies in an entry whose template could not be filled in: what is wrong there follows from that. */
export function followsFromUse({ unfilled }: Expansion, path: AttributePath | undefined): boolean {
  return path?.[0] === TEMPLATE_LAYOUT.section && unfilled.has(String(path[1]));
}

/** The place of a path, with the use where a template, an argument or a default says the value. */
export function usedRange(root: SourceNode, path: AttributePath, aspect?: Aspect): SourceRange {
  const { range, via } = placeAt(root, path, aspect);
  if (via !== undefined) {
    const briefly = via.role === 'argument' ? `taken by ${via.source} at` : `${via.source}, used at`;
    return { ...range, also: { ...otherPlace(via), briefly } };
  }
  const taken = path.length === 2 ? takenBy(root, path) : undefined;
  return taken === undefined ? range : { ...range, also: taken };
}

/** Of an entry that takes a template: that, at the first value it takes from it. */
function takenBy(root: SourceNode, [section, key]: AttributePath): SourceRange['also'] {
  const entries = root.type === 'map' ? root.members.get(String(section))?.value : undefined;
  const entry = entries?.type === 'map' ? entries.members.get(String(key))?.value : undefined;
  if (entry?.type !== 'map') return undefined;
  const first = [...entry.members.values()].find(({ value }) => value.via?.role === 'template');
  const source = first?.value.via?.source;
  return first === undefined || source === undefined
    ? undefined
    : {
        message: `${source} says the rest`,
        briefly: `with ${source} at`,
        range: rangeOfNode(first.value),
      };
}

/** Faults of an expanded document, with both places; one that several uses of a template share is told once. */
export function atTemplates(root: SourceNode, faults: readonly Diagnostic[]): Diagnostic[] {
  const told = new Map<string, { readonly fault: Diagnostic; readonly uses: Set<string> }>();
  const rest: Diagnostic[] = [];
  for (const fault of faults) {
    const { code, path = [], range } = fault;
    const via = range === undefined ? undefined : placeAt(root, path).via;
    if (via === undefined) rest.push(fault);
    else if (via.role === 'argument')
      rest.push({ ...fault, related: [...(fault.related ?? []), otherPlace(via)] });
    else {
      // The same member of the same text: what uses add to the words, such as an address, does not count.
      const key = JSON.stringify([code, range?.file, range?.start.offset, formatPath(path.slice(2))]);
      const known = told.get(key) ?? {
        fault: { ...fault, related: [...(fault.related ?? []), otherPlace(via)] },
        uses: new Set(),
      };
      known.uses.add(via.address);
      told.set(key, known);
    }
  }
  return [...rest, ...[...told.values()].map(({ fault, uses }) => withCount(fault, uses.size))];
}

function withCount(fault: Diagnostic, uses: number): Diagnostic {
  if (uses < 2) return fault;
  const others = fault.related ?? [];
  const related = others.map((other, index) =>
    index === others.length - 1 ? { ...other, message: `${other.message} and by ${uses - 1} more` } : other,
  );
  // One of many uses would look like the one that is wrong.
  const { address: _one, ...shared } = fault;
  return { ...shared, related };
}
