import type { Governance } from '../../src/schema/governance.ts';

type Policy = NonNullable<Governance['policies']>[string];

/** Every property that a policy may have, with something else than its default. */
export const FULL_POLICY: Omit<Policy, 'accessPackage' | 'displayName'> = {
  description: 'Engineers of connected partners',
  allowedTargetScope: 'specificConnectedOrganizationUsers',
  specificAllowedTargets: [{ connectedOrganization: 'fabrikam' }],
  expiration: { type: 'afterDuration', duration: 'P90D' },
  requestorSettings: {
    enableTargetsToSelfUpdateAccess: true,
    allowCustomAssignmentSchedule: false,
    enableOnBehalfRequestorsToAddAccess: true,
    onBehalfRequestors: [{ group: 'Partner Desk' }],
  },
  requestApprovalSettings: {
    isApprovalRequiredForAdd: true,
    isApprovalRequiredForUpdate: true,
    isRequestorJustificationRequired: true,
    stages: [
      {
        durationBeforeAutomaticDenial: 'P7D',
        durationBeforeEscalation: 'P2D',
        isEscalationEnabled: true,
        isApproverJustificationRequired: false,
        approverInformationVisibility: 'notVisible',
        primaryApprovers: ['externalSponsors', { user: 'alice@contoso.com' }],
        fallbackPrimaryApprovers: [{ user: 'alice@contoso.com' }],
        escalationApprovers: [{ group: 'Partner Desk' }],
        fallbackEscalationApprovers: [{ user: 'carol@contoso.com' }],
      },
      { primaryApprovers: ['internalSponsors'], fallbackPrimaryApprovers: [{ group: 'Partner Desk' }] },
    ],
  },
  reviewSettings: {
    isEnabled: true,
    expirationBehavior: 'removeAccess',
    isRecommendationEnabled: false,
    primaryReviewers: [{ user: 'alice@contoso.com' }],
    fallbackReviewers: [{ group: 'Partner Desk' }],
    schedule: {
      startDateTime: '2026-06-01T00:00:00Z',
      expiration: { type: 'afterDuration', duration: 'P25D' },
      recurrence: {
        pattern: { type: 'weekly', interval: 2, daysOfWeek: ['monday', 'friday'], firstDayOfWeek: 'monday' },
        range: { type: 'numbered', numberOfOccurrences: 8 },
      },
    },
  },
  notificationSettings: { isAssignmentNotificationDisabled: true },
  questions: [
    {
      type: 'text',
      text: 'Which contract?',
      isRequired: true,
      isSingleLineQuestion: true,
      regexPattern: '[A-Z]+',
      localizations: [{ languageCode: 'de', text: 'Welcher Vertrag?' }],
    },
    {
      type: 'multipleChoice',
      text: 'For how long?',
      isMultipleSelectionAllowed: true,
      choices: [
        { actualValue: 'm', text: 'A month', localizations: [{ languageCode: 'de', text: 'Ein Monat' }] },
        { actualValue: 'y', text: 'A year' },
      ],
    },
  ],
};
