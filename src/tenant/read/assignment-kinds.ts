/** Requests, approvals and assignments as a reader sees them (CONTRACT 10, 11). */
import type { Call } from '../context.ts';
import type { Entity, Json } from '../json.ts';
import { entitiesOf, entityOf, textOf } from '../json.ts';
import { stageView } from '../lifecycle/stages.ts';
import { notFound } from '../wire/service-error.ts';
import { parent } from './catalog-kinds.ts';
import type { EntityKind } from './kind.ts';
import type { KindName } from './kind-name.ts';

const missing = (what: string) => (id: string) => notFound('ResourceNotFound', `The ${what} '${id}'`);

/** A schedule with all its members, as the service answers it: what was not asked for is not specified. */
function wholeSchedule(value: Json | undefined): Entity {
  const { startDateTime = null, recurrence = null, expiration } = entityOf(value);
  const unspecified = { type: 'notSpecified', duration: null, endDateTime: null };
  return { startDateTime, recurrence, expiration: { ...unspecified, ...entityOf(expiration) } };
}

const REQUEST: EntityKind = {
  type: 'accessPackageAssignmentRequest',
  missing: missing('assignment request'),
  properties: [
    ...['id', 'requestType', 'state', 'status', 'createdDateTime', 'completedDateTime', 'justification'],
    ...['schedule', 'answers', 'customExtensionCalloutInstances'],
  ],
  further: ['parameters'],
  view: (_call, row) => ({
    customExtensionCalloutInstances: [],
    ...row,
    schedule: wholeSchedule(row['schedule']),
  }),
  filterable: {
    id: 'text',
    'accessPackage/id': 'text',
    state: 'text',
    status: 'text',
    requestType: 'text',
    'requestor/objectId': 'text',
    createdDateTime: 'date',
    completedDateTime: 'date',
  },
  navigations: {
    accessPackage: parent('accessPackage', 'accessPackages', 'accessPackageId'),
    assignment: parent('assignment', 'assignments', 'assignmentId'),
    requestor: {
      kind: 'subject',
      many: false,
      // Who requested; where an administrator assigns, whom the access is for.
      rows: ({ store }, row) => {
        const subject = store.get('subjects', textOf(row['requestedById'] ?? row['subjectId']));
        return subject === undefined ? [] : [subject];
      },
    },
  },
};

const ASSIGNMENT: EntityKind = {
  type: 'accessPackageAssignment',
  missing: missing('assignment'),
  properties: ['id', 'state', 'status', 'expiredDateTime', 'schedule', 'customExtensionCalloutInstances'],
  view: (_call, row) => ({
    customExtensionCalloutInstances: [],
    ...row,
    schedule: wholeSchedule(row['schedule']),
  }),
  filterable: {
    id: 'text',
    state: 'text',
    status: 'text',
    'accessPackage/id': 'text',
    'target/objectId': 'text',
    'assignmentPolicy/id': 'text',
    expiredDateTime: 'date',
  },
  navigations: {
    target: parent('subject', 'subjects', 'subjectId'),
    accessPackage: parent('accessPackage', 'accessPackages', 'accessPackageId'),
    assignmentPolicy: parent('policy', 'policies', 'policyId'),
  },
};

const SUBJECT: EntityKind = {
  type: 'accessPackageSubject',
  missing: missing('subject'),
  properties: [
    ...['id', 'objectId', 'displayName', 'email', 'principalName', 'onPremisesSecurityIdentifier'],
    ...['subjectType', 'subjectLifecycle'],
  ],
  filterable: { id: 'text', objectId: 'text', email: 'text', principalName: 'text' },
  navigations: {
    connectedOrganization: parent(
      'connectedOrganization',
      'connectedOrganizations',
      'connectedOrganizationId',
    ),
  },
};

/** An approval is the stages of a request, under the request's id; it has them without `$expand` as well. */
const APPROVAL: EntityKind = {
  type: 'approval',
  missing: missing('approval'),
  properties: ['id', 'stages'],
  view: (call, row) => ({
    ...row,
    stages: entitiesOf(row['stages']).map((stage) => stageView(stage, readerId(call))),
  }),
  filterable: {},
  navigations: {
    stages: { kind: 'approvalStage', many: true, rows: (_call, row) => entitiesOf(row['stages']) },
  },
};

const APPROVAL_STAGE: EntityKind = {
  type: 'approvalStage',
  missing: missing('stage'),
  properties: [
    ...['id', 'displayName', 'assignedToMe', 'justification', 'reviewResult', 'reviewedBy'],
    ...['reviewedDateTime', 'status'],
  ],
  view: (call: Call, row: Entity) => stageView(row, readerId(call)),
  filterable: {},
  navigations: {},
};

function readerId({ caller }: Call): string {
  return caller.kind === 'person' ? textOf(caller.person.user?.['id']) : '';
}

export const ASSIGNMENT_KINDS = {
  approval: APPROVAL,
  approvalStage: APPROVAL_STAGE,
  assignment: ASSIGNMENT,
  assignmentRequest: REQUEST,
  subject: SUBJECT,
} satisfies Partial<Record<KindName, EntityKind>>;
