/** init, doctor, schema, completion, version. */
import type { Command } from 'commander';
import { globals } from './options.ts';

export function addRest(program: Command, complete: () => Command): void {
  program
    .command('init')
    .description('write a configuration to begin with, and a workflow that plans pull requests')
    .argument('[folder]', 'where to', '.')
    .action(async (folder: string, _options, command: Command) => {
      const { init } = await import('../commands/init.ts');
      await init({ ...globals(command), folder });
    });
  program
    .command('doctor')
    .description('check credentials, permissions, licence and reachability')
    .action(async (_options, command: Command) => {
      const { doctor } = await import('../commands/doctor.ts');
      process.exitCode = await doctor(globals(command));
    });
  program
    .command('schema')
    .description('print the JSON Schema of the configuration')
    .action(async () => {
      const { printSchema } = await import('../commands/schema.ts');
      printSchema();
    });
  program
    .command('completion')
    .description('print a completion script')
    .addArgument(program.createArgument('<shell>', 'the shell').choices(['bash', 'zsh', 'fish']))
    .action(async (shell: 'bash' | 'zsh' | 'fish') => {
      const { completionScript } = await import('../commands/completion.ts');
      process.stdout.write(completionScript(shell, complete()));
    });
  program.command('version').description('print the version');
}
