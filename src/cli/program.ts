/** The command tree. Each command loads what it needs when it runs. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { DiagnosticError } from '../diagnostics/diagnostic.ts';
import { durationFlag } from './duration-flag.ts';
import type { GlobalOptions } from './terminal.ts';
import { Exit, Terminal } from './terminal.ts';

/** Runs a command line; resolves to the exit code. */
export async function run(argv: readonly string[]): Promise<number> {
  const program = buildProgram();
  try {
    await program.parseAsync([...argv]);
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof Exit) return error.code;
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 1;
    const terminal = new Terminal({ color: true });
    if (error instanceof DiagnosticError) {
      await terminal.diagnostics(error.diagnostics);
      return 1;
    }
    bug(error);
    return 1;
  }
}

function bug(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(
    `error: ${message}\n  This is a bug in Entente. Run again with ENTENTE_DEBUG=1 and report what it prints.\n`,
  );
  if ((process.env['ENTENTE_DEBUG'] ?? '') !== '' && error instanceof Error)
    process.stderr.write(`${error.stack ?? ''}\n`);
}

/** The options of a command with the global ones. */
function globals(command: Command): GlobalOptions {
  return command.optsWithGlobals<GlobalOptions>();
}

function collect(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value];
}

function wholeNumber(value: string): number {
  if (!/^\d+$/.test(value)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(value);
}

/** Every command and option of Entente. */
function buildProgram(): Command {
  const program = new Command('entente')
    .description('Governance as code for Microsoft Entra entitlement management')
    .option('-f, --file <file>', 'configuration file', 'governance.yaml')
    .option('--env <name>', 'environment of the configuration')
    .option('--no-color', 'no colours (also with NO_COLOR)')
    .option('--quiet', 'no progress')
    .showHelpAfterError('(entente --help lists the commands)')
    .exitOverride();
  addPlanning(program);
  addState(program);
  addTenant(program);
  addRest(program);
  for (const command of program.commands) command.exitOverride();
  return program;
}

const target = () =>
  new Option('--target <address>', 'only this resource and what it needs (repeatable)')
    .argParser(collect)
    .default([], 'everything');

const lockTimeout = () =>
  new Option('--lock-timeout <duration>', 'how long to wait for the lock of the state, such as 30s or 5m')
    .argParser(durationFlag)
    .default(0, 'not at all');

function addPlanning(program: Command): void {
  program
    .command('validate')
    .description('check the configuration; needs no network')
    .action(async (_options, command: Command) => {
      const { validate } = await import('./commands/validate.ts');
      process.exitCode = await validate(globals(command));
    });
  program
    .command('plan')
    .description('show what apply would do; changes nothing')
    .option('-o, --out <file>', 'save the plan')
    .option('--json', 'the plan as JSON')
    .option('--detailed-exitcode', 'exit with 2 when there are changes')
    .addOption(target())
    .option('--no-refresh', 'do not read the tenant; rely on what was last applied')
    .option('--destroy', 'plan to delete everything that is managed')
    .option('--refresh-only', 'plan to record what the tenant holds, and nothing else')
    .option('--adopt', 'take over objects that exist under the declared names')
    .action(async (_options, command: Command) => {
      const { plan } = await import('./commands/plan.ts');
      process.exitCode = await plan(command.optsWithGlobals());
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
      const { apply } = await import('./commands/apply.ts');
      process.exitCode = await apply({ ...command.optsWithGlobals(), planFile });
    });
  applyOptions(program.command('destroy').description('delete everything that is managed')).action(
    async (_options, command: Command) => {
      const { apply } = await import('./commands/apply.ts');
      process.exitCode = await apply({ ...command.optsWithGlobals(), refresh: true, destroy: true });
    },
  );
  program
    .command('drift')
    .description('show what was changed outside of Entente; exits with 2 when something was')
    .option('--json', 'as JSON')
    .option('--markdown', 'as Markdown')
    .action(async (_options, command: Command) => {
      const { drift } = await import('./commands/drift.ts');
      process.exitCode = await drift(command.optsWithGlobals());
    });
  program
    .command('show')
    .description('show a saved plan')
    .argument('<planfile>', 'a plan saved with plan -o')
    .option('--json', 'as JSON')
    .option('--markdown', 'as Markdown')
    .action(async (planFile: string, _options, command: Command) => {
      const { show } = await import('./commands/show.ts');
      await show({ ...command.optsWithGlobals(), planFile });
    });
}

function applyOptions(command: Command): Command {
  return command
    .option('--auto-approve', 'do not ask')
    .addOption(target())
    .option('--max-deletes <number>', 'refuse to delete or replace more than this', wholeNumber)
    .addOption(lockTimeout())
    .option('--json', 'events as JSON lines');
}

function addState(program: Command): void {
  const state = program.command('state').description('look at the state').exitOverride();
  state
    .command('list')
    .description('list the addresses of what is managed')
    .action(async (_options, command: Command) => {
      const { stateList } = await import('./commands/state.ts');
      await stateList(globals(command));
    });
  state
    .command('show')
    .description('show one resource as it was last applied')
    .argument('<address>', 'for example catalog.partner-projects')
    .action(async (address: string, _options, command: Command) => {
      const { stateShow } = await import('./commands/state.ts');
      process.exitCode = await stateShow(address, globals(command));
    });
  state
    .command('mv')
    .description('track an object under another address, and what lives inside it')
    .argument('<from>', 'address as it is')
    .argument('<to>', 'address as it is to be')
    .addOption(lockTimeout())
    .action(async (from: string, to: string, _options, command: Command) => {
      const { stateMove } = await import('./commands/state.ts');
      await stateMove(from, to, command.optsWithGlobals());
    });
  state
    .command('rm')
    .description('no longer track resources; the tenant is not touched')
    .argument('<addresses...>', 'for example policy.tango-partners')
    .addOption(lockTimeout())
    .action(async (addresses: string[], _options, command: Command) => {
      const { stateRemove } = await import('./commands/state.ts');
      await stateRemove(addresses, command.optsWithGlobals());
    });
  state
    .command('unlock')
    .description('remove the lock that a run left behind')
    .argument('<id>', 'id of the lock, as the refusal names it')
    .action(async (id: string, _options, command: Command) => {
      const { stateUnlock } = await import('./commands/state.ts');
      await stateUnlock(id, globals(command));
    });
}

function addTenant(program: Command): void {
  const tenant = program.command('tenant').description('drive the embedded tenant').exitOverride();
  tenant
    .command('serve')
    .description('serve the embedded tenant on loopback until SIGTERM')
    .option('--port <number>', 'port; 0 takes any free one', wholeNumber, 0)
    .option('--data <folder>', 'folder of its data; without it nothing is kept')
    .option('--seed <file>', 'users, groups, applications and sites that it starts with')
    .option('--strict', 'as slow to notice and as hard to please as the real service can be')
    .option('--latency <ms>', 'added to every round trip', wholeNumber, 0)
    .addOption(
      new Option(
        '--fault <kind:rate>',
        'inject faults: 429, 503, 504, reset or lost, such as 429:0.05 (repeatable)',
      )
        .argParser(collect)
        .default([], 'none'),
    )
    .action(async (_options, command: Command) => {
      const { tenantServe } = await import('./commands/tenant.ts');
      process.exitCode = await tenantServe(command.optsWithGlobals());
    });
  tenant
    .command('audit')
    .description('list the writes that the embedded tenant has done')
    .option('--json', 'as JSON')
    .action(async (_options, command: Command) => {
      const { tenantAudit } = await import('./commands/tenant.ts');
      await tenantAudit(command.optsWithGlobals());
    });
  tenant
    .command('reset')
    .description("remove the embedded tenant's data")
    .option('--data <folder>', "folder of its data; by default the configuration's")
    .action(async (_options, command: Command) => {
      const { tenantReset } = await import('./commands/tenant.ts');
      await tenantReset(command.optsWithGlobals());
    });
}

function addRest(program: Command): void {
  program
    .command('doctor')
    .description('check credentials, permissions, licence and reachability')
    .action(async (_options, command: Command) => {
      const { doctor } = await import('./commands/doctor.ts');
      process.exitCode = await doctor(globals(command));
    });
  program
    .command('schema')
    .description('print the JSON Schema of the configuration')
    .action(async () => {
      const { printSchema } = await import('./commands/schema.ts');
      printSchema();
    });
  program
    .command('completion')
    .description('print a completion script')
    .addArgument(program.createArgument('<shell>', 'the shell').choices(['bash', 'zsh', 'fish']))
    .action(async (shell: 'bash' | 'zsh' | 'fish') => {
      const { completionScript } = await import('./commands/completion.ts');
      process.stdout.write(completionScript(shell, buildProgram()));
    });
  program.command('version').description('print the version');
}
