/** Pipes, devices and huge files in the place of what Entente reads: named at once, and never waited for. */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entente, ententeProcess, folderOnDisk } from '../support/cli.ts';
import { size } from '../support/whole.ts';

let folder = '';
beforeEach(() => {
  folder = folderOnDisk();
  writeFileSync(at('governance.yaml'), CONFIGURATION);
});
afterEach(() => rmSync(folder, { recursive: true }));

const CONFIGURATION =
  'version: 1\ntenant: { embedded: tenant }\nstate: { file: s.json }\ncatalogs: { c: { displayName: C } }\n';
const at = (name: string) => path.join(folder, name);
/** In processes of their own: one that hangs fails the test by its time, and holds up nothing else. */
const run = (...args: string[]) => ententeProcess(args, { cwd: folder });
/** For what has an end, and so cannot hang. */
const runHere = (...args: string[]) => entente(args, { cwd: folder });

const pipe = (name: string) => void execFileSync('mkfifo', [at(name)]);
const device = (name: string) => symlinkSync('/dev/zero', at(name));
const huge = (name: string, mebibytes = 600) => {
  writeFileSync(at(name), '');
  truncateSync(at(name), mebibytes * 1024 * 1024);
};
const NOT_REGULAR = /not a regular file/;
const ODD = [
  ['a pipe', pipe, NOT_REGULAR],
  ['a device without end', device, NOT_REGULAR],
  ['a file that is too large', huge, /is larger than \d+ MiB/],
] as const;

const APPLY = ['apply', '--auto-approve'];

describe.skipIf(process.platform === 'win32').each(ODD)('%s', (_what, put, why) => {
  async function refuses(name: string, code: string, ...commands: string[][]): Promise<void> {
    for (const [index, args] of commands.entries()) {
      // The others read it as the first does, which would have hung: a process for each of them would find nothing more.
      const ran = index === 0 && put !== huge ? await run(...args) : await runHere(...args);
      expect([args, ran.code, ran.stderr]).toEqual([args, 1, expect.stringMatching(why)]);
      expect(ran.stderr).toContain(`error ${code}: `);
      expect(ran.stderr).toContain(name);
      expect(ran.stderr).not.toContain('a bug');
    }
    expect(statSync(at(name)).size === 0 || put === huge).toBe(true);
  }

  it('as the state is refused, without a lock that stays', async () => {
    put('s.json');
    await refuses('s.json', 'STATE_READ', ['plan'], APPLY, ['state', 'list'], ['drift']);
    for (const lock of [at('s.json.lock'), '/dev/zero.lock']) expect(existsSync(lock)).toBe(false);
  });

  it('as a journal is refused', async () => {
    put('s.json.journal.x');
    await refuses('s.json.journal.x', 'STATE_READ', ['plan'], APPLY);
  });

  it('as a plan or a state to push is refused', async () => {
    put('odd.json');
    await refuses('odd.json', 'PLAN_FILE_READ', ['show', 'odd.json'], ['apply', 'odd.json']);
    await refuses('odd.json', 'STATE_FILE', ['state', 'push', 'odd.json']);
  });

  it("as the tenant's log is refused", async () => {
    mkdirSync(at('tenant'));
    put('tenant/log.ndjson');
    await refuses('tenant/log.ndjson', 'TENANT_FOLDER', ['plan'], ['tenant', 'advance', 'P1D']);
  });

  it('as a configuration is refused by an import too', async () => {
    rmSync(at('governance.yaml'));
    put('governance.yaml');
    await refuses('governance.yaml', 'CONFIG_UNREADABLE', ['import'], ['plan']);
  });
});

it.skipIf(process.platform === 'win32')('a pipe where a file is made anew is replaced', async () => {
  mkdirSync(at('tenant'));
  pipe('tenant/log.ndjson.new');
  expect(await run(...APPLY)).toMatchObject({ code: 0 });
  for (const ending of ['.new', '.backup', '.reserve']) pipe(`s.json${ending}`);
  writeFileSync(at('governance.yaml'), CONFIGURATION.replace('displayName: C', 'displayName: D'));
  expect(await run(...APPLY)).toMatchObject({ code: 0 });
  expect(readFileSync(at('s.json'), 'utf8')).toContain('"D"');
  expect(readFileSync(at('s.json.backup'), 'utf8')).toContain('"C"');
});

it('a huge file in the place of a lock is one of whom nothing is known, and can be removed', async () => {
  huge('s.json.lock', size(20, 600));
  const ran = await runHere(...APPLY);
  expect([ran.code, ran.stderr]).toEqual([1, expect.stringContaining('s.json.lock is unreadable')]);
  const id = /unreadable-[0-9a-f]+/.exec(ran.stderr)?.[0] ?? '';
  expect(await runHere('state', 'unlock', id)).toMatchObject({ code: 0 });
  expect(await runHere(...APPLY)).toMatchObject({ code: 0 });
});

it.skipIf(process.platform === 'win32')(
  "a pipe that says who uses the tenant's folder is named",
  async () => {
    mkdirSync(at('tenant'));
    pipe('tenant/in-use');
    const { code, stderr } = await run('plan');
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/error TENANT_FOLDER: .*tenant.in-use: it is not/),
    ]);
  },
);
