/** Requests on behalf of others, removals by approvers, assignments past an approval, answers, and extensions that answer (CONTRACT 8, 10). */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Tenant } from '../../src/tenant/open.ts';
import { openTenant } from '../../src/tenant/open.ts';
import type { Body, TenantCall } from '../support/tenant-call.ts';
import { callsOf, EM } from '../support/tenant-call.ts';

const [ALICE, BOB, CAROL, DORA] = ['a', 'b', 'c', 'd'].map(
  (end) => `00000000-0000-4000-8000-00000000000${end}`,
);
const NAMES = ['alice', 'bob', 'carol', 'dora'];
const TEXT = '#microsoft.graph.accessPackageTextInputQuestion';
const CHOICE = '#microsoft.graph.accessPackageMultipleChoiceQuestion';
let tenant: Tenant;
let call: TenantCall;
let catalog: string;
let pack: string;

const made = async (path: string, body: object) => {
  const { status, body: answer } = await call('POST', `${EM}${path}`, body);
  expect(status, JSON.stringify(answer)).toBe(201);
  return answer.id;
};
const user = (userId: string | undefined) => ({ '@odata.type': '#microsoft.graph.singleUser', userId });
const approvedBy = (...people: (string | undefined)[]) => ({
  isApprovalRequiredForAdd: true,
  stages: [{ durationBeforeAutomaticDenial: 'P14D', primaryApprovers: people.map(user) }],
});
const policy = (more: object) =>
  made('/assignmentPolicies', {
    displayName: 'Members',
    allowedTargetScope: 'allMemberUsers',
    accessPackage: { id: pack },
    ...more,
  });
const request = (as: string | undefined, requestType: string, more: object) =>
  call('POST', `${EM}/assignmentRequests`, { requestType, ...more }, as);
const read = async (id: string, options = '') =>
  (await call('GET', `${EM}/assignmentRequests/${id}${options}`)).body;
const approve = async (id: string, as: string) => {
  const stages = `${EM}/accessPackageAssignmentApprovals/${id}/stages`;
  const [stage] = (await call('GET', stages)).body.value;
  return call('PATCH', `${stages}/${stage?.id}`, { reviewResult: 'Approve' }, as);
};
const assignments = async () => (await call('GET', `${EM}/assignments?$expand=target`)).body.value;

beforeEach(async () => {
  tenant = await openTenant({
    seed: {
      tenant: { displayName: 'Contoso', domains: ['contoso.com'] },
      users: [ALICE, BOB, CAROL, DORA].map((id = '', index) => ({
        id,
        displayName: NAMES[index] ?? '',
        userPrincipalName: `${NAMES[index]}@contoso.com`,
        ...(index === 1 && { manager: 'alice@contoso.com' }),
      })),
      groups: [{ displayName: 'Team' }],
    },
    now: () => new Date('2026-01-01T00:00:00Z'),
  });
  call = callsOf(tenant);
  catalog = await made('/catalogs', { displayName: 'Own' });
  pack = await made('/accessPackages', { displayName: 'Tango', catalog: { id: catalog } });
});
afterEach(() => tenant.close());

