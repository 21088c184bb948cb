import { expect, it } from 'vitest';
import { formatAddress } from '../../src/model/address.ts';
import type { JsonObject } from '../../src/model/value.ts';
import type { Naming, ReferenceResolver } from '../../src/kinds/kind.ts';
import { declaredStageSettings, stageSettingSpec } from '../../src/kinds/policy-extensions.ts';
import type { Governance } from '../../src/schema/governance.ts';
import { governed } from '../support/workbench.ts';

const REQUEST = 'accessPackageAssignmentRequestWorkflowExtension';
const ASSIGNMENT = 'accessPackageAssignmentWorkflowExtension';
const ID = '3f2504e0-4f89-11d3-9a0c-0305e82c3301';
const LOGIC_APP = { subscriptionId: ID, resourceGroupName: 'desk', logicAppWorkflowName: 'tell' };

type Policy = NonNullable<Governance['policies']>[string];
type Setting = NonNullable<Policy['customExtensionStageSettings']>[number];

/** The settings of a policy of a package in catalog `c`, which has an extension of either type. */
function declared(...settings: readonly unknown[]): JsonObject[] {
  const policy: Policy = {
    accessPackage: 'p',
    displayName: 'P',
    customExtensionStageSettings: settings as Setting[],
  };
  const document = governed({
    catalogs: {
      c: {
        displayName: 'C',
        customExtensions: {
          ask: { type: 'requestWorkflow', displayName: 'Ask', logicApp: LOGIC_APP },
          tell: { type: 'assignmentWorkflow', displayName: 'Tell', logicApp: LOGIC_APP },
        },
      },
    },
    packages: { p: { catalog: 'c', displayName: 'P' } },
  });
  const resolve = {
    reference: (kind: string, keys: readonly string[]) => formatAddress(kind, ...keys),
  } as unknown as ReferenceResolver;
  return declaredStageSettings(policy, [], resolve, document);
}

const naming = { reference: (address: string) => address.split('/').at(-1) ?? '' } as Naming;

it.each([
  ['assignmentRequestCreated', REQUEST],
  ['assignmentRequestApproved', REQUEST],
  ['assignmentFourteenDaysBeforeExpiration', ASSIGNMENT],
  ['assignmentOneDayBeforeExpiration', ASSIGNMENT],
])('a custom extension without a type at %s is the one that handles the stage', (stage, odataType) => {
  const setting = { stage, customExtension: { id: ID } };
  const sent = { stage, customExtension: { '@odata.type': odataType, id: ID } };
  expect(declared(setting)).toEqual([sent]);
  expect(stageSettingSpec(sent, naming)).toEqual(setting);
});

it('a custom extension of the other type keeps its type, in both directions', () => {
  const setting = {
    stage: 'assignmentRequestCreated',
    customExtension: { id: ID, type: 'assignmentWorkflow' },
  };
  const sent = { stage: setting.stage, customExtension: { '@odata.type': ASSIGNMENT, id: ID } };
  expect(declared(setting)).toEqual([sent]);
  expect(stageSettingSpec(sent, naming)).toEqual(setting);
});

it.each([
  ['ask', REQUEST],
  ['tell', ASSIGNMENT],
])('%s is called by its key, with the type that it is declared with', (key, odataType) => {
  const setting = { stage: 'assignmentRequestCreated', customExtension: key };
  const id = `customExtension.c/${key}`;
  const sent = { stage: setting.stage, customExtension: { '@odata.type': odataType, id } };
  expect(declared(setting)).toEqual([sent]);
  expect(stageSettingSpec(sent, naming)).toEqual(setting);
});

it('a custom extension of a type that is not listed is expressed as what it is', () => {
  const sent = {
    stage: 'assignmentRequestCreated',
    customExtension: { '@odata.type': 'ofALaterGraph', id: ID },
  };
  const { customExtension: called, ...setting } = stageSettingSpec(sent, naming);
  expect(called).toEqual({ id: ID, type: { unlisted: 'ofALaterGraph' } });
  expect(declared({ ...setting, customExtension: { id: ID, type: 'ofALaterGraph' } })).toEqual([sent]);
});
