/** The check of bodies against the table of types, without HTTP. */
import { describe, expect, it } from 'vitest';
import { checkBody } from '../../src/tenant/types/check-body.ts';
import type { Purpose } from '../../src/tenant/types/language.ts';

const USER = '11111111-1111-4111-8111-111111111111';
const user = { '@odata.type': '#microsoft.graph.singleUser', userId: USER };
const stage = { durationBeforeAutomaticDenial: 'P14D', primaryApprovers: [user] };
const question = { '@odata.type': '#microsoft.graph.accessPackageTextInputQuestion', text: 'Why?' };
const weekly = { pattern: { type: 'weekly', interval: 1 }, range: { type: 'noEnd' } };

/** A policy whose one stage has this too. */
const staged = (more: object) => ({ requestApprovalSettings: { stages: [{ ...stage, ...more }] } });
const approvedBy = (subject: object) => staged({ primaryApprovers: [subject] });
const reviewed = (recurrence: object) => ({ reviewSettings: { schedule: { recurrence } } });

const policy = (more: object, purpose: Purpose = 'create') =>
  checkBody(
    'accessPackageAssignmentPolicy',
    { displayName: 'P', accessPackage: { id: USER }, ...more },
    purpose,
  );

describe('a body that fits its type', () => {
  it('comes back in one form', () => {
    expect(
      policy({
        '@odata.context': 'x',
        'questions@odata.context': 'x',
        createdDateTime: '2026-01-01T00:00:00.1234567Z',
        allowedTargetScope: 'AllMemberUsers',
        requestorSettings: { enableTargetsToSelfAddAccess: 'true' },
        questions: [
          { ...question, sequence: '2', '@odata.type': 'microsoft.graph.accessPackageTextInputQuestion' },
        ],
        'accessPackage@odata.bind': `https://graph.microsoft.com/v1.0/x/accessPackages/${USER}`,
      }),
    ).toEqual({
      displayName: 'P',
      allowedTargetScope: 'allMemberUsers',
      requestorSettings: { enableTargetsToSelfAddAccess: true },
      questions: [{ ...question, sequence: 2 }],
      accessPackage: { id: USER },
    });
  });

  it.each([
    [
      'a stage of a derived type',
      staged({ '@odata.type': '#microsoft.graph.accessPackageDynamicApprovalStage' }),
    ],
    [
      'a stage that says its own type',
      staged({ '@odata.type': '#microsoft.graph.accessPackageApprovalStage' }),
    ],
    ['null for what is not there', { reviewSettings: null, description: null, expiration: null }],
    ['a recurrence', reviewed(weekly)],
    [
      'an end with an offset',
      { expiration: { type: 'afterDateTime', endDateTime: '2027-02-28T23:59+01:00' } },
    ],
    ['a duration of all its parts', staged({ durationBeforeEscalation: 'P1DT2H3M4.5S' })],
  ])('can have %s', (_what, more) => {
    expect(() => policy(more)).not.toThrow();
  });

  it('that changes an object need not have what the object has', () => {
    expect(checkBody('accessPackageCatalog', { description: '' }, 'update')).toEqual({ description: '' });
  });
});

