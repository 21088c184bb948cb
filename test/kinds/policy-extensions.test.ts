import { expect, it } from 'vitest';
import { declaredStageSetting, stageSettingSpec } from '../../src/kinds/policy-extensions.ts';

const REQUEST = 'accessPackageAssignmentRequestWorkflowExtension';
const ASSIGNMENT = 'accessPackageAssignmentWorkflowExtension';

it.each([
  ['assignmentRequestCreated', REQUEST],
  ['assignmentRequestApproved', REQUEST],
  ['assignmentFourteenDaysBeforeExpiration', ASSIGNMENT],
  ['assignmentOneDayBeforeExpiration', ASSIGNMENT],
])('a custom extension without a type at %s is the one that handles the stage', (stage, odataType) => {
  const setting = { stage, customExtension: { id: 'e1' } };
  const sent = { stage, customExtension: { '@odata.type': odataType, id: 'e1' } };
  expect(declaredStageSetting(setting)).toEqual(sent);
  expect(stageSettingSpec(sent)).toEqual(setting);
});

it('a custom extension of the other type keeps its type, in both directions', () => {
  const setting = {
    stage: 'assignmentRequestCreated',
    customExtension: { id: 'e1', type: 'assignmentWorkflow' },
  };
  const sent = { stage: setting.stage, customExtension: { '@odata.type': ASSIGNMENT, id: 'e1' } };
  expect(declaredStageSetting(setting)).toEqual(sent);
  expect(stageSettingSpec(sent)).toEqual(setting);
});

it('a custom extension of a type that is not known is not expressed as another', () => {
  const sent = { stage: 'assignmentRequestCreated', customExtension: { '@odata.type': '#x', id: 'e1' } };
  expect(() => stageSettingSpec(sent)).toThrow();
});
