/** The attribute table of an assignment policy: every property of CONTRACT 9.3 to 9.10 that a client may set. */
import type { Shape } from '../model/shape.ts';
import type { AttributeTable, Facet } from './bearing.ts';
import { SUBJECT_SET } from './subject-set.ts';

const SUBJECTS: Shape = { type: 'set', of: SUBJECT_SET };

/** How the end of access is set. */
export const EXPIRATIONS: readonly string[] = [
  'notSpecified',
  'noExpiration',
  'afterDateTime',
  'afterDuration',
];

/** Whom a policy is for. */
export const SCOPES: readonly string[] = [
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
];

const DAYS: readonly string[] = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
];

const LOCALIZATIONS: Shape = {
  type: 'set',
  of: { type: 'object', members: { languageCode: { type: 'string' }, text: { type: 'string' } } },
};

function expiration(bearsOn: Facet): AttributeTable {
  return {
    type: {
      type: 'enum',
      values: EXPIRATIONS,
      default: 'noExpiration',
      bearsOn,
    },
    duration: { type: 'duration', bearsOn },
    endDateTime: { type: 'instant', bearsOn },
  };
}

const STAGE: AttributeTable = {
  durationBeforeAutomaticDenial: { type: 'duration', default: 'P14D', bearsOn: 'approval' },
  durationBeforeEscalation: { type: 'duration', default: 'PT0S', bearsOn: 'approval' },
  isApproverJustificationRequired: { type: 'boolean', default: true, bearsOn: 'approval' },
  isEscalationEnabled: { type: 'boolean', default: false, bearsOn: 'approval' },
  approverInformationVisibility: {
    type: 'enum',
    values: ['default', 'notVisible', 'visible'],
    default: 'default',
    // Whether requestors see who approves.
    bearsOn: 'nothing',
  },
  primaryApprovers: { ...SUBJECTS, default: [], bearsOn: 'approval' },
  fallbackPrimaryApprovers: { ...SUBJECTS, default: [], bearsOn: 'approval' },
  escalationApprovers: { ...SUBJECTS, default: [], bearsOn: 'approval' },
  fallbackEscalationApprovers: { ...SUBJECTS, default: [], bearsOn: 'approval' },
};

/**
 * A stage as it is read: also whether something else than its lists chooses the approvers (CONTRACT 9.7). No configuration
 * says that, and v1.0 has no member that says what it is.
 */
const READ_STAGE: AttributeTable = {
  '@odata.type': { type: 'string', mutability: 'kept', bearsOn: 'approval' },
  ...STAGE,
};

function approval(stage: AttributeTable): AttributeTable {
  return {
    requestApprovalSettings: {
      type: 'object',
      default: {},
      members: {
        isApprovalRequiredForAdd: { type: 'boolean', default: false, bearsOn: 'approval' },
        isApprovalRequiredForUpdate: { type: 'boolean', default: false, bearsOn: 'extension' },
        isRequestorJustificationRequired: { type: 'boolean', default: false, bearsOn: 'justification' },
        stages: { type: 'list', of: { type: 'object', members: stage }, default: [] },
      },
    },
  };
}

/** Something that requestors are asked (CONTRACT 9.8). */
export const QUESTION: AttributeTable = {
  '@odata.type': { type: 'string', bearsOn: 'questions' },
  text: { type: 'string', bearsOn: 'questions' },
  // Answers refer to a question's id, so it is carried over while the question's text stays (CONTRACT 9.8).
  id: { type: 'string', mutability: 'kept', bearsOn: 'nothing' },
  isRequired: { type: 'boolean', default: false, bearsOn: 'questions' },
  isAnswerEditable: { type: 'boolean', default: true, bearsOn: 'questions' },
  localizations: { ...LOCALIZATIONS, default: [], bearsOn: 'nothing' },
  isSingleLineQuestion: { type: 'boolean', bearsOn: 'nothing' },
  regexPattern: { type: 'string', bearsOn: 'questions' },
  isMultipleSelectionAllowed: { type: 'boolean', bearsOn: 'questions' },
  choices: {
    type: 'list',
    of: {
      type: 'object',
      members: {
        actualValue: { type: 'string', bearsOn: 'questions' },
        text: { type: 'string', bearsOn: 'nothing' },
        localizations: { ...LOCALIZATIONS, default: [], bearsOn: 'nothing' },
      },
    },
  },
};

