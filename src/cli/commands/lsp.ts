import { serve } from '../../lsp/server.ts';
import type { Shell } from '../shell.ts';
import type { GlobalOptions, Terminal } from '../terminal.ts';

/** `entente lsp`: standard input and output belong to the editor until it is done. */
export async function lsp({ file, env }: GlobalOptions, terminal: Terminal, shell: Shell): Promise<void> {
  await serve({ file, env }, terminal, { input: shell.stdin, output: shell.stdout });
}
