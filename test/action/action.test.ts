/**
 * The action as GitHub runs it: real files, a GitHub that is held against its own description; in a process of its own
 * where that counts.
 */
import { execFileSync } from 'node:child_process';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { markerOf } from '../../src/github/marker.ts';
import { CANARY } from '../support/hostile.ts';
import { temporaryFolder } from '../support/cli.ts';
import { exampleAnswer } from '../support/github-contract.ts';
import type { GitHubServer } from '../support/github-server.ts';
import { serveGitHub } from '../support/github-server.ts';
import { expectHarmless } from '../support/harmless.ts';
import type { ActionRun, Workflow } from '../support/run-action.ts';
import { runAction, runActionProcess } from '../support/run-action.ts';
import { serveTenantHere } from '../support/served-tenant.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const DESCRIPTION = parse(readFileSync(path.join(ROOT, 'action.yml'), 'utf8')) as {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly runs: { readonly using: string; readonly main: string };
};
const SHA = 'b'.repeat(40);
const PULL = { number: 7, head: { sha: 'c'.repeat(40), repo: { full_name: 'o/r' } } };
const EXAMPLE = (
  exampleAnswer('GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls', 200) as Record<string, object>[]
)[0];
const EXAMPLE_USER = EXAMPLE?.['user'];
const EXAMPLE_HEAD = EXAMPLE?.['head'];
const FORK = { number: 7, head: { sha: 'c'.repeat(40), repo: { full_name: 'mallory/r' } } };

let folder = '';
let server: GitHubServer;

beforeEach(async () => {
  folder = temporaryFolder('examples/starter');
  server = await serveGitHub();
});

afterEach(async () => {
  expect(server.violations).toEqual([]);
  await server.close();
  rmSync(folder, { recursive: true });
});

/** Runs the action with the job's token; wherever its output goes, the token does not. */
async function run(workflow: Omit<Workflow, 'workspace'>, start = runAction): Promise<ActionRun> {
  const done = await start({
    workspace: folder,
    apiUrl: server.apiUrl,
    ...workflow,
    inputs: { 'github-token': server.token, ...workflow.inputs },
  });
  const told = JSON.stringify([done, server.comments, server.issues]);
  expect(told).not.toContain(server.token);
  return done;
}

const onPull = (more: Partial<Workflow> = {}, start = runAction) =>
  run(
    { event: 'pull_request', payload: { pull_request: PULL }, inputs: { command: 'plan' }, ...more },
    start,
  );

const onPush = (inputs: Record<string, string>, more: Partial<Workflow> = {}, start = runAction) =>
  run({ event: 'push', sha: SHA, inputs: { command: 'apply', ...inputs }, ...more }, start);

