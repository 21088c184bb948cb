/** Text on its way out, without secrets and without what a terminal or a CI system would obey. */
import { printableReport } from '../model/printable.ts';
import { masked, redacted } from './secrets.ts';

/** Texts of files for code frames, in which carets keep their columns. */
export function maskedSources(sources: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...sources].map(([file, text]) => [file, masked(text)]));
}

/** Text for people on its way to a terminal or log. */
export function shownText(text: string): string {
  return printableReport(redacted(text));
}
