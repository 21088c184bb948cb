import { printable, printableReport } from '../model/printable.ts';
import { MARKUP_ENTITIES } from './entities.ts';

const ENTITIES: Readonly<Record<string, string>> = { ...MARKUP_ENTITIES, "'": '&apos;' };

/** Text for an element or attribute of XML 1.0; lines stay lines, characters that XML cannot hold or that are invisible are spelled out. */
export function xmlText(text: string): string {
  return text
    .split('\n')
    .map((line, index) => (index === 0 ? printable(line) : printableReport(printable(line))))
    .join('\n')
    .replace(/[&<>"']/g, (letter) => ENTITIES[letter] ?? letter);
}
