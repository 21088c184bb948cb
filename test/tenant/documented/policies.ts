/** Assignment policies. */
import { EM } from '../../support/tenant-call.ts';
import type { Example, Shape } from './example.ts';
import { listOf } from './example.ts';

const POLICIES = `${EM}/assignmentPolicies`;
const POST = 'entitlementmanagement-post-assignmentpolicies';
const SHORT = { id: 'text', displayName: 'text', description: 'text' } satisfies Shape;
const POLICY = {
  ...SHORT,
  allowedTargetScope: '=allMemberUsers',
  createdDateTime: 'instant',
  modifiedDateTime: 'instant',
  specificAllowedTargets: 'list',
  expiration: { duration: '=P365D', type: '=afterDuration' },
  requestorSettings: {
    enableTargetsToSelfAddAccess: 'flag',
    enableTargetsToSelfUpdateAccess: 'flag',
    enableTargetsToSelfRemoveAccess: 'flag',
    allowCustomAssignmentSchedule: 'flag',
    enableOnBehalfRequestorsToAddAccess: 'flag',
    enableOnBehalfRequestorsToUpdateAccess: 'flag',
    enableOnBehalfRequestorsToRemoveAccess: 'flag',
  },
  requestApprovalSettings: {
    isApprovalRequiredForAdd: 'flag',
    isApprovalRequiredForUpdate: 'flag',
    stages: 'list',
  },
} satisfies Shape;

const onBehalf = {
  enableOnBehalfRequestorsToAddAccess: false,
  enableOnBehalfRequestorsToUpdateAccess: false,
  enableOnBehalfRequestorsToRemoveAccess: false,
  onBehalfRequestors: [],
};
const byThemselves = (may: boolean, allowCustomAssignmentSchedule: boolean) => ({
  enableTargetsToSelfAddAccess: may,
  enableTargetsToSelfUpdateAccess: may,
  enableTargetsToSelfRemoveAccess: may,
  allowCustomAssignmentSchedule,
  ...onBehalf,
});
const user = (name: string) => ({ '@odata.type': '#microsoft.graph.singleUser', userId: `{${name}}` });
const GROUP = { '@odata.type': '#microsoft.graph.groupMembers', groupId: '{group}' };
const stage = (
  primaryApprovers: object[],
  fallbackPrimaryApprovers: object[],
  durationBeforeAutomaticDenial: string,
) => ({
  durationBeforeAutomaticDenial,
  isApproverJustificationRequired: false,
  isEscalationEnabled: false,
  durationBeforeEscalation: 'PT0S',
  primaryApprovers,
  fallbackPrimaryApprovers,
  escalationApprovers: [],
  fallbackEscalationApprovers: [],
});
const accessPackage = { id: '{package}' };

