/** `entente schema`: the schemas of the package, as they are shipped. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { startEntente, temporaryFolder } from '../support/cli.ts';

const shipped = (name: string): unknown =>
  JSON.parse(readFileSync(path.join(import.meta.dirname, `../../schema/${name}.schema.json`), 'utf8'));

it.each([
  [[], 'governance'],
  [['governance'], 'governance'],
  [['directory'], 'directory'],
])('%j prints the schema %s', async (args, name) => {
  const { code, stdout } = await startEntente(['schema', ...args], { cwd: temporaryFolder() }).ended;
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual(shipped(name));
});
