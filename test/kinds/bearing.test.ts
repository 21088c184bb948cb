/**
 * What of access each attribute bears on, written out: a change that bears on nothing is shown as one that changes nothing
 * for anybody, so an entry here changes on purpose only.
 */
import { expect, it } from 'vitest';
import { facetsAt, holdsAttributes } from '../../src/kinds/bearing.ts';
import type { AttributeTable } from '../../src/kinds/bearing.ts';
import { KINDS } from '../../src/kinds/registry.ts';
import type { AttributePath } from '../../src/model/path.ts';

const BEARING: Readonly<Record<string, string>> = {
  accessPackage: `
    catalog: reach
    displayName: nothing
    description: nothing
    isHidden: hidden
    incompatibleAccessPackages: conditions
    incompatibleGroups: conditions`,
  catalogResource: `
    catalog: grants
    originSystem: grants
    originId: grants
    displayName: nothing
    attributes.name: questions
    attributes.destination.@odata.type: questions
    attributes.source.@odata.type: questions
    attributes.source.question.@odata.type: questions
    attributes.source.question.text: questions
    attributes.source.question.id: nothing
    attributes.source.question.isRequired: questions
    attributes.source.question.isAnswerEditable: questions
    attributes.source.question.localizations: nothing
    attributes.source.question.isSingleLineQuestion: nothing
    attributes.source.question.regexPattern: questions
    attributes.source.question.isMultipleSelectionAllowed: questions
    attributes.source.question.choices.actualValue: questions
    attributes.source.question.choices.text: nothing
    attributes.source.question.choices.localizations: nothing
    attributes.isEditable: questions
    attributes.isPersistedOnAssignmentRemoval: nothing`,
  catalogRole: `
    catalog: administration
    role: administration
    principal: administration`,
  catalog: `
    displayName: nothing
    description: nothing
    state: reach
    isExternallyVisible: reach
    catalogType: nothing`,
  connectedOrganization: `
    displayName: nothing
    description: nothing
    state: reach
    identitySources: people
    internalSponsors: approval, review
    externalSponsors: approval, review`,
  crossTenantAccess: `
    tenantId: reach
    b2bCollaborationInbound.usersAndGroups.accessType: reach
    b2bCollaborationInbound.usersAndGroups.targets.target: reach
    b2bCollaborationInbound.usersAndGroups.targets.targetType: reach
    b2bCollaborationInbound.applications.accessType: reach
    b2bCollaborationInbound.applications.targets.target: reach
    b2bCollaborationInbound.applications.targets.targetType: reach
    inboundTrust.isMfaAccepted: nothing
    inboundTrust.isCompliantDeviceAccepted: nothing
    inboundTrust.isHybridAzureADJoinedDeviceAccepted: nothing
    automaticUserConsentSettings.inboundAllowed: nothing`,
  customExtension: `
    catalog: workflows
    @odata.type: workflows
    displayName: nothing
    description: nothing
    endpointConfiguration.@odata.type: workflows
    endpointConfiguration.subscriptionId: workflows
    endpointConfiguration.resourceGroupName: workflows
    endpointConfiguration.logicAppWorkflowName: workflows
    endpointConfiguration.unlisted: workflows
    authenticationConfiguration.@odata.type: workflows
    authenticationConfiguration.resourceId: workflows
    authenticationConfiguration.unlisted: workflows
    clientConfiguration.maximumRetries: workflows
    clientConfiguration.timeoutInMilliseconds: workflows
    callbackConfiguration.timeoutDuration: workflows`,
  endUserSettings: `
    relatedPeopleInsightLevel: nothing
    showApproverDetailsToMembers: nothing
    isEnabled: nothing`,
  packageResourceRole: `
    catalog: grants
    accessPackage: grants
    resource: grants
    role: grants`,
  policy: `
    accessPackage: reach
    displayName: nothing
    description: nothing
    allowedTargetScope: reach
    specificAllowedTargets: reach
    automaticRequestSettings.requestAccessForAllowedTargets: reach
    automaticRequestSettings.removeAccessWhenTargetLeavesAllowedTargets: leaving
    automaticRequestSettings.gracePeriodBeforeAccessRemoval: leaving
    expiration.type: duration
    expiration.duration: duration
    expiration.endDateTime: duration
    requestorSettings.enableTargetsToSelfAddAccess: reach
    requestorSettings.enableTargetsToSelfUpdateAccess: extension
    requestorSettings.enableTargetsToSelfRemoveAccess: nothing
    requestorSettings.allowCustomAssignmentSchedule: schedule
    requestorSettings.enableOnBehalfRequestorsToAddAccess: onBehalf
    requestorSettings.enableOnBehalfRequestorsToUpdateAccess: onBehalf
    requestorSettings.enableOnBehalfRequestorsToRemoveAccess: onBehalf
    requestorSettings.onBehalfRequestors: onBehalf
    requestApprovalSettings.isApprovalRequiredForAdd: approval
    requestApprovalSettings.isApprovalRequiredForUpdate: extension
    requestApprovalSettings.isRequestorJustificationRequired: justification
    requestApprovalSettings.stages.@odata.type: approval
    requestApprovalSettings.stages.durationBeforeAutomaticDenial: approval
    requestApprovalSettings.stages.durationBeforeEscalation: approval
    requestApprovalSettings.stages.isApproverJustificationRequired: approval
    requestApprovalSettings.stages.isEscalationEnabled: approval
    requestApprovalSettings.stages.approverInformationVisibility: nothing
    requestApprovalSettings.stages.primaryApprovers: approval
    requestApprovalSettings.stages.fallbackPrimaryApprovers: approval
    requestApprovalSettings.stages.escalationApprovers: approval
    requestApprovalSettings.stages.fallbackEscalationApprovers: approval
    reviewSettings.isEnabled: review
    reviewSettings.expirationBehavior: review
    reviewSettings.isRecommendationEnabled: review
    reviewSettings.isReviewerJustificationRequired: review
    reviewSettings.isSelfReview: review
    reviewSettings.primaryReviewers: review
    reviewSettings.fallbackReviewers: review
    reviewSettings.schedule.startDateTime: review
    reviewSettings.schedule.expiration.type: review
    reviewSettings.schedule.expiration.duration: review
    reviewSettings.schedule.expiration.endDateTime: review
    reviewSettings.schedule.recurrence.pattern.type: review
    reviewSettings.schedule.recurrence.pattern.interval: review
    reviewSettings.schedule.recurrence.pattern.month: nothing
    reviewSettings.schedule.recurrence.pattern.dayOfMonth: nothing
    reviewSettings.schedule.recurrence.pattern.daysOfWeek: review
    reviewSettings.schedule.recurrence.pattern.firstDayOfWeek: nothing
    reviewSettings.schedule.recurrence.pattern.index: nothing
    reviewSettings.schedule.recurrence.range.type: review
    reviewSettings.schedule.recurrence.range.numberOfOccurrences: review
    reviewSettings.schedule.recurrence.range.startDate: review
    reviewSettings.schedule.recurrence.range.endDate: review
    reviewSettings.schedule.recurrence.range.recurrenceTimeZone: nothing
    notificationSettings.isAssignmentNotificationDisabled: nothing
    questions.@odata.type: questions
    questions.text: questions
    questions.id: nothing
    questions.isRequired: questions
    questions.isAnswerEditable: questions
    questions.localizations: nothing
    questions.isSingleLineQuestion: nothing
    questions.regexPattern: questions
    questions.isMultipleSelectionAllowed: questions
    questions.choices.actualValue: questions
    questions.choices.text: nothing
    questions.choices.localizations: nothing
    customExtensionStageSettings: workflows`,
  settings: `
    externalUserLifecycleAction: lapse
    durationUntilExternalUserDeletedAfterBlocked: lapse`,
  tenantRole: `
    role: administration
    principal: administration`,
};

/** Every attribute that says for itself what it bears on, a line each, in the words of the table. */
function bearingOf(table: AttributeTable, whole: AttributeTable, at: AttributePath = []): readonly string[] {
  return Object.entries(table).flatMap(([name, attribute]) => {
    const path = [...at, name];
    if (holdsAttributes(whole, path)) return bearingOf(membersOf(attribute), whole, path);
    const facets = [...facetsAt(whole, path)].join(', ');
    return [`${path.join('.')}: ${facets === '' ? 'nothing' : facets}`];
  });
}

function membersOf(attribute: AttributeTable[string]): AttributeTable {
  if (attribute.bearsOn !== undefined) return {};
  return attribute.type === 'object' ? attribute.members : attribute.of.members;
}

it.each([...KINDS.values()].map((kind) => [kind.name, kind] as const))('attributes of %s', (name, kind) => {
  const expected = (BEARING[name] ?? '').trim().split('\n');
  expect(bearingOf(kind.attributes, kind.attributes)).toEqual(expected.map((line) => line.trim()));
});
