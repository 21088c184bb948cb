/** The parser's errors in words for people who write configuration, not parsers. */
import { isCollection, isPair, isScalar } from 'yaml';
import type { Document, Node, ParsedNode, YAMLError } from 'yaml';
import type { Span } from './source-node.ts';
import { repairsAt } from './yaml-repairs.ts';
import type { Takes } from './yaml-indents.ts';
import type { Repair } from './yaml-repair.ts';

/** One cause: summary, place and what to do; with a repair that the parser has accepted, where there is one. */
export interface YamlFault extends Pick<Repair, 'summary' | 'span' | 'hint'> {
  readonly edit?: Repair['edit'];
}

/** Parses a text. */
type Parse = (text: string) => Document.Parsed;

/** Causes that are told of one file, and characters that are parsed in search of them. */
const MOST_CAUSES = 12;
const MOST_PARSED = 8 * 1024 * 1024;

/**
 * The causes of what the parser says of a text. Everything behind the first fault may follow from it, so that the next
 * one is looked for in the text as repaired; where no repair helps, the first is all that is known.
 */
export function yamlFaults(
  document: Document.Parsed,
  text: string,
  parse: Parse,
  takes?: Takes,
): readonly YamlFault[] {
  const conflict = mergeConflict(text);
  if (conflict !== undefined) return [conflict];
  const faults: YamlFault[] = [];
  const applied: Repair['edit'][] = [];
  let current = { document, text };
  let parsed = 0;
  const reparse = (repair: Repair) => {
    if (parsed > MOST_PARSED) return undefined;
    parsed += current.text.length;
    const { start, end, text: added } = repair.edit;
    const mended = current.text.slice(0, start) + added + current.text.slice(end);
    try {
      return { document: parse(mended), text: mended };
    } catch (error) {
      // What looks right here nests without end further down.
      if (error instanceof RangeError) return 'worse';
      throw error;
    }
  };
  while (faults.length < MOST_CAUSES) {
    const error = firstError(current.document);
    if (error === undefined) break;
    const before = error.pos[0];
    let accepted: { readonly repair: Repair; readonly next: typeof current } | undefined;
    for (const repair of repairsAt(current.text, before, takes)) {
      const next = reparse(repair);
      if (next === undefined) break;
      if (next === 'worse' || !helps(repair, next.document, next.text, before)) continue;
      accepted = { repair, next };
      break;
    }
    const fault = accepted?.repair ?? unmended(current.document, current.text, error);
    const original = (offset: number) => offsetBefore(offset, applied);
    const { summary, span, hint } = fault;
    const edit = accepted?.repair.safe === true ? accepted.repair.edit : undefined;
    faults.push({
      summary,
      span: [original(span[0]), original(span[1])],
      hint,
      ...(edit !== undefined && {
        edit: { start: original(edit.start), end: original(edit.end), text: edit.text },
      }),
    });
    if (accepted === undefined) break;
    applied.push(accepted.repair.edit);
    current = accepted.next;
  }
  return faults;
}

/** True when what was wrong is gone: the next fault, if any, stands behind the place and the repair. */
function helps({ edit }: Repair, document: Document.Parsed, text: string, before: number): boolean {
  const next = firstError(document);
  if (next === undefined) return true;
  const behind = Math.max(before, edit.start + edit.text.length);
  const line = text.indexOf('\n', behind);
  return line !== -1 && next.pos[0] > line;
}

function firstError(document: Document.Parsed): YAMLError | undefined {
  return [...document.errors, ...document.warnings].reduce<YAMLError | undefined>(
    (first, each) => (first === undefined || each.pos[0] < first.pos[0] ? each : first),
    undefined,
  );
}

/** The offset in the text as it was before the edits, which were made one after the other. */
function offsetBefore(offset: number, applied: readonly Repair['edit'][]): number {
  return applied.reduceRight((at, { start, end, text }) => {
    if (at <= start) return at;
    return at >= start + text.length ? at - text.length + (end - start) : start;
  }, offset);
}

