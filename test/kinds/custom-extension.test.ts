import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Governance } from '../../src/schema/governance.ts';
import { actions, governed, openWorkbench } from '../support/workbench.ts';
import type { Workbench } from '../support/workbench.ts';

type Catalog = NonNullable<Governance['catalogs']>[string];
type Extension = NonNullable<Catalog['customExtensions']>[string];
type Policy = NonNullable<Governance['policies']>[string];

let bench: Workbench;
beforeEach(async () => (bench = await openWorkbench()));
afterEach(() => bench.close());

const LOGIC_APP = {
  subscriptionId: '38ab2ccc-3747-4567-b36b-9478f5602f0d',
  resourceGroupName: 'desk',
  logicAppWorkflowName: 'tell',
};
const ASK: Extension = { type: 'requestWorkflow', displayName: 'Ask the desk', logicApp: LOGIC_APP };
const CALLED: Pick<Policy, 'customExtensionStageSettings'> = {
  customExtensionStageSettings: [{ stage: 'assignmentRequestCreated', customExtension: 'ask' }],
};

const declared = (customExtensions: Record<string, Extension>, policy: Partial<Policy> = {}) =>
  governed({
    catalogs: { partners: { displayName: 'Partners', customExtensions } },
    packages: { tango: { catalog: 'partners', displayName: 'Tango' } },
    policies: {
      people: {
        accessPackage: 'tango',
        displayName: 'People',
        allowedTargetScope: 'allMemberUsers',
        ...policy,
      },
    },
  });

const path = async () => `/catalogs/${await bench.idOf('catalog.partners')}/customWorkflowExtensions`;
const live = async () => bench.list(await path());
const bindings = async () => {
  const expand = '$expand=customExtensionStageSettings($expand=customExtension)';
  const id = await bench.idOf('policy.people');
  const policy = await bench.portal('GET', `/assignmentPolicies/${id}?${expand}`);
  return (policy['customExtensionStageSettings'] as { customExtension: { id: string } }[]).map(
    ({ customExtension }) => customExtension.id,
  );
};

describe('a custom extension', () => {
  it('is made before the policy that calls it by key, changed in place, and deleted after it', async () => {
    const document = declared({ ask: { ...ASK, callback: { timeoutDuration: 'PT1H' } } }, CALLED);
    await bench.apply(document);
    expect(await live()).toMatchObject([
      {
        '@odata.type': '#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension',
        displayName: 'Ask the desk',
        endpointConfiguration: LOGIC_APP,
        callbackConfiguration: { timeoutDuration: 'PT1H' },
      },
    ]);
    expect(await bindings()).toEqual([await bench.idOf('customExtension.partners/ask')]);
    expect(actions(await bench.plan(document))).toEqual({});

    const other = {
      ...ASK,
      description: 'Asks',
      authentication: { resourceId: 'api://desk' },
      client: { maximumRetries: 1 },
      logicApp: { ...LOGIC_APP, logicAppWorkflowName: 'ask' },
    };
    const changed = declared({ ask: other }, CALLED);
    expect(actions(await bench.plan(changed))).toEqual({
      'customExtension.partners/ask': 'update configuration-changed',
    });
    await bench.apply(changed);
    expect(await live()).toMatchObject([
      {
        description: 'Asks',
        endpointConfiguration: { logicAppWorkflowName: 'ask' },
        authenticationConfiguration: { resourceId: 'api://desk' },
        clientConfiguration: { maximumRetries: 1 },
        callbackConfiguration: null,
      },
    ]);
    expect(actions(await bench.plan(changed))).toEqual({});

    // The service refuses to delete what a policy still calls.
    await bench.apply(declared({}, { customExtensionStageSettings: [] }));
    expect(await live()).toEqual([]);
    await bench.apply(document);
    await bench.apply(governed({}));
    expect(await bench.list('/assignmentPolicies')).toEqual([]);
  });

  it('of another type is another one, and the policy that calls it changes over', async () => {
    await bench.apply(declared({ ask: ASK }, CALLED));
    const [before] = await bindings();
    const document = declared({ ask: { ...ASK, type: 'assignmentWorkflow' } }, CALLED);
    expect(actions(await bench.plan(document))).toMatchObject({
      'customExtension.partners/ask': 'replace configuration-changed',
      'policy.people': expect.stringContaining('update') as string,
    });
    await bench.apply(document);
    expect(await live()).toMatchObject([
      { '@odata.type': '#microsoft.graph.accessPackageAssignmentWorkflowExtension' },
    ]);
    expect(await bindings()).toEqual([await bench.idOf('customExtension.partners/ask')]);
    expect(await bindings()).not.toEqual([before]);
    expect(actions(await bench.plan(document))).toEqual({});
  });

  it('of another type is exchanged for another such by the policies that call them', async () => {
    const calling = (type: Extension['type'], first: string, second: string): Governance => {
      const extensions = { ask: { ...ASK, type }, tell: { ...ASK, displayName: 'Tell the desk', type } };
      const calls = (customExtension: string): Partial<Policy> => ({
        customExtensionStageSettings: [{ stage: 'assignmentRequestCreated', customExtension }],
      });
      const document = declared(extensions, calls(first));
      const others = { ...document.policies?.['people'], ...calls(second), displayName: 'Others' } as Policy;
      return { ...document, policies: { ...document.policies, others } };
    };
    await bench.apply(calling('requestWorkflow', 'ask', 'tell'));
    const document = calling('assignmentWorkflow', 'tell', 'ask');
    await bench.apply(document);
    expect(await bindings()).toEqual([await bench.idOf('customExtension.partners/tell')]);
    expect(actions(await bench.plan(document))).toEqual({});
  });

  it('that a policy names by its id is the one that is declared', async () => {
    await bench.apply(declared({ ask: ASK }, CALLED));
    const id = await bench.idOf('customExtension.partners/ask');
    const byId = declared(
      { ask: ASK },
      { customExtensionStageSettings: [{ stage: 'assignmentRequestCreated', customExtension: { id } }] },
    );
    const plan = await bench.plan(byId);
    expect(actions(plan)).toEqual({});
    expect(plan.drift).toEqual([]);
  });

  it('keeps what nobody declares', async () => {
    await bench.apply(declared({ ask: ASK }));
    const [{ id } = {}] = await live();
    await bench.portal('PATCH', `${await path()}/${String(id)}`, {
      clientConfiguration: { maximumRetries: 2, timeoutInMilliseconds: 900 },
    });
    expect(actions(await bench.plan(declared({ ask: ASK })))).toEqual({});
    await bench.apply(declared({ ask: { ...ASK, description: 'Asks', client: { maximumRetries: 1 } } }));
    expect(await live()).toMatchObject([
      { description: 'Asks', clientConfiguration: { maximumRetries: 1, timeoutInMilliseconds: 900 } },
    ]);
  });

  it('keeps the name that the service has for the time-out', async () => {
    const waiting = (timeoutDuration: string) => declared({ ask: { ...ASK, callback: { timeoutDuration } } });
    await bench.apply(waiting('PT1H'));
    const [{ id } = {}] = await live();
    const callbackConfiguration = { durationBeforeTimeout: 'PT1H' };
    await bench.portal('PATCH', `${await path()}/${String(id)}`, { callbackConfiguration });
    expect(actions(await bench.plan(waiting('PT60M')))).toEqual({});
    await bench.apply(waiting('PT2H'));
    const [{ callbackConfiguration: sent } = {}] = await live();
    expect(sent).toMatchObject({ durationBeforeTimeout: 'PT2H' });
    expect(sent).not.toHaveProperty('timeoutDuration');
  });

  it('says when requests wait for it', async () => {
    const facts = async (extension: Extension) =>
      (await bench.plan(declared({ ask: extension }))).changes.find(({ kind }) => kind === 'customExtension')
        ?.facts;
    const callback = { timeoutDuration: 'PT1H' };
    expect(await facts({ ...ASK, callback })).toEqual([
      'Requests that call it wait up to PT1H for the Logic App, which can deny them',
    ]);
    expect(await facts(ASK)).toBeUndefined();
    expect(await facts({ ...ASK, callback, type: 'assignmentWorkflow' })).toBeUndefined();
  });
});

