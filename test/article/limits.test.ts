/** Limits of the service that a configuration can meet: three approval stages (CONTRACT 15), groups with a rule (4). */
import { afterEach, expect, it } from 'vitest';
import type { Scene } from '../support/scene.ts';
import { EM, openScene, tangoFor } from '../support/scene.ts';

let scene: Scene | undefined;
afterEach(() => scene?.close());

const staged = (count: number) => {
  const stages = Array<string>(count).fill('{ primaryApprovers: [{ user: carol@contoso.com }] }').join(', ');
  return tangoFor(
    `allowedTargetScope: allMemberUsers, requestApprovalSettings: { isApprovalRequiredForAdd: true, stages: [${stages}] }`,
  );
};

it('a policy has three approval stages at most: the service and the configuration refuse a fourth', async () => {
  scene = await openScene(staged(3));
  expect(await scene.request('alice@contoso.com')).toBe('pendingApproval');
  const { value } = await scene.send('GET', `${EM}/assignmentPolicies`);
  const [policy = {}] = value as Record<string, unknown>[];
  const settings = policy['requestApprovalSettings'] as { stages: unknown[] };
  expect(settings.stages).toHaveLength(3);
  const withStages = (stages: unknown[]) => ({ requestApprovalSettings: { ...settings, stages } });
  expect(await scene.change('tango', withStages([...settings.stages].reverse()))).toBeUndefined();
  expect(await scene.change('tango', withStages([...settings.stages, settings.stages[0]]))).toBe(
    'InvalidModel',
  );
  await expect(openScene(staged(4))).rejects.toThrow('stages');
});

it('a group with a membership rule decides as an approver with whom its rule matches, but no catalog offers it', async () => {
  const stages = '{ isApprovalRequiredForAdd: true, stages: [{ primaryApprovers: [{ group: Sellers }] }] }';
  const yaml = tangoFor(`allowedTargetScope: allDirectoryUsers, requestApprovalSettings: ${stages}`);
  scene = await openScene(yaml);
  const { id } = await scene.stay('bob@fabrikam.com', 'tango');
  const at = `${EM}/accessPackageAssignmentApprovals/${String(id)}/stages`;
  const { value } = await scene.send('GET', at, undefined, { 'x-entente-user': 'alice@contoso.com' });
  const [stage = {}] = value as Record<string, unknown>[];
  const decision = { reviewResult: 'Approve', justification: 'Known' };
  const decide = (who: string) =>
    scene?.send('PATCH', `${at}/${String(stage['id'])}`, decision, { 'x-entente-user': who });
  const state = async () => (await scene?.send('GET', `${EM}/assignmentRequests/${String(id)}`))?.['state'];
  expect(await decide('carol@contoso.com')).toHaveProperty('error');
  expect(await state()).toBe('pendingApproval');
  expect(await decide('alice@contoso.com')).not.toHaveProperty('error');
  expect(await state()).toBe('delivered');
  const offering = yaml.replace('isExternallyVisible: true', 'resources: { sellers: { group: Sellers } }');
  await expect(openScene(offering)).rejects.toThrow(/Sellers|membership/);
});
