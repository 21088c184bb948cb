/** `lifecycle.ignoreChanges`: what is left to others, down to one list inside a policy. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Governance } from '../../src/schema/governance.ts';
import { desiredOf } from '../support/engine.ts';
import { actions, governed, openWorkbench } from '../support/workbench.ts';
import type { Workbench } from '../support/workbench.ts';

let bench: Workbench;
beforeEach(async () => {
  bench = await openWorkbench();
});
afterEach(() => bench.close());

interface LivePolicy {
  readonly requestApprovalSettings: {
    readonly stages: { primaryApprovers: unknown; durationBeforeAutomaticDenial: string }[];
  };
}

/** The policy as the portal would send it back, and how to send it. */
async function openPolicy() {
  const at = `/assignmentPolicies/${await bench.idOf('policy.all')}`;
  const {
    '@odata.context': _context,
    id: _id,
    createdDateTime: _created,
    modifiedDateTime: _modified,
    ...policy
  } = await bench.portal('GET', at);
  const live = policy as unknown as LivePolicy;
  return {
    live,
    save: () => bench.portal('PUT', at, live),
    read: async () => (await bench.portal('GET', at)) as unknown as LivePolicy,
  };
}

describe('ignoreChanges', () => {
  const STAGED: Governance = governed({
    catalogs: { partners: { displayName: 'Partners' } },
    packages: { tango: { catalog: 'partners', displayName: 'Tango' } },
    policies: {
      all: {
        accessPackage: 'tango',
        displayName: 'All',
        allowedTargetScope: 'allMemberUsers',
        requestApprovalSettings: {
          isApprovalRequiredForAdd: true,
          stages: [
            { primaryApprovers: [{ user: 'alice@contoso.com' }], durationBeforeAutomaticDenial: 'P7D' },
            { primaryApprovers: [{ user: 'carol@contoso.com' }], durationBeforeAutomaticDenial: 'P7D' },
          ],
        },
      },
    },
  });
  const ignoring = (...ignoreChanges: string[]): Governance => ({
    ...STAGED,
    lifecycle: { 'policy.all': { ignoreChanges } },
  });

  it('leaves one list deep inside an object as the tenant has it, and nothing beside it', async () => {
    const path = 'requestApprovalSettings.stages[0].primaryApprovers';
    await bench.apply(STAGED);
    const { live, save, read } = await openPolicy();
    const [first, second] = live.requestApprovalSettings.stages;
    if (first === undefined || second === undefined) throw new Error('two stages');
    first.primaryApprovers = second.primaryApprovers;
    await save();
    expect(
      (await bench.plan(STAGED)).changes.find(({ action }) => action === 'update')?.changedPaths,
    ).toEqual([path]);
    const ignored = await bench.plan(ignoring(path));
    expect({ actions: actions(ignored), drift: ignored.drift }).toEqual({ actions: {}, drift: [] });
    second.durationBeforeAutomaticDenial = 'P9D';
    await save();
    const partly = await bench.plan(ignoring(path));
    expect(partly.changes.find(({ action }) => action === 'update')?.changedPaths).toEqual([
      'requestApprovalSettings.stages[1].durationBeforeAutomaticDenial',
    ]);
    await bench.apply(ignoring(path));
    const after = await read();
    expect(after.requestApprovalSettings.stages[0]?.primaryApprovers).toEqual(second.primaryApprovers);
    expect(after.requestApprovalSettings.stages[1]?.durationBeforeAutomaticDenial).toBe('P7D');
    expect(actions(await bench.plan(ignoring(path)))).toEqual({});
  });

  it('does not keep what is declared from being made, nor a place that the tenant does not have', async () => {
    const path = 'requestApprovalSettings.stages[1].primaryApprovers';
    await bench.apply(ignoring(path));
    const { live, save } = await openPolicy();
    expect(live.requestApprovalSettings.stages).toHaveLength(2);
    live.requestApprovalSettings.stages.pop();
    await save();
    expect(actions(await bench.plan(ignoring(path)))).toEqual({ 'policy.all': 'update drift-corrected' });
    expect(desiredOf(ignoring(path)).lifecycle.get('policy.all')?.ignoreChanges).toEqual([
      ['requestApprovalSettings', 'stages', 1, 'primaryApprovers'],
    ]);
  });
});
