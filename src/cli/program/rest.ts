/** init, doctor, schema, lsp, completion, man, version. */
import type { Command } from 'commander';
import type { Shell } from '../shell.ts';
import { globals, terminalOf } from './options.ts';
import { PRINTED_SCHEMAS } from '../../schema/printed.ts';

const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;

export function addRest(program: Command, shell: Shell, complete: () => Command): void {
  program
    .command('init')
    .description('write a configuration to begin with, and a workflow that plans pull requests')
    .argument('[folder]', 'where to', '.')
    .option('--json', 'the files that were written, as JSON')
    .action(async (folder: string, _options, command: Command) => {
      const { init } = await import('../commands/init.ts');
      await init({ ...command.optsWithGlobals(), folder }, terminalOf(command, shell));
    });
  program
    .command('doctor')
    .description('check credentials, permissions, licence and reachability')
    .option(
      '--setup',
      'print the commands that register the application in Entra, with the permissions it needs',
    )
    .option('--json', 'as JSON')
    .action(async (_options, command: Command) => {
      const { doctor } = await import('../commands/doctor.ts');
      shell.exitCode = await doctor(command.optsWithGlobals(), terminalOf(command, shell));
    });
  program
    .command('login')
    .description("sign in as a person through the browser, kept in the system's keychain")
    .option('--tenant <id>', "the tenant's id or a domain of it (default: that of the configuration)")
    .option('--client-id <id>', 'the app registration to sign in with (default: ENTENTE_CLIENT_ID)')
    .option('--device-code', 'with a code that is entered in a browser elsewhere; many tenants block it')
    .action(async (_options, command: Command) => {
      const { login } = await import('../commands/login.ts');
      await login(command.optsWithGlobals(), terminalOf(command, shell));
    });
  program
    .command('schema')
    .description('print the JSON Schema of the configuration, or of another file')
    .addArgument(
      program
        .createArgument('[of]', 'what it describes')
        .choices([...PRINTED_SCHEMAS])
        .default('governance'),
    )
    .action(async (of: (typeof PRINTED_SCHEMAS)[number]) => {
      const { printSchema } = await import('../commands/schema.ts');
      printSchema(of, shell.stdout);
    });
  program
    .command('lsp')
    .description('serve an editor: findings, completion, definitions and renames (docs/editors.md)')
    .option('--stdio', 'over standard input and output, which is the only way; editors add it')
    .action(async (_options, command: Command) => {
      const { lsp } = await import('../commands/lsp.ts');
      await lsp(globals(command), terminalOf(command, shell), shell);
    });
  program
    .command('completion')
    .description('print a completion script')
    .addArgument(program.createArgument('<shell>', 'the shell').choices([...SHELLS]))
    .action(async (wanted: (typeof SHELLS)[number]) => {
      const { completionScript } = await import('../../engine/editor/completion-scripts.ts');
      shell.stdout.write(completionScript(wanted));
    });
  program
    .command('words', { hidden: true })
    .description('print what can stand in the place of the last word, for completion scripts')
    .argument('[words...]', 'what is typed, without entente')
    .option('--next', 'a new word begins')
    .action(async (given: string[], { next }: { readonly next?: boolean }, command: Command) => {
      const { words } = await import('../commands/completion.ts');
      await words(next === true ? [...given, ''] : given, complete(), terminalOf(command, shell));
    });
  program
    .command('man')
    .description('print the manual page, for man')
    .action(async () => {
      const { manPage } = await import('../commands/man.ts');
      shell.stdout.write(manPage(complete()));
    });
  program.command('version').description('print the version').option('--json', 'as JSON');
}
