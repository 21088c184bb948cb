import type { Command } from 'commander';

interface Entry {
  /** Words before the cursor, without `entente`: '' or 'state'. */
  readonly path: string;
  readonly words: readonly string[];
}

/** A completion script made from the command tree itself, so that it cannot fall behind it. */
export function completionScript(shell: 'bash' | 'zsh' | 'fish', program: Command): string {
  const entries = entriesOf(program, '');
  switch (shell) {
    case 'bash':
      return bash(entries);
    case 'zsh':
      return `#compdef entente\nautoload -U +X bashcompinit && bashcompinit\n${bash(entries)}`;
    case 'fish':
      return fish(entries);
  }
}

function entriesOf(command: Command, path: string): Entry[] {
  const options = [command, ...(command.parent === null ? [] : [rootOf(command)])].flatMap((each) =>
    each.options.flatMap(({ long }) => long ?? []),
  );
  const names = command.commands.map((child) => child.name());
  const own = { path, words: [...names, ...options, '--help'] };
  return [own, ...command.commands.flatMap((child) => entriesOf(child, `${path} ${child.name()}`.trim()))];
}

function rootOf(command: Command): Command {
  return command.parent === null ? command : rootOf(command.parent);
}

function bash(entries: readonly Entry[]): string {
  const cases = entries.map(
    ({ path, words }) => `    '${path}') COMPREPLY=($(compgen -W '${words.join(' ')}' -- "$word")) ;;`,
  );
  return `_entente() {
  local word="\${COMP_WORDS[COMP_CWORD]}" path='' part
  for part in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$part" in -*) ;; *) path="\${path:+$path }$part" ;; esac
  done
  COMPREPLY=()
  case "$path" in
${cases.join('\n')}
    *) COMPREPLY=($(compgen -f -- "$word")) ;;
  esac
}
complete -o default -F _entente entente
`;
}

function fish(entries: readonly Entry[]): string {
  return entries
    .flatMap(({ path, words }) => {
      const seen =
        path === ''
          ? '__fish_use_subcommand'
          : path
              .split(' ')
              .map((word) => `__fish_seen_subcommand_from ${word}`)
              .join('; and ');
      return words.map((word) =>
        word.startsWith('--')
          ? `complete -c entente -n '${seen}' -l ${word.slice(2)}`
          : `complete -c entente -f -n '${seen}' -a ${word}`,
      );
    })
    .concat('')
    .join('\n');
}
