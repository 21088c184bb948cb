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
  [['access-tests'], 'access-tests'],
  [['plan'], 'plan'],
  [['state'], 'state'],
])('%j prints the schema %s', async (args, name) => {
  const { code, stdout } = await startEntente(['schema', ...args], { cwd: temporaryFolder() }).ended;
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual(shipped(name));
});

it('prints what an included file can hold: every section, and none is required', async () => {
  const { stdout } = await startEntente(['schema', 'included'], { cwd: temporaryFolder() }).ended;
  const schema = JSON.parse(stdout) as { required?: unknown; properties: object };
  const whole = shipped('governance') as { properties: object };
  expect(schema.required).toBeUndefined();
  expect(Object.keys(schema.properties)).toEqual(Object.keys(whole.properties));
});
