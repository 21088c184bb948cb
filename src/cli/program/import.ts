/** import. */
import type { Command } from 'commander';
import type { ImportOneFlags } from '../commands/import-one.ts';
import type { Shell } from '../shell.ts';
import { catalog, lockTimeout, terminalOf } from './options.ts';

export function addImport(program: Command, shell: Shell): void {
  program
    .command('import')
    .description('take what a tenant holds into configuration and state: all of it, or one object')
    .argument('[address]', 'where an object is declared, such as catalog.partner-projects')
    .argument('[id]', 'its Graph id')
    .option('--out <folder>', 'write a new configuration there, with a file for each catalog')
    .addOption(catalog())
    .option('--tenant <domain>', 'the tenant, when there is no configuration file yet')
    .option('--templates', 'write policies that say the same as templates')
    .option('--dry-run', 'say what would be imported and which files would be written; write nothing')
    .option('--json', 'print what was imported, and what could not be, as JSON')
    .option('--force', 'overwrite files and a state that are there already')
    .addOption(lockTimeout())
    .action(async (address: string | undefined, id: string | undefined, _options, command: Command) => {
      if (address !== undefined) {
        const { importOne } = await import('../commands/import-one.ts');
        shell.exitCode = await importOne(
          { ...command.optsWithGlobals<ImportOneFlags>(), address, id },
          terminalOf(command, shell),
        );
        return;
      }
      const { importAll } = await import('../commands/import-all.ts');
      shell.exitCode = await importAll(command.optsWithGlobals(), terminalOf(command, shell));
    });
}
