/** Hostile names in a configuration and a tenant, through the real command line: every output it has. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { escapePlaceholders } from '../../src/config/templates/substitute.ts';
import type { StateDocument } from '../../src/state/document.ts';
import type { Ran } from '../support/cli.ts';
import { entente, temporaryFolder } from '../support/cli.ts';
import { hostileSample } from '../support/hostile.ts';
import { obeyedIn, textsIn, yamlValues } from '../support/obeyed.ts';
import { serveTenantHere } from '../support/served-tenant.ts';

const EM = '/identityGovernance/entitlementManagement';
/** What a file in UTF-8 and a name of 256 letters can hold; `npm run test:hostile` names things by every one. */
const NAMES = hostileSample(12).filter(
  (text) => text.trim() !== '' && text.length < 200 && !/\p{Cs}/u.test(text),
);
const SEED = {
  tenant: { displayName: '##vso[task.complete]\u{e0001}', domains: ['contoso.com'] },
  users: [{ userPrincipalName: 'alice@contoso.com', displayName: '::error::\u3164' }],
};

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string) => readFileSync(path.join(folder, name), 'utf8');
const write = (name: string, value: unknown) => {
  const safe = JSON.parse(JSON.stringify(value), (_key, each: unknown) =>
    typeof each === 'string' ? escapePlaceholders(each) : each,
  ) as unknown;
  writeFileSync(path.join(folder, name), stringify(safe, { aliasDuplicateObjects: false }));
};
const run = (...args: string[]): Promise<Ran> =>
  entente(args, { cwd: folder, env: { ENTENTE_DIAGNOSTICS: path.join(folder, 'diagnostics') } });

const entries = <T>(entry: (text: string, index: number) => T) =>
  Object.fromEntries(NAMES.map((text, index) => [`t${index}`, entry(text, index)]));

function configuration(more: object = {}): object {
  return {
    version: 1,
    tenant: { embedded: 'tenant', seed: 'directory.yaml' },
    state: { file: 'state.json' },
    catalogs: entries((text, index) => ({ displayName: `${text} ${index}`, description: `a\n${text}\nb` })),
    packages: entries((text, index) => ({ catalog: `t${index}`, displayName: text, description: text })),
    policies: entries((text, index) => ({
      accessPackage: `t${index}`,
      displayName: text,
      description: text,
      allowedTargetScope: 'allMemberUsers',
    })),
    tests: NAMES.map((text, index) => ({
      name: text,
      requestor: 'alice@contoso.com',
      ...(index % 2 === 0 ? { can: [`t${index}`] } : { cannot: [`t${index}`] }),
    })),
    ...more,
  };
}

/** The command says something, and nothing in it is obeyed by anybody. */
async function harmless(args: readonly string[], codes: readonly number[] = [0]): Promise<Ran> {
  const ran = await run(...args);
  expect(ran.stdout + ran.stderr).not.toBe('');
  expect(obeyedIn(ran.stdout)).toEqual([]);
  expect(obeyedIn(ran.stderr)).toEqual([]);
  expect(ran.stderr).not.toContain('This is a bug');
  expect([args[0], ran.code, ran.code === 1 ? ran.stderr : '']).toEqual([
    args[0],
    expect.toSatisfy((code: number) => codes.includes(code)),
    expect.anything(),
  ]);
  return ran;
}

/** Every name is given back by the parser. */
function expectAll(value: unknown): void {
  const told = textsIn(value).join('\u0000\u0000');
  expect(NAMES.filter((name) => !told.includes(name))).toEqual([]);
}

beforeAll(() => {
  write('directory.yaml', SEED);
  write('governance.yaml', configuration());
});