describe('a custom extension that nothing declares', () => {
  it('is unmanaged, within its catalog, where it was read', async () => {
    await bench.apply(declared({ ask: ASK }, CALLED));
    const other = { ...ASK, displayName: 'Of the portal' };
    await bench.portal('POST', await path(), {
      '@odata.type': '#microsoft.graph.accessPackageAssignmentWorkflowExtension',
      displayName: other.displayName,
      endpointConfiguration: {
        '@odata.type': '#microsoft.graph.logicAppTriggerEndpointConfiguration',
        ...LOGIC_APP,
      },
      authenticationConfiguration: { '@odata.type': '#microsoft.graph.azureAdPopTokenAuthentication' },
    });
    const { unmanaged } = await bench.plan(declared({ ask: ASK }, CALLED));
    expect(unmanaged.filter(({ kind }) => kind === 'customExtension')).toMatchObject([
      { displayName: 'Of the portal', within: 'catalog.partners' },
    ]);
  });
});

describe('a binding that the portal makes', () => {
  it('is drift where nothing declares it, and goes back as it is', async () => {
    const document = declared({ ask: ASK });
    await bench.apply(document);
    expect((await bench.plan(document)).drift).toEqual([]);
    const id = await bench.idOf('policy.people');
    const shown = await bench.portal('GET', `/assignmentPolicies/${id}?$expand=accessPackage`);
    const policy = Object.fromEntries(
      Object.entries(shown).filter(([name]) => !/@odata.context|DateTime$/.test(name)),
    );
    const customExtension = {
      '@odata.type': '#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension',
      id: await bench.idOf('customExtension.partners/ask'),
    };
    await bench.portal('PUT', `/assignmentPolicies/${id}`, {
      ...policy,
      customExtensionStageSettings: [{ stage: 'assignmentRequestCreated', customExtension }],
    });
    const plan = await bench.plan(document);
    expect(actions(plan)).toEqual({});
    expect(plan.drift).toMatchObject([
      { address: 'policy.people', changedPaths: ['customExtensionStageSettings'] },
    ]);
    const changed = declared({ ask: ASK }, { description: 'New words' });
    await bench.apply(changed);
    expect(await bindings()).toEqual([customExtension.id]);
    expect((await bench.plan(changed)).drift).toEqual([]);
  });
});
