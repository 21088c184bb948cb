/** The action, its configuration and tenant full of hostile texts: everything that it tells anybody. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { escapePlaceholders } from '../../src/config/templates/substitute.ts';
import { temporaryFolder } from '../support/cli.ts';
import { exampleAnswer } from '../support/github-contract.ts';
import type { GitHubServer } from '../support/github-server.ts';
import { serveGitHub } from '../support/github-server.ts';
import { expectHarmless } from '../support/harmless.ts';
import { HOSTILE } from '../support/hostile.ts';
import { obeyedIn } from '../support/obeyed.ts';
import type { ActionRun, Workflow } from '../support/run-action.ts';
import { runAction, runActionProcess } from '../support/run-action.ts';
import { serveTenantHere } from '../support/served-tenant.ts';

const EM = '/identityGovernance/entitlementManagement';
/** What a file in UTF-8 and a name of 256 letters can hold. */
const SUITABLE = HOSTILE.filter((text) => text.trim() !== '' && text.length < 200 && !/\p{Cs}/u.test(text));
/** All of them take minutes: `npm run test:hostile`. */
const NAMES = process.env['HOSTILE'] === 'all' ? SUITABLE : SUITABLE.filter((_, index) => index % 16 === 0);
const PULL = { number: 7, head: { sha: 'c'.repeat(40), repo: { full_name: 'o/r' } } };
const SHA = 'b'.repeat(40);
const [EXAMPLE] = exampleAnswer('GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls', 200) as Record<
  string,
  object
>[];

let folder: string;
let server: GitHubServer;

const entries = <T>(entry: (text: string, index: number) => T) =>
  Object.fromEntries(NAMES.map((text, index) => [`t${index}`, entry(text, index)]));
const write = (name: string, value: unknown) => {
  const safe = JSON.parse(JSON.stringify(value), (_key, each: unknown) =>
    typeof each === 'string' ? escapePlaceholders(each) : each,
  ) as unknown;
  writeFileSync(path.join(folder, name), stringify(safe, { aliasDuplicateObjects: false }));
};
const configuration = (described: (text: string) => string, more: object = {}) => ({
  version: 1,
  tenant: { embedded: 'tenant', seed: 'directory.yaml' },
  state: { file: 'state.json' },
  catalogs: entries((text, index) => ({ displayName: `${text} ${index}`, description: described(text) })),
  packages: entries((text, index) => ({
    catalog: `t${index}`,
    displayName: text,
    description: described(text),
  })),
  policies: entries((text, index) => ({
    accessPackage: `t${index}`,
    displayName: text,
    description: described(text),
    allowedTargetScope: 'allMemberUsers',
  })),
  tests: NAMES.map((text, index) => ({
    name: text,
    requestor: 'alice@contoso.com',
    ...(index % 2 === 0 ? { can: [`t${index}`] } : { cannot: [`t${index}`] }),
  })),
  ...more,
});

/** Lines that the action means for the runner. */
const OWN = /^::(?:(?:error|warning|notice) |stop-commands::[\w-]{16,}$|[\w-]{16,}::$)/;

/** Nothing of what the action said anywhere is obeyed by anybody; annotations carry one line each and no command. */
function harmless(
  { log, commands, outputs, summary }: ActionRun,
  codes: readonly (number | null)[],
  code: number | null,
) {
  expect(codes).toContain(code);
  expect(log).not.toContain('This is a bug');
  expect(outsideOfStop(log)).toEqual([]);
  for (const command of commands) {
    expect(command).toMatch(/^::(?:error|warning|notice) [^\n]*::/);
    expect(obeyedIn(unescaped(command.replace(/^::\w+ [^\n]*?::/, '')))).toEqual([]);
  }
  expectHarmless(summary);
  expect(obeyedIn(summary)).toEqual([]);
  for (const [name, value] of Object.entries(outputs)) {
    expect([name, obeyedIn(value)]).toEqual([name, []]);
    expect(value).not.toContain('${{');
  }
  for (const { body } of [...server.comments, ...server.issues]) {
    const text = body.replace(/<!-- entente [^]*?-->/, '');
    expectHarmless(text);
    expect(obeyedIn(text)).toEqual([]);
  }
  for (const { title } of server.issues) expect(obeyedIn(title)).toEqual([]);
}

/** As the runner shows an annotation. */
function unescaped(text: string): string {
  return text.replace(/%0D/g, '\r').replace(/%0A/g, '\n').replace(/%25/g, '%');
}

/** What the systems obey in the log, beside the commands that are meant; GitHub stops between its tokens. */
function outsideOfStop(log: string): string[] {
  return obeyedIn(log, (line) => OWN.test(line.trimStart()));
}

