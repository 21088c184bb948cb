/** The attribute table of an assignment policy: every property of CONTRACT 9.3 to 9.10 that a client may set. */
import type { Members, Shape } from '../model/shape.ts';
import { SUBJECT_SET } from './subject-set.ts';

const SUBJECTS: Shape = { type: 'set', of: SUBJECT_SET };

const LOCALIZATIONS: Shape = {
  type: 'set',
  of: { type: 'object', members: { languageCode: { type: 'string' }, text: { type: 'string' } } },
};

const EXPIRATION: Members = {
  type: {
    type: 'enum',
    values: ['notSpecified', 'noExpiration', 'afterDateTime', 'afterDuration'],
    default: 'noExpiration',
  },
  duration: { type: 'duration' },
  endDateTime: { type: 'instant' },
};

const STAGE: Members = {
  durationBeforeAutomaticDenial: { type: 'duration', default: 'P14D' },
  durationBeforeEscalation: { type: 'duration', default: 'PT0S' },
  isApproverJustificationRequired: { type: 'boolean', default: true },
  isEscalationEnabled: { type: 'boolean', default: false },
  approverInformationVisibility: {
    type: 'enum',
    values: ['default', 'notVisible', 'visible'],
    default: 'default',
  },
  primaryApprovers: { ...SUBJECTS, default: [] },
  fallbackPrimaryApprovers: { ...SUBJECTS, default: [] },
  escalationApprovers: { ...SUBJECTS, default: [] },
  fallbackEscalationApprovers: { ...SUBJECTS, default: [] },
};

const QUESTION: Members = {
  '@odata.type': { type: 'string' },
  text: { type: 'string' },
  // Answers refer to a question's id, so it is carried over while the question's text stays (CONTRACT 9.8).
  id: { type: 'string', mutability: 'kept' },
  isRequired: { type: 'boolean', default: false },
  isAnswerEditable: { type: 'boolean', default: true },
  localizations: { ...LOCALIZATIONS, default: [] },
  isSingleLineQuestion: { type: 'boolean' },
  regexPattern: { type: 'string' },
  isMultipleSelectionAllowed: { type: 'boolean' },
  choices: {
    type: 'list',
    of: {
      type: 'object',
      members: {
        actualValue: { type: 'string' },
        text: { type: 'string' },
        localizations: { ...LOCALIZATIONS, default: [] },
      },
    },
  },
};

const REVIEW: Members = {
  isEnabled: { type: 'boolean', default: true },
  expirationBehavior: {
    type: 'enum',
    values: ['keepAccess', 'removeAccess', 'acceptAccessRecommendation'],
    default: 'keepAccess',
  },
  isRecommendationEnabled: { type: 'boolean', default: true },
  isReviewerJustificationRequired: { type: 'boolean', default: true },
  isSelfReview: { type: 'boolean', default: false },
  primaryReviewers: { ...SUBJECTS, default: [] },
  fallbackReviewers: { ...SUBJECTS, default: [] },
  schedule: {
    type: 'object',
    members: {
      // The service fills it in and rewrites it when it is not declared (CONTRACT 9.9).
      startDateTime: { type: 'instant', mutability: 'kept' },
      expiration: { type: 'object', members: { ...EXPIRATION } },
      recurrence: {
        type: 'object',
        members: {
          pattern: {
            type: 'object',
            members: {
              type: {
                type: 'enum',
                values: [
                  'daily',
                  'weekly',
                  'absoluteMonthly',
                  'relativeMonthly',
                  'absoluteYearly',
                  'relativeYearly',
                ],
              },
              interval: { type: 'integer', default: 1 },
              month: { type: 'integer', default: 0 },
              dayOfMonth: { type: 'integer', default: 0 },
              daysOfWeek: { type: 'set', of: { type: 'string' }, default: [] },
              firstDayOfWeek: { type: 'string', default: 'sunday' },
              index: {
                type: 'enum',
                values: ['first', 'second', 'third', 'fourth', 'last'],
                default: 'first',
              },
            },
          },
          range: {
            type: 'object',
            members: {
              type: { type: 'enum', values: ['endDate', 'noEnd', 'numbered'], default: 'noEnd' },
              numberOfOccurrences: { type: 'integer', default: 0 },
              startDate: { type: 'date', mutability: 'kept' },
              endDate: { type: 'date', mutability: 'kept' },
              recurrenceTimeZone: { type: 'string', mutability: 'kept' },
            },
          },
        },
      },
    },
  },
};

