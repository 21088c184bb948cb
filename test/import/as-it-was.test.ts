/** What other tools left out, set to null or numbered in their own way stays so when something else changes. */
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkPolicy } from '../../src/kinds/policy-rules.ts';
import type { Tenant } from '../../src/tenant/open.ts';
import { openTenant } from '../../src/tenant/open.ts';
import { temporaryFolder } from '../support/cli.ts';
import { desiredOf } from '../support/engine.ts';
import { SMALL_DIRECTORY } from '../support/governance-arbitrary.ts';
import { answersWith, importExactly, withNewNames } from '../support/imported.ts';
import { call, wholeWire } from '../support/portal-made.ts';

const EM = '/v1.0/identityGovernance/entitlementManagement';
const T = (type: string) => ({ '@odata.type': `#microsoft.graph.${type}` });
const text = (asked: string, more = {}) => ({
  ...T('accessPackageTextInputQuestion'),
  text: asked,
  ...more,
});

let folder: string;
let tenant: Tenant;
let accessPackage: { readonly id: unknown };
let catalog: unknown;

beforeEach(async () => {
  folder = temporaryFolder();
  tenant = await openTenant({ seed: SMALL_DIRECTORY, now: () => new Date('2026-01-01T00:00:00Z') });
  ({ id: catalog } = await call(tenant, 'POST', `${EM}/catalogs`, { displayName: 'C' }));
  const made = { displayName: 'P', description: 'd', catalog: { id: catalog } };
  accessPackage = { id: (await call(tenant, 'POST', `${EM}/accessPackages`, made))['id'] };
});
afterEach(() => rmSync(folder, { recursive: true }));

const make = (policy: Readonly<Record<string, unknown>>) =>
  call(tenant, 'POST', `${EM}/assignmentPolicies`, { displayName: 'Q', accessPackage, ...policy });

const REVIEW = {
  isEnabled: true,
  schedule: {
    startDateTime: '2026-01-01T00:00:00Z',
    expiration: { type: 'noExpiration', duration: null, endDateTime: null },
    recurrence: { pattern: { type: 'weekly', interval: 1, daysOfWeek: ['monday'] }, range: null },
  },
  primaryReviewers: [{ ...T('targetManager') }],
};

const POLICIES: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['blocks that are null', { requestorSettings: null, notificationSettings: null, reviewSettings: null }],
  [
    'who is named twice',
    {
      requestorSettings: {
        onBehalfRequestors: ['externalSponsors', 'requestorManager', 'externalSponsors'].map(T),
      },
    },
  ],
  ['a review that says little', { reviewSettings: REVIEW }],
  [
    'a schedule without recurrence',
    { reviewSettings: { ...REVIEW, schedule: { ...REVIEW.schedule, recurrence: null } } },
  ],
  [
    'a pattern with interval 0',
    {
      reviewSettings: {
        ...REVIEW,
        schedule: {
          ...REVIEW.schedule,
          recurrence: { pattern: { type: 'daily', interval: 0 }, range: null },
        },
      },
    },
  ],
  [
    'an escalation time of a stage that does not escalate',
    {
      requestApprovalSettings: {
        isApprovalRequiredForAdd: true,
        stages: [
          {
            durationBeforeAutomaticDenial: 'PT336H',
            durationBeforeEscalation: 'PT36H',
            primaryApprovers: [{ ...T('requestorManager'), managerLevel: 3 }],
          },
        ],
      },
    },
  ],
  [
    'questions in an order and with numbers of their own',
    { questions: [text('b', { sequence: 7 }), text('a', { sequence: 3, isAnswerEditable: null })] },
  ],
  ['questions of one number', { questions: [text('b', { sequence: 0 }), text('a', { sequence: 0 })] }],
  [
    'patterns and languages that say nothing',
    {
      questions: [
        text('a', { sequence: 0, regexPattern: '', localizations: [{ languageCode: 'x', text: 'x' }] }),
        text('b', { sequence: 1, regexPattern: null }),
      ],
    },
  ],
];