describe('a request on behalf of another', () => {
  const forBob = { assignment: { accessPackageId: '', targetId: BOB } };
  const ask = (as: string, more: object = {}) =>
    request(as, 'onBehalfAdd', { assignment: { ...forBob.assignment, accessPackageId: pack }, ...more });
  const manager = { '@odata.type': '#microsoft.graph.requestorManager', managerLevel: 1 };
  const byManagers = { enableOnBehalfRequestorsToAddAccess: true, onBehalfRequestors: [manager] };

  it('is made by whom the policy names, and is theirs and the target’s', async () => {
    await policy({ requestorSettings: byManagers, requestApprovalSettings: approvedBy(ALICE, BOB) });
    const { status, body } = await ask('alice@contoso.com');
    expect(status).toBe(201);
    expect(await read(body.id, '?$expand=requestor')).toMatchObject({
      requestType: 'onBehalfAdd',
      state: 'pendingApproval',
      requestor: { objectId: ALICE },
    });
    const on = async (as: string, which: string) =>
      (await call('GET', `${EM}/assignmentRequests/filterByCurrentUser(on='${which}')`, undefined, as)).body
        .value.length;
    const lists = [
      'target',
      'createdBy',
      'targetOrRequestor',
      'requestForOthers',
      'targetManager',
      'approver',
    ];
    expect(await Promise.all(lists.map((which) => on('alice@contoso.com', which)))).toEqual([
      0, 1, 1, 1, 1, 0,
    ]);
    expect(await Promise.all(lists.map((which) => on('bob@contoso.com', which)))).toEqual([1, 0, 1, 0, 0, 1]);
    expect((await approve(body.id, 'alice@contoso.com')).status).toBe(403);
    expect((await approve(body.id, 'bob@contoso.com')).status).toBe(204);
    expect(await assignments()).toMatchObject([{ state: 'delivered', target: { objectId: BOB } }]);
    const own = `${EM}/assignments/filterByCurrentUser(on='createdBy')`;
    expect((await call('GET', own, undefined, 'alice@contoso.com')).body.value).toHaveLength(1);
  });

  it('is refused to others, for those who are not in scope, and where the policy forbids it', async () => {
    await policy({ requestorSettings: { ...byManagers, enableTargetsToSelfAddAccess: true } });
    expect((await ask('carol@contoso.com')).status).toBe(403);
    expect((await ask('bob@contoso.com')).status).toBe(403);
    const own = { assignment: { accessPackageId: pack, targetId: BOB } };
    expect((await request('alice@contoso.com', 'userAdd', own)).status).toBe(403);
    const list = (await call('GET', `${EM}/assignmentPolicies`)).body.value;
    await call('PUT', `${EM}/assignmentPolicies/${list[0]?.id}`, {
      displayName: 'Members',
      allowedTargetScope: 'specificDirectoryUsers',
      specificAllowedTargets: [user(CAROL)],
      requestorSettings: byManagers,
    });
    expect((await ask('alice@contoso.com')).status).toBe(403);
  });

  it('is cancelled by the one who made it', async () => {
    await policy({ requestorSettings: byManagers, requestApprovalSettings: approvedBy(CAROL) });
    const { id } = (await ask('alice@contoso.com')).body;
    const cancel = (as: string) => call('POST', `${EM}/assignmentRequests/${id}/cancel`, undefined, as);
    expect((await cancel('dora@contoso.com')).status).toBe(403);
    expect((await cancel('alice@contoso.com')).status).toBe(204);
    expect(await read(id)).toMatchObject({ state: 'canceled' });
  });
});

describe('an approver', () => {
  it('takes back what they can decide about, and nobody else’s', async () => {
    const requestorSettings = { enableTargetsToSelfAddAccess: true };
    await policy({ requestorSettings, requestApprovalSettings: approvedBy(CAROL) });
    const { id } = (await request('bob@contoso.com', 'userAdd', { assignment: { accessPackageId: pack } }))
      .body;
    await approve(id, 'carol@contoso.com');
    const [held] = await assignments();
    const remove = (as: string) => request(as, 'approverRemove', { assignment: { id: held?.id } });
    expect((await remove('dora@contoso.com')).status).toBe(403);
    const { body } = await remove('carol@contoso.com');
    expect(await read(body.id)).toMatchObject({ requestType: 'approverRemove', state: 'delivered' });
    expect(await assignments()).toMatchObject([{ state: 'expired' }]);
  });
});