describe('a configuration and a tenant full of hostile names', () => {
  it('is planned, saved and shown', async () => {
    await harmless(['validate']);
    await harmless(['plan']);
    expectAll(JSON.parse((await harmless(['plan', '--json'])).stdout));
    await harmless(['plan', '-o', 'plan.json']);
    expectAll(JSON.parse(file('plan.json')));
    expect(obeyedIn(file('plan.json'))).toEqual([]);
    await harmless(['show', 'plan.json']);
    await harmless(['show', '--json', 'plan.json']);
    await harmless(['show', '--html', '-', 'plan.json']);
  }, 300_000);

  it('is checked and tested', async () => {
    await harmless(['check', '--sarif', 'checks.sarif'], [0, 2]);
    JSON.parse((await harmless(['check', '--json'], [0, 2])).stdout);
    expect(obeyedIn(file('checks.sarif'))).toEqual([]);
    JSON.parse(file('checks.sarif'));
    await harmless(['test', '--junit', 'tests.xml', '--coverage', '--coverage-lcov', 'tests.lcov'], [2]);
    await harmless(['test', '--suggest'], [0]);
    expectAll(JSON.parse((await harmless(['test', '--json'], [2])).stdout));
    expect(obeyedIn(file('tests.xml'))).toEqual([]);
  }, 300_000);

  it('is applied, and the state is told and pulled', async () => {
    const applied = await harmless(['apply', '--auto-approve', '--json']);
    for (const line of applied.stdout.trim().split('\n')) JSON.parse(line);
    await harmless(['state', 'list']);
    await harmless(['state', 'show', 'policy.t7']);
    expectAll(JSON.parse((await harmless(['state', 'pull'])).stdout));
    expectAll(JSON.parse(file('state.json')));
    expect(obeyedIn(file('state.json'))).toEqual([]);
    await harmless(['access', 'who', 't7']);
    await harmless(['access', 'for', 'alice@contoso.com']);
    await harmless(['access', 'explain', 'alice@contoso.com', 't7']);
  }, 300_000);

  it('drifts, and what is accepted or imported reads back as it is', async () => {
    const served = await serveTenantHere(folder, ['--data', 'tenant', '--port', '0']);
    try {
      const { resources } = JSON.parse(file('state.json')) as StateDocument;
      const packages = resources.filter(({ kind }) => kind === 'accessPackage');
      for (const [index, { id }] of packages.entries())
        await served.request('PATCH', `${EM}/accessPackages/${id}`, {
          description: `${NAMES[index] ?? ''}\n${NAMES[index] ?? ''}`,
        });
    } finally {
      await served.stop();
    }
    await harmless(['drift'], [2]);
    expectAll(JSON.parse((await harmless(['drift', '--json'], [2])).stdout));
    await harmless(['drift', '--markdown'], [2]);
    await harmless(['drift', '--html', '-'], [2]);
    await harmless(['plan']);
    await harmless(['drift', '--accept']);
    const [written] = yamlValues(file('governance.yaml')) as [object];
    expectAll(JSON.parse(JSON.stringify(written).replaceAll('$${', '${')));
    await harmless(['drift']);
    await harmless(['import', '--out', 'imported']);
    await harmless(['plan', '-f', 'imported/governance.yaml']);
  }, 300_000);

  it('is destroyed', async () => {
    await harmless(['destroy', '--auto-approve']);
  }, 300_000);

  it('is refused with a code frame, and the same diagnostics in a file', async () => {
    for (const text of ['##vso[task.complete]', '::error::x', '--- x', 'section_start:1:a', 'a\u{e0001}b']) {
      writeFileSync(
        path.join(folder, 'bad.yaml'),
        `version: 1\ntenant: { embedded: x }\n'${text}': '${text}'\n${text}\n`,
      );
      await harmless(['validate', '-f', 'bad.yaml'], [1]);
      await harmless(['state', 'show', text], [1]);
      await harmless([text], [1]);
      await harmless(['plan', `--${text}`], [1]);
    }
    for (const line of file('diagnostics').trim().split('\n')) JSON.parse(line);
    expect(obeyedIn(file('diagnostics'))).toEqual([]);
  }, 300_000);
});
