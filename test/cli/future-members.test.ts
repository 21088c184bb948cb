/** A later Graph, and today's again: members that nobody here knows are kept at every depth, or the apply stops. */
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';
import { serveTenantHere } from '../support/served-tenant.ts';
import type { Serving } from '../support/served-tenant.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const EM = '/identityGovernance/entitlementManagement';
const FILE = 'governance.yaml';
const LATER = {
  accessPackageAssignmentPolicy: ['laterSettings'],
  accessPackageAssignmentRequestorSettings: ['isLaterAllowed'],
  accessPackageApprovalStage: ['laterStage'],
  accessPackageAssignmentReviewSettings: ['laterReview'],
  subjectSet: ['laterSubject'],
};
type Row = Record<string, unknown>;

let folder = '';
let served: Serving;
const run = (...args: string[]) => entente(args, { cwd: folder, env: served.env });
const serve = (...args: string[]) =>
  serveTenantHere(folder, ['--seed', 'examples/contoso/directory.yaml', '--data', 'tenant', ...args]);

/** The policy for partners as the tenant answers it. */
async function policy(): Promise<Row> {
  const { value } = await served.request('GET', `${EM}/assignmentPolicies?$expand=accessPackage`);
  const found = (value as Row[]).find(({ displayName }) => displayName === 'Partner engineers');
  return served.request('GET', `${EM}/assignmentPolicies/${String(found?.['id'])}?$expand=accessPackage`);
}

function describeAnew(text: string): void {
  const file = path.join(folder, FILE);
  const yaml = readFileSync(file, 'utf8');
  const changed = yaml.replace(/(displayName: Partner engineers\n\s+description: ).*/, `$1${text}`);
  expect(changed).not.toBe(yaml);
  writeFileSync(file, changed);
}

beforeAll(async () => {
  folder = temporaryFolder();
  cpSync(path.join(ROOT, 'governance.yaml'), path.join(folder, 'governance.yaml'));
  cpSync(path.join(ROOT, 'examples'), path.join(folder, 'examples'), { recursive: true });
  writeFileSync(path.join(folder, 'later.json'), JSON.stringify(LATER));
  served = await serve('--future-members', 'later.json');
  expect((await run('apply', '--auto-approve')).code).toBe(0);
});
afterAll(async () => {
  await served.stop();
  rmSync(folder, { recursive: true });
});

describe('members of a later Graph', () => {
  it('are sent back at every depth by an apply that changes something else', async () => {
    const { '@odata.context': _context, ...before } = await policy();
    const approval = before['requestApprovalSettings'] as { stages: Row[] };
    const stages = approval.stages.map((stage) => ({
      ...stage,
      laterStage: { deep: [1, { deeper: true }] },
      primaryApprovers: (stage['primaryApprovers'] as Row[]).map((each) => ({ ...each, laterSubject: 'x' })),
    }));
    const later = {
      ...before,
      laterSettings: ['a', 'b'],
      requestorSettings: { ...(before['requestorSettings'] as Row), isLaterAllowed: true },
      requestApprovalSettings: { ...approval, stages },
      reviewSettings: { ...(before['reviewSettings'] as Row), laterReview: null },
    };
    await served.request('PUT', `${EM}/assignmentPolicies/${String(before['id'])}`, later);
    const asked = await policy();
    expect(asked).toMatchObject({ laterSettings: ['a', 'b'], requestApprovalSettings: { stages } });
    describeAnew('Engineers, said anew');
    expect(await run('apply', '--auto-approve')).toMatchObject({ code: 0 });
    const { modifiedDateTime: _now, ...after } = await policy();
    const { modifiedDateTime: _then, ...kept } = asked;
    expect(after).toEqual({ ...kept, description: 'Engineers, said anew' });
  });

  it('that the service refuses stop the apply, and are named; nothing is sent without them', async () => {
    await served.stop();
    served = await serve();
    const before = await policy();
    describeAnew('Engineers, once more');
    const { code, stderr } = await run('apply', '--auto-approve');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /error APPLY_FAILED: Could not update policy\.tango-partners: .*requestorSettings\/isLaterAllowed/,
    );
    expect(stderr).toContain('if the definition does not say it, the live object does');
    expect(await policy()).toEqual(before);
  });

  it.each([
    ['[]', 'it needs a type of the service'],
    ['{"nothing":["x"]}', 'it needs a type of the service'],
    ['{"accessPackage":"x"}', 'it needs a type of the service'],
    ['{', 'JSON'],
  ])('in a file that says %s are refused', async (text, why) => {
    const file = path.join(folder, 'wrong.json');
    writeFileSync(file, text);
    const { code, stderr } = await run('tenant', 'serve', '--future-members', 'wrong.json');
    expect([code, stderr]).toEqual([1, expect.stringMatching(new RegExp(`error TENANT_FUTURE: .*${why}`))]);
  });
});
