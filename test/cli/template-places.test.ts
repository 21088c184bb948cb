/** What a template says stands in two places, and a plan names both. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';

it('names the template and its use, in the plan and in what says why access changes', async () => {
  const cwd = temporaryFolder('examples/templates');
  expect((await entente(['apply', '--auto-approve'], { cwd })).code).toBe(0);
  const file = path.join(cwd, 'governance.yaml');
  const before = readFileSync(file, 'utf8');
  writeFileSync(file, before.replace('default: 90', 'default: 120'));
  const lines = before.split('\n');
  const lineOf = (text: string) => lines.findIndex((line) => line.includes(text)) + 1;
  const [value, rest, use] = [
    lineOf('default: 90'),
    lineOf('description: Approved'),
    lineOf('Employees of finance'),
  ];
  const { stdout } = await entente(['plan', '--no-color'], { cwd });
  expect(stdout).toContain(
    `# policy.invoices-employees expiration.duration  governance.yaml:${value} (the template "reviewed", used at governance.yaml:${use})`,
  );
  expect(stdout).toContain(
    `# policy.invoices-employees will be updated in place  governance.yaml:${use} (with the template "reviewed" at governance.yaml:${rest})`,
  );
  const saved = JSON.parse((await entente(['plan', '--json'], { cwd })).stdout) as {
    changes: { address: string; source?: object }[];
  };
  expect(saved.changes.find(({ address }) => address === 'policy.invoices-employees')?.source).toMatchObject({
    line: use,
    also: { message: 'with the template "reviewed" at', file: 'governance.yaml', line: rest },
  });
});
