/** A stage whose approvers v1.0 does not tell: who approves is unknown, and said so. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccessResource } from '../../src/access/index.ts';
import { compareAccess } from '../../src/access/index.ts';
import { NO_WANTS } from '../../src/kinds/recorder.ts';
import { readLive } from '../../src/refresh/read.ts';
import { governed, openWorkbench } from '../support/workbench.ts';
import type { Workbench } from '../support/workbench.ts';

const TYPE = '#microsoft.graph.accessPackageDynamicApprovalStage';
type Row = Record<string, unknown>;

const document = (...approvers: readonly string[]) =>
  governed({
    catalogs: { partners: { displayName: 'Partners' } },
    packages: { tango: { catalog: 'partners', displayName: 'Tango' } },
    policies: {
      people: {
        accessPackage: 'tango',
        displayName: 'People',
        allowedTargetScope: 'allMemberUsers',
        requestApprovalSettings: {
          isApprovalRequiredForAdd: true,
          stages: approvers.map((user) => ({ primaryApprovers: [{ user }] })),
        },
      },
    },
  });

let bench: Workbench;
beforeEach(async () => (bench = await openWorkbench()));
afterEach(() => bench.close());

async function live(): Promise<AccessResource[]> {
  const { graph } = bench.engine;
  const delay = () => Promise.resolve();
  const { objects } = await readLive({ graph, prior: undefined, wants: NO_WANTS, everything: true, delay });
  return [...objects].flatMap(([kind, found]) =>
    found.map(({ id, attributes }) => ({ address: id, kind, attributes })),
  );
}

const at = async () => `/assignmentPolicies/${await bench.idOf('policy.people')}`;
const stagesOf = (policy: Row) => (policy['requestApprovalSettings'] as { stages: Row[] }).stages;
const types = async () =>
  stagesOf(await bench.portal('GET', await at())).map((stage) => stage['@odata.type']);

async function makeDynamic(index: number): Promise<void> {
  const policy = await bench.portal('GET', `${await at()}?$expand=accessPackage`);
  const stages = stagesOf(policy).map((stage, each) =>
    each === index ? { ...stage, '@odata.type': TYPE } : stage,
  );
  const approval = { ...(policy['requestApprovalSettings'] as Row), stages };
  await bench.portal('PUT', await at(), { ...policy, requestApprovalSettings: approval });
}

describe('a dynamic stage', () => {
  it('is told as one whose approvers are not known', async () => {
    await bench.apply(document('alice@contoso.com'));
    const before = await live();
    await makeDynamic(0);
    const { changed } = compareAccess({ before, after: await live() });
    expect(changed.flatMap(({ details }) => details).join('\n')).toContain(
      'approvers who are chosen for each request',
    );
    expect(changed.flatMap(({ causes }) => causes.map(({ path }) => path)).join()).toContain('stages');
  });

  it('stays one when another is put before it, and the other is plain', async () => {
    await bench.apply(document('alice@contoso.com'));
    await makeDynamic(0);
    await bench.apply(document('carol@contoso.com', 'alice@contoso.com'));
    expect(await types()).toEqual([undefined, TYPE]);
    expect(await bench.plan(document('carol@contoso.com', 'alice@contoso.com'))).toMatchObject({
      changes: expect.not.arrayContaining([expect.objectContaining({ action: 'update' })]) as unknown,
    });
  });
});
