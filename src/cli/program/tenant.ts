/** tenant serve, reset, and the life in it. */
import { Option } from 'commander';
import type { Command } from 'commander';
import type { Shell } from '../shell.ts';
import { isoDurationFlag } from '../duration-flag.ts';
import { collect, terminalOf, wholeNumber } from './options.ts';
import { addTenantLife } from './tenant-life.ts';
import { addTenantToken } from './tenant-token.ts';

export function addTenant(program: Command, shell: Shell): void {
  const tenant = program.command('tenant').description('drive the embedded tenant').exitOverride();
  tenant
    .command('serve')
    .description('serve the embedded tenant on loopback until SIGTERM')
    .option('--port <number>', 'port; 0 takes any free one', wholeNumber, 0)
    .option('--data <folder>', 'folder of its data; without it nothing is kept')
    .option('--seed <file>', 'users, groups, applications and sites that it starts with')
    .option('--strict', 'as slow to notice and as hard to please as the real service can be')
    .option('--latency <ms>', 'added to every round trip', wholeNumber, 0)
    .option(
      '--tls',
      'https, with an authority of its own whose file the JSON line names for NODE_EXTRA_CA_CERTS',
    )
    .option(
      '--delivery <duration>',
      'what it takes to deliver access, by its clock: ISO 8601 such as PT5S; 0 for at once',
      isoDurationFlag,
      0,
    )
    .option(
      '--throttle [profile]',
      'refuse requests beyond a rate: reported (default), or such as capacity=6,refill=1,penalty=315',
    )
    .option(
      '--future-members <file>',
      'JSON of members that a later Graph may have, by type: taken, kept and given back',
    )
    .addOption(
      new Option(
        '--fault <kind:rate>',
        'inject faults: 429, 503, 504, reset or lost, such as 429:0.05 (repeatable)',
      )
        .argParser(collect)
        .default([], 'none'),
    )
    .action(async (_options, command: Command) => {
      const { tenantServe } = await import('../commands/tenant.ts');
      shell.exitCode = await tenantServe(command.optsWithGlobals(), terminalOf(command, shell));
    });
  tenant
    .command('reset')
    .description("remove the embedded tenant's data")
    .option('--data <folder>', "folder of its data; by default the configuration's")
    .action(async (_options, command: Command) => {
      const { tenantReset } = await import('../commands/tenant.ts');
      await tenantReset(command.optsWithGlobals(), terminalOf(command, shell));
    });
  addTenantToken(tenant, shell);
  addTenantLife(tenant, shell);
}
