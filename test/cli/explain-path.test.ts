/** `entente explain PATH`: members of the configuration, from the schema. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { SchemaNode } from '../../src/model/schema-node.ts';
import { findPlace, membersOf } from '../../src/model/schema-path.ts';
import { entente, temporaryFolder } from '../support/cli.ts';

const cwd = temporaryFolder();
const run = (...args: string[]) => entente(['explain', ...args], { cwd });

it('says what a member is, with the members below it', async () => {
  const { code, stdout } = await run('policies.requestApprovalSettings.stages');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^policies\.KEY\.requestApprovalSettings\.stages\n/);
  expect(stdout).toMatch(/Type +list of maps/);
  expect(stdout).toMatch(/primaryApprovers +list of .*Who approves\./);
});

it.each(['policies.tango.expiration', 'policies.KEY.expiration', 'policies.expiration'])(
  'looks past the key in %s',
  async (given) => {
    expect((await run(given)).stdout).toMatch(/^policies\.KEY\.expiration\n/);
  },
);

it('looks past the position in a list', async () => {
  const { stdout } = await run('policies.x.requestApprovalSettings.stages[0].primaryApprovers');
  expect(stdout).toMatch(/^policies\.KEY\.requestApprovalSettings\.stages\[\]\.primaryApprovers\n/);
});

it('gives each value its meaning, as JSON too', async () => {
  const { values } = JSON.parse((await run('tenant.cloud', '--json')).stdout) as {
    values: { value: string; meaning: string }[];
  };
  expect(values.map(({ value }) => value)).toEqual(['global', 'usgov', 'usgovdod', 'china']);
  for (const { meaning } of values) expect(meaning).not.toBe('');
});

it.each([
  ['policies.expiration.typ', 'policies.KEY.expiration.type'],
  ['policies.requestAprovalSettings.stages', 'policies.requestApprovalSettings'],
  ['polices.expiration', 'policies'],
  ['polices', 'policies'],
])('suggests for %s what is meant', async (given, meant) => {
  const { code, stderr } = await run(given);
  expect(code).toBe(1);
  expect(stderr).toContain(meant);
});

it('still explains codes and rules', async () => {
  expect((await run('STATE_LOCKED')).stdout).toContain('STATE_LOCKED');
  expect((await run('no-review')).stdout).toContain('no-review');
});

it('finds every member that the schema has by its own path', () => {
  const file = path.join(import.meta.dirname, '../../schema/governance.schema.json');
  const root = JSON.parse(readFileSync(file, 'utf8')) as SchemaNode;
  const wrong: string[] = [];
  const visit = (at: string, depth: number) => {
    const place = findPlace(root, at, () => false);
    if (!('node' in place) || place.path !== at) wrong.push(at);
    else if (depth < 6) for (const member of membersOf(root, place)) visit(member.path, depth + 1);
  };
  for (const section of Object.keys(root.properties ?? {})) visit(section, 0);
  expect(wrong).toEqual([]);
});