export const POLICY_EXAMPLES: readonly Example[] = [
  {
    name: 'for assignments by an administrator',
    page: POST,
    method: 'POST',
    path: POLICIES,
    body: {
      displayName: 'By hand',
      description: 'Assigned by hand',
      allowedTargetScope: 'notSpecified',
      specificAllowedTargets: [],
      expiration: { endDateTime: null, duration: null, type: 'noExpiration' },
      requestorSettings: byThemselves(false, true),
      requestApprovalSettings: {
        isApprovalRequiredForAdd: false,
        isApprovalRequiredForUpdate: false,
        stages: [],
      },
      accessPackage,
    },
    status: 201,
    answer: SHORT,
  },
  {
    name: 'for connected organizations, with two stages and reviews',
    page: POST,
    method: 'POST',
    path: POLICIES,
    body: {
      displayName: 'Partners in two stages',
      description: 'Partners request',
      allowedTargetScope: 'allConfiguredConnectedOrganizationUsers',
      specificAllowedTargets: [],
      expiration: { type: 'noExpiration' },
      requestorSettings: byThemselves(true, false),
      requestApprovalSettings: {
        isApprovalRequiredForAdd: true,
        isApprovalRequiredForUpdate: false,
        stages: [
          stage([{ '@odata.type': '#microsoft.graph.internalSponsors' }], [user('bob'), GROUP], 'P14D'),
          stage([], [user('carol'), GROUP], 'P14D'),
        ],
      },
      reviewSettings: {
        isEnabled: true,
        expirationBehavior: 'keepAccess',
        isRecommendationEnabled: true,
        isReviewerJustificationRequired: true,
        isSelfReview: false,
        schedule: {
          startDateTime: '2026-02-02T06:59:59.998Z',
          expiration: { duration: 'P14D', type: 'afterDuration' },
          recurrence: {
            pattern: { type: 'absoluteMonthly', interval: 3, month: 0, dayOfMonth: 0, daysOfWeek: [] },
            range: { type: 'noEnd', numberOfOccurrences: 0 },
          },
        },
        primaryReviewers: [GROUP],
        fallbackReviewers: [],
      },
      accessPackage,
    },
    status: 201,
    answer: SHORT,
  },
  {
    name: 'that assigns by a membership rule',
    page: POST,
    method: 'POST',
    path: POLICIES,
    body: {
      displayName: 'Fleet department',
      description: 'People of a department',
      allowedTargetScope: 'specificDirectoryUsers',
      specificAllowedTargets: [
        {
          '@odata.type': '#microsoft.graph.attributeRuleMembers',
          description: 'The department',
          membershipRule: '(user.department -eq "Fleet")',
        },
      ],
      automaticRequestSettings: { requestAccessForAllowedTargets: true },
      accessPackage,
    },
    status: 201,
    answer: SHORT,
  },
  {
    name: 'with questions',
    page: POST,
    method: 'POST',
    path: POLICIES,
    body: {
      displayName: 'Asks first',
      description: '',
      allowedTargetScope: 'allMemberUsers',
      expiration: { type: 'noExpiration' },
      requestorSettings: {
        enableTargetsToSelfAddAccess: 'true',
        enableTargetsToSelfUpdateAccess: 'true',
        enableTargetsToSelfRemoveAccess: 'true',
      },
      requestApprovalSettings: {
        isApprovalRequiredForAdd: 'true',
        isApprovalRequiredForUpdate: 'true',
        stages: [
          {
            durationBeforeAutomaticDenial: 'P7D',
            isApproverJustificationRequired: 'false',
            isEscalationEnabled: 'false',
            fallbackPrimaryApprovers: [],
            escalationApprovers: [],
            fallbackEscalationApprovers: [],
            primaryApprovers: [user('bob')],
          },
        ],
      },
      questions: [
        {
          '@odata.type': '#microsoft.graph.accessPackageMultipleChoiceQuestion',
          sequence: '1',
          isRequired: 'true',
          isAnswerEditable: 'true',
          text: 'Which depot?',
          isMultipleSelectionAllowed: 'false',
          choices: ['N', 'S'].map((actualValue) => ({
            '@odata.type': 'microsoft.graph.accessPackageAnswerChoice',
            actualValue,
            text: `Depot ${actualValue}`,
          })),
        },
        {
          '@odata.type': '#microsoft.graph.accessPackageTextInputQuestion',
          sequence: '2',
          isRequired: 'true',
          isAnswerEditable: 'true',
          text: 'Which vehicle?',
          localizations: [{ languageCode: 'de-AT', text: 'Welches Fahrzeug?' }],
          isSingleLineQuestion: 'false',
          regexPattern: '[a-zA-Z]+[a-zA-Z\\s]*',
        },
      ],
      accessPackage,
    },
    status: 201,
    answer: {
      id: 'text',
      displayName: 'text',
      allowedTargetScope: '=allMemberUsers',
      createdDateTime: 'instant',
      modifiedDateTime: 'instant',
    },
    differs: 'Booleans and numbers are spelled as text; they are Edm.Boolean and Edm.Int32, and answered so.',
  },
  {
    name: 'list',
    page: 'entitlementmanagement-list-assignmentpolicies',
    method: 'GET',
    path: POLICIES,
    status: 200,
    answer: listOf(SHORT),
  },
  {
    name: 'get',
    page: 'accesspackageassignmentpolicy-get',
    method: 'GET',
    path: `${POLICIES}/{policy}`,
    status: 200,
    answer: POLICY,
  },
  {
    name: 'get with its custom extensions',
    page: 'accesspackageassignmentpolicy-get',
    method: 'GET',
    path: `${POLICIES}/{callingPolicy}?$expand=customExtensionStageSettings($expand=customExtension)`,
    status: 200,
    answer: {
      ...SHORT,
      customExtensionStageSettings: [
        {
          id: 'text',
          stage: 'text',
          customExtension: {
            '@odata.type': 'text',
            id: 'text',
            displayName: 'text',
            description: 'text',
            createdDateTime: 'instant',
            lastModifiedDateTime: 'instant',
            endpointConfiguration: {
              '@odata.type': 'text',
              subscriptionId: 'text',
              resourceGroupName: 'text',
              logicAppWorkflowName: 'text',
              url: 'text',
            },
            authenticationConfiguration: { '@odata.type': 'text' },
          },
        },
      ],
    },
    differs:
      'The path accessPackageAssignmentPolicies and the other members are names of beta; verifiableCredentialSettings is not in v1.0.',
  },
  {
    name: 'update',
    page: 'accesspackageassignmentpolicy-update',
    method: 'PUT',
    path: `${POLICIES}/{policy}`,
    body: {
      id: '{policy}',
      displayName: 'Drivers by themselves',
      description: 'Drivers request',
      allowedTargetScope: 'allDirectoryUsers',
      specificAllowedTargets: [],
      expiration: { endDateTime: null, duration: null, type: 'noExpiration' },
      requestorSettings: byThemselves(true, true),
      requestApprovalSettings: {
        isApprovalRequiredForAdd: true,
        isApprovalRequiredForUpdate: false,
        stages: [
          stage(
            [{ '@odata.type': '#microsoft.graph.requestorManager', managerLevel: 1 }],
            [{ ...user('bob'), description: 'user' }],
            'P2D',
          ),
        ],
      },
      accessPackage,
    },
    status: 200,
    answer: SHORT,
  },
  {
    name: 'delete',
    page: 'accesspackageassignmentpolicy-delete',
    method: 'DELETE',
    path: `${POLICIES}/{sparePolicy}`,
    status: 204,
  },
];
