/** state list, show, mv, rm, pull, push, versions, migrate, unlock. */
import type { Command } from 'commander';
import type { Shell } from '../shell.ts';
import { globals, lockTimeout, terminalOf } from './options.ts';

export function addState(program: Command, shell: Shell): void {
  const state = program
    .command('state')
    .description('look at the state, copy, move and mend it')
    .exitOverride();
  state
    .command('list')
    .description('list the addresses of what is managed')
    .option('--json', 'as JSON, with kinds and ids')
    .action(async (_options, command: Command) => {
      const { stateList } = await import('../commands/state.ts');
      await stateList(command.optsWithGlobals(), terminalOf(command, shell));
    });
  state
    .command('show')
    .description('show one resource as it was last applied')
    .argument('<address>', 'for example catalog.partner-projects')
    .option('--json', 'as JSON')
    .action(async (address: string, _options, command: Command) => {
      const { stateShow } = await import('../commands/state.ts');
      await stateShow(address, command.optsWithGlobals(), terminalOf(command, shell));
    });
  state
    .command('mv')
    .description('track an object under another address, and what lives inside it')
    .argument('<address>', 'as it is')
    .argument('<to>', 'as it is to be')
    .addOption(lockTimeout())
    .action(async (from: string, to: string, _options, command: Command) => {
      const { stateMove } = await import('../commands/state.ts');
      await stateMove(from, to, command.optsWithGlobals(), terminalOf(command, shell));
    });
  state
    .command('rm')
    .description('no longer track resources; the tenant is not touched')
    .argument('<addresses...>', 'for example policy.tango-partners')
    .addOption(lockTimeout())
    .action(async (addresses: string[], _options, command: Command) => {
      const { stateRemove } = await import('../commands/state.ts');
      await stateRemove(addresses, command.optsWithGlobals(), terminalOf(command, shell));
    });
  addTransfer(state, shell);
  state
    .command('unlock')
    .description('remove the lock that a run left behind')
    .argument('<id>', 'id of the lock, as the refusal names it')
    .action(async (id: string, _options, command: Command) => {
      const { stateUnlock } = await import('../commands/state.ts');
      await stateUnlock(id, globals(command), terminalOf(command, shell));
    });
}

/** Whole states, from one place to another. */
function addTransfer(state: Command, shell: Shell): void {
  state
    .command('pull')
    .description('print the state as JSON')
    .option('--version <id>', 'an earlier one, as state versions lists them')
    .action(async (_options, command: Command) => {
      const { statePull } = await import('../commands/state-transfer.ts');
      await statePull(command.optsWithGlobals(), terminalOf(command, shell));
    });
  state
    .command('versions')
    .description('list the earlier states that the place of the state keeps')
    .option('--json', 'as JSON')
    .action(async (_options, command: Command) => {
      const { stateVersions } = await import('../commands/state-transfer.ts');
      await stateVersions(command.optsWithGlobals(), terminalOf(command, shell));
    });
  state
    .command('push')
    .description('put a state in place of the one that is there')
    .argument('<file>', 'such as errored.state.json, or - for standard input')
    .option('--force', 'even one of another lineage or an older serial')
    .addOption(lockTimeout())
    .action(async (file: string, _options, command: Command) => {
      const { statePush } = await import('../commands/state-transfer.ts');
      await statePush(file, command.optsWithGlobals(), terminalOf(command, shell));
    });
  state
    .command('migrate')
    .description('copy the state from where it was to where the configuration says now')
    .requiredOption(
      '--from <place>',
      'file:PATH, azureBlob:ACCOUNT/CONTAINER/BLOB, https://ADDRESS, or env:NAME for that of an environment',
    )
    .addOption(lockTimeout())
    .action(async (_options, command: Command) => {
      const { stateMigrate } = await import('../commands/state-transfer.ts');
      await stateMigrate(command.optsWithGlobals(), terminalOf(command, shell));
    });
}
