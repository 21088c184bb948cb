/** What an operation opens it closes, whatever becomes of it; and a program's own parts stand in for the system's. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DiagnosticError, Plan } from '../../src/index.ts';
import {
  apply,
  diagnosticsReport,
  drift,
  hasChanges,
  plan,
  planReport,
  readPlan,
  savePlan,
} from '../../src/index.ts';
import { openTenant } from '../../src/tenant/index.ts';
import { temporaryFolder } from '../support/cli.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = temporaryFolder('examples/starter');
  file = path.join(folder, 'governance.yaml');
});
afterEach(() => rmSync(folder, { recursive: true }));

const env = {};
const failed = (work: Promise<unknown>) =>
  work.then(
    () => 'not rejected',
    (error: unknown) => (error as DiagnosticError).diagnostics[0]?.code,
  );

/** Rejects when somebody has the embedded tenant open; tells whether the state is locked. */
async function isFree(): Promise<boolean> {
  const tenant = await openTenant({ dataDir: path.join(folder, '.entente/tenant') });
  await tenant.close();
  return !existsSync(path.join(folder, '.entente/governance.state.json.lock'));
}

function edit(from: string, to: string): void {
  const text = readFileSync(file, 'utf8');
  expect(text).toContain(from);
  writeFileSync(file, text.replaceAll(from, to));
}

describe('an operation gives back the lock and the tenant', () => {
  it('after a plan, an apply that is refused, one that is approved, and drift', async () => {
    const { plan: made, warnings } = await plan({ file, host: { env } });
    expect(warnings).toEqual([]);
    expect(hasChanges(made)).toBe(true);
    expect(await isFree()).toBe(true);
    const shown: Plan[] = [];
    const refused = await apply({
      file,
      host: { env },
      approve: (each) => {
        shown.push(each);
        return false;
      },
    });
    expect(refused.summary).toBeUndefined();
    expect(shown.map(({ digest }) => digest)).toEqual([made.digest]);
    expect(await isFree()).toBe(true);
    const applied = await apply({ file, host: { env }, expectDigest: made.digest });
    expect(applied.summary).toMatchObject({ added: 7, failed: 0 });
    expect(await isFree()).toBe(true);
    expect((await drift({ file, host: { env } })).drifted).toBe(false);
    expect(await isFree()).toBe(true);
  });

  it('when the function that approves throws, or answers neither true nor false', async () => {
    const broken = apply({ file, host: { env }, approve: () => Promise.reject(new Error('of the caller')) });
    await expect(broken).rejects.toThrow('of the caller');
    expect(await isFree()).toBe(true);
    const unclear = apply({ file, host: { env }, approve: () => 'no' as unknown as boolean });
    expect(await failed(unclear)).toBe('OPTION_INVALID');
    expect(await isFree()).toBe(true);
    expect(hasChanges((await plan({ file, host: { env } })).plan)).toBe(true);
  });

  it('when the configuration or the plan is refused', async () => {
    const other = apply({ file, host: { env }, expectDigest: '0'.repeat(64) });
    expect(await failed(other)).toBe('PLAN_NOT_REVIEWED');
    expect(await isFree()).toBe(true);
    edit('alice@contoso.com', 'alicia@contoso.com');
    expect(await failed(plan({ file, host: { env } }))).toMatch(/^LOOKUP_/);
    expect(await isFree()).toBe(true);
  });
});

describe('a signal', () => {
  it('that came before ends an apply before anything is done', async () => {
    const ended = apply({ file, host: { env }, autoApprove: true, signal: AbortSignal.abort() });
    await expect(ended).rejects.toThrow(/^INTERRUPTED: The abort signal ended the command/);
    expect(await isFree()).toBe(true);
  });

  it('that comes between lets what is under way end, and the next apply goes on', async () => {
    const stop = new AbortController();
    const result = await apply({
      file,
      host: { env },
      autoApprove: true,
      signal: stop.signal,
      onEvent: (event) => {
        if (event.type === 'apply_complete' && event.address === 'catalog.partners') stop.abort();
      },
    });
    if (result.summary === undefined) throw new Error('It was not approved');
    const { interruption, summary } = result;
    expect(summary.interrupted).toBe(true);
    expect(interruption?.message).toContain('The abort signal ended the command');
    expect(await isFree()).toBe(true);
    const rest = await apply({ file, host: { env }, autoApprove: true });
    expect(summary.added).toBeGreaterThan(0);
    expect(rest).toMatchObject({ failures: [] });
    expect(hasChanges((await plan({ file, host: { env } })).plan)).toBe(false);
  });
});

