/** access list, matrix, who, for, explain, paths, diff, check. */
import type { Command } from 'commander';
import type { Shell } from '../shell.ts';
import { didYouMean } from '../../diagnostics/did-you-mean.ts';
import { htmlFile, terminalOf } from './options.ts';

export function addAccess(program: Command, shell: Shell): void {
  const access = program.command('access').description('who can request what, and why').exitOverride();
  answering(
    access
      .command('list', { isDefault: true })
      .description('all packages with who can request each; the same as access alone')
      .allowExcessArguments(),
  ).action(async (_options, command: Command) => {
    const [unknown] = command.args;
    if (unknown !== undefined) refuse(unknown, access);
    const { accessList } = await import('../commands/access-overview.ts');
    await accessList(command.optsWithGlobals(), terminalOf(command, shell));
  });
  answering(
    access.command('matrix').description('requestors and packages as a table, with the terms in short'),
  )
    .addOption(htmlFile())
    .action(async (_options, command: Command) => {
      const { accessMatrix } = await import('../commands/access-overview.ts');
      await accessMatrix(command.optsWithGlobals(), terminalOf(command, shell));
    });
  answering(
    access
      .command('who')
      .description('everyone who can request a package, with approvers and terms')
      .argument('<package>', 'its key, address or display name'),
  ).action(async (wanted: string, _options, command: Command) => {
    const { accessWho } = await import('../commands/access.ts');
    await accessWho(wanted, command.optsWithGlobals(), terminalOf(command, shell));
  });
  answering(
    access
      .command('for')
      .description('every package that a person can request, with the link to request it')
      .argument('<who>', 'user principal name, e-mail address or domain'),
  ).action(async (wanted: string, _options, command: Command) => {
    const { accessForPerson } = await import('../commands/access.ts');
    await accessForPerson(wanted, command.optsWithGlobals(), terminalOf(command, shell));
  });
  answering(
    access
      .command('explain')
      .description('why a person can or cannot request a package, step by step')
      .argument('<who>', 'user principal name, e-mail address or domain')
      .argument('<package>', 'its key, address or display name'),
  ).action(async (who: string, wanted: string, _options, command: Command) => {
    const { accessExplain } = await import('../commands/access.ts');
    await accessExplain(who, wanted, command.optsWithGlobals(), terminalOf(command, shell));
  });
  answering(
    access
      .command('paths')
      .description(
        'access that takes more than one step: a package that leads to another, to approving, to a catalog',
      )
      .option(
        '--from <who>',
        'a mail address, domain, organization, group, or members, guests, anyExternalUser, ...',
      )
      .option('--to <what>', 'a package, catalog, resource or group: every path that leads there'),
  )
    .option('--mermaid', 'as a Mermaid flowchart')
    .addOption(htmlFile())
    .action(async (_options, command: Command) => {
      const { accessPaths } = await import('../commands/access-paths.ts');
      await accessPaths(command.optsWithGlobals(), terminalOf(command, shell));
    });
  access
    .command('diff')
    .description('who gains, loses or gets other terms between two revisions or two files')
    .argument('[files...]', 'the configuration before and after')
    .option('--from <revision>', 'git revision before')
    .option('--to <revision>', 'git revision after (default: the files as they are)')
    .option('--refresh', 'look names up in a real tenant')
    .option('--detailed-exitcode', 'exit with 2 when access differs')
    .option('--json', 'as JSON')
    .action(async (files: string[], _options, command: Command) => {
      const { accessDiff } = await import('../commands/access.ts');
      shell.exitCode = await accessDiff(files, command.optsWithGlobals(), terminalOf(command, shell));
    });
  access
    .command('check')
    .description(
      'fail (2) when the configuration opens what must stay closed, with a person for whom it is so',
    )
    .option('--no-new-access', 'nobody may get what they could not get before: --against says before what')
    .option(
      '--against <what>',
      'a git revision (at the merge base), a file (configuration, state or plan), state, or live',
    )
    .option('--no-public', 'nothing may be open to anyone on the internet')
    .option(
      '--not-granted <what>',
      'a package, or the address of a resource in a catalog, that nobody may get',
    )
    .option('--to <who>', 'of --not-granted: a class, organization, group, person or domain')
    .option('--allow-unknown', 'what is not known passes')
    .option('--live', 'answer --no-public and --not-granted from what the tenant holds')
    .option('--refresh', 'look names up in a real tenant')
    .option('--json', 'as JSON')
    .option('--sarif <file>', 'also write SARIF 2.1.0, for code scanning')
    .option('--annotations', 'also print workflow commands, which GitHub shows on the lines')
    .action(async (_options, command: Command) => {
      const { accessCheck } = await import('../commands/access-check.ts');
      shell.exitCode = await accessCheck(command.optsWithGlobals(), terminalOf(command, shell));
    });
}

/** What is typed in place of a subcommand comes to the default one. */
function refuse(unknown: string, access: Command): never {
  const names = access.commands.map((each) => each.name());
  const near = didYouMean(unknown, names);
  const advice = near === undefined ? '' : `\n(Did you mean ${near}?)`;
  return access.error(`error: unknown command '${unknown}'${advice}`, { code: 'commander.unknownCommand' });
}

function answering(command: Command): Command {
  return command
    .option('--live', 'answer from what the tenant holds, not from what is declared')
    .option('--refresh', 'look people up in a real tenant (the embedded one is always asked)')
    .option('--json', 'as JSON');
}
