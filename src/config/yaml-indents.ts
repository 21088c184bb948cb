/** Repairs of lines that are indented otherwise than the others of their block. Pure. */
import { counted } from '../model/counted.ts';
import { content } from './yaml-lines.ts';
import type { Line } from './yaml-lines.ts';
import type { Repair } from './yaml-repair.ts';

/** The lines around the fault: before it, after it, and the one behind that. */
interface Around {
  readonly before: Line | undefined;
  readonly after: Line | undefined;
  readonly further: Line | undefined;
}

export function* indentation(at: Line, { before, after, further }: Around): Generator<Repair> {
  const tab = /^ *\t[ \t]*/.test(at.text);
  // Behind a line with a value nothing can be deeper than the line itself.
  const deeper = after !== undefined && after.indent > at.indent && !/[:\-|>]$/.test(content(at));
  const own = [
    indentedLike(at, before, tab && before !== undefined && content(before).endsWith(':')),
    indentedLike(at, after, false),
  ];
  const next = after === undefined ? undefined : indentedLike(after, at, false);
  // Two lines that agree are more likely right than the first of their block, or than one that is deeper than both.
  if (after !== undefined && after.indent === further?.indent && isFirstBelow(at, before)) {
    const repair = indentedLike(at, after, false);
    if (repair !== undefined) yield repair;
  }
  if (before !== undefined && before.indent > at.indent && after?.indent === at.indent) {
    const repair = indentedLike(before, at, false);
    if (repair !== undefined) yield repair;
  }
  for (const repair of deeper ? [next, ...own] : [...own, next]) if (repair !== undefined) yield repair;
}

/** A line with the indentation of another, or below it. */
function indentedLike(line: Line, other: Line | undefined, below: boolean): Repair | undefined {
  if (other === undefined || other.indent < 0) return undefined;
  const indent = other.indent + (below ? 2 : 0);
  if (indent === line.indent) return undefined;
  const blank = /^\s*/.exec(line.text)?.[0] ?? '';
  const like = `${below ? '2 more than' : 'like'} "${content(other).slice(0, 40)}"`;
  return {
    summary: blank.includes('\t')
      ? 'A tab cannot indent'
      : 'This line is not indented like the others of its block',
    span: [line.start, line.start + Math.max(1, blank.length)],
    hint: `Indent it with ${counted(indent, 'space')}, ${like}`,
    edit: { start: line.start, end: line.start + blank.length, text: ' '.repeat(indent) },
    safe: false,
  };
}

/** Whether a line begins the block of the one before it, and what follows need not belong to it. */
function isFirstBelow(line: Line, outer: Line | undefined): boolean {
  return (
    outer !== undefined &&
    outer.indent < line.indent &&
    /:$/.test(content(outer)) &&
    !/[:|>]$/.test(content(line))
  );
}
