/**
 * Completion in shells: a short script asks the command line itself for words, which it finds in the command tree, and
 * in what the files name. Where it has none, the shell offers files.
 */
import type { Command, Option } from 'commander';
import { wordsFor } from '../../engine/editor/words.ts';
import type { Word } from '../../engine/editor/words.ts';
import type { Terminal } from '../terminal.ts';

/** `entente words -- WORD...`: a line for each word that can stand in the place of the last one, with what it is after a tab. */
export async function words(given: readonly string[], program: Command, terminal: Terminal): Promise<void> {
  // Bash takes = for a word of its own.
  const typed = given.filter((word, index) => word !== '=' || index === given.length - 1);
  const last = typed.at(-1) ?? '';
  const [, name, part] = /^(--[^=]+)=(.*)$/s.exec(last) ?? [];
  const place = placeOf([...typed.slice(0, -1), ...(name === undefined ? [] : [name])], program);
  const begun = last === '=' ? '' : (part ?? last);
  const found = await wordsAt(place, begun, terminal);
  const lines = found
    .filter(({ word }) => word.startsWith(begun))
    .map(({ word, about = '' }) => `${name === undefined ? word : `${name}=${word}`}\t${about}\n`);
  terminal.data(lines.join(''));
}

/** Where a word is to stand. */
interface Place {
  readonly command: Command;
  /** The option that waits for it. */
  readonly option: Option | undefined;
  /** Arguments before it. */
  readonly position: number;
  readonly file: string;
  readonly env: string | undefined;
}

function placeOf(before: readonly string[], program: Command): Place {
  const root = { file: 'governance.yaml', env: undefined as string | undefined };
  let [command, position] = [program, 0];
  let option: Option | undefined;
  for (const word of before) {
    if (option !== undefined) {
      const { long } = option;
      if (long === '--file' || long === '--env') root[long === '--file' ? 'file' : 'env'] = word;
      option = undefined;
    } else if (word.startsWith('-')) {
      option = optionsOf(command).find((each) => each.long === word || each.short === word);
      if (option?.required !== true) option = undefined;
    } else {
      const child: Command | undefined =
        position === 0 ? command.commands.find((each) => each.name() === word) : undefined;
      if (child === undefined) position += 1;
      else command = child;
    }
  }
  return { command, option, position, ...root };
}

/** Its own, then those of the commands that it stands below. */
function optionsOf(command: Command): Option[] {
  return [...command.options, ...(command.parent === null ? [] : optionsOf(command.parent))];
}

async function wordsAt(place: Place, begun: string, terminal: Terminal): Promise<readonly Word[]> {
  const { command, option, position } = place;
  if (option !== undefined) return valuesOf(option, valueName(option), place, terminal);
  if (begun.startsWith('-'))
    return [
      ...optionsOf(command).map(({ long, description }) => ({ word: long ?? '', about: description })),
      { word: '--help', about: 'what the command does' },
    ];
  const children = position === 0 ? command.createHelp().visibleCommands(command) : [];
  const list = command.registeredArguments;
  const argument = list[position] ?? (list.at(-1)?.variadic === true ? list.at(-1) : undefined);
  return [
    ...children.map((child) => ({ word: child.name(), about: child.description() })),
    ...(argument === undefined ? [] : await valuesOf(argument, argument.name(), place, terminal)),
  ];
}

function valueName({ flags }: Option): string {
  return /[<[]([^\]>.]+)/.exec(flags)?.[1] ?? '';
}

async function valuesOf(
  { argChoices }: { readonly argChoices?: string[] | undefined },
  called: string,
  place: Place,
  terminal: Terminal,
): Promise<readonly Word[]> {
  if (argChoices !== undefined) return argChoices.map((word) => ({ word }));
  const found = await Promise.all(
    called.split('|').map((name) => wordsFor(name.replace(/es$/, ''), place, terminal)),
  );
  return found.flatMap((words) => words ?? []);
}
