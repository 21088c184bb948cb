/** Assignment policies and all that stands in them (CONTRACT 9). */
import type { Structure } from './language.ts';
import {
  contained,
  containedList,
  date,
  duration,
  flag,
  guid,
  instant,
  integer,
  listOf,
  NOT_NULL,
  of,
  READ_ONLY,
  reference,
  REQUIRED,
  text,
} from './language.ts';

const SPELLED = { spelled: true } as const;

const subjectSets: Readonly<Record<string, Structure>> = {
  subjectSet: { abstract: true, members: {} },
  singleUser: { base: 'subjectSet', members: { userId: guid(REQUIRED), description: text() } },
  groupMembers: { base: 'subjectSet', members: { groupId: guid(REQUIRED), description: text() } },
  singleServicePrincipal: {
    base: 'subjectSet',
    members: { servicePrincipalId: guid(REQUIRED), description: text() },
  },
  connectedOrganizationMembers: {
    base: 'subjectSet',
    members: { connectedOrganizationId: guid(REQUIRED), description: text() },
  },
  attributeRuleMembers: {
    base: 'subjectSet',
    members: { membershipRule: text(REQUIRED), description: text() },
  },
  requestorManager: { base: 'subjectSet', members: { managerLevel: integer({ min: 1 }) } },
  targetManager: { base: 'subjectSet', members: { managerLevel: integer({ min: 1 }) } },
  internalSponsors: { base: 'subjectSet', members: {} },
  externalSponsors: { base: 'subjectSet', members: {} },
  targetUserSponsors: { base: 'subjectSet', members: {} },
  targetApplicationOwners: { base: 'subjectSet', members: {} },
  targetAgentIdentitySponsorsOrOwners: { base: 'subjectSet', members: {} },
};

const schedules: Readonly<Record<string, Structure>> = {
  entitlementManagementSchedule: {
    members: {
      startDateTime: instant(),
      expiration: of('expirationPattern'),
      recurrence: of('patternedRecurrence'),
    },
  },
  expirationPattern: {
    members: {
      type: of('expirationPatternType', REQUIRED),
      duration: duration(),
      endDateTime: instant(),
    },
    cases: {
      by: 'type',
      of: {
        notSpecified: [],
        noExpiration: [],
        afterDateTime: ['endDateTime'],
        afterDuration: ['duration'],
      },
      exclusive: true,
    },
  },
  patternedRecurrence: {
    members: { pattern: of('recurrencePattern', REQUIRED), range: of('recurrenceRange') },
  },
  recurrencePattern: {
    members: {
      type: of('recurrencePatternType', REQUIRED),
      interval: integer({ ...REQUIRED, min: 0 }),
      month: integer({ ...NOT_NULL, min: 0 }),
      dayOfMonth: integer({ ...NOT_NULL, min: 0 }),
      daysOfWeek: listOf('dayOfWeek'),
      firstDayOfWeek: of('dayOfWeek'),
      index: of('weekIndex'),
    },
  },
  recurrenceRange: {
    members: {
      type: of('recurrenceRangeType', REQUIRED),
      startDate: date(),
      endDate: date(),
      numberOfOccurrences: integer({ ...NOT_NULL, min: 0 }),
      recurrenceTimeZone: text(),
    },
    cases: { by: 'type', of: { endDate: ['endDate'], numbered: ['numberOfOccurrences'], noEnd: [] } },
  },
};

const questions: Readonly<Record<string, Structure>> = {
  accessPackageQuestion: {
    base: 'entity',
    abstract: true,
    members: {
      text: text(REQUIRED),
      sequence: integer(SPELLED),
      isRequired: flag(SPELLED),
      isAnswerEditable: flag(SPELLED),
      localizations: listOf('accessPackageLocalizedText'),
    },
  },
  accessPackageTextInputQuestion: {
    base: 'accessPackageQuestion',
    members: { isSingleLineQuestion: flag(SPELLED), regexPattern: text() },
  },
  accessPackageMultipleChoiceQuestion: {
    base: 'accessPackageQuestion',
    members: {
      choices: listOf('accessPackageAnswerChoice', { ...REQUIRED, minItems: 1 }),
      isMultipleSelectionAllowed: flag(SPELLED),
    },
  },
  accessPackageAnswerChoice: {
    members: {
      actualValue: text(REQUIRED),
      text: text(),
      localizations: listOf('accessPackageLocalizedText'),
    },
  },
  accessPackageLocalizedText: {
    members: { languageCode: text(REQUIRED), text: text(REQUIRED) },
  },
};