const REVIEW: AttributeTable = {
  isEnabled: { type: 'boolean', default: true, bearsOn: 'review' },
  expirationBehavior: {
    type: 'enum',
    values: ['keepAccess', 'removeAccess', 'acceptAccessRecommendation'],
    default: 'keepAccess',
    bearsOn: 'review',
  },
  isRecommendationEnabled: { type: 'boolean', default: true, bearsOn: 'review' },
  isReviewerJustificationRequired: { type: 'boolean', default: true, bearsOn: 'review' },
  isSelfReview: { type: 'boolean', default: false, bearsOn: 'review' },
  primaryReviewers: { ...SUBJECTS, default: [], bearsOn: 'review' },
  fallbackReviewers: { ...SUBJECTS, default: [], bearsOn: 'review' },
  schedule: {
    type: 'object',
    // The service makes one where none is declared.
    default: {},
    members: {
      // The service fills it in and rewrites it when it is not declared (CONTRACT 9.9).
      startDateTime: { type: 'instant', mutability: 'kept', watched: true, bearsOn: 'review' },
      expiration: { type: 'object', members: expiration('review') },
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
                bearsOn: 'review',
              },
              interval: { type: 'integer', default: 1, bearsOn: 'review' },
              // On which day of its turn one begins changes nothing of how often.
              month: { type: 'integer', default: 0, bearsOn: 'nothing' },
              dayOfMonth: { type: 'integer', default: 0, bearsOn: 'nothing' },
              daysOfWeek: { type: 'set', of: { type: 'enum', values: DAYS }, default: [], bearsOn: 'review' },
              firstDayOfWeek: { type: 'enum', values: DAYS, default: 'sunday', bearsOn: 'nothing' },
              index: {
                type: 'enum',
                values: ['first', 'second', 'third', 'fourth', 'last'],
                default: 'first',
                bearsOn: 'nothing',
              },
            },
          },
          range: {
            type: 'object',
            default: {},
            members: {
              type: {
                type: 'enum',
                values: ['endDate', 'noEnd', 'numbered'],
                default: 'noEnd',
                bearsOn: 'review',
              },
              numberOfOccurrences: { type: 'integer', default: 0, bearsOn: 'review' },
              startDate: { type: 'date', mutability: 'kept', watched: true, bearsOn: 'review' },
              endDate: { type: 'date', mutability: 'kept', watched: true, bearsOn: 'review' },
              recurrenceTimeZone: { type: 'string', mutability: 'kept', bearsOn: 'nothing' },
            },
          },
        },
      },
    },
  },
};

/** When a policy can call a custom extension. */
export const EXTENSION_STAGES: readonly string[] = [
  'assignmentRequestCreated',
  'assignmentRequestApproved',
  'assignmentRequestGranted',
  'assignmentRequestRemoved',
  'assignmentFourteenDaysBeforeExpiration',
  'assignmentOneDayBeforeExpiration',
];

/** Attributes of `policy`, by Graph's property names; `questions` are in the order in which they are asked. */
export const POLICY_ATTRIBUTES: AttributeTable = {
  accessPackage: { type: 'reference', to: 'accessPackage', mutability: 'replace', bearsOn: 'reach' },
  displayName: { type: 'string', bearsOn: 'nothing' },
  description: { type: 'string', default: '', bearsOn: 'nothing' },
  allowedTargetScope: {
    type: 'enum',
    values: SCOPES,
    default: 'notSpecified',
    bearsOn: 'reach',
  },
  specificAllowedTargets: { ...SUBJECTS, default: [], bearsOn: 'reach' },
  automaticRequestSettings: {
    type: 'object',
    nullable: true,
    default: null,
    members: {
      requestAccessForAllowedTargets: { type: 'boolean', default: true, bearsOn: 'reach' },
      removeAccessWhenTargetLeavesAllowedTargets: { type: 'boolean', default: true, bearsOn: 'leaving' },
      gracePeriodBeforeAccessRemoval: { type: 'duration', default: 'P7D', bearsOn: 'leaving' },
    },
  },
  expiration: { type: 'object', default: {}, members: expiration('duration') },
  requestorSettings: {
    type: 'object',
    default: {},
    members: {
      enableTargetsToSelfAddAccess: { type: 'boolean', default: true, bearsOn: 'reach' },
      enableTargetsToSelfUpdateAccess: { type: 'boolean', default: false, bearsOn: 'extension' },
      // Who can give up what they hold lets no one in, and administrators can end it all the same.
      enableTargetsToSelfRemoveAccess: { type: 'boolean', default: true, bearsOn: 'nothing' },
      allowCustomAssignmentSchedule: { type: 'boolean', default: true, bearsOn: 'schedule' },
      enableOnBehalfRequestorsToAddAccess: { type: 'boolean', default: false, bearsOn: 'onBehalf' },
      enableOnBehalfRequestorsToUpdateAccess: { type: 'boolean', default: false, bearsOn: 'onBehalf' },
      enableOnBehalfRequestorsToRemoveAccess: { type: 'boolean', default: false, bearsOn: 'onBehalf' },
      onBehalfRequestors: { ...SUBJECTS, default: [], bearsOn: 'onBehalf' },
    },
  },
  ...approval(READ_STAGE),
  reviewSettings: { type: 'object', nullable: true, default: null, members: REVIEW },
  notificationSettings: {
    type: 'object',
    default: {},
    members: { isAssignmentNotificationDisabled: { type: 'boolean', default: false, bearsOn: 'nothing' } },
  },
  questions: { type: 'list', of: { type: 'object', members: QUESTION }, pairBy: 'text', default: [] },
  // Bindings made elsewhere are lost when a PUT leaves them out (CONTRACT 9.2), so undeclared ones go back as they are.
  customExtensionStageSettings: {
    type: 'set',
    mutability: 'kept',
    watched: true,
    bearsOn: 'workflows',
    of: {
      type: 'object',
      members: {
        stage: {
          type: 'enum',
          values: EXTENSION_STAGES,
        },
        customExtension: {
          type: 'object',
          members: { '@odata.type': { type: 'string' }, id: { type: 'reference', to: 'customExtension' } },
        },
      },
    },
  },
};

/** Those of them that a configuration can say and a request is made of. */
export const SAID_ATTRIBUTES: AttributeTable = { ...POLICY_ATTRIBUTES, ...approval(STAGE) };
