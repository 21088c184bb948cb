/** What every help ends with, and the manual page made of the same commands. */
import { expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';

const cwd = temporaryFolder();

it.each([[['--help']], [['plan', '--help']], [['state', 'list', '--help']]])(
  '%j says exit codes and the environment',
  async (args) => {
    const { code, stdout } = await entente(args, { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Exit codes:$/m);
    expect(stdout).toMatch(/^ {2}2 .*drift/m);
    expect(stdout).toMatch(/^ {2}ENTENTE_VAR_NAME /m);
  },
);

it('entente man prints every command with its options, as troff', async () => {
  const { code, stdout } = await entente(['man'], { cwd });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^\.TH ENTENTE 1\n/);
  for (const line of ['.SS entente fmt [options] [files...]', '.B \\-\\-check', '.SH EXIT STATUS'])
    expect(stdout.split('\n')).toContain(line);
  expect(stdout).toContain('.SS entente state list');
  expect(stdout).not.toMatch(/^'/m);
});
