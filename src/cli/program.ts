/** The command tree: `program/` has its branches. Each command loads what it needs when it runs. */
import { Command, CommanderError } from 'commander';
import { DiagnosticError } from '../diagnostics/diagnostic.ts';
import { keepSecretsOf, redacted } from '../diagnostics/secrets.ts';
import { addAccess } from './program/access.ts';
import { addChecking } from './program/checking.ts';
import { addImport } from './program/import.ts';
import { addPlanning } from './program/planning.ts';
import { addRest } from './program/rest.ts';
import { addState } from './program/state.ts';
import { addTenant } from './program/tenant.ts';
import { timeout } from './program/options.ts';
import { printable } from '../report/style.ts';
import type { GlobalOptions } from './terminal.ts';
import { Terminal } from './terminal.ts';
import { shownText } from '../diagnostics/shown.ts';
import { exitCodeOf, Interrupted } from '../engine/interruption.ts';

/** Runs a command line; resolves to the exit code. */
export async function run(argv: readonly string[]): Promise<number> {
  keepSecretsOf(process.env);
  const program = buildProgram();
  try {
    await program.parseAsync([...argv]);
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 1;
    if (error instanceof DiagnosticError) {
      await tell(error, program.opts());
      return error instanceof Interrupted ? exitCodeOf(error.signal) : 1;
    }
    bug(error);
    return 1;
  }
}

async function tell(
  { diagnostics, sources, conclusion }: DiagnosticError,
  options: GlobalOptions,
): Promise<void> {
  const terminal = new Terminal(options);
  await terminal.diagnostics(diagnostics, sources);
  if (conclusion !== undefined) terminal.progress(`\n${conclusion}`);
}

function bug(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(
    `error: ${printable(redacted(message))}\n  This is a bug in Entente. Run again with ENTENTE_DEBUG=1 and report what it prints.\n`,
  );
  if ((process.env['ENTENTE_DEBUG'] ?? '') !== '' && error instanceof Error)
    process.stderr.write(shownText(`${error.stack ?? ''}\n`));
}

/** Every command and option of Entente. */
function buildProgram(): Command {
  const program = new Command('entente')
    .description('Governance as code for Microsoft Entra entitlement management')
    .option('-f, --file <file>', 'configuration file', 'governance.yaml')
    .option('--env <name>', 'environment of the configuration')
    .option('--no-color', 'no colours (also with NO_COLOR)')
    .option('--quiet', 'no progress')
    .addOption(timeout())
    .configureOutput({
      // What was typed is quoted in errors.
      writeErr: (text) => process.stderr.write(shownText(text)),
    })
    .showHelpAfterError('(entente --help lists the commands)')
    .exitOverride();
  addPlanning(program);
  addAccess(program);
  addChecking(program);
  addImport(program);
  addState(program);
  addTenant(program);
  addRest(program, buildProgram);
  for (const command of program.commands) command.exitOverride();
  return program;
}
