/** validate, plan, apply, destroy, drift, show. */
import type { Command } from 'commander';
import type { Shell } from '../shell.ts';
import { Option } from 'commander';
import {
  catalog,
  htmlFile,
  lockTimeout,
  settle,
  sha256,
  target,
  terminalOf,
  wholeNumber,
} from './options.ts';

export function addPlanning(program: Command, shell: Shell): void {
  program
    .command('validate')
    .description('check the configuration, its access tests and its seed; needs no network')
    .option('--json', 'as JSON, with what is wrong and where')
    .option('--fix', 'correct what is only spelled wrongly; comments stay')
    .option('--dry-run', 'show what --fix would correct, and write nothing')
    .action(async (_options, command: Command) => {
      const { validate } = await import('../commands/validate.ts');
      shell.exitCode = await validate(command.optsWithGlobals(), terminalOf(command, shell));
    });
  program
    .command('plan')
    .description('show what apply would do; changes nothing')
    .option('-o, --out <file>', 'save the plan')
    .option('--json', 'the plan as JSON')
    .option('--summary', 'one line for each resource, and who can get in')
    .option('--detailed-exitcode', 'exit with 2 when there are changes')
    .addOption(target())
    .addOption(catalog())
    .option('--no-refresh', 'do not read the tenant; rely on what was last applied')
    .option('--destroy', 'plan to delete everything that is managed')
    .option('--refresh-only', 'plan to record what the tenant holds, and nothing else')
    .option('--adopt', 'take over objects that exist under the declared names')
    .addOption(accessLossOption())
    .addOption(removeTwinsOption())
    .addOption(settle())
    .action(async (_options, command: Command) => {
      const { plan } = await import('../commands/plan.ts');
      shell.exitCode = await plan(command.optsWithGlobals(), terminalOf(command, shell));
    });
  applyOptions(
    program
      .command('apply')
      .argument('[planfile]', 'a saved plan to execute')
      .description('plan, ask, and do it'),
  )
    .option('--no-refresh', 'do not read the tenant; rely on what was last applied')
    .option('--refresh-only', 'record what the tenant holds, and nothing else')
    .option('--adopt', 'take over objects that exist under the declared names')
    .action(async (planFile: string | undefined, _options, command: Command) => {
      const { apply } = await import('../commands/apply.ts');
      shell.exitCode = await apply({ ...command.optsWithGlobals(), planFile }, terminalOf(command, shell));
    });
  applyOptions(program.command('destroy').description('delete everything that is managed')).action(
    async (_options, command: Command) => {
      const { apply } = await import('../commands/apply.ts');
      shell.exitCode = await apply(
        { ...command.optsWithGlobals(), refresh: true, destroy: true },
        terminalOf(command, shell),
      );
    },
  );
  program
    .command('drift')
    .description('show what was changed outside of Entente; exits with 2 when something was')
    .option('--json', 'as JSON')
    .addOption(catalog())
    .option('--budget <requests>', 'read as many catalogs as that allows; the next run goes on', wholeNumber)
    .option('--markdown', 'as Markdown')
    .addOption(htmlFile())
    .option('--side-doors', 'also look for guests who hold governed access that no package gave them')
    .option('--all', 'look for such guests in every group and application, governed or not')
    .option(
      '--accept [addresses...]',
      'write what the tenant holds into the configuration: of these, or all of it',
    )
    .addOption(lockTimeout())
    .action(async (_options, command: Command) => {
      const { accept } = command.opts<{ readonly accept?: true | readonly string[] }>();
      if (accept !== undefined) {
        const { driftAccept } = await import('../commands/drift-accept.ts');
        const addresses = accept === true ? [] : accept;
        shell.exitCode = await driftAccept(
          { ...command.optsWithGlobals(), addresses },
          terminalOf(command, shell),
        );
        return;
      }
      const { drift } = await import('../commands/drift.ts');
      shell.exitCode = await drift(command.optsWithGlobals(), terminalOf(command, shell));
    });
  program
    .command('show')
    .description('show a saved plan')
    .argument('<planfile>', 'a plan saved with plan -o')
    .option('--json', 'as JSON')
    .option('--markdown', 'as Markdown')
    .addOption(htmlFile())
    .action(async (planFile: string, _options, command: Command) => {
      const { show } = await import('../commands/show.ts');
      await show({ ...command.optsWithGlobals(), planFile }, terminalOf(command, shell));
    });
}

const accessLossOption = () =>
  new Option(
    '--allow-access-loss',
    'take access from people who have it through what is deleted or replaced',
  );

const privilegedOption = () =>
  new Option('--allow-privileged', 'hand out roles of the directory through packages');

const removeTwinsOption = () =>
  new Option(
    '--remove-twins',
    'remove what the service created late, beside what is tracked, when nothing uses it',
  );

function applyOptions(command: Command): Command {
  return command
    .option('--auto-approve', 'do not ask')
    .addOption(target())
    .addOption(catalog())
    .addOption(accessLossOption())
    .addOption(privilegedOption())
    .addOption(removeTwinsOption())
    .option(
      '--create-again',
      'create what an earlier run of unknown outcome may still create, within an hour of it',
    )
    .option('--max-deletes <number>', 'refuse to delete or replace more than this', wholeNumber)
    .option(
      '--expect-digest <sha256>',
      'only the plan that was reviewed, by the digest that plan printed',
      sha256,
    )
    .addOption(settle())
    .addOption(lockTimeout())
    .option('--json', 'events as JSON lines');
}
