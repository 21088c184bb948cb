/** Repairs of lines that are indented otherwise than the others of their block. Pure. */
import type { AttributePath } from '../../model/path.ts';
import { counted } from '../../model/counted.ts';
import { KEY, content, contentAfter, contentBefore } from './yaml-lines.ts';
import type { Line } from './yaml-lines.ts';
import type { Repair } from './yaml-repair.ts';

/** The lines around the fault: before it, after it, and the one behind that. */
interface Around {
  readonly before: Line | undefined;
  readonly after: Line | undefined;
  readonly further: Line | undefined;
}

/** Whether a map at a path may have a member. */
export type Takes = (path: AttributePath, member: string) => boolean;

export function* indentation(
  text: string,
  at: Line,
  around: Around,
  takes: Takes | undefined,
): Generator<Repair> {
  yield* besideEntry(text, at, around.before);
  const outer = outerOf(text, at);
  const isDeeper = around.before !== undefined && around.before.indent > at.indent;
  const whole = outer && isDeeper ? wholeBlock(text, at, outer) : undefined;
  if (whole !== undefined) yield whole;
  // A line that agrees with the next one may be right, and what stands before it wrong.
  if (isDeeper && at.indent >= 0 && around.after?.indent !== at.indent)
    yield* besideOpenBlock(text, at, around.before, takes);
  yield* likeTheNext(at, around);
  // The key that a line stands below may itself be too far out, as when it ends up beside the key that holds it.
  const holder = outer && indentedLike(outer, at, false);
  if (holder !== undefined) yield holder;
}

/** A key right below the dash of an entry: another entry, or what belongs to that one; a list has no keys beside its entries. */
function* besideEntry(text: string, at: Line, before: Line | undefined): Generator<Repair> {
  const key = keyOf(content(at));
  if (before === undefined || key === undefined || before.indent !== at.indent) return;
  if (!content(before).startsWith('- ')) return;
  const entry = content(before).slice(2).trim();
  const start = at.start + at.indent;
  const dash: Repair = {
    summary: 'The dash of this entry of the list is missing',
    span: [start, start + key.length],
    hint: `Write: - ${content(at)}`,
    edit: { start, end: start, text: '- ' },
    safe: false,
  };
  const sibling = contentBefore(text, before.start);
  const isOne = sibling === undefined || sibling.indent < at.indent;
  if (keyOf(entry) === key) yield dash;
  else if (keyOf(entry) !== undefined) {
    const belonging = indentedLike(at, before, true);
    if (belonging !== undefined) yield belonging;
  } else if (isOne) yield withKey(before, entry, key);
  yield dash;
}

/** The only entry of what reads as a list, where the lines beside it have keys. */
function withKey(line: Line, entry: string, beside: string): Repair {
  const start = line.start + line.indent;
  return {
    summary: `An entry of a list stands beside the key "${beside}"`,
    span: [start, start + 1],
    hint: `Write it with a key, as the lines beside it: KEY: ${entry}`,
    edit: { start, end: start + 1, text: 'KEY:' },
    safe: false,
  };
}

function keyOf(text: string): string | undefined {
  return new RegExp(`^(${KEY}):(?: |$)`).exec(text)?.[1];
}

/** A line like one beside it, or that one like it. */
function* likeTheNext(at: Line, { before, after, further }: Around): Generator<Repair> {
  const tab = /^ *\t[ \t]*/.test(at.text);
  // Behind a line with a value nothing can be deeper than the line itself.
  const deeper = after !== undefined && after.indent > at.indent && !/[:\-|>]$/.test(content(at));
  const own = nearerFirst(
    at,
    indentedLike(at, before, tab && before !== undefined && content(before).endsWith(':')),
    indentedLike(at, after, false),
  );
  const next = after === undefined ? undefined : indentedLike(after, at, false);
  const odd = oddBefore(at, before);
  if (odd !== undefined) yield odd;
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

/** Blocks are indented by 2 or 4: of two lines that disagree, the one with an odd number of spaces has slipped. */
function oddBefore(at: Line, before: Line | undefined): Repair | undefined {
  const isOdd = before !== undefined && before.indent % 2 === 1 && at.indent % 2 === 0;
  return isOdd ? indentedLike(before, at, false) : undefined;
}

/** Repairs by the line before and the line after, first the one that changes less. */
function nearerFirst(
  at: Line,
  ...[before, after]: readonly [Repair | undefined, Repair | undefined]
): readonly (Repair | undefined)[] {
  const change = (repair: Repair | undefined) =>
    Math.abs((repair?.edit.text.length ?? at.indent) - at.indent);
  return at.indent >= 0 && change(after) < change(before) ? [after, before] : [before, after];
}

/**
 * A line between the indentations of two blocks that are open before it: like the one that takes its key, else like the
 * nearer one, of two as near the inner.
 */
function* besideOpenBlock(
  text: string,
  at: Line,
  before: Line | undefined,
  takes: Takes | undefined,
): Generator<Repair> {
  const open: Line[] = [];
  for (let line = before; line !== undefined; line = outerOf(text, line)) open.push(line);
  const key = keyOf(content(at));
  const fits = (line: Line) => key !== undefined && takes?.(holdersOf(text, line), key) === true;
  const distance = (line: Line) => Math.abs(line.indent - at.indent);
  const [nearest] = open.sort(
    (a, b) => Number(fits(b)) - Number(fits(a)) || distance(a) - distance(b) || b.indent - a.indent,
  );
  const repair = indentedLike(at, nearest, false);
  if (repair !== undefined) yield repair;
}

/** The path of the map that a line is a member of, as the lines before it say; entries of lists are all alike. */
function holdersOf(text: string, { start, indent }: Line): AttributePath {
  const path: (string | number)[] = [];
  let within = indent;
  for (let line = outerOf(text, { start, indent }); line !== undefined; line = outerOf(text, line)) {
    const [, dash = '', rest = ''] = /^((?:- +)?)(.*)$/.exec(content(line)) ?? [];
    const key = keyOf(rest);
    if (key !== undefined && line.indent + dash.length < within) path.unshift(key);
    if (dash !== '') path.unshift(0);
    within = line.indent;
  }
  return path;
}

/** The nearest line before one that is indented less. */
function outerOf(text: string, { start, indent }: Pick<Line, 'start' | 'indent'>): Line | undefined {
  for (let line = contentBefore(text, start); line !== undefined; line = contentBefore(text, line.start))
    if (line.indent >= 0 && line.indent < indent) return line;
  return undefined;
}

/** An entry of a list with the lines below it, indented like the entry that was meant to stand beside it. */
function wholeBlock(text: string, at: Line, outer: Line): Repair | undefined {
  const isEntry = (line: Line) => content(line).startsWith('- ');
  let beside: Line | undefined = outer;
  while (beside !== undefined && !isEntry(beside)) beside = outerOf(text, beside);
  let last = at;
  let next = contentAfter(text, at.start);
  while (next !== undefined && next.indent > at.indent) {
    last = next;
    next = contentAfter(text, next.start);
  }
  if (beside === undefined || !isEntry(at) || last === at) return undefined;
  const repair = indentedLike(at, beside, false);
  if (repair === undefined) return undefined;
  const end = last.start + last.text.length;
  const less = at.indent - beside.indent;
  return {
    ...repair,
    hint: repair.hint.replace('Indent it', 'Indent it and what belongs to it'),
    edit: {
      start: at.start,
      end,
      text: text.slice(at.start, end).replace(new RegExp(`^ {${less}}`, 'gm'), ''),
    },
  };
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