/** The fault of a text that the parser gives up on: a tab before a key lets every line behind it nest in the one before. */
export function tabFault(text: string): YamlFault | undefined {
  const lines = [...text.matchAll(/^ *\t[ \t]*(?=[^\s#])/gm)];
  const [first] = lines;
  if (first === undefined) return undefined;
  const more = lines.length === 1 ? '' : `, here and in ${lines.length - 1} more lines`;
  return {
    summary: `A tab cannot indent${more}`,
    span: [first.index, first.index + first[0].length],
    hint: 'Indent with spaces, as many as the other lines of the block',
  };
}

function mergeConflict(text: string): YamlFault | undefined {
  const marks = [...text.matchAll(/^(?:[<>]{7}(?: .*)?|={7})$/gm)];
  const [first] = marks;
  if (first === undefined) return undefined;
  const found = marks.filter(([mark]) => mark.startsWith('<'));
  const ends = marks.filter(([mark]) => mark.startsWith('>'));
  if (found.length === 0 || found.length !== ends.length)
    return {
      summary: 'This line is left of a merge conflict',
      span: [first.index, first.index + first[0].trimEnd().length],
      hint: 'Remove it once one side of the conflict is chosen, with the lines <<<<<<<, ======= and >>>>>>> that are left',
    };
  const more = found.length === 1 ? '' : ` and ${found.length - 1} more in this file`;
  return {
    summary: `A merge conflict begins here${more}`,
    span: [first.index, first.index + first[0].trimEnd().length],
    hint: 'Keep one side of each conflict, and remove the lines <<<<<<<, ======= and >>>>>>>',
  };
}

/** A fault that no repair mends; a text that ends too early is told where it began. */
function unmended(document: Document.Parsed, text: string, error: YAMLError): YamlFault {
  const end = text.trimEnd().length;
  const open = error.pos[0] < end ? undefined : openAt(document.contents, end);
  if (open !== undefined)
    return { summary: open[0], span: [open[1], open[1] + 1], hint: 'Close it where it ends' };
  const [summary, span, hint] = inWords(error);
  return { summary, span, hint };
}

/** The innermost quoted text or flow collection that reaches the end of the file. */
function openAt(
  contents: ParsedNode | null,
  end: number,
): readonly [summary: string, start: number] | undefined {
  let node: Node | null = contents;
  let found: readonly [string, number] | undefined;
  while (node !== null) {
    const [start = 0, , reach = 0] = node.range ?? [];
    if (reach < end) return found;
    if (isScalar(node) && /^QUOTE_/.test(node.type ?? ''))
      return ['The quotes that begin here do not end', start];
    if (isCollection(node) && node.flow === true)
      found = ['The bracket that opens here is never closed', start];
    const last: unknown = isCollection(node) ? node.items.at(-1) : undefined;
    node = (isPair(last) ? (last.value ?? last.key) : (last ?? null)) as Node | null;
  }
  return found;
}

function inWords({ code, message, pos }: YAMLError): readonly [string, Span, string] {
  const span: Span = [pos[0], pos[1]];
  switch (code) {
    case 'TAB_AS_INDENT':
      return ['A tab cannot indent', span, 'Indent with spaces'];
    case 'MULTIPLE_DOCS':
      return [
        'The file holds more than one document',
        span,
        'Remove the line ---, or include the other as a file of its own',
      ];
    case 'TAG_RESOLVE_FAILED':
      return ['Tags are not supported', span, 'Remove the word that begins with !'];
    case 'MULTILINE_IMPLICIT_KEY':
    case 'BLOCK_AS_IMPLICIT_KEY':
      return ['The colon after this key is missing', span, 'Write KEY: VALUE'];
    case 'BAD_INDENT':
      return [
        'This line is not indented like the others of its block',
        span,
        'Align it with the lines before it',
      ];
    default:
      return [`Not valid YAML: ${message}`, span, 'Check indentation, quotes and colons'];
  }
}
