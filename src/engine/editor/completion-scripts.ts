/** What a shell runs so that Tab asks `entente words` for what can stand there. */

export type CompletionShell = 'bash' | 'zsh' | 'fish' | 'powershell';

const BASH = `_entente() {
  local IFS=$'\n' word="\${COMP_WORDS[COMP_CWORD]}"
  [ "$word" = = ] && word=''
  COMPREPLY=($(compgen -W "$(entente words -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | cut -f 1)" -- "$word"))
}
complete -o default -F _entente entente
`;

const SCRIPTS: Readonly<Record<CompletionShell, string>> = {
  bash: BASH,
  zsh: `#compdef entente\nautoload -U +X bashcompinit && bashcompinit\n${BASH}`,
  fish: `function __entente_words
  set -l before (commandline -opc)[2..-1]
  set -l current (commandline -ct)
  set -l words (entente words -- $before "$current" 2>/dev/null)
  if test (count $words) -gt 0
    printf '%s\n' $words
  else
    __fish_complete_path "$current"
  end
end
complete -c entente -f -a '(__entente_words)'
`,
  // Before 7.3 an empty argument does not arrive, so --next stands for it.
  powershell: `Register-ArgumentCompleter -Native -CommandName entente -ScriptBlock {
  param($word, $ast, $cursor)
  $given = @($ast.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.StartOffset -lt $cursor } | ForEach-Object { $_.Extent.Text })
  $next = if ($word -eq '') { @('--next') } else { @() }
  entente words @next '--' @given 2>$null | ForEach-Object {
    $value, $about = $_ -split "\`t", 2
    $tip = if ($about) { $about } else { $value }
    [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $tip)
  }
}
`,
};

/** `entente completion SHELL` */
export function completionScript(shell: CompletionShell): string {
  return SCRIPTS[shell];
}
