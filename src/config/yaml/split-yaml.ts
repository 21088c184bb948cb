/**
 * Cuts a large YAML text into pieces that can be parsed one after the other. The parser's syntax trees take thirty
 * times the text's size; of a piece they are gone before the next one is read. Every piece is a whole block map, so
 * that what is understood does not depend on the cuts; a text of any unusual form is not cut at all.
 */

/** A top-level key with its value. */
export interface Section {
  readonly start: number;
  readonly end: number;
  /**
   * The pieces of its value, each beginning with an entry of the section's map; `start` to the first of them is the
   * key. Undefined: the section is one piece.
   */
  readonly pieces?: readonly Piece[];
}

interface Piece {
  readonly start: number;
  readonly end: number;
}

/** Texts up to this many characters are not worth cutting. */
const SMALL = 128 * 1024;
const PIECE = 16 * 1024;

/** Directives and document markers, after which a line at the margin need not be a key of the root. */
const UNUSUAL = /^(?:---|\.\.\.|%|\uFEFF)/m;
/** A line that is more than a comment. */
const CONTENT = /^[ \t]*[^\s#]/m;
const TOP_KEY = /^[A-Za-z0-9_]/gm;
/** A key whose value begins on a line of its own; neither a block scalar nor anything with an anchor or tag. */
const HEADER = /[A-Za-z0-9_]+:[ \t]*(?:#[^\n]*)?\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*( +)[A-Za-z0-9_]/y;

/** The sections of a block map at the margin; undefined when the text is small or of another form. */
export function splitYaml(text: string): readonly Section[] | undefined {
  if (text.length <= SMALL || UNUSUAL.test(text)) return undefined;
  const starts = [...text.matchAll(TOP_KEY)].map(({ index }) => index);
  // What stands before the first key would be lost: a list, a quoted key, an indented map.
  if (CONTENT.test(text.slice(0, starts[0]))) return undefined;
  return starts.map((start, index) => section(text, start, starts[index + 1] ?? text.length));
}

function section(text: string, start: number, end: number): Section {
  HEADER.lastIndex = start;
  const indent = HEADER.exec(text)?.[1];
  if (indent === undefined || HEADER.lastIndex > end || end - start <= PIECE) return { start, end };
  const entry = new RegExp(`^${indent}[A-Za-z0-9_]`, 'gm');
  const pieces: Piece[] = [];
  entry.lastIndex = start;
  let from = entry.exec(text)?.index ?? end;
  for (let match = entry.exec(text); match !== null && match.index < end; match = entry.exec(text)) {
    if (match.index - from < PIECE) continue;
    pieces.push({ start: from, end: match.index });
    from = match.index;
  }
  return { start, end, pieces: [...pieces, { start: from, end }] };
}