beforeAll(async () => {
  folder = temporaryFolder();
  server = await serveGitHub();
  write('directory.yaml', {
    tenant: { displayName: '##vso[task.complete]\u{e0001}', domains: ['contoso.com'] },
    users: [{ userPrincipalName: 'alice@contoso.com', displayName: '::error::\u3164' }],
  });
  write(
    'governance.yaml',
    configuration((text) => `a\n${text}\nb`),
  );
}, 300_000);

afterAll(async () => {
  expect(server.violations).toEqual([]);
  await server.close();
  rmSync(folder, { recursive: true });
});

/** In processes of their own, as users run it; the others within this one. */
const PROCESSES: readonly string[] = process.env['HOSTILE'] === 'all' ? ['plan', 'apply'] : ['plan'];
const run = (workflow: Omit<Workflow, 'workspace' | 'onStart'>) => {
  const start = PROCESSES.includes(workflow.inputs['command'] ?? '') ? runActionProcess : runAction;
  return start({
    workspace: folder,
    apiUrl: server.apiUrl,
    ...workflow,
    inputs: { 'github-token': server.token, ...workflow.inputs },
  });
};
const onPull = (command: string, inputs: Record<string, string> = {}) =>
  run({ event: 'pull_request', payload: { pull_request: PULL }, inputs: { command, ...inputs } });
const onPush = (command: string, inputs: Record<string, string> = {}) =>
  run({ event: 'push', sha: SHA, inputs: { command, ...inputs } });

describe('the action with hostile texts everywhere', () => {
  it('plans, comments and annotates', async () => {
    const done = await onPull('plan');
    harmless(done, [0], done.code);
    expect(server.comments).toHaveLength(1);
    expect(done.summary.length).toBeGreaterThan(NAMES.length * 20);
  }, 300_000);

  it('checks and tests, and annotates what it finds', async () => {
    const checked = await onPull('check');
    harmless(checked, [0, 1], checked.code);
    const tested = await onPull('test');
    harmless(tested, [1, 2], tested.code);
    expect(tested.commands.length).toBeGreaterThan(0);
  }, 300_000);

  it('applies', async () => {
    server.pulls.push({
      number: 7,
      merged_at: '2026-01-01T00:00:00Z',
      merge_commit_sha: SHA,
      user: { ...EXAMPLE?.['user'], login: 'alice' },
      head: { ...EXAMPLE?.['head'], sha: PULL.head.sha },
    });
    const done = await onPush('apply');
    harmless(done, [0], done.code);
  }, 300_000);

  it('reports drift in an issue', async () => {
    const served = await serveTenantHere(folder, ['--data', 'tenant', '--port', '0']);
    try {
      const { resources } = JSON.parse(readFileSync(path.join(folder, 'state.json'), 'utf8')) as {
        resources: { kind: string; id: string }[];
      };
      const packages = resources.filter(({ kind }) => kind === 'accessPackage');
      for (const [index, { id }] of packages.entries())
        await served.request('PATCH', `${EM}/accessPackages/${id}`, {
          description: `${NAMES[index] ?? ''}\n${NAMES[index] ?? ''}`,
        });
      for (const [index, text] of NAMES.entries())
        await served.request('POST', `${EM}/catalogs`, {
          displayName: `${text} beside ${index}`,
          description: text,
        });
    } finally {
      await served.stop();
    }
    const done = await run({ event: 'schedule', inputs: { command: 'drift' } });
    harmless(done, [0, 1, 2], done.code);
    expect(server.issues).toHaveLength(1);
  }, 300_000);

  it('refuses what nobody reviewed, with what differs', async () => {
    write(
      'governance.yaml',
      configuration((text) => `c\n${text}`),
    );
    const done = await onPush('apply', { 'expect-digest': 'reviewed' });
    harmless(done, [1], done.code);
  }, 300_000);

  it('refuses a broken configuration, and quotes it', async () => {
    const few = 12;
    for (let from = 0; from < NAMES.length; from += few) {
      const part = NAMES.slice(from, from + few).filter((text) => text !== '__proto__');
      write('governance.yaml', {
        version: 1,
        tenant: { embedded: 'tenant' },
        ...Object.fromEntries(part.map((text) => [text, text])),
        packages: {
          ...Object.fromEntries(part.map((text) => [text, { catalog: 'x', displayName: 7 }])),
          ...Object.fromEntries(
            part.map((text, index) => [`p${index}`, { catalog: text, displayName: text }]),
          ),
        },
      });
      const done = await onPull('validate');
      harmless(done, [1], done.code);
      expect(done.commands.length).toBeGreaterThan(0);
    }
  }, 600_000);
});
