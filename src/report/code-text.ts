/** What the codes of diagnostics mean, as text. */
import type { CodeEntry } from '../diagnostics/codes/entry.ts';
import { createStyle } from './style.ts';

/** One code in full. */
export function renderCode(
  code: string,
  { title, meaning, remedy }: CodeEntry,
  { color }: { readonly color: boolean },
): string {
  const style = createStyle(color);
  return `${style.bold(code)}: ${title}\n\n${meaning}\n${style.cyan('→')} ${remedy}\n`;
}

/** Every code with its title, one a line, under the titles of the subjects. */
export function renderCodes(
  subjects: readonly { readonly title: string; readonly codes: Readonly<Record<string, CodeEntry>> }[],
  { color }: { readonly color: boolean },
): string {
  const style = createStyle(color);
  const width = Math.max(...subjects.flatMap(({ codes }) => Object.keys(codes).map((code) => code.length)));
  const parts = subjects.map(({ title, codes }) => {
    const lines = Object.entries(codes).map(([code, entry]) => `  ${code.padEnd(width)}  ${entry.title}\n`);
    return `${style.bold(title)}\n${lines.join('')}`;
  });
  return parts.join('\n');
}
