/** The parser's errors in words for people who write configuration, not parsers. */
import { isCollection, isPair, isScalar } from 'yaml';
import type { Document, Node, ParsedNode, YAMLError } from 'yaml';
import type { Span } from './source-node.ts';

/** Summary, place and what to do. */
export type YamlFault = readonly [summary: string, span: Span, hint: string];

/** What is wrong with a document; a text that ends too early is told where it began. */
export function yamlFaults(document: Document.Parsed, text: string): readonly YamlFault[] {
  const faults = new Map<number, YamlFault>();
  const end = text.trimEnd().length;
  for (const error of [...document.errors, ...document.warnings]) {
    const open = error.pos[0] < end ? undefined : openAt(document.contents, end);
    const fault: YamlFault =
      open === undefined ? inWords(error) : [open[0], [open[1], open[1] + 1], 'Close it where it ends'];
    if (!faults.has(fault[1][0])) faults.set(fault[1][0], fault);
  }
  return [...faults.values()];
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

function inWords({ code, message, pos }: YAMLError): YamlFault {
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
