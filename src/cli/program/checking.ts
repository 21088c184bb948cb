/** check, test, fmt, explain. */
import type { Command } from 'commander';
import type { Shell } from '../shell.ts';
import { percent, terminalOf } from './options.ts';

export function addChecking(program: Command, shell: Shell): void {
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
      shell.exitCode = await check(command.optsWithGlobals(), terminalOf(command, shell));
    });
  program
    .command('test')
    .description('run access tests: what people can and cannot request; exits with 2 when one fails')
    .argument(
      '[files...]',
      'files of tests (default: tests in the configuration, and *.access.yaml beside its files)',
    )
    .option('--json', 'as JSON')
    .option('--junit <file>', 'also write JUnit XML')
    .option('--coverage', 'also say what of the configuration no test touches')
    .option('--coverage-lcov <file>', 'also write it as LCOV')
    .option('--coverage-min <percent>', 'exit with 2 when tests touch less than this', percent)
    .option('--suggest', 'print the missing tests as YAML, made from what holds today')
    .action(async (files: string[], _options, command: Command) => {
      const { test } = await import('../commands/test.ts');
      shell.exitCode = await test({ ...command.optsWithGlobals(), files }, terminalOf(command, shell));
    });
  program
    .command('fmt')
    .description('lay configuration files out: order of members, indentation and quotes; comments stay')
    .argument('[files...]', 'files, with what they include (default: all files of the configuration)')
    .option('--check', 'write nothing, list the files that would change, and exit with 2 if there are any')
    .option('--json', 'every file and whether it changes, as JSON')
    .action(async (files: string[], _options, command: Command) => {
      const { fmt } = await import('../commands/fmt.ts');
      shell.exitCode = await fmt({ ...command.optsWithGlobals(), files }, terminalOf(command, shell));
    });
  program
    .command('explain')
    .description('say what a member of the configuration, the code of an error or a governance rule means')
    .argument(
      '[path|code|rule]',
      'such as policies.expiration, STATE_LOCKED or no-review; without it the codes are listed',
    )
    .option('--json', 'as JSON')
    .action(async (code: string | undefined, _options, command: Command) => {
      const { explain } = await import('../commands/explain.ts');
      explain(
        { ...command.optsWithGlobals(), ...(code !== undefined && { code }) },
        terminalOf(command, shell),
      );
    });
}
