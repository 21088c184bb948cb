/**
 * Text from tenants and files, made harmless inside GitHub's Markdown. What is not plainly a word stands in a code span
 * or a fence: GitHub looks there neither for markup nor for mentions, issues, commits or addresses of the web.
 */
import { MARKUP_ENTITIES } from './entities.ts';
import { printableReport } from '../model/printable.ts';
import { printable } from './style.ts';

/** The most letters of a name or an address that are worth a reader's time. */
const NAME = 200;

/** Shortens text to so many code points. */
export function clipped(text: string, most: number): string {
  if (text.length <= most) return text;
  const letters = Array.from(text);
  return letters.length <= most ? text : `${letters.slice(0, most - 1).join('')}…`;
}

/** A code span that its content cannot end. Not for cells of a table, which a `|` would end before the span. */
export function inlineCode(text: string): string {
  const shown = clipped(printable(text), NAME);
  if (shown.trim() === '') return '` `';
  const fence = '`'.repeat(longestRun(shown, 0) + 1);
  const pad = /^[` ]|[` ]$/.test(shown) ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** A fenced block that its content cannot end; every line is made printable. */
export function codeBlock(lines: readonly string[], language: string): string {
  const shown = lines.map((line) => clipped(printableReport(printable(line)), 500)).join('\n');
  const fence = '`'.repeat(longestRun(shown, 2) + 1);
  return `${fence}${language}\n${shown}\n${fence}`;
}

function longestRun(text: string, least: number): number {
  return Math.max(least, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}

/** Words, numbers and the punctuation around them: nothing that GitHub could take for more than itself. */
const PLAIN = /^["'(]{0,2}[\p{L}\p{M}\p{N}]+(?:['’-](?![\p{N}])[\p{L}\p{M}]+)*[.,;:!?)"']{0,3}$/u;
/** But these: items of a list, hashes of commits, quoted or with more behind them. */
const NOT_PLAIN = /^\d+[.)]|\b[0-9a-f]{7,}\b/i;

/** A word, and the punctuation around it that may stay outside of a code span. */
const CORE = /^(["'(]{0,2})([^]*?)([.,;:!?)"']{0,3})$/;

/** A sentence with untrusted text inside: its plain words as they are, all else in code spans. */
export function prose(text: string, most = 1_000): string {
  const words = clipped(text, most)
    .split(/\s+/)
    .filter((word) => word !== '');
  return words.map(harmless).join(' ');
}

function harmless(word: string): string {
  if (PLAIN.test(word) && !NOT_PLAIN.test(word) && printable(word) === word) return word;
  const [, before = '', core = '', after = ''] = CORE.exec(word) ?? [];
  return core === '' ? inlineCode(word) : `${before}${inlineCode(core)}${after}`;
}

/** A code element for places where GitHub reads HTML and no Markdown, such as a `summary` element. */
export function htmlCode(text: string): string {
  const shown = clipped(printable(text), NAME);
  return `<code>${shown.replace(/[&<>"']/g, (letter) => MARKUP_ENTITIES[letter] ?? '')}</code>`;
}

/** Something folded away; `title` is HTML, `content` Markdown. */
export function folded(title: string, content: string): string {
  return `<details><summary>${title}</summary>\n\n${content}\n\n</details>`;
}

/** How long text is on the wire: GitHub counts letters for comments and bytes for summaries, and these are the more. */
export function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** The items, in their order, that fit into so many bytes; an item is taken whole or not at all. */
export function takeWhole<T extends string>(items: readonly T[], bytes: number): T[] {
  let left = bytes;
  const end = items.findIndex((item) => (left -= utf8Length(item) + 2) < 0);
  return items.slice(0, end === -1 ? items.length : end);
}
