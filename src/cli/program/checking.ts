/** check. */
import type { Command } from 'commander';

export function addChecking(program: Command): void {
  program
    .command('check')
    .description(
      'hold the configuration against the governance rules; exits with 2 when a finding is an error',
    )
    .option('--json', 'as JSON')
    .option('--sarif <file>', 'also write SARIF 2.1.0, for code scanning')
    .option('--refresh', 'look people up in a real tenant')
    .option('--explain <rule>', 'say what a rule finds, why, and what to do')
    .action(async (_options, command: Command) => {
      const { check } = await import('../commands/check.ts');
      process.exitCode = await check(command.optsWithGlobals());
    });
}
