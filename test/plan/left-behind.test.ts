/** What nobody declares of an object, where what it refers to goes or stays behind. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Plan } from '../../src/plan/plan.ts';
import type { Governance } from '../../src/schema/governance.ts';
import { desiredOf } from '../support/engine.ts';
import { actions, governed, openWorkbench } from '../support/workbench.ts';
import type { Workbench } from '../support/workbench.ts';

type Catalog = NonNullable<Governance['catalogs']>[string];
type Policy = NonNullable<Governance['policies']>[string];

let bench: Workbench;
beforeEach(async () => (bench = await openWorkbench()));
afterEach(() => bench.close());

const ASK: NonNullable<Catalog['customExtensions']>[string] = {
  type: 'requestWorkflow',
  displayName: 'Ask the desk',
  logicApp: {
    subscriptionId: '38ab2ccc-3747-4567-b36b-9478f5602f0d',
    resourceGroupName: 'desk',
    logicAppWorkflowName: 'tell',
  },
};
const CALLS: Pick<Policy, 'customExtensionStageSettings'> = {
  customExtensionStageSettings: [{ stage: 'assignmentRequestCreated', customExtension: 'ask' }],
};

interface Choice {
  readonly catalog?: string;
  readonly accessPackage?: string;
  readonly extensions?: Catalog['customExtensions'];
  readonly policy?: Partial<Policy>;
}

const document = ({ catalog = 'old', accessPackage = 'tango', extensions, policy }: Choice = {}) =>
  governed({
    catalogs: {
      old: { displayName: 'Old', customExtensions: extensions ?? { ask: ASK } },
      new: { displayName: 'New', customExtensions: { hear: { ...ASK, displayName: 'Hear the desk' } } },
    },
    packages: {
      tango: { catalog, displayName: 'Tango' },
      beside: { catalog: 'old', displayName: 'Beside' },
      apart: { catalog: 'new', displayName: 'Apart' },
    },
    policies: {
      people: { accessPackage, displayName: 'People', allowedTargetScope: 'allMemberUsers', ...policy },
    },
  });

const bound = async () => {
  const expand = '$expand=customExtensionStageSettings($expand=customExtension)';
  const policy = await bench.portal(
    'GET',
    `/assignmentPolicies/${await bench.idOf('policy.people')}?${expand}`,
  );
  return (policy['customExtensionStageSettings'] as { customExtension: { id: string } }[]).map(
    ({ customExtension }) => customExtension.id,
  );
};
const policyIn = ({ changes }: Plan) => changes.find(({ address }) => address === 'policy.people');
const BINDING = 'customExtensionStageSettings';

describe('what is bound and not declared', () => {
  it.each<[string, Choice]>([
    ['the package goes to another catalog', { catalog: 'new' }],
    ['the policy goes to a package of another catalog', { accessPackage: 'apart' }],
  ])('stays behind where %s', async (_what, choice) => {
    await bench.apply(document({ policy: CALLS }));
    const plan = await bench.plan(document(choice));
    expect(policyIn(plan)).toMatchObject({ action: 'replace', after: { [BINDING]: [] } });
    expect(policyIn(plan)?.changedPaths).toContain(BINDING);
    expect((await bench.apply(document(choice))).summary).toMatchObject({ failed: 0 });
    expect(await bound()).toEqual([]);
    expect(actions(await bench.plan(document(choice)))).toEqual({});
  });

  it('goes along within one catalog', async () => {
    await bench.apply(document({ policy: CALLS }));
    const before = await bound();
    const next = document({ accessPackage: 'beside' });
    const plan = await bench.plan(next);
    expect(policyIn(plan)).toMatchObject({ action: 'replace' });
    expect(policyIn(plan)?.changedPaths).not.toContain(BINDING);
    await bench.apply(next);
    expect(await bound()).toEqual(before);
  });

  it.each<[string, Choice, boolean]>([
    ['stays behind in another catalog', { catalog: 'new' }, false],
    ['goes along within one catalog', { accessPackage: 'beside' }, true],
  ])('and not managed either %s', async (_what, choice, stays) => {
    await bench.apply(document({ policy: CALLS }));
    const before = await bound();
    const removed = ['customExtension.old/ask'];
    await bench.engine.apply({ ...desiredOf(document({ extensions: {} })), removed });
    await bench.apply(document({ ...choice, extensions: {} }));
    expect(await bound()).toEqual(stays ? before : []);
  });

  it('goes with what it refers to, and the plan shows it', async () => {
    await bench.apply(document({ policy: CALLS }));
    const next = document({ extensions: {} });
    const plan = await bench.plan(next);
    expect(actions(plan)).toEqual({
      'customExtension.old/ask': 'delete removed-from-configuration',
      'policy.people': 'update reference-deleted',
    });
    expect(policyIn(plan)).toMatchObject({ changedPaths: [BINDING], after: { [BINDING]: [] } });
    await bench.apply(next);
    expect(await bound()).toEqual([]);
    expect(actions(await bench.plan(next))).toEqual({});
  });

  it('is not made again with a policy that is gone with its catalog', async () => {
    await bench.apply(document({ policy: CALLS }));
    const id = await bench.idOf('policy.people');
    await bench.portal('DELETE', `/assignmentPolicies/${id}`);
    await bench.apply(document({ catalog: 'new' }));
    expect(await bound()).toEqual([]);
  });

  it('is made again with a policy that is gone alone', async () => {
    await bench.apply(document({ policy: CALLS }));
    const before = await bound();
    await bench.apply(document());
    await bench.portal('DELETE', `/assignmentPolicies/${await bench.idOf('policy.people')}`);
    await bench.apply(document());
    expect(await bound()).toEqual(before);
  });
});
