/** Requests for assignments, assignments, approvals and subjects (CONTRACT 10, 11, 13.4). */
import type { Structure } from './language.ts';
import {
  contained,
  flag,
  instant,
  listOf,
  navigated,
  NOT_NULL,
  of,
  READ_ONLY,
  reference,
  REQUIRED,
  text,
} from './language.ts';

export const REQUEST_TYPES: Readonly<Record<string, Structure>> = {
  accessPackageAssignmentRequest: {
    base: 'entity',
    members: {
      // The service's own are never sent.
      requestType: of('accessPackageRequestType', {
        ...REQUIRED,
        values: [
          ...['userAdd', 'userUpdate', 'userRemove', 'adminAdd', 'adminUpdate', 'adminRemove'],
          ...['onBehalfAdd', 'approverRemove'],
        ],
      }),
      // In the documentation of v1.0, not in its metadata.
      parameters: of('accessPackageAssignmentRequestParameters'),
      justification: text(),
      answers: listOf('accessPackageAnswer'),
      schedule: of('entitlementManagementSchedule'),
      state: of('accessPackageRequestState', READ_ONLY),
      status: text(READ_ONLY),
      createdDateTime: instant(READ_ONLY),
      completedDateTime: instant(READ_ONLY),
      customExtensionCalloutInstances: listOf('customExtensionCalloutInstance', READ_ONLY),
      accessPackage: reference('accessPackage'),
      assignment: contained('accessPackageAssignment'),
      // The documentation's examples have the assignment under this name too.
      accessPackageAssignment: contained('accessPackageAssignment'),
      requestor: contained('accessPackageSubject'),
    },
  },
  accessPackageAssignmentRequestParameters: { members: { bypassApproval: flag() } },
  /** The parameters of `resume`. */
  resume: {
    members: {
      source: text(),
      type: text({ required: 'always' }),
      data: of('customExtensionData', { required: 'always' }),
    },
  },
  customExtensionData: { abstract: true, members: {} },
  accessPackageAssignmentRequestCallbackData: {
    base: 'customExtensionData',
    members: {
      stage: of('accessPackageCustomExtensionStage', REQUIRED),
      customExtensionStageInstanceId: text(REQUIRED),
      customExtensionStageInstanceDetail: text(),
      state: of('accessPackageRequestState', { values: ['denied', 'canceled'] }),
    },
  },
  accessPackageAssignment: {
    base: 'entity',
    members: {
      schedule: of('entitlementManagementSchedule'),
      state: of('accessPackageAssignmentState', READ_ONLY),
      status: text(READ_ONLY),
      expiredDateTime: instant(READ_ONLY),
      customExtensionCalloutInstances: listOf('customExtensionCalloutInstance', READ_ONLY),
      accessPackage: reference('accessPackage'),
      assignmentPolicy: reference('accessPackageAssignmentPolicy'),
      target: contained('accessPackageSubject'),
      // Not in the metadata; the documented way to name them in a request.
      targetId: text(NOT_NULL),
      accessPackageId: text(NOT_NULL),
      assignmentPolicyId: text(NOT_NULL),
    },
  },
  accessPackageAnswer: {
    abstract: true,
    members: {
      displayValue: text(),
      answeredQuestion: reference('accessPackageQuestion', { ...REQUIRED, untyped: true }),
    },
  },
  accessPackageAnswerString: { base: 'accessPackageAnswer', members: { value: text() } },
  customExtensionCalloutInstance: {
    members: {
      id: text(),
      customExtensionId: text(),
      detail: text(),
      externalCorrelationId: text(),
      status: of('customExtensionCalloutInstanceStatus'),
    },
  },
  accessPackageSubject: {
    base: 'entity',
    members: {
      objectId: text(),
      email: text(),
      displayName: text(),
      principalName: text(),
      onPremisesSecurityIdentifier: text(),
      subjectType: of('accessPackageSubjectType'),
      subjectLifecycle: of('accessPackageSubjectLifecycle', NOT_NULL),
      connectedOrganization: reference('connectedOrganization'),
    },
  },
  approval: { base: 'entity', members: { stages: navigated('approvalStage', true) } },
  approvalStage: {
    base: 'entity',
    members: {
      reviewResult: text({ required: 'always', values: ['Approve', 'Deny'] }),
      justification: text(),
      assignedToMe: flag(READ_ONLY),
      displayName: text(READ_ONLY),
      reviewedBy: of('identity', READ_ONLY),
      reviewedDateTime: instant(READ_ONLY),
      status: text(READ_ONLY),
    },
  },
  identity: { members: { id: text(), displayName: text() } },
};