describe('an administrator', () => {
  const target = () => ({ accessPackageId: pack, targetId: BOB });
  it('assigns past the approval where they say so, and they alone', async () => {
    const assignmentPolicyId = await policy({
      requestorSettings: { enableTargetsToSelfAddAccess: true },
      requestApprovalSettings: approvedBy(CAROL),
    });
    const parameters = { bypassApproval: true };
    const refused = await request('bob@contoso.com', 'userAdd', {
      parameters,
      assignment: { accessPackageId: pack },
    });
    expect(refused.body.error.code).toBe('Forbidden');
    const assignment = { ...target(), assignmentPolicyId };
    const { id } = (await request(undefined, 'adminAdd', { parameters, assignment })).body;
    expect(await read(id, '?$select=state,parameters')).toEqual({ id, state: 'delivered', parameters });
  });

  it('changes answers of an assignment, and the others stay; its holder only those that can be changed', async () => {
    const assignmentPolicyId = await policy({
      requestorSettings: { enableTargetsToSelfAddAccess: true, enableTargetsToSelfUpdateAccess: true },
      expiration: { type: 'afterDuration', duration: 'P90D' },
      questions: [
        { '@odata.type': TEXT, text: 'Why?', isRequired: true },
        {
          '@odata.type': CHOICE,
          text: 'Where?',
          isAnswerEditable: true,
          isMultipleSelectionAllowed: true,
          choices: [
            { actualValue: 'eu', text: 'Europe' },
            { actualValue: 'as', localizations: [{ languageCode: 'en', text: 'Asia' }] },
          ],
        },
      ],
    });
    const questions = (await call('GET', `${EM}/assignmentPolicies/${assignmentPolicyId}/questions`)).body
      .value;
    const answer = (index: number, value: string, displayValue?: string) => ({
      '@odata.type': '#microsoft.graph.accessPackageAnswerString',
      value,
      ...(displayValue !== undefined && { displayValue }),
      answeredQuestion: { '@odata.type': questions[index]?.['@odata.type'], id: questions[index]?.id },
    });
    const answers = [answer(0, 'w', 'Work'), answer(1, 'eu, as')];
    const assignment = { accessPackageId: pack };
    const { id } = (await request('bob@contoso.com', 'userAdd', { answers, assignment })).body;
    expect(await read(id)).toMatchObject({
      schedule: {
        startDateTime: null,
        recurrence: null,
        expiration: { type: 'notSpecified', duration: null },
      },
      answers: [answers[0], { ...answers[1], displayValue: 'Europe, Asia' }],
    });
    const [held] = await assignments();
    const change = (as: string | undefined, type: string, ...changed: object[]) =>
      request(as, type, { answers: changed, assignment: { id: held?.id } });
    const admin = await change(undefined, 'adminUpdate', answer(0, 'Play'));
    expect((await read(admin.body.id))['answers']).toMatchObject([{ value: 'Play' }, { value: 'eu, as' }]);
    const fixed = await change('bob@contoso.com', 'userUpdate', answer(0, 'Fun'));
    expect(fixed.body.error.code).toBe('AnswerNotEditable');
    expect((await change('bob@contoso.com', 'userUpdate', answer(1, 'as'))).status).toBe(201);
  });
});

describe('attributes of a resource', () => {
  it('are asked of requestors, stored with the access, and taken away with it', async () => {
    const group = (await call('GET', '/groups')).body.value[0]?.id;
    const origin = { originId: group, originSystem: 'AadGroup' };
    const attribute = (name: string, more: object) => ({
      name,
      destination: { '@odata.type': '#microsoft.graph.accessPackageUserDirectoryAttributeStore' },
      source: {
        '@odata.type': '#microsoft.graph.accessPackageResourceAttributeQuestion',
        question: { '@odata.type': TEXT, text: `${name}?`, isRequired: true },
      },
      ...more,
    });
    const attributes = [
      attribute('city', {}),
      attribute('jobTitle', { isPersistedOnAssignmentRemoval: true }),
    ];
    const of = { catalog: { id: catalog } };
    await made('/resourceRequests', { ...of, requestType: 'adminAdd', resource: origin });
    await made('/resourceRequests', {
      ...of,
      requestType: 'adminUpdate',
      resource: { ...origin, attributes },
    });
    const [resource] = (await call('GET', `${EM}/catalogs/${catalog}/resources?$expand=roles,scopes`)).body
      .value;
    expect(resource?.['attributes']).toMatchObject(attributes);
    const [role] = resource?.['roles'] as Body[];
    const [scope] = resource?.['scopes'] as Body[];
    await made(`/accessPackages/${pack}/resourceRoleScopes`, {
      role: { originId: role?.['originId'], originSystem: 'AadGroup', resource: { id: resource?.id } },
      scope: { originId: scope?.['originId'], originSystem: 'AadGroup' },
    });
    await policy({ requestorSettings: { enableTargetsToSelfAddAccess: true } });
    const requirements = `${EM}/accessPackages/${pack}/getApplicablePolicyRequirements`;
    const asked = (await call('POST', requirements, undefined, 'bob@contoso.com')).body.value[0]?.[
      'questions'
    ];
    expect(asked).toMatchObject([{ text: 'city?' }, { text: 'jobTitle?' }]);
    const assignment = { accessPackageId: pack };
    const silent = await request('bob@contoso.com', 'userAdd', { assignment });
    expect(silent.body.error.code).toBe('AnswerRequired');
    const answers = (asked as Body[]).map(({ id, '@odata.type': type }, index) => ({
      '@odata.type': '#microsoft.graph.accessPackageAnswerString',
      value: ['Oslo', 'Pilot'][index],
      answeredQuestion: { '@odata.type': type, id },
    }));
    expect((await request('bob@contoso.com', 'userAdd', { assignment, answers })).status).toBe(201);
    const bob = async () => (await call('GET', `/users/${BOB}?$select=city,jobTitle`)).body;
    expect(await bob()).toMatchObject({ city: 'Oslo', jobTitle: 'Pilot' });
    const [held] = await assignments();
    await request(undefined, 'adminRemove', { assignment: { id: held?.id } });
    expect(await bob()).toMatchObject({ city: null, jobTitle: 'Pilot' });
  });
});