function edit(change: (text: string) => string): void {
  const file = path.join(folder, 'governance.yaml');
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

describe('a file that the action leaves', () => {
  it.each([
    ['plan', 'plan-file'],
    ['check', 'sarif-file'],
  ])('by %s and %s is none of the project, in no environment', async (command, input) => {
    edit((text) => `${text}\nenvironments:\n  prod: { state: { file: .entente/prod.json } }\n`);
    const before = readFileSync(path.join(folder, 'governance.yaml'), 'utf8');
    for (const name of ['governance.yaml', '.entente/governance.state.json', '.entente/prod.json']) {
      const { code, log } = await run({ event: 'push', inputs: { command, [input]: name } });
      expect([name, code, log]).toEqual([name, 1, expect.stringContaining('OUTPUT_FILE')]);
      expect(log).toContain('Name another file; nothing was done');
    }
    expect(readFileSync(path.join(folder, 'governance.yaml'), 'utf8')).toBe(before);
    expect(existsSync(path.join(folder, '.entente/governance.state.json'))).toBe(false);
    expect(existsSync(path.join(folder, '.entente/prod.json'))).toBe(false);
    const { outputs } = await run({ event: 'push', inputs: { command, [input]: 'left.json' } });
    expect([outputs[input], existsSync(path.join(folder, 'left.json'))]).toEqual([
      path.join(folder, 'left.json'),
      true,
    ]);
  });
});

describe('a pull request', () => {
  it('gets a comment from one copied workflow file, and the next run writes it anew', async () => {
    const workflow = parse(readFileSync(path.join(ROOT, 'examples/github/plan.yml'), 'utf8')) as {
      jobs: { plan: { steps: { uses: string; with: Record<string, string> }[] } };
    };
    const step = workflow.jobs.plan.steps.find(({ uses }) => uses.includes('/entente@'));
    const first = await onPull({ inputs: step?.with ?? {} }, runActionProcess);
    expect(first).toMatchObject({
      code: 0,
      outputs: { 'has-changes': 'true', 'exit-code': '2' },
    });
    expect(first.outputs['summary']).toMatch(/^Plan: \d+ to add, 0 to change, 0 to destroy/);
    const plan = JSON.parse(readFileSync(first.outputs['plan-file'] ?? '', 'utf8')) as { digest: string };
    expect(first.outputs['digest']).toBe(plan.digest);
    const [comment] = server.comments;
    expect(markerOf(comment?.body)).toMatchObject({ key: 'governance.yaml', digest: plan.digest });
    expect(comment?.body).toContain('policy.project-partners');
    expect(comment?.body).toContain(`https://github.example/o/r/blob/${'c'.repeat(40)}/governance.yaml#L`);
    expect(first.summary).toContain(`plan \`${plan.digest}\``);
    expect(first.log).toContain('Plan: ');
    edit((text) => text.replace('People of Fabrikam', 'Everybody of Fabrikam'));
    await onPull({ run: 2 });
    expect(server.comments).toHaveLength(1);
    expect(server.comments[0]?.body).toContain('Everybody of Fabrikam');
    // Another environment has a comment of its own.
    edit((text) => `${text}\nenvironments:\n  prod: { state: { file: .entente/prod.json } }\n`);
    const { outputs } = await onPull({ inputs: { command: 'plan', env: 'prod' } });
    expect(server.comments.map(({ body }) => markerOf(body)?.key)).toEqual([
      'governance.yaml',
      'governance.yaml prod',
    ]);
    expect(Object.keys(outputs).sort()).toEqual(Object.keys(DESCRIPTION.outputs).sort());
  });

  it('is planned by a workflow of the base branch, too', async () => {
    const payload = {
      workflow_run: {
        head_sha: PULL.head.sha,
        head_repository: { full_name: 'o/r' },
        pull_requests: [{ number: 7, head: PULL.head }],
      },
    };
    const { code } = await onPull({ event: 'workflow_run', payload });
    expect(code).toBe(0);
    expect(server.comments).toMatchObject([{ issue: 7 }]);
    expect(server.checks).toMatchObject([{ sha: PULL.head.sha, name: 'Entente plan: governance.yaml' }]);
  });

  it('is told what is wrong, on the line where it is', async () => {
    edit((text) => text.replace('resource: team,', 'resource: tame,'));
    const { code, commands, outputs } = await onPull();
    expect(code).toBe(1);
    expect(outputs).toMatchObject({ 'exit-code': '1', 'has-changes': 'false' });
    expect(commands).toHaveLength(1);
    expect(commands[0]).toMatch(
      /^::error file=governance\.yaml,line=\d+,col=\d+,endLine=\d+,endColumn=\d+,title=REFERENCE/,
    );
    expect(commands[0]).toContain('tame');
    expect(server.comments[0]?.body).toContain('## Entente: plan failed');
  });

  it('of a fork has no credentials: its plan of a local tenant is in the summary', async () => {
    server.faults.push({
      status: 403,
      message: 'Resource not accessible by integration',
      times: 9,
      operation: 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
    });
    const { code, commands, summary } = await onPull({ payload: { pull_request: FORK } });
    expect(code).toBe(0);
    expect(commands).toEqual([
      expect.stringMatching(/^::notice title=GITHUB_FORBIDDEN::The token of this run may only read/),
    ]);
    expect(summary).toContain('## Entente: ');
    expect(summary).toContain('may only read: the report is in the summary of the run');
    expect(summary).toContain('https://github.example/mallory/r/blob/');
    expect(server.comments).toEqual([]);
  });

  it('of a fork is planned on what was last applied where the tenant is a real one', async () => {
    await onPush({});
    edit((text) =>
      text
        .replace(/tenant:\n {2}embedded.*\n {2}seed.*\n/, 'tenant: { id: contoso.onmicrosoft.com }\n')
        .replace('displayName: Project\n', 'displayName: Project X\n'),
    );
    const { code, summary } = await onPull({ payload: { pull_request: FORK } });
    expect(code).toBe(0);
    expect(summary).toContain('0 to add, 1 to change, 0 to destroy');
    expect(summary).toContain('comes from a fork, whose runs have no credentials: the tenant was not read');
  });

  it('of a fork is at least validated where nothing can be read', async () => {
    edit((text) =>
      text.replace(/tenant:\n {2}embedded.*\n {2}seed.*\n/, 'tenant: { id: contoso.onmicrosoft.com }\n'),
    );
    const { code, summary } = await onPull({ payload: { pull_request: FORK } });
    expect(code).toBe(0);
    expect(summary).toContain('the configuration is valid');
    expect(summary).toContain('A maintainer sees the plan');
  });

  it('cannot speak through the report', async () => {
    const text = `x\n::set-output name=has-changes::false\n  ::error::${CANARY}\n##[set-output name=x;]y\n# ${CANARY} @octocat`;
    edit((yaml) =>
      yaml
        .replace('description: Builds what we sell', `description: ${JSON.stringify(text)}`)
        .replace(
          'displayName: Project\n',
          `displayName: ${JSON.stringify('</details>@octocat | `x` \u202e')}\n`,
        ),
    );
    const first = await onPull();
    await onPush({});
    edit((yaml) => yaml.replace('##[set-output', '##[add-mask').replace('octocat |', 'github |'));
    const second = await onPull({ run: 2 });
    for (const { commands, summary, code } of [first, second]) {
      expect(code).toBe(0);
      expect(commands.filter((command) => !command.startsWith('::warning'))).toEqual([]);
      expectHarmless(summary);
    }
    expect(second.outputs).toMatchObject({ 'has-changes': 'true' });
  });
});

describe('a push', () => {
  const merged = () =>
    server.pulls.push({
      number: 7,
      merged_at: '2026-01-01T00:00:00Z',
      merge_commit_sha: SHA,
      user: { ...EXAMPLE_USER, login: 'alice' },
      head: { ...EXAMPLE_HEAD, sha: PULL.head.sha },
    });
  /** Carol, who can write, approves the head at a time. */
  const approved = (at: string, more: Partial<GitHubServer['reviews'][number]> = {}) => {
    server.permissions['carol'] = 'write';
    server.reviews.push({ login: 'carol', state: 'APPROVED', commit: PULL.head.sha, at, ...more });
  };
  const planned = async (at: string) => {
    server.now = at;
    await onPull();
  };
  const aboutApply = () =>
    server.comments.find(({ body }) => markerOf(body)?.key === 'governance.yaml (apply)')?.body;
  const nothingDone = () =>
    expect(existsSync(path.join(folder, '.entente/governance.state.json'))).toBe(false);

  it('applies what was approved, and tells object by object what was done', async () => {
    merged();
    await planned('2026-01-01T10:00:00Z');
    approved('2026-01-01T10:01:00Z');
    const applied = await onPush({ 'expect-digest': 'reviewed' });
    expect(applied).toMatchObject({ code: 0, outputs: { 'has-changes': 'true', 'exit-code': '0' } });
    expect(applied.log).toContain('The plan that carol approved in #7: ');
    expect(applied.outputs['summary']).toMatch(/^Apply complete! Resources: \d+ added/);
    expect(applied.summary).toContain('- ✅ create `policy.project-partners`');
    expect(server.comments.map(({ body }) => markerOf(body)?.key)).toEqual([
      'governance.yaml',
      'governance.yaml (apply)',
    ]);
    expect(server.comments[1]?.body).toContain('- ✅ create `policy.project-partners`');
  });

  it('does not stumble over approvals by apps and by accounts that are gone', async () => {
    merged();
    await planned('2026-01-01T10:00:00Z');
    for (const login of ['renovate-approve[bot]', 'departed-dave'])
      approved('2026-01-01T10:02:00Z', { login });
    const alone = await onPush({ 'expect-digest': 'reviewed' });
    expect([alone.code, alone.log]).toEqual([1, expect.stringContaining('GITHUB_UNREVIEWED')]);
    expect(alone.log).toContain('renovate-approve[bot] cannot write to the repository');
    nothingDone();
    approved('2026-01-01T10:01:00Z');
    const applied = await onPush({ 'expect-digest': 'reviewed' });
    expect(applied.log).toContain('The plan that carol approved in #7: ');
    expect(applied.code).toBe(0);
  });

  it('does not apply what nobody reviewed, and sets every output all the same', async () => {
    const unreviewed = await onPush({ 'expect-digest': 'reviewed' });
    expect(unreviewed.code).toBe(1);
    expect(unreviewed.log).toContain('GITHUB_UNREVIEWED');
    expect(unreviewed.summary).toContain('came from no merged pull request');
    expect(Object.keys(unreviewed.outputs).sort()).toEqual(Object.keys(DESCRIPTION.outputs).sort());
    merged();
    expect((await onPush({ 'expect-digest': 'reviewed' })).log).toContain('has no recorded plan');
    await planned('2026-01-01T10:00:00Z');
    const alone = await onPush({ 'expect-digest': 'reviewed' });
    expect(alone).toMatchObject({ code: 1, outputs: { 'exit-code': '1', 'has-changes': 'false' } });
    expect(alone.outputs['summary']).toContain('no review approves pull request #7');
    expect(aboutApply()).toContain('no review approves pull request');
    nothingDone();
  });

  it('does not apply what differs from the approved plan, and says in what and how to go on', async () => {
    merged();
    await planned('2026-01-01T10:00:00Z');
    approved('2026-01-01T10:20:00Z');
    edit((text) => text.replace('P90D', 'P365D'));
    const { code, log, summary, outputs } = await onPush({ 'expect-digest': 'reviewed' });
    expect([code, outputs['exit-code']]).toEqual([1, '1']);
    for (const said of [log, summary, aboutApply()]) {
      expect(said).toContain('policy.project-partners');
      expect(said).toContain('expiration.duration');
      expect(said).toContain('Open a pull request');
    }
    nothingDone();
  });

  it('does not apply a plan that was made again, and is another, after the approval', async () => {
    merged();
    await planned('2026-01-01T10:00:00Z');
    approved('2026-01-01T10:20:00Z');
    edit((text) => text.replace('P90D', 'P365D'));
    // The job runs again, and writes the comment anew.
    await planned('2026-01-01T10:30:00Z');
    const { code, log, summary } = await onPush({ 'expect-digest': 'reviewed' });
    expect(code).toBe(1);
    for (const said of [log, summary, aboutApply()]) {
      expect(said).toContain('changed after carol had approved it');
      expect(said).toContain('expiration.duration');
    }
    nothingDone();
  });

  it('that is cancelled ends what is under way, and records and reports it', async () => {
    cpSync(path.join(ROOT, 'examples/contoso/directory.yaml'), path.join(folder, 'directory.yaml'));
    cpSync(path.join(ROOT, 'governance.yaml'), path.join(folder, 'governance.yaml'));
    edit((text) => text.replace('examples/contoso/directory.yaml', 'directory.yaml'));
    const tenant = await serveTenantHere(folder, ['--seed', 'directory.yaml', '--latency', '150']);
    const done = await onPush(
      {},
      {
        env: tenant.env,
        onStart: (child) => {
          let heard = '';
          child.stdout.on('data', (chunk: Buffer) => {
            heard += chunk.toString();
            // As the runner does: to this process alone.
            if (heard.includes(': Created after') && !heard.includes('SIGINT sent')) {
              heard += 'SIGINT sent';
              child.kill('SIGINT');
            }
          });
        },
      },
      runActionProcess,
    );
    expect(done.code).toBe(130);
    expect(done.log).toContain('Interrupted: finishing what is under way.');
    expect(done.summary).toContain('## Entente: Apply interrupted.');
    expect(done.summary).toMatch(/- ✅ create/);
    expect(done.summary).toMatch(/skipped .* because of the interruption/);
    const again = await onPush({}, { env: tenant.env });
    expect(again.code).toBe(0);
    await tenant.stop();
  });
});

describe('drift', () => {
  const EM = '/identityGovernance/entitlementManagement';

  it('opens an issue when it appears and closes it when it is gone', async () => {
    await onPush({});
    const watch = (number: number) => run({ event: 'schedule', run: number, inputs: { command: 'drift' } });
    const rename = async (displayName: string) => {
      const tenant = await serveTenantHere(folder, ['--data', '.entente/tenant']);
      const { value } = await tenant.request('GET', `${EM}/accessPackages`);
      const [found] = value as { id: string }[];
      await tenant.request('PATCH', `${EM}/accessPackages/${found?.id ?? ''}`, { displayName });
      await tenant.stop();
    };
    await rename('Renamed @octocat');
    const found = await watch(3);
    expect(found).toMatchObject({ code: 0, outputs: { 'has-changes': 'true', 'exit-code': '2' } });
    expect(server.issues).toMatchObject([
      { title: 'Drift in Contoso', state: 'open', labels: ['entente-drift'] },
    ]);
    const body = server.issues[0]?.body;
    expect(body).toContain('"Project" -> "Renamed @octocat"');
    expect(body).toMatch(/<code>with the credentials of the application Entente at \d{4}-\d\d-\d\dT/);
    expect(body).toMatch(/declared at \[`governance\.yaml:\d+`\]\(https:\S+\/governance\.yaml#L\d+\)/);
    expect(body).toMatch(/managed: 7 of \d+ objects, \d+ %/);
    expect(body).toContain('`entente drift --accept`');
    expect(body).toMatch(/^- `catalog` `General` `/m);
    expect(body).not.toMatch(/`owner [0-9a-f]{8}-/);
    expectHarmless(found.summary);
    await rename('Project');

    expect(await watch(4)).toMatchObject({ code: 0, outputs: { 'has-changes': 'false' } });
    expect(server.issues).toMatchObject([{ state: 'closed' }]);
    expect(server.comments.at(-1)?.body).toContain('The drift is gone');
  });
});

describe('check', () => {
  it('annotates the lines of its findings and leaves SARIF behind', async () => {
    edit((text) => text.replace(/ {4}requestApprovalSettings:[^]*?(?= {4}expiration)/, ''));
    const { commands, outputs, code } = await onPull({
      inputs: { command: 'check', 'sarif-file': 'entente.sarif' },
    });
    expect(commands.length).toBeGreaterThan(0);
    for (const command of commands)
      expect(command).toMatch(/^::(error|warning|notice) file=governance\.yaml,line=\d+/);
    expect(code).toBe(outputs['exit-code'] === '0' ? 0 : 2);
    expect(existsSync(path.join(folder, 'entente.sarif'))).toBe(true);
  });
});

describe('access-check', () => {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@contoso.com', ...args], { cwd: folder });

  /** On a branch beside the one that the pull request is for, as actions/checkout leaves them. */
  function onBranch(): void {
    git('init', '--quiet', '--initial-branch', 'topic');
    git('add', '--all');
    git('commit', '--quiet', '--message', 'as it was');
    git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  }

  it('passes what tightens and stops what opens, on the line that does it', async () => {
    onBranch();
    const checked = () =>
      onPull({
        inputs: { command: 'access-check', 'sarif-file': 'a.sarif' },
        env: { GITHUB_BASE_REF: 'main' },
      });
    edit((text) => text.replace('duration: P90D }\n    review', 'duration: P30D }\n    review'));
    expect(await checked()).toMatchObject({ code: 0, commands: [], outputs: { 'has-changes': 'false' } });
    edit((text) => text.replace('duration: P30D }\n    review', 'duration: P365D }\n    review'));
    const { code, commands, outputs, summary } = await checked();
    expect({ code, outputs }).toMatchObject({
      code: 2,
      outputs: { 'exit-code': '2', 'has-changes': 'true' },
    });
    expect(outputs['summary']).toMatch(/^FAIL: no new access against origin\/main/);
    expect(commands).toEqual([
      expect.stringMatching(/^::error file=governance\.yaml,line=\d+,.*title=no-new-access::Fabrikam/),
    ]);
    expect(summary).toContain('## Entente: access check failed');
    expect(existsSync(path.join(folder, 'a.sarif'))).toBe(true);
  });

  it('needs to know against what, and the history of it', async () => {
    const alone = await onPull({ inputs: { command: 'access-check' } });
    expect([alone.code, alone.log]).toEqual([1, expect.stringContaining('ACCESS_AGAINST')]);
    onBranch();
    git('update-ref', '-d', 'refs/remotes/origin/main');
    const shallow = await onPull({ inputs: { command: 'access-check' }, env: { GITHUB_BASE_REF: 'main' } });
    expect([shallow.code, shallow.log]).toEqual([1, expect.stringContaining('fetch-depth: 0')]);
    expect(await onPull({ inputs: { command: 'access-check', 'no-public': 'true' } })).toMatchObject({
      code: 0,
    });
  });
});

describe('test', () => {
  it('annotates the access tests that fail, and fails', async () => {
    expect(await onPull({ inputs: { command: 'test' } })).toMatchObject({ code: 0, commands: [] });
    edit((text) => text.replace('duration: P90D }\n    review', 'duration: P30D }\n    review'));
    const { code, commands, outputs, summary } = await onPull({ inputs: { command: 'test' } });
    expect({ code, outputs }).toMatchObject({ code: 2, outputs: { 'exit-code': '2' } });
    expect(outputs['summary']).toMatch(/^Failed\. \d+ checks/);
    expect(commands).toEqual([
      expect.stringMatching(
        /^::error file=governance\.yaml,line=\d+,title=access test::.*expected P90D, but P30D$/,
      ),
    ]);
    expect(summary).toContain('## Entente: test failed');
  });
});

describe('the action', () => {
  it('refuses inputs that it does not know, and says which there are', async () => {
    const { code, commands } = await onPull({ inputs: { command: 'destroy' } }, runActionProcess);
    expect(code).toBe(1);
    expect(commands).toEqual([
      '::error title=ACTION_INPUT::The input command is "destroy"%0AIt can be plan, apply, drift, check, access-check, test',
    ]);
  });

  it('has a description that matches what it reads', () => {
    const source = readFileSync(path.join(ROOT, 'src/action/inputs.ts'), 'utf8');
    const read = [...source.matchAll(/(?:text|optional|flag|oneOf)\(\s*'([\w-]+)'/g)].map(([, name]) => name);
    expect(new Set(read)).toEqual(new Set(Object.keys(DESCRIPTION.inputs)));
    expect(DESCRIPTION.runs.using).toBe('node24');
    expect(existsSync(path.join(ROOT, DESCRIPTION.runs.main))).toBe(true);
  });

  it('knows which file of its bundle is not current', () => {
    const file = path.join(ROOT, 'action/index.mjs');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, `${text}\n// changed`);
    const check = ['--import', 'tsx', 'scripts/build-action.ts', '--check'];
    const { status, stderr } = spawnSync(process.execPath, check, { cwd: ROOT, encoding: 'utf8' });
    writeFileSync(file, text);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: 'action/index.mjs is not current; run npm run action\n',
    });
  });
});

describe('secrets', () => {
  it.each([
    { ENTENTE_GRAPH_URL: 'http://u:PW-1234@127.0.0.1:1/v1.0', ENTENTE_GRAPH_TOKEN: 'x' },
    { ENTENTE_GRAPH_URL: 'http://127.0.0.1:1/v1.0', ENTENTE_GRAPH_TOKEN: 'PW-1234-first\nPW-1234-second' },
  ])('never stand in log, summary, outputs or comment: %o', async (env) => {
    const done = await onPull({ env }, runActionProcess);
    expect(done.code).toBe(1);
    expect(done.summary).toContain('failed');
    expect(JSON.stringify([done, server.comments])).not.toContain('PW-1234');
  });
});