describe('a policy that another tool made', () => {
  it.each(POLICIES)('keeps %s when it is renamed', async (_what, policy) => {
    await make(policy);
    const { engine, imported, configuration } = await importExactly(tenant, folder);
    const before = await wholeWire(tenant);
    const { document, names } = withNewNames(configuration.document, imported);
    const { events } = await engine.apply(desiredOf(document));
    expect(events.filter(({ type }) => type === 'apply_errored')).toEqual([]);
    expect(answersWith(await wholeWire(tenant))).toEqual(answersWith(before, names));
  });

  it.each(['x', 'klingon', 'zh-Hant-TW-x-private', 'de_DE', ' '])(
    'keeps a localization of language "%s"',
    async (languageCode) => {
      const localizations = [{ languageCode, text: 'x' }];
      await make({ questions: [text('a', { sequence: 0, localizations })] });
      const { engine, imported, configuration } = await importExactly(tenant, folder);
      const before = await wholeWire(tenant);
      const { document, names } = withNewNames(configuration.document, imported);
      await engine.apply(desiredOf(document));
      expect(answersWith(await wholeWire(tenant))).toEqual(answersWith(before, names));
    },
  );

  it('numbers its questions anew when one is added between', async () => {
    await make({ questions: [text('a', { sequence: 0 }), text('c', { sequence: 5 })] });
    const { engine, configuration } = await importExactly(tenant, folder);
    const document = structuredClone(configuration.document);
    const [policy] = Object.values(document.policies ?? {});
    policy?.questions?.splice(1, 0, { type: 'text', text: 'b' });
    await engine.apply(desiredOf(document));
    const { value } = await call(tenant, 'GET', `${EM}/assignmentPolicies?$expand=questions`);
    const questions = value[0]?.['questions'] as { text: string; sequence: number }[];
    expect(questions.map(({ text: asked, sequence }) => [asked, sequence])).toEqual([
      ['a', 0],
      ['b', 1],
      ['c', 2],
    ]);
  });

  it('takes a time of escalation that is declared with the escalation', async () => {
    await make(POLICIES[5]?.[1] ?? {});
    const { engine, configuration } = await importExactly(tenant, folder);
    const document = structuredClone(configuration.document);
    const [policy] = Object.values(document.policies ?? {});
    Object.assign(policy?.requestApprovalSettings?.stages?.[0] ?? {}, {
      isEscalationEnabled: true,
      durationBeforeEscalation: 'PT0S',
      escalationApprovers: ['requestorManager'],
    });
    await engine.apply(desiredOf(document));
    const { value } = await call(tenant, 'GET', `${EM}/assignmentPolicies`);
    expect(value[0]).toMatchObject({
      requestApprovalSettings: { stages: [{ isEscalationEnabled: true, durationBeforeEscalation: 'PT0S' }] },
    });
  });
});

describe('what is most likely a slip', () => {
  it('of a pattern and of a manager is a finding at its place', () => {
    const spec = {
      accessPackage: 'p',
      displayName: 'Q',
      requestApprovalSettings: {
        stages: [{ primaryApprovers: ['alice', { requestorManager: { managerLevel: 3 } }] }],
      },
      questions: [{ type: 'text' as const, text: 'a', regexPattern: '' }],
    };
    const found = [...checkPolicy(spec, ['policies', 'q'], { version: 1, tenant: { embedded: 'x' } })];
    expect(found.map(({ code, severity, path: at }) => [code, severity, at.join('.')])).toEqual([
      [
        'KIND_MANAGER_LEVEL',
        'warning',
        'policies.q.requestApprovalSettings.stages.0.primaryApprovers.1.requestorManager.managerLevel',
      ],
      ['KIND_QUESTION', 'warning', 'policies.q.questions.0.regexPattern'],
    ]);
  });
});

describe('what a tenant holds under names that are none here', () => {
  it.each(['a b', 'onPremisesExtensionAttributes/extensionAttribute1', 'größe'])(
    'an attribute %s leaves nothing out, and is told without the number of its question',
    async (name) => {
      const { value } = await call(tenant, 'GET', '/v1.0/groups');
      const resource = { originId: value[0]?.['id'], originSystem: 'AadGroup' };
      await call(tenant, 'POST', `${EM}/resourceRequests`, {
        requestType: 'adminAdd',
        resource,
        catalog: { id: catalog },
      });
      const { value: resources } = await call(tenant, 'GET', `${EM}/catalogs/${String(catalog)}/resources`);
      const attribute = {
        name,
        destination: T('accessPackageUserDirectoryAttributeStore'),
        source: {
          ...T('accessPackageResourceAttributeQuestion'),
          question: text('a', { sequence: 5, localizations: [{ languageCode: 'x', text: 'a' }] }),
        },
      };
      await call(tenant, 'POST', `${EM}/resourceRequests`, {
        requestType: 'adminUpdate',
        resource: { id: resources[0]?.['id'], attributes: [attribute] },
        catalog: { id: catalog },
      });
      await importExactly(tenant, folder);
    },
  );

  it.each([
    'münchen.example',
    '_x.example',
    'xn--mnchen-3ya.example',
    'D.Example',
    'intranet',
    '*.d.example',
    'd.example.',
    '@d',
    ' ',
    '10.0.0.1',
  ])('an organization of the domain %s is imported', async (domainName) => {
    await call(tenant, 'POST', `${EM}/connectedOrganizations`, {
      displayName: 'O',
      identitySources: [{ ...T('domainIdentitySource'), domainName }],
    });
    await importExactly(tenant, folder);
  });

  it('an extension keeps a description that is null', async () => {
    await call(tenant, 'POST', `${EM}/catalogs/${String(catalog)}/customWorkflowExtensions`, {
      ...T('accessPackageAssignmentRequestWorkflowExtension'),
      displayName: 'E',
      description: null,
      endpointConfiguration: {
        ...T('logicAppTriggerEndpointConfiguration'),
        subscriptionId: '11111111-1111-4111-8111-111111111111',
        resourceGroupName: 'rg',
        logicAppWorkflowName: 'w',
      },
      authenticationConfiguration: T('azureAdPopTokenAuthentication'),
    });
    const { engine, imported, configuration } = await importExactly(tenant, folder);
    const before = await wholeWire(tenant);
    const { document, names } = withNewNames(configuration.document, imported);
    await engine.apply(desiredOf(document));
    expect(answersWith(await wholeWire(tenant))).toEqual(answersWith(before, names));
  });
});
