/** The limit of the service that a policy can meet: three approval stages (CONTRACT 15). */
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
