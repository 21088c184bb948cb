/** What `doctor` found, a line each. */
import { createStyle, printable } from './style.ts';

export interface Checkup {
  readonly verdict: 'good' | 'warning' | 'bad' | 'unknown';
  /** What was looked at, and how it is. */
  readonly summary: string;
  /** More facts, a line each. */
  readonly facts?: readonly string[];
  /** What to do. */
  readonly advice?: string;
}

/** Checkups as text; those that are bad or doubtful say what to do. */
export function renderCheckups(checkups: readonly Checkup[], options: { readonly color: boolean }): string {
  const style = createStyle(options.color);
  const marks = {
    good: style.green('ok     '),
    warning: style.yellow('warning'),
    bad: style.red('problem'),
    unknown: style.dim('unknown'),
  };
  const lines = checkups.flatMap(({ verdict, summary, facts = [], advice }) => [
    `${marks[verdict]}  ${printable(summary)}`,
    ...facts.map((fact) => `         ${printable(fact)}`),
    ...(advice === undefined ? [] : [`         ${style.cyan('→')} ${printable(advice)}`]),
  ]);
  return `${lines.join('\n')}\n`;
}