const settings: Readonly<Record<string, Structure>> = {
  accessPackageAssignmentRequestorSettings: {
    members: {
      allowCustomAssignmentSchedule: flag(SPELLED),
      enableTargetsToSelfAddAccess: flag(SPELLED),
      enableTargetsToSelfUpdateAccess: flag(SPELLED),
      enableTargetsToSelfRemoveAccess: flag(SPELLED),
      enableOnBehalfRequestorsToAddAccess: flag(SPELLED),
      enableOnBehalfRequestorsToUpdateAccess: flag(SPELLED),
      enableOnBehalfRequestorsToRemoveAccess: flag(SPELLED),
      onBehalfRequestors: listOf('subjectSet'),
    },
  },
  accessPackageAssignmentApprovalSettings: {
    members: {
      isApprovalRequiredForAdd: flag(SPELLED),
      isApprovalRequiredForUpdate: flag(SPELLED),
      isRequestorJustificationRequired: flag(SPELLED),
      stages: listOf('accessPackageApprovalStage', { maxItems: 3 }),
    },
  },
  accessPackageApprovalStage: {
    members: {
      durationBeforeAutomaticDenial: duration(REQUIRED),
      durationBeforeEscalation: duration(),
      isApproverJustificationRequired: flag(SPELLED),
      isEscalationEnabled: flag(SPELLED),
      approverInformationVisibility: of('approverInformationVisibility', NOT_NULL),
      primaryApprovers: listOf('subjectSet'),
      fallbackPrimaryApprovers: listOf('subjectSet'),
      escalationApprovers: listOf('subjectSet'),
      fallbackEscalationApprovers: listOf('subjectSet'),
    },
  },
  accessPackageDynamicApprovalStage: { base: 'accessPackageApprovalStage', members: {} },
  accessPackageAssignmentReviewSettings: {
    members: {
      isEnabled: flag(),
      expirationBehavior: of('accessReviewExpirationBehavior'),
      isRecommendationEnabled: flag(),
      isReviewerJustificationRequired: flag(),
      isSelfReview: flag(),
      schedule: of('entitlementManagementSchedule'),
      primaryReviewers: listOf('subjectSet'),
      fallbackReviewers: listOf('subjectSet'),
    },
  },
  accessPackageAutomaticRequestSettings: {
    members: {
      requestAccessForAllowedTargets: flag(),
      removeAccessWhenTargetLeavesAllowedTargets: flag(),
      gracePeriodBeforeAccessRemoval: duration(),
    },
  },
  accessPackageNotificationSettings: {
    members: { isAssignmentNotificationDisabled: flag(REQUIRED) },
  },
  customExtensionStageSetting: {
    base: 'entity',
    members: {
      stage: of('accessPackageCustomExtensionStage', REQUIRED),
      customExtension: reference('customCalloutExtension', REQUIRED),
    },
  },
};

export const POLICY_TYPES: Readonly<Record<string, Structure>> = {
  ...subjectSets,
  ...schedules,
  ...questions,
  ...settings,
  accessPackageAssignmentPolicy: {
    base: 'entity',
    members: {
      displayName: text(REQUIRED),
      description: text(),
      allowedTargetScope: of('allowedTargetScope', NOT_NULL),
      specificAllowedTargets: listOf('subjectSet'),
      automaticRequestSettings: of('accessPackageAutomaticRequestSettings'),
      expiration: of('expirationPattern'),
      requestorSettings: of('accessPackageAssignmentRequestorSettings'),
      requestApprovalSettings: of('accessPackageAssignmentApprovalSettings'),
      reviewSettings: of('accessPackageAssignmentReviewSettings'),
      notificationSettings: of('accessPackageNotificationSettings'),
      createdDateTime: instant(READ_ONLY),
      modifiedDateTime: instant(READ_ONLY),
      questions: containedList('accessPackageQuestion'),
      customExtensionStageSettings: containedList('customExtensionStageSetting'),
      accessPackage: reference('accessPackage', { required: 'new' }),
      catalog: contained('accessPackageCatalog', READ_ONLY),
    },
  },
};
