/** Results of commands as JSON, and a plan in a line for each resource. */
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entente, ententeProcess, temporaryFolder } from '../support/cli.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
let folder = '';
const run = (...args: string[]) => entente(args, { cwd: folder });
const json = async (...args: string[]) => {
  const { code, stdout, stderr } = await run(...args, '--json');
  return { code, stderr, body: JSON.parse(stdout) as Record<string, unknown> };
};
const edit = (from: RegExp, to: string) => {
  const file = path.join(folder, 'governance.yaml');
  const before = readFileSync(file, 'utf8');
  const after = before.replace(from, to);
  expect(after).not.toBe(before);
  writeFileSync(file, after);
  return () => writeFileSync(file, before);
};

beforeAll(async () => {
  folder = temporaryFolder();
  cpSync(path.join(ROOT, 'governance.yaml'), path.join(folder, 'governance.yaml'));
  cpSync(path.join(ROOT, 'examples'), path.join(folder, 'examples'), { recursive: true });
  expect((await run('apply', '--auto-approve')).code).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('validate --json', () => {
  it('says what is read, and how much it declares', async () => {
    const { code, body, stderr } = await json('validate');
    expect([code, stderr]).toEqual([0, '']);
    expect(body).toMatchObject({
      formatVersion: 1,
      valid: true,
      files: ['governance.yaml'],
      diagnostics: [],
    });
    expect(body['resources']).toBeGreaterThan(10);
  });

  it('says what is wrong, where, and what to do', async () => {
    const back = edit(/state: published/, 'state: publish');
    const { code, body, stderr } = await json('validate');
    back();
    expect([code, stderr]).toEqual([1, '']);
    expect(body).toMatchObject({
      valid: false,
      diagnostics: [
        {
          code: 'SCHEMA_ENUM',
          severity: 'error',
          hint: 'Did you mean "published"?',
          source: { file: 'governance.yaml', line: expect.any(Number) as number, column: 12 },
        },
      ],
    });
  });
});

describe('state', () => {
  it('list --json gives kinds and ids', async () => {
    const { body } = await json('state', 'list');
    expect(body['resources']).toContainEqual({
      address: 'catalog.partner-projects',
      kind: 'catalog',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    });
    expect(body).toMatchObject({ serial: expect.any(Number) as number, uncertain: [] });
  });

  it('show --json gives the attributes', async () => {
    const { body } = await json('state', 'show', 'catalog.partner-projects');
    expect(body).toMatchObject({
      resource: { address: 'catalog.partner-projects', attributes: { displayName: 'Partner projects' } },
    });
  });
});

it('doctor --json gives its checkups', async () => {
  const { code, body } = await json('doctor');
  expect(code).toBe(0);
  expect(body['checkups']).toContainEqual(expect.objectContaining({ verdict: 'good' }));
});

it('init --json gives the files that it wrote', async () => {
  const { body } = await json('init', 'new');
  expect(body['written']).toContain('new/governance.yaml');
});

it('version --json gives the versions of Entente and Node', async () => {
  const { stdout } = await ententeProcess(['version', '--json'], { cwd: folder });
  expect(JSON.parse(stdout)).toMatchObject({ formatVersion: 1, node: process.version });
});

it('plan --summary takes a line for each resource, and says who can get in', async () => {
  const back = edit(/duration: P90D/, 'duration: P60D');
  const { code, stdout } = await run('plan', '--summary');
  back();
  expect(code).toBe(0);
  expect(stdout).toMatch(/^ {2}~ policy\.tango-partners "Partner engineers" {2}expiration\.duration$/m);
  expect(stdout).toContain('duration: 90 days -> 60 days');
  expect(stdout).toContain('Plan: 0 to add, 1 to change, 0 to destroy.');
  expect(stdout).not.toContain('unchanged attributes');
});
