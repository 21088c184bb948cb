/** Which refusals are repeated, because the service does not know yet what it has just made or listed, and which count at once. */
import path from 'node:path';
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTenant } from '../../src/tenant/open.ts';
import type { Tenant } from '../../src/tenant/open.ts';
import { temporaryFolder } from '../support/cli.ts';
import { createEngine, desiredOf } from '../support/engine.ts';
import { SMALL_DIRECTORY } from '../support/governance-arbitrary.ts';
import { engineWith } from '../support/otherwise.ts';
import { actions, governed } from '../support/workbench.ts';

let folder = '';
let tenant: Tenant;
beforeEach(async () => {
  folder = temporaryFolder();
  tenant = await openTenant({ seed: SMALL_DIRECTORY });
});
afterEach(() => rmSync(folder, { recursive: true }));

const state = () => path.join(folder, 'state.json');
const DOCUMENT = governed({
  catalogs: { c: { displayName: 'C' } },
  packages: { p: { catalog: 'c', displayName: 'P' } },
});
const refusal = (status: number, code: string) => ({ status, body: { error: { code, message: 'No' } } });

describe('a detail of a package that is refused once', () => {
  it.each<[status: number, code: string, repeated: boolean]>([
    [404, 'ResourceNotFound', true],
    [404, 'Unauthorized', true],
    [403, 'Unauthorized', true],
    [403, 'unauthorized', true],
    [403, 'Forbidden', false],
    [403, '', false],
    [400, 'BadRequest', false],
    [400, 'Unauthorized', false],
  ])('with %i %s is asked for again: %s', async (status, code, repeated) => {
    await createEngine(tenant, state()).apply(desiredOf(DOCUMENT));
    let asked = 0;
    const engine = engineWith(tenant, state(), ({ url }) => {
      if (!url.includes('incompatibleGroups')) return undefined;
      asked += 1;
      return asked === 1 ? refusal(status, code) : undefined;
    });
    const planned = engine.plan(desiredOf(DOCUMENT));
    if (repeated) expect(actions((await planned).plan)).toEqual({});
    else await expect(planned).rejects.toMatchObject({ diagnostics: [{ code: 'REFRESH_INCOMPLETE' }] });
    expect(asked).toBe(repeated ? 2 : 1);
  });
});

describe('the creation of a policy that is refused', () => {
  const POLICY = governed({ ...DOCUMENT, policies: { all: { accessPackage: 'p', displayName: 'All' } } });
  const POLICIES = '/identityGovernance/entitlementManagement/assignmentPolicies';
  const applied = async (status: number, code: string, times: number) => {
    let sent = 0;
    const engine = engineWith(tenant, state(), ({ method, url }) => {
      if (method !== 'POST' || url !== POLICIES) return undefined;
      sent += 1;
      return sent <= times ? refusal(status, code) : undefined;
    });
    const { summary, events } = await engine.apply(desiredOf(POLICY));
    const [fault] = events.flatMap((event) => (event.type === 'apply_errored' ? [event.diagnostic] : []));
    return { added: summary.added, failed: summary.failed, fault, sent };
  };
  const listed = async () => {
    const url = `http://portal.invalid/v1.0${POLICIES}`;
    return ((await (await tenant.fetch(new Request(url))).json()) as { value: object[] }).value.length;
  };

  it('as a duplicate of nothing, which the service says when another is written, is sent again', async () => {
    expect(await applied(409, 'DuplicateKey', 1)).toEqual({ added: 3, failed: 0, fault: undefined, sent: 2 });
    expect(await listed()).toBe(1);
  });

  it.each([
    [400, 'BadRequest'],
    [403, 'Forbidden'],
  ])('with %i is not', async (status, code) => {
    const { fault, ...counted } = await applied(status, code, 1);
    expect(counted).toEqual({ added: 2, failed: 1, sent: 1 });
    expect(fault).toMatchObject({ code: 'APPLY_FAILED', address: 'policy.all' });
    expect(await listed()).toBe(0);
  });
});
