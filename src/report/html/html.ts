/**
 * HTML in which untrusted text stays text. `html` is the one way to make markup, and escapes whatever is put into it
 * that is not markup already; what is invisible, and what turns other letters around, is written out.
 */
import { MARKUP_ENTITIES } from '../entities.ts';
import { printableReport } from '../../model/printable.ts';
import { printable } from '../style.ts';

/** Markup that may stand in a page as it is. Made by `html` and `trusted` only. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What may be put into a template: text is escaped, `undefined` and `false` are nothing. */
export type Part = Html | string | number | false | undefined | readonly Part[];

const ENTITIES: Readonly<Record<string, string>> = { ...MARKUP_ENTITIES, '`': '&#96;' };

/** A template of markup. Parts go between tags or into double-quoted attributes, nowhere else. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const own = withoutIndents(strings);
  let text = own[0] ?? '';
  for (const [index, part] of parts.entries()) text += markupOf(part) + (own[index + 1] ?? '');
  return new Html(text);
}

const TEMPLATES = new WeakMap<TemplateStringsArray, readonly string[]>();

/** The template without the indents of the source, which would make half of a large page. */
function withoutIndents(strings: TemplateStringsArray): readonly string[] {
  const known = TEMPLATES.get(strings) ?? strings.map((text) => text.replace(/\n\s+/g, '\n'));
  TEMPLATES.set(strings, known);
  return known;
}

function markupOf(part: Part): string {
  if (part instanceof Html) return part.text;
  if (part === undefined || part === false) return '';
  if (typeof part === 'string') return escaped(part);
  return typeof part === 'number' ? String(part) : part.map(markupOf).join('');
}

function escaped(text: string): string {
  // A part may begin a line of the page.
  return printableReport(printable(text)).replace(/[&<>"'`]/g, (letter) => ENTITIES[letter] ?? '');
}

/** Our own style and script, never text from elsewhere. */
export function trusted(text: string): Html {
  return new Html(text);
}