describe('a body with one thing wrong is refused with its path:', () => {
  it.each<[string, object, string]>([
    ['an unknown member', { colour: 'red' }, 'colour'],
    ["a member of beta's", { accessReviewSettings: null }, 'accessReviewSettings'],
    ['an unknown member below', staged({ isBackup: true }), 'requestApprovalSettings/stages/0/isBackup'],
    ['constructor', JSON.parse('{ "constructor": 1 }') as object, 'constructor'],
    ['toString', { toString: 'x' }, 'toString'],
    ['__proto__', JSON.parse('{ "__proto__": {} }') as object, '__proto__'],
    ['a number for a text', { displayName: 1 }, 'displayName'],
    ['null for a required text', { displayName: null }, 'displayName'],
    ['an empty required text', { displayName: '' }, 'displayName'],
    ['an object for a list', { specificAllowedTargets: {} }, 'specificAllowedTargets'],
    ['null for a list', { specificAllowedTargets: null }, 'specificAllowedTargets'],
    ['null in a list', { specificAllowedTargets: [null] }, 'specificAllowedTargets/0'],
    ['a list for an object', { reviewSettings: [] }, 'reviewSettings'],
    ['a text for a boolean', { reviewSettings: { isEnabled: 'true' } }, 'reviewSettings/isEnabled'],
    ['a fraction for a number', { questions: [{ ...question, sequence: 1.5 }] }, 'questions/0/sequence'],
    ['an unknown value', { allowedTargetScope: 'noSubjects' }, 'allowedTargetScope'],
    ['the value of later versions', { allowedTargetScope: 'unknownFutureValue' }, 'allowedTargetScope'],
    [
      'a year as a duration',
      staged({ durationBeforeAutomaticDenial: 'P1Y' }),
      'requestApprovalSettings/stages/0/durationBeforeAutomaticDenial',
    ],
    [
      'a month as a duration',
      { expiration: { type: 'afterDuration', duration: 'P6M' } },
      'expiration/duration',
    ],
    [
      'weeks as a duration',
      { expiration: { type: 'afterDuration', duration: 'P2W' } },
      'expiration/duration',
    ],
    [
      'a duration of nothing',
      { expiration: { type: 'afterDuration', duration: 'PT' } },
      'expiration/duration',
    ],
    [
      'a day that does not exist',
      { expiration: { type: 'afterDateTime', endDateTime: '2026-02-29T00:00:00Z' } },
      'expiration/endDateTime',
    ],
    [
      'an instant without a zone',
      { expiration: { type: 'afterDateTime', endDateTime: '2026-02-28T00:00:00' } },
      'expiration/endDateTime',
    ],
    [
      'an instant for a date',
      reviewed({ ...weekly, range: { type: 'endDate', endDate: '2026-02-28T00:00:00Z' } }),
      'reviewSettings/schedule/recurrence/range/endDate',
    ],
    ['an expiration without its type', { expiration: { duration: 'P1D' } }, 'expiration/type'],
    ['an expiration without its duration', { expiration: { type: 'afterDuration' } }, 'expiration/duration'],
    [
      'a duration that ends nothing',
      { expiration: { type: 'noExpiration', duration: 'P1D' } },
      'expiration/duration',
    ],
    [
      'a subject set without its type',
      approvedBy({ userId: USER }),
      'requestApprovalSettings/stages/0/primaryApprovers/0/@odata.type',
    ],
    [
      'an unknown subject set',
      approvedBy({ '@odata.type': '#microsoft.graph.allUsers' }),
      'requestApprovalSettings/stages/0/primaryApprovers/0/@odata.type',
    ],
    [
      'a type of something else',
      approvedBy({ '@odata.type': '#microsoft.graph.domainIdentitySource', domainName: 'a.com' }),
      'requestApprovalSettings/stages/0/primaryApprovers/0/@odata.type',
    ],
    [
      'a subject set without its id',
      approvedBy({ '@odata.type': '#microsoft.graph.groupMembers' }),
      'requestApprovalSettings/stages/0/primaryApprovers/0/groupId',
    ],
    [
      'a malformed id',
      approvedBy({ ...user, userId: 'alice' }),
      'requestApprovalSettings/stages/0/primaryApprovers/0/userId',
    ],
    [
      'a stage without its timeout',
      { requestApprovalSettings: { stages: [{ primaryApprovers: [user] }] } },
      'requestApprovalSettings/stages/0/durationBeforeAutomaticDenial',
    ],
    [
      'a question without its text',
      { questions: [{ '@odata.type': question['@odata.type'] }] },
      'questions/0/text',
    ],
    [
      'a recurrence without its pattern',
      reviewed({ range: weekly.range }),
      'reviewSettings/schedule/recurrence/pattern',
    ],
    [
      'a pattern without its interval',
      reviewed({ ...weekly, pattern: { type: 'daily' } }),
      'reviewSettings/schedule/recurrence/pattern/interval',
    ],
    ['a reference without an id', { accessPackage: { displayName: 'x' } }, 'accessPackage/id'],
    ['a binding of what is not a reference', { 'displayName@odata.bind': '/x/1' }, 'displayName@odata.bind'],
    [
      'notifications that say nothing',
      { notificationSettings: {} },
      'notificationSettings/isAssignmentNotificationDisabled',
    ],
    [
      'four stages',
      { requestApprovalSettings: { stages: [stage, stage, stage, stage] } },
      'requestApprovalSettings/stages',
    ],
    [
      'an extension without its type',
      {
        customExtensionStageSettings: [{ stage: 'assignmentRequestCreated', customExtension: { id: USER } }],
      },
      'customExtensionStageSettings/0/customExtension/@odata.type',
    ],
  ])('%s', (_what, more, path) => {
    expect(() => policy(more, 'create')).toThrow(`The model is invalid. ${path}: `);
    expect(() => policy(more, 'replace')).toThrow(`The model is invalid. ${path}: `);
  });

  it.each<[string, string, Purpose, object, string]>([
    ['no name', 'accessPackageCatalog', 'create', {}, 'displayName'],
    ['an empty name in a change', 'accessPackageCatalog', 'update', { displayName: '' }, 'displayName'],
    ['null for a name in a change', 'accessPackage', 'update', { displayName: null }, 'displayName'],
    ['null for a flag in a change', 'accessPackage', 'update', { isHidden: null }, 'isHidden'],
    ['another catalog in a change', 'accessPackage', 'update', { catalog: { id: USER } }, 'catalog'],
    [
      'what has calls of its own',
      'accessPackageCatalog',
      'create',
      { displayName: 'a', resources: [] },
      'resources',
    ],
    ['a decision without its result', 'approvalStage', 'update', { justification: 'x' }, 'reviewResult'],
    ['a longer name than there can be', 'group', 'update', { displayName: 'x'.repeat(257) }, 'displayName'],
  ])('%s', (_what, type, purpose, body, path) => {
    expect(() => checkBody(type, body as never, purpose)).toThrow(`The model is invalid. ${path}: `);
  });
});
