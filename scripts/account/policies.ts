/** Policies, and whom they name (CONTRACT 9). */
import type { Accounts, TypeAccount } from './verdict.ts';
import { computed, link, NAMED, STAMPS, under, yaml } from './verdict.ts';

const POLICY = 'policies.KEY';
const STAGE = `${POLICY}.requestApprovalSettings.stages[]`;
const REVIEW = `${POLICY}.reviewSettings`;
const TARGET = `${POLICY}.specificAllowedTargets[]`;
const QUESTION = `${POLICY}.questions[]`;

function subject(path: string, ...members: readonly [string, string][]): TypeAccount {
  return {
    '@odata.type': yaml(path),
    ...Object.fromEntries(members.map(([name, at]) => [name, yaml(at)])),
  };
}

const word = (name: string): TypeAccount => ({ '@odata.type': yaml(`${STAGE}.primaryApprovers`, name) });

export const SUBJECTS: Accounts = {
  subjectSet: {},
  singleUser: { ...subject(`${TARGET}.user`, ['userId', `${TARGET}.user`]), description: NAMED },
  groupMembers: { ...subject(`${TARGET}.group`, ['groupId', `${TARGET}.group`]), description: NAMED },
  singleServicePrincipal: {
    ...subject(`${TARGET}.servicePrincipal`, ['servicePrincipalId', `${TARGET}.servicePrincipal`]),
    description: NAMED,
  },
  attributeRuleMembers: {
    ...subject(`${TARGET}.attributeRule`, ['membershipRule', `${TARGET}.attributeRule`]),
    description: NAMED,
  },
  connectedOrganizationMembers: {
    ...subject(`${TARGET}.connectedOrganization`, [
      'connectedOrganizationId',
      `${TARGET}.connectedOrganization`,
    ]),
    description: NAMED,
  },
  requestorManager: subject(`${STAGE}.primaryApprovers[].requestorManager`, [
    'managerLevel',
    `${STAGE}.primaryApprovers[].requestorManager.managerLevel`,
  ]),
  targetManager: subject(`${REVIEW}.primaryReviewers[].targetManager`, [
    'managerLevel',
    `${REVIEW}.primaryReviewers[].targetManager.managerLevel`,
  ]),
  internalSponsors: word('internalSponsors'),
  externalSponsors: word('externalSponsors'),
  targetUserSponsors: word('targetUserSponsors'),
  targetApplicationOwners: word('targetApplicationOwners'),
  targetAgentIdentitySponsorsOrOwners: word('targetAgentIdentitySponsorsOrOwners'),
};

export const POLICIES: Accounts = {
  accessPackageAssignmentPolicy: {
    ...under(
      POLICY,
      'accessPackage displayName description allowedTargetScope specificAllowedTargets automaticRequestSettings expiration requestorSettings requestApprovalSettings reviewSettings notificationSettings questions customExtensionStageSettings',
    ),
    ...STAMPS,
    catalog: link('That of its package'),
  },
  accessPackageAutomaticRequestSettings: under(
    `${POLICY}.automaticRequestSettings`,
    'requestAccessForAllowedTargets removeAccessWhenTargetLeavesAllowedTargets gracePeriodBeforeAccessRemoval',
  ),
  accessPackageAssignmentRequestorSettings: under(
    `${POLICY}.requestorSettings`,
    'enableTargetsToSelfAddAccess enableTargetsToSelfUpdateAccess enableTargetsToSelfRemoveAccess allowCustomAssignmentSchedule enableOnBehalfRequestorsToAddAccess enableOnBehalfRequestorsToUpdateAccess enableOnBehalfRequestorsToRemoveAccess onBehalfRequestors',
  ),
  accessPackageAssignmentApprovalSettings: under(
    `${POLICY}.requestApprovalSettings`,
    'isApprovalRequiredForAdd isApprovalRequiredForUpdate isRequestorJustificationRequired stages',
  ),
  accessPackageApprovalStage: under(
    STAGE,
    'durationBeforeAutomaticDenial durationBeforeEscalation isApproverJustificationRequired isEscalationEnabled approverInformationVisibility primaryApprovers fallbackPrimaryApprovers escalationApprovers fallbackEscalationApprovers',
  ),
  accessPackageDynamicApprovalStage: {
    '@odata.type': {
      kept: 'A stage whose approvers a workflow chooses; it has no member of its own that says which',
    },
  },
  accessPackageAssignmentReviewSettings: under(
    REVIEW,
    'isEnabled expirationBehavior isRecommendationEnabled isReviewerJustificationRequired isSelfReview primaryReviewers fallbackReviewers schedule',
  ),
  accessPackageNotificationSettings: under(
    `${POLICY}.notificationSettings`,
    'isAssignmentNotificationDisabled',
  ),
  entitlementManagementSchedule: under(`${REVIEW}.schedule`, 'startDateTime expiration recurrence'),
  expirationPattern: under(`${POLICY}.expiration`, 'type duration endDateTime'),
  patternedRecurrence: under(`${REVIEW}.schedule.recurrence`, 'pattern range'),
  recurrencePattern: under(
    `${REVIEW}.schedule.recurrence.pattern`,
    'type interval month dayOfMonth daysOfWeek firstDayOfWeek index',
  ),
  recurrenceRange: under(
    `${REVIEW}.schedule.recurrence.range`,
    'type numberOfOccurrences startDate endDate recurrenceTimeZone',
  ),
  accessPackageQuestion: {
    ...under(QUESTION, 'text isRequired isAnswerEditable localizations'),
    sequence: computed('The order in which the questions are written'),
  },
  accessPackageTextInputQuestion: {
    '@odata.type': yaml(`${QUESTION}.type`, 'text'),
    ...under(QUESTION, 'isSingleLineQuestion regexPattern'),
  },
  accessPackageMultipleChoiceQuestion: {
    '@odata.type': yaml(`${QUESTION}.type`, 'multipleChoice'),
    ...under(QUESTION, 'choices isMultipleSelectionAllowed'),
  },
  accessPackageAnswerChoice: under(`${QUESTION}.choices[]`, 'actualValue text localizations'),
  accessPackageLocalizedText: under(`${QUESTION}.localizations[]`, 'languageCode text'),
  customExtensionStageSetting: under(`${POLICY}.customExtensionStageSettings[]`, 'stage customExtension'),
};
