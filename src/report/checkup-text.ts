/** What `doctor` found, a line each. */
import { createStyle, printable } from './style.ts';
import type { Checkup } from '../engine/doctor/checkup.ts';

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
