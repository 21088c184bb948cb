/** tenant token. */
import { Option } from 'commander';
import type { Command } from 'commander';
import type { Shell } from '../shell.ts';
import { collect, terminalOf } from './options.ts';

export function addTenantToken(tenant: Command, shell: Shell): void {
  tenant
    .command('token')
    .description('print a test token of a person or an application, who may do what they have the rights to')
    .addOption(new Option('--as <who>', 'a person of the directory: a UPN, a mail address or an id'))
    .addOption(
      new Option(
        '--app [name]',
        'an application by itself; by default the one that Entente calls as',
      ).conflicts('as'),
    )
    .addOption(
      new Option('--scopes <names>', 'permissions of a person, between spaces; by default enough to apply'),
    )
    .addOption(new Option('--roles <names>', 'permissions of an application, between spaces'))
    .addOption(
      new Option('--directory-role <name>', 'a role of the directory beside those of the seed (repeatable)')
        .argParser(collect)
        .default([], 'none'),
    )
    .option('--lifetime <duration>', "how long it holds by the tenant's clock (default: PT1H)")
    .option('--json', 'as JSON, with its end')
    .action(async (_options, command: Command) => {
      const { tenantToken } = await import('../commands/tenant-token.ts');
      await tenantToken(command.optsWithGlobals(), terminalOf(command, shell));
    });
}
