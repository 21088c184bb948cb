/** Command lines that are refused, and what is said to write instead. */
import { describe, expect, it } from 'vitest';
import { entente } from '../support/cli.ts';

describe('a refused command line', () => {
  it.each([
    [['schema', 'tests'], 'Write entente schema access-tests'],
    [['schema', 'seed'], 'Write entente schema directory'],
    [['schema', 'governence'], 'Write entente schema governance'],
    [['plan', 'governance.yaml'], 'Write entente plan --file governance.yaml'],
    [['validate', 'partners.access.yaml'], 'Write entente test partners.access.yaml'],
    [['plan', 'policy.engineers'], 'Write entente plan --target policy.engineers'],
    [['plan', '-out', 'x.entente-plan.json'], 'Options of several letters begin with two dashes: --out'],
    [['plan', '-o', 'x.entente-plan.json', '--environment', 'prod'], 'Write --env NAME'],
    [['plan', '-e', 'prod'], 'Write --env NAME'],
    [
      ['plan', '-var', 'days=3'],
      'Write the value below variables, or ${env.NAME} in its place and ENTENTE_VAR_NAME before the command',
    ],
    [
      ['plan', '-var-file=x'],
      'Write the values below variables, or below environments.NAME.variables with --env NAME',
    ],
    [['plan', '--auto-approve'], 'Write entente apply --auto-approve'],
    [['apply', '--dry-run'], 'Write entente plan'],
  ])('%j', async (args, hint) => {
    const { code, stdout, stderr } = await entente(args, { cwd: import.meta.dirname });
    expect({ code, stdout, last: stderr.trimEnd().split('\n').at(-1) }).toEqual({
      code: 1,
      stdout: '',
      last: `  → ${hint}`,
    });
  });

  it.each([[['plan', '--constructor']], [['schema', 'constructor']], [['state', 'nothing']]])(
    '%j has no hint that is a guess',
    async (args) => {
      const { code, stderr } = await entente(args, { cwd: import.meta.dirname });
      expect(code).toBe(1);
      expect(stderr).not.toContain('→');
    },
  );
});
