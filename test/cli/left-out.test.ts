/** What an import left out is remembered only as long as the tenant has it. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { LeftOutObject, StateDocument } from '../../src/state/document.ts';
import { entente, temporaryFolder } from '../support/cli.ts';

const STATE = 'state.json';
let folder = '';
const run = (...args: string[]) => entente(args, { cwd: folder });
const state = () => JSON.parse(readFileSync(path.join(folder, STATE), 'utf8')) as StateDocument;

beforeEach(() => {
  folder = temporaryFolder();
  writeFileSync(
    path.join(folder, 'governance.yaml'),
    `version: 1
tenant: { embedded: tenant }
state: { file: ${STATE} }
catalogs: { data: { displayName: Data, description: Data } }
packages: { orders: { catalog: data, displayName: Orders, description: Orders } }
policies: { all: { accessPackage: orders, displayName: All, allowedTargetScope: allMemberUsers } }
`,
  );
});
afterEach(() => rmSync(folder, { recursive: true }));

it('keeps what is let go: the answer is as the state last knew it, then unknown, never no', async () => {
  const file = path.join(folder, 'governance.yaml');
  const outside = readFileSync(file, 'utf8').replace('allMemberUsers', 'allExternalUsers');
  writeFileSync(file, outside);
  expect(await run('apply', '--auto-approve')).toMatchObject({ code: 0 });
  writeFileSync(file, `${outside.replace(/^policies:.*\n/m, '')}removed: [policy.all]\n`);
  const verdict = async () => {
    const { stdout } = await run('access', 'explain', 'ann@fabrikam.com', 'orders', '--json');
    return (JSON.parse(stdout) as { answers: { verdict: string }[] }).answers[0]?.verdict;
  };
  expect(await verdict()).toBe('yes');
  expect(await run('apply', '--auto-approve')).toMatchObject({ code: 0 });
  expect(state().resources.map(({ address }) => address)).not.toContain('policy.all');
  expect(state().leftOut).toMatchObject([{ kind: 'policy', displayName: 'All' }]);
  expect(await verdict()).toBe('unknown');
}, 60_000);

it.each([
  ['with nothing else to do', []],
  ['that only refreshes', ['--refresh-only']],
])(
  'is forgotten by an apply %s',
  async (_how, flags) => {
    expect(await run('apply', '--auto-approve')).toMatchObject({ code: 0 });
    const { stdout } = await run('plan', '--json');
    const { unmanaged } = JSON.parse(stdout) as { unmanaged: { kind: string; id: string }[] };
    const there = unmanaged.find(({ kind }) => kind === 'catalog');
    const before = state();
    const orders = before.resources.find(({ kind }) => kind === 'accessPackage');
    const stays: LeftOutObject = {
      kind: 'catalog',
      id: there?.id ?? '',
      displayName: 'General',
      parent: null,
    };
    const gone = { ...stays, kind: 'policy', id: 'gone', displayName: 'Gone', parent: orders?.id ?? '' };
    const text = JSON.stringify({ ...before, serial: before.serial + 1, leftOut: [stays, gone] });
    writeFileSync(path.join(folder, STATE), text);
    expect((await run('check')).stdout).toContain('Gone');
    expect(await run('apply', '--auto-approve', '--no-refresh')).toMatchObject({ code: 0 });
    expect(state().leftOut).toEqual([stays, gone]);
    expect(await run('apply', '--auto-approve', ...flags)).toMatchObject({ code: 0 });
    expect(state().leftOut).toEqual([stays]);
    expect((await run('check')).stdout).not.toContain('Gone');
  },
  60_000,
);
