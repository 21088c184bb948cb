/** The command tree: `program/` has its branches. Each command loads what it needs when it runs. */
import { Command, CommanderError } from 'commander';
import { DiagnosticError } from '../diagnostics/diagnostic.ts';
import { keepSecretsOf, redacted } from '../diagnostics/secrets.ts';
import { addAccess } from './program/access.ts';
import { addChecking } from './program/checking.ts';
import { addImport } from './program/import.ts';
import { addPlanning } from './program/planning.ts';
import { footer } from './program/footer.ts';
import { addRest } from './program/rest.ts';
import { addState } from './program/state.ts';
import { addTenant } from './program/tenant.ts';
import { maxWait, timeout } from './program/options.ts';
import { printable } from '../report/style.ts';
import type { Shell } from './shell.ts';
import { Terminal } from './terminal.ts';
import { shownText } from '../diagnostics/shown.ts';
import { usageHint } from '../engine/usage-hint.ts';
import { exitCodeOf, Interrupted } from '../engine/interruption.ts';

/** Runs a command line, which begins with the command; resolves to the exit code. */
export async function run(args: readonly string[], shell: Shell): Promise<number> {
  keepSecretsOf(shell.env);
  if (shell.stdout.isTTY !== true) return runIn(shell, buildProgram(shell), args);
  const { PagedShell } = await import('./pager.ts');
  const paged = new PagedShell(shell);
  const program = buildProgram(paged).hook('preAction', (of, command) => {
    if (of.opts<{ pager: boolean }>().pager) paged.begin(command.name());
  });
  const code = await runIn(paged, program, args);
  await paged.end();
  return code;
}

async function runIn(shell: Shell, program: Command, args: readonly string[]): Promise<number> {
  try {
    await program.parseAsync([...args], { from: 'user' });
    return shell.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) {
      const hint = usageHint(error, args);
      if (hint !== undefined) shell.stderr.write(shownText(`  → ${hint}\n`));
      return error.exitCode === 0 ? 0 : 1;
    }
    if (error instanceof DiagnosticError) {
      await tell(error, new Terminal(program.opts(), shell));
      return error instanceof Interrupted ? exitCodeOf(error.signal) : 1;
    }
    bug(error, shell);
    return 1;
  }
}

async function tell(
  { diagnostics, sources, conclusion }: DiagnosticError,
  terminal: Terminal,
): Promise<void> {
  await terminal.diagnostics(diagnostics, sources);
  if (conclusion !== undefined) terminal.progress(`\n${conclusion}`);
}

function bug(error: unknown, { env, stderr }: Shell): void {
  const message = error instanceof Error ? error.message : String(error);
  stderr.write(
    `error: ${printable(redacted(message))}\n  This is a bug in Entente. Run again with ENTENTE_DEBUG=1 and report what it prints.\n`,
  );
  if ((env['ENTENTE_DEBUG'] ?? '') !== '' && error instanceof Error)
    stderr.write(shownText(`${error.stack ?? ''}\n`));
}

/** Every command and option of Entente. */
function buildProgram(shell: Shell): Command {
  const program = new Command('entente')
    .description('Governance as code for Microsoft Entra entitlement management')
    .option('-f, --file <file>', 'configuration file', 'governance.yaml')
    .option('--env <environment>', 'environment of the configuration')
    .option('--no-color', 'no colours (also with NO_COLOR)')
    .option('--no-pager', 'print what is longer than the screen at once')
    .option('--quiet', 'no progress')
    .option('-v, --verbose', 'each change by itself, where similar ones are told together')
    .addOption(timeout())
    .addOption(maxWait())
    .configureOutput({
      // What was typed is quoted in errors.
      writeErr: (text) => shell.stderr.write(shownText(text)),
      writeOut: (text) => shell.stdout.write(text),
    })
    .addHelpText('afterAll', footer())
    .showHelpAfterError('(entente --help lists the commands)')
    .exitOverride();
  addPlanning(program, shell);
  addAccess(program, shell);
  addChecking(program, shell);
  addImport(program, shell);
  addState(program, shell);
  addTenant(program, shell);
  addRest(program, shell, () => buildProgram(shell));
  for (const command of program.commands) command.exitOverride();
  return program;
}