describe('a custom extension', () => {
  const STAGE = 'microsoft.graph.accessPackageCustomExtensionStage.';
  const answerOf = (stage: string, id: unknown, more: object = {}) => ({
    source: 'Contoso.Check',
    type: STAGE + stage,
    data: {
      '@odata.type': 'microsoft.graph.accessPackageAssignmentRequestCallbackData',
      stage,
      customExtensionStageInstanceId: id,
      ...more,
    },
  });
  let id: string;
  const opened = async () =>
    ((await read(id))['customExtensionCalloutInstances'] as Body[]).find(
      ({ status }) => status === 'waitingForCallback',
    )?.id;
  const resume = (body: object) => call('POST', `${EM}/assignmentRequests/${id}/resume`, body);

  beforeEach(async () => {
    const extension = (callbackConfiguration: object | null) =>
      made(`/catalogs/${catalog}/customWorkflowExtensions`, {
        '@odata.type': '#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension',
        displayName: 'Check',
        endpointConfiguration: {
          '@odata.type': '#microsoft.graph.httpRequestEndpoint',
          targetUrl: 'https://check.example',
        },
        authenticationConfiguration: { '@odata.type': '#microsoft.graph.azureAdPopTokenAuthentication' },
        callbackConfiguration,
      });
    const waits = await extension({ durationBeforeTimeout: 'PT1H' });
    const goesOn = await extension(null);
    const type = '#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension';
    const setting = (stage: string, named: string) => ({
      stage,
      customExtension: { '@odata.type': type, id: named },
    });
    await policy({
      requestorSettings: { enableTargetsToSelfAddAccess: true },
      customExtensionStageSettings: [
        setting('assignmentRequestCreated', waits),
        setting('assignmentRequestApproved', waits),
        setting('assignmentRequestGranted', goesOn),
      ],
    });
    id = (await request('bob@contoso.com', 'userAdd', { assignment: { accessPackageId: pack } })).body.id;
  });

  it('holds a request up until it answers, at each of its stages', async () => {
    expect(await read(id)).toMatchObject({ state: 'submitted', status: 'WaitingForCallback' });
    expect((await resume(answerOf('assignmentRequestCreated', 'another'))).body.error.code).toBe(
      'RequestNotWaiting',
    );
    expect((await resume(answerOf('assignmentRequestApproved', await opened()))).status).toBe(400);
    const detail = { customExtensionStageInstanceDetail: 'verified' };
    expect((await resume(answerOf('assignmentRequestCreated', await opened(), detail))).status).toBe(204);
    expect(await read(id)).toMatchObject({ status: 'WaitingForCallback' });
    const denied = answerOf('assignmentRequestApproved', await opened(), { state: 'denied' });
    expect((await resume(denied)).body.error.code).toBe('InvalidModel');
    expect((await resume(answerOf('assignmentRequestApproved', await opened()))).status).toBe(204);
    expect(await read(id)).toMatchObject({
      state: 'delivered',
      customExtensionCalloutInstances: [
        { status: 'callbackReceived', detail: 'verified' },
        { status: 'callbackReceived', detail: null },
        { status: 'calloutSent' },
      ],
    });
  });

  it.each(['denied', 'canceled'])('has a request %s as it is created', async (state) => {
    await resume(answerOf('assignmentRequestCreated', await opened(), { state }));
    expect(await read(id)).toMatchObject({ state });
    expect(await assignments()).toEqual([]);
  });
});