/** Attributes of `policy`, by Graph's property names; `questions` are in the order in which they are asked. */
export const POLICY_ATTRIBUTES: Members = {
  accessPackage: { type: 'reference', to: 'accessPackage', mutability: 'replace' },
  displayName: { type: 'string' },
  description: { type: 'string', default: '' },
  allowedTargetScope: {
    type: 'enum',
    values: [
      'notSpecified',
      'specificDirectoryUsers',
      'specificConnectedOrganizationUsers',
      'specificDirectoryServicePrincipals',
      'allMemberUsers',
      'allDirectoryUsers',
      'allDirectoryServicePrincipals',
      'allConfiguredConnectedOrganizationUsers',
      'allExternalUsers',
      'allDirectoryAgentIdentities',
    ],
    default: 'notSpecified',
  },
  specificAllowedTargets: { ...SUBJECTS, default: [] },
  automaticRequestSettings: {
    type: 'object',
    nullable: true,
    default: null,
    members: {
      requestAccessForAllowedTargets: { type: 'boolean', default: true },
      removeAccessWhenTargetLeavesAllowedTargets: { type: 'boolean', default: true },
      gracePeriodBeforeAccessRemoval: { type: 'duration', default: 'P7D' },
    },
  },
  expiration: { type: 'object', default: {}, members: EXPIRATION },
  requestorSettings: {
    type: 'object',
    default: {},
    members: {
      enableTargetsToSelfAddAccess: { type: 'boolean', default: true },
      enableTargetsToSelfUpdateAccess: { type: 'boolean', default: false },
      enableTargetsToSelfRemoveAccess: { type: 'boolean', default: true },
      allowCustomAssignmentSchedule: { type: 'boolean', default: true },
      enableOnBehalfRequestorsToAddAccess: { type: 'boolean', default: false },
      enableOnBehalfRequestorsToUpdateAccess: { type: 'boolean', default: false },
      enableOnBehalfRequestorsToRemoveAccess: { type: 'boolean', default: false },
      onBehalfRequestors: { ...SUBJECTS, default: [] },
    },
  },
  requestApprovalSettings: {
    type: 'object',
    default: {},
    members: {
      isApprovalRequiredForAdd: { type: 'boolean', default: false },
      isApprovalRequiredForUpdate: { type: 'boolean', default: false },
      isRequestorJustificationRequired: { type: 'boolean', default: false },
      stages: { type: 'list', of: { type: 'object', members: STAGE }, default: [] },
    },
  },
  reviewSettings: { type: 'object', nullable: true, default: null, members: REVIEW },
  notificationSettings: {
    type: 'object',
    default: {},
    members: { isAssignmentNotificationDisabled: { type: 'boolean', default: false } },
  },
  questions: { type: 'list', of: { type: 'object', members: QUESTION }, pairBy: 'text', default: [] },
  // Bindings made elsewhere are lost when a PUT leaves them out (CONTRACT 9.2), so undeclared ones go back as they are.
  customExtensionStageSettings: {
    type: 'set',
    mutability: 'kept',
    of: {
      type: 'object',
      members: {
        stage: {
          type: 'enum',
          values: [
            'assignmentRequestCreated',
            'assignmentRequestApproved',
            'assignmentRequestGranted',
            'assignmentRequestRemoved',
            'assignmentFourteenDaysBeforeExpiration',
            'assignmentOneDayBeforeExpiration',
          ],
        },
        customExtension: {
          type: 'object',
          members: { '@odata.type': { type: 'string' }, id: { type: 'guid' } },
        },
      },
    },
  },
};
