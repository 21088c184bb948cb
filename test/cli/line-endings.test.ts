/** Files that end their lines as Windows does say the same: one digest, one place for each finding, and edits keep the ends. */
import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';

const root = temporaryFolder();
const folders = {
  unix: path.join(root, 'unix/examples/contoso'),
  windows: path.join(root, 'windows/examples/contoso'),
};
const OF_CATALOG = 'teams/tango/governance.yaml';
const run = (of: keyof typeof folders, ...args: string[]) => entente(args, { cwd: folders[of] });
const files = () =>
  readdirSync(folders.windows, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.yaml'),
  );
const read = (of: keyof typeof folders, name: string) => readFileSync(path.join(folders[of], name), 'utf8');

beforeAll(() => {
  for (const folder of Object.values(folders))
    cpSync(path.resolve(import.meta.dirname, '../../examples/contoso'), folder, { recursive: true });
  // Texts of several lines say what the ends of lines in the file must not change.
  for (const folder of Object.values(folders)) {
    const file = path.join(folder, OF_CATALOG);
    const text = readFileSync(file, 'utf8');
    writeFileSync(
      file,
      text.replace(/^( +)description: Everything .*$/m, '$1description: |\n$1  One line,\n$1  and another.'),
    );
  }
  for (const name of files()) {
    const text = read('windows', name);
    writeFileSync(path.join(folders.windows, name), text.replaceAll('\n', '\r\n'));
  }
});
afterAll(() => rmSync(root, { recursive: true }));

it('has files with such ends', () => {
  expect(read('windows', OF_CATALOG)).toMatch(/description: \|\r\n/);
});

it('plans the same change, with the same digest', async () => {
  const plan = async (of: keyof typeof folders) => {
    const { stdout } = await run(of, 'plan', '--json');
    return (JSON.parse(stdout) as { digest: string }).digest;
  };
  expect(await plan('windows')).toBe(await plan('unix'));
});

it('finds the same at the same places', async () => {
  for (const command of ['validate', 'check', 'test'])
    expect(await run('windows', command)).toEqual(await run('unix', command));
});

it('keeps the ends where files are laid out anew', async () => {
  await run('windows', 'fmt');
  await run('unix', 'fmt');
  for (const name of files()) expect(read('windows', name)).toBe(read('unix', name).replaceAll('\n', '\r\n'));
});
