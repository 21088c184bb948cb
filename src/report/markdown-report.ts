/** A Markdown report of limited size: what does not fit is left out whole, and counted. */
import type { DeclaredPlace } from '../model/declared-place.ts';
import { codeBlock, folded, inlineCode, takeWhole, utf8Length, prose } from './markdown.ts';
import { counted } from './style.ts';

/** GitHub refuses comments and issues of more than 65,536 letters; room is left for what stands around the report. */
export const COMMENT_BYTES = 60_000;
/** GitHub drops the summary of a step that is larger than 1 MiB. */
export const SUMMARY_BYTES = 1_000_000;

export interface MarkdownOptions {
  /** The most bytes (UTF-8) that the report may have. */
  readonly bytes: number;
  /** The environment or other name that tells reports in one place apart. */
  readonly name?: string | undefined;
  /** What else there is to know, a Markdown paragraph each. */
  readonly notes?: readonly string[];
  /** Where all of it is, as Markdown, for a report that leaves something out. */
  readonly whole?: string | undefined;
  /** Where a file of the configuration is shown, ending in `/`. */
  readonly sourceUrl?: string | undefined;
}

/** A line of a file of the configuration. */
interface Place {
  readonly file: string;
  readonly line: number;
}

/** One object is cut when its lines take more than this share of all. */
const ONE_SHARE = 0.15;
/** What the sentences about what was left out need. */
const RESERVE = 2_000;

export class MarkdownReport {
  /** Bytes that are left. */
  room: number;
  private readonly parts: string[] = [];
  private readonly options: MarkdownOptions;

  constructor(options: MarkdownOptions) {
    this.options = options;
    this.room = options.bytes - RESERVE;
  }

  text(): string {
    return `${this.parts.join('\n\n')}\n`;
  }

  put(...parts: readonly string[]): void {
    for (const part of parts) {
      this.room -= utf8Length(part) + 2;
      this.parts.push(part);
    }
  }

  /**
   * Puts as many items as a share of the room holds: `between` is a line break for a list, two for blocks. Of a long
   * list, what comes after the first `open` items is folded away.
   */
  putSome(
    items: readonly string[],
    share: number,
    between: '\n' | '\n\n',
    noun: string,
    open = Infinity,
  ): void {
    const taken = takeWhole(items, this.room * share);
    const [shown, more] = [taken.slice(0, open), taken.slice(open)];
    if (shown.length > 0) this.put(shown.join(between));
    if (more.length > 0) this.put(folded(counted(more.length, `more ${noun}`), more.join(between)));
    const left = items.length - taken.length;
    if (left > 0) this.put(`_${counted(left, `more ${noun}`)} left out here${this.elsewhere()}._`);
  }

  /** Where to look for what was left out. */
  elsewhere(): string {
    const { whole } = this.options;
    return whole === undefined ? '' : `; all of it is in ${whole}`;
  }

  /** A place in the configuration, as a link where it can be looked at. */
  place({ file, line, also, removed }: Place & Pick<DeclaredPlace, 'also' | 'removed'>): string {
    const link = this.linked(inlineCode(`${file}:${line}`), { file, line });
    const own = removed === true ? `removed from ${link}` : link;
    return also === undefined ? own : `${own}, ${prose(also.message)} ${this.place(also)}`;
  }

  /** Harmless Markdown as a link to a place in the configuration, where there is one. */
  linked(text: string, place: Place | undefined): string {
    const { sourceUrl } = this.options;
    if (place === undefined || sourceUrl === undefined) return text;
    // Encoded line breaks are what workflow commands are made of; no file of ours is called like that.
    if (/[\r\n]/.test(place.file)) return text;
    // Half a letter has no place in an address.
    const path = place.file
      .replace(/\p{Cs}/gu, '\ufffd')
      .split(/[/\\]/)
      .map(encodeURIComponent)
      .join('/');
    // Parentheses would end the link.
    return `[${text}](${sourceUrl}${path.replaceAll('(', '%28').replaceAll(')', '%29')}#L${place.line})`;
  }

  /** Lines in a diff fence; one object may not take the room of all others. */
  fence(lines: readonly string[]): string {
    const shown = takeWhole(lines, this.options.bytes * ONE_SHARE);
    const left = lines.length - shown.length;
    return codeBlock(
      left === 0 ? shown : [...shown, `# ${counted(left, 'more line')} left out here`],
      'diff',
    );
  }
}
