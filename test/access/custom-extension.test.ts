import { expect, it } from 'vitest';
import type { AccessResource } from '../../src/access/index.ts';
import { compareAccess } from '../../src/access/index.ts';
import type { JsonObject } from '../../src/model/value.ts';

const resource = (kind: string, key: string, attributes: JsonObject): AccessResource => ({
  address: `${kind}.${key}`,
  kind,
  attributes,
});
const extension = (logicAppWorkflowName: string) =>
  resource('customExtension', 'c/x', {
    catalog: 'catalog.c',
    displayName: 'Ask',
    endpointConfiguration: { logicAppWorkflowName },
  });
const policy = (...called: readonly string[]) =>
  resource('policy', 'a', {
    accessPackage: 'accessPackage.p',
    displayName: 'A',
    allowedTargetScope: 'allMemberUsers',
    customExtensionStageSettings: called.map((id) => ({
      stage: 'assignmentRequestCreated',
      customExtension: { id },
    })),
  });

/** What a change of the Logic App does, beside a policy. */
function changed(beside: AccessResource) {
  const side = (name: string) => [
    resource('catalog', 'c', { displayName: 'C', state: 'published', isExternallyVisible: false }),
    resource('accessPackage', 'p', { displayName: 'P', catalog: 'catalog.c' }),
    beside,
    extension(name),
  ];
  return compareAccess({ before: side('a'), after: side('b') }).changed;
}

it('that changes is said of each package whose policies call it, as not worked out', () => {
  expect(changed(policy('customExtension.c/x'))).toMatchObject([
    {
      package: { address: 'accessPackage.p' },
      summary: 'P changed, effect not worked out: Ask',
      causes: [{ address: 'customExtension.c/x', path: 'endpointConfiguration.logicAppWorkflowName' }],
    },
  ]);
});

it('that no policy calls changes nothing', () => {
  expect(changed(policy())).toEqual([]);
});
