/** What the action tells of plans that cannot be applied and of answers that quote its credentials. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';
import { runAction, runActionProcess } from '../support/run-action.ts';

let folder = '';

beforeEach(() => {
  folder = temporaryFolder('examples/starter');
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const plan = (env: Readonly<Record<string, string>> = {}, start = runAction) =>
  start({ workspace: folder, event: 'push', inputs: { command: 'plan' }, env });

it('a plan that takes access from people without leave has neither a digest nor a file', async () => {
  const run = (...args: string[]) => entente(args, { cwd: folder });
  const file = path.join(folder, 'governance.yaml');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace('isApprovalRequiredForAdd: true', 'isApprovalRequiredForAdd: false'));
  expect((await run('apply', '--auto-approve')).code).toBe(0);
  expect((await run('tenant', 'assign', 'project', 'new@fabrikam.com')).code).toBe(0);
  writeFileSync(file, text.replace(/^packages:[^]*/m, ''));
  const { code, log, outputs } = await plan();
  expect(code).toBe(1);
  expect(log).toContain('GUARD_ACCESS_LOSS');
  expect(log).not.toContain('Digest:');
  expect(outputs).toMatchObject({ digest: '', 'plan-file': '' });
});

it('an answer that quotes the token is told without it, however the report sets its letters', async () => {
  // A report sets a word in code, and what ends it outside of that.
  const core = 'opaque_t0ken_of_the_test';
  const token = `${core}).`;
  const server = createServer((request, response) => {
    response.writeHead(400, { 'content-type': 'application/json' });
    const message = `You sent ${request.headers.authorization ?? ''}`;
    response.end(JSON.stringify({ error: { code: 'BadRequest', message } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/v1.0`;
    const done = await plan({ ENTENTE_GRAPH_URL: url, ENTENTE_GRAPH_TOKEN: token }, runActionProcess);
    expect(done.code).toBe(1);
    expect(done.summary).toContain('You sent');
    expect(JSON.stringify(done)).not.toContain(core);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
});

it('the limit of a request is that of the environment, and has to be a duration', async () => {
  const { code, log } = await plan({ ENTENTE_TIMEOUT: 'soon' });
  expect(code).toBe(1);
  expect(log).toContain('ENTENTE_TIMEOUT is "soon"');
});