describe('a host of parts', () => {
  it('is heard and asked, and shows paths relative to its folder', async () => {
    const lines: string[] = [];
    const host = {
      env,
      cwd: folder,
      now: () => Date.UTC(2026, 0, 2),
      progress: (line: string) => lines.push(line),
    };
    const { plan: made } = await plan({ file: 'governance.yaml', host });
    expect(made.createdAt).toBe('2026-01-02T00:00:00.000Z');
    expect(lines).toEqual(['Reading the tenant Contoso...']);
    expect(made.changes.flatMap(({ source }) => source?.file ?? [])).toContain('governance.yaml');
    const ask = {
      approve: () => Promise.resolve(true),
      settle: () => Promise.resolve(new Map<string, string>()),
    };
    const applied = await apply({ file: 'governance.yaml', host: { ...host, ask } });
    expect(applied.summary?.added).toBe(7);
  });

  it('may be an object of a class with members of its own', async () => {
    class Quiet {
      readonly env = {};
      readonly mine = 1;
      readonly told: string[] = [];
      progress(line: string): void {
        this.told.push(line);
      }
    }
    const host = new Quiet();
    await plan({ file, host });
    expect(host.told).toHaveLength(1);
  });
});

describe('plans', () => {
  it('are saved, read and carried out exactly, or not at all', async () => {
    const saved = path.join(folder, 'saved.json');
    const { plan: made } = await plan({ file, host: { env } });
    await savePlan(made, saved);
    expect(await readPlan(saved)).toEqual(made);
    edit('displayName: Partners', 'displayName: Others');
    expect(await failed(apply({ file, host: { env }, planFile: saved }))).toMatch(/^PLAN_/);
    edit('displayName: Others', 'displayName: Partners');
    expect((await apply({ file, host: { env }, planFile: saved })).summary?.added).toBe(7);
  });

  it('are never saved over the files of their project, also before those are there', async () => {
    const { plan: made } = await plan({ file, host: { env } });
    let shown: Plan | undefined;
    await apply({
      file,
      host: { env },
      approve: (asked) => {
        shown = asked;
        return false;
      },
    });
    const state = '.entente/governance.state.json';
    const own = ['governance.yaml', state, `${state}.lock`];
    for (const each of [made, shown ?? made])
      for (const name of own)
        expect(await failed(savePlan(each, path.join(folder, name)))).toBe('OUTPUT_FILE');
    expect(existsSync(path.join(folder, state))).toBe(false);
  });

  it('with errors have no digest in any report', async () => {
    await apply({ file, host: { env }, autoApprove: true });
    const { plan: made, errors, sources } = await plan({ file, host: { env } });
    const [error] = [
      { code: 'GUARD_ACCESS_LOSS', severity: 'error', summary: 'It would take access' } as const,
    ];
    expect(errors).toEqual([]);
    const refused = { plan: made, errors: [error], sources };
    for (const format of ['text', 'markdown', 'html', 'json'] as const)
      expect(planReport(refused, format)).not.toContain(made.digest);
    expect(planReport({ plan: made }, 'json')).toContain(made.digest);
    expect(planReport(refused, 'text')).toContain('GUARD_ACCESS_LOSS');
  });
});

describe('secrets of the environment', () => {
  it('are in no error', async () => {
    const secret = 'hunter2-hunter2-hunter2';
    writeFileSync(file, `version: 1\ntenant: { embedded: t }\nstate: { http: { address: "x ${secret}" } }\n`);
    const host = { env: { ENTENTE_HTTP_PASSWORD: secret } };
    const error = await plan({ file, host }).catch((thrown: unknown) => thrown as DiagnosticError);
    expect(JSON.stringify(error)).not.toContain(secret);
    expect((error as DiagnosticError).message).not.toContain(secret);
    expect(diagnosticsReport(error as DiagnosticError)).not.toContain(secret);
  });
});

describe('a token for another tenant than the configuration names', () => {
  const organization = {
    id: '11111111-1111-4111-8111-111111111111',
    displayName: 'Fabrikam',
    verifiedDomains: [{ name: 'fabrikam.com' }, { name: 'Fabrikam.OnMicrosoft.com' }],
  };
  const answering = () => Promise.resolve(Response.json({ value: [organization] }));
  const refusalFor = async (id: string) => {
    writeFileSync(file, `version: 1\ntenant: { id: ${id} }\n`);
    const host = { env: { ENTENTE_GRAPH_TOKEN: 'token' }, fetch: answering };
    return plan({ file, host }).then(
      () => undefined,
      (error: unknown) => (error as DiagnosticError).diagnostics[0],
    );
  };

  it('ends with the names of both', async () => {
    expect(await refusalFor('contoso.com')).toMatchObject({
      code: 'GRAPH_TENANT',
      summary: `The token is for the tenant Fabrikam (${organization.id}, fabrikam.com, Fabrikam.OnMicrosoft.com), not for contoso.com`,
      hint: 'Sign in to the right tenant, or correct tenant.id',
    });
  });

  it.each([organization.id.toUpperCase(), 'Fabrikam.COM', 'fabrikam.onmicrosoft.com'])(
    'is none where it names %s',
    async (id) => {
      expect(await refusalFor(id)).toBeUndefined();
    },
  );
});
