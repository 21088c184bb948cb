/** Replacements of stretches of one file's text; everything else stays as it is, to the byte. Pure. */
import type { SourceFile, SourceNode } from '../yaml/source-node.ts';

export interface TextEdit {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The new text of every file that an edit touches, by the name of the file. Throws when two edits overlap. */
export function applyEdits(edits: readonly TextEdit[]): ReadonlyMap<string, string> {
  const files = new Set(edits.map(({ file }) => file));
  return new Map(
    [...files].map((file) => {
      const own = edits.filter((edit) => edit.file === file);
      return [file.name, editedStretch(file, 0, file.text.length, own)];
    }),
  );
}

/** A stretch of a file's text with the edits that lie in it. Throws when two of them overlap. */
export function editedStretch(
  file: SourceFile,
  start: number,
  end: number,
  edits: readonly TextEdit[],
): string {
  if (overlapping(edits) !== undefined) throw new RangeError(`Two edits of ${file.name} overlap`);
  let text = '';
  let at = start;
  for (const edit of inOrder(edits)) {
    text += file.text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return text + file.text.slice(at, end);
}

/** The first edit that touches what another one replaces as well. */
export function overlapping(edits: readonly TextEdit[]): TextEdit | undefined {
  const ends = new Map<SourceFile, number>();
  return inOrder(edits).find(({ file, start, end }) => {
    const taken = start < (ends.get(file) ?? 0);
    ends.set(file, end);
    return taken;
  });
}

function inOrder(edits: readonly TextEdit[]): TextEdit[] {
  return [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
}

/** Offset of the beginning of the line that holds an offset. */
export function lineStart({ text }: SourceFile, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Offset behind the line break of the line that holds an offset; the end of the text for its last line. */
export function nextLine({ text }: SourceFile, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end + 1;
}

/** Whether a collection is written with brackets. */
export function isFlow({ type, file, start }: SourceNode): boolean {
  const [open] = file.text.slice(start, start + 1);
  return type === 'map' ? open === '{' : type === 'list' && open === '[';
}

/** Where the text of a value ends: a block collection ends with its last entry, and not with the blanks behind it. */
export function contentEnd(node: SourceNode): number {
  if (node.type === 'scalar' || isFlow(node)) return node.end;
  if (node.type === 'list') return Math.max(node.start, ...node.items.map(contentEnd));
  const ends = [...node.members.values()]
    .filter(({ file }) => file === node.file)
    .map(({ keyEnd, value }) => {
      // An alias stands for a value that begins elsewhere.
      const own = value.file === node.file && value.start >= keyEnd;
      return own ? contentEnd(value) : lineEnd(node.file, keyEnd);
    });
  return Math.max(node.start, ...ends);
}

/** Offset of the line break that ends a line, or of the end of the text. */
function lineEnd(file: SourceFile, offset: number): number {
  const next = nextLine(file, offset);
  return next > offset && file.text[next - 1] === '\n' ? next - 1 : next;
}
