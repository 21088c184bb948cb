import type { Command } from 'commander';
import { ENVIRONMENT, EXIT_CODES } from '../program/footer.ts';

/** The manual page of the whole command tree, as troff for `man`. */
export function manPage(program: Command): string {
  const help = program.createHelp();
  const named = (rows: readonly (readonly [string, string])[]) =>
    rows.map(([name, meaning]) => `.TP\n.B ${escaped(name)}\n${escaped(meaning)}`);
  const options = (command: Command) =>
    help
      .visibleOptions(command)
      .filter(({ long }) => long !== '--help')
      .map((option) => [option.flags, help.optionDescription(option)] as const);
  return [
    '.TH ENTENTE 1',
    '.SH NAME',
    `entente \\- ${escaped(program.description())}`,
    '.SH SYNOPSIS',
    '.B entente',
    '[options] command',
    '.SH OPTIONS',
    ...named(options(program)),
    '.SH COMMANDS',
    ...leaves(program).flatMap((command) => [
      `.SS ${escaped(help.commandUsage(command))}`,
      escaped(command.description()),
      ...named(options(command)),
    ]),
    '.SH EXIT STATUS',
    ...named(EXIT_CODES),
    '.SH ENVIRONMENT',
    ...named(ENVIRONMENT),
    '',
  ].join('\n');
}

/** Commands that do something, not those that only hold others. */
function leaves(command: Command): Command[] {
  return command.commands.flatMap((child) => (child.commands.length === 0 ? [child] : leaves(child)));
}

/** A text that troff prints as it is: dashes as they are typed, and no line that begins as a request does. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(?=[.'])/gm, '\\&');
}
