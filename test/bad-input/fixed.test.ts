/**
 * Which lines of each broken configuration `validate --fix` corrects, and how (`fixed.txt`): what is left alone is
 * for people to decide, so that an entry which comes or goes does so on purpose.
 */
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';

const here = import.meta.dirname;
const cases = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !entry.name.startsWith('plan-'))
  .map(({ name }) => name);

/** What the trial of a correction shows of a case; nothing where it corrects nothing. */
async function correctedIn(name: string): Promise<string> {
  const folder = temporaryFolder(path.join('test/bad-input', name));
  try {
    const { stdout } = await entente(['validate', '--dry-run'], { cwd: folder });
    return stdout === '' ? '' : `## ${name}\n${stdout.trimEnd()}\n`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

it('are corrected line by line', async () => {
  const found: string[] = [];
  for (const name of cases) found.push(await correctedIn(name));
  const text = found.filter((each) => each !== '').join('\n');
  const file = path.join(here, 'fixed.txt');
  if (process.env['UPDATE_EXPECTED'] === '1') writeFileSync(file, text);
  expect(text).toBe(readFileSync(file, 'utf8'));
}, 60_000);
