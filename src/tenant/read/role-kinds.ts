/** Roles of the directory as a reader sees them: definitions, assignments, their schedules, and the older directoryRoles. */
import type { Call } from '../context.ts';
import type { Entity } from '../json.ts';
import { isEntity, textOf } from '../json.ts';
import { DIRECTORY_ROLE_DEFINITIONS } from '../permissions/directory-roles.ts';
import { holdersOf, scopedMemberships } from '../permissions/active-roles.ts';
import { EVERYWHERE, isInEffect, roleDefinitions, roleHoldings } from '../permissions/held-roles.ts';
import { findReferenced } from '../directory/principals.ts';
import { notFound } from '../wire/service-error.ts';
import { DIRECTORY_KINDS, missingObject, sorts } from './directory-kinds.ts';
import type { EntityKind, Navigation } from './kind.ts';
import type { KindName } from './kind-name.ts';
import { people } from './links.ts';

const one = (kind: KindName, row: (call: Call, from: Entity) => Entity | undefined): Navigation => ({
  kind,
  many: false,
  rows: (call, from) => [row(call, from)].filter(isEntity),
});

const principal: Navigation = {
  ...one('directoryObject', ({ store }, row) => findReferenced(store, textOf(row['principalId']))),
  whole: true,
};
const roleDefinition = one('directoryRoleDefinition', ({ store }, { roleDefinitionId }) =>
  roleDefinitions(store).find(({ id }) => id === roleDefinitionId),
);
/** An object that a role is held on; the whole directory is none. */
const directoryScope = one('directoryObject', ({ store }, { directoryScopeId }) =>
  findReferenced(store, textOf(directoryScopeId).slice(1)),
);
const appScope = one('appScope', () => undefined);
const OF_ROLES = { principal, roleDefinition, directoryScope, appScope };

const NAMED = ['id', 'principalId', 'roleDefinitionId', 'directoryScopeId', 'appScopeId'];
const BY_NAME = sorts('text', ...NAMED);

const DIRECTORY_ROLE_ASSIGNMENT: EntityKind = {
  ...DIRECTORY_KINDS.roleAssignment,
  filterable: BY_NAME,
  navigations: OF_ROLES,
};

/** Built-in roles but one inherit from the readers of the directory. */
const READERS = '88d8e3e3-8f55-4a1e-953a-9b9898b8876b';

const inherited = ({ id, isBuiltIn }: Entity) => isBuiltIn === true && id !== READERS;

const DIRECTORY_ROLE_DEFINITION: EntityKind = {
  ...DIRECTORY_KINDS.roleDefinition,
  properties: [...DIRECTORY_KINDS.roleDefinition.properties, 'inheritsPermissionsFrom'],
  view: (_call, row) => ({
    resourceScopes: [EVERYWHERE],
    inheritsPermissionsFrom: inherited(row) ? [{ id: READERS }] : [],
    ...row,
  }),
  navigations: {
    inheritsPermissionsFrom: {
      kind: 'directoryRoleDefinition',
      many: true,
      rows: (_call, row) =>
        inherited(row) ? DIRECTORY_ROLE_DEFINITIONS.filter(({ id }) => id === READERS) : [],
    },
  },
};

/** What a role is held for: from when to when. */
export function scheduleOf({ startDateTime, endDateTime, duration }: Entity): Entity {
  const type =
    typeof duration === 'string'
      ? 'afterDuration'
      : typeof endDateTime === 'string'
        ? 'afterDateTime'
        : 'noExpiration';
  return {
    startDateTime: startDateTime ?? null,
    recurrence: null,
    expiration: {
      type,
      endDateTime: type === 'afterDateTime' ? endDateTime : null,
      duration: duration ?? null,
    },
  };
}

const assigned = ({ assignmentType }: Entity) => assignmentType ?? 'Assigned';

const activatedUsing = one('roleEligibilitySchedule', ({ store }, { activatedUsingId }) =>
  roleHoldings(store).find(({ id }) => activatedUsingId !== undefined && id === activatedUsingId),
);

function schedule(isEligible: boolean): EntityKind {
  return {
    type: isEligible ? 'unifiedRoleEligibilitySchedule' : 'unifiedRoleAssignmentSchedule',
    missing: (id) => notFound('ResourceNotFound', `The schedule '${id}'`),
    properties: [
      ...NAMED,
      ...['createdUsing', 'createdDateTime', 'modifiedDateTime', 'status'],
      ...(isEligible ? [] : ['assignmentType']),
      ...['memberType', 'scheduleInfo'],
    ],
    view: (_call, row) => ({
      ...row,
      status: 'Provisioned',
      assignmentType: assigned(row),
      memberType: 'Direct',
      scheduleInfo: scheduleOf(row),
    }),
    filterable: {
      ...BY_NAME,
      ...sorts('text', 'status', 'memberType', 'createdUsing', ...(isEligible ? [] : ['assignmentType'])),
      ...sorts('date', 'createdDateTime', 'modifiedDateTime'),
    },
    navigations: { ...OF_ROLES, ...(!isEligible && { activatedUsing }) },
  };
}

function instance(isEligible: boolean): EntityKind {
  const scheduleId = isEligible ? 'roleEligibilityScheduleId' : 'roleAssignmentScheduleId';
  return {
    type: isEligible ? 'unifiedRoleEligibilityScheduleInstance' : 'unifiedRoleAssignmentScheduleInstance',
    missing: (id) => notFound('ResourceNotFound', `The instance '${id}'`),
    properties: [
      ...NAMED,
      ...['startDateTime', 'endDateTime', 'memberType', scheduleId],
      ...(isEligible ? [] : ['assignmentType', 'roleAssignmentOriginId']),
    ],
    view: (_call, row) => ({
      ...row,
      assignmentType: assigned(row),
      memberType: 'Direct',
      roleAssignmentOriginId: row['id'],
      [scheduleId]: row['id'],
    }),
    filterable: {
      ...BY_NAME,
      ...sorts('date', 'startDateTime', 'endDateTime'),
      ...sorts('text', scheduleId),
    },
    navigations: { ...OF_ROLES, ...(!isEligible && { activatedUsing }) },
  };
}

function request(isEligible: boolean): EntityKind {
  const target: KindName = isEligible ? 'roleEligibilitySchedule' : 'roleAssignmentSchedule';
  return {
    type: `unifiedRole${isEligible ? 'Eligibility' : 'Assignment'}ScheduleRequest`,
    missing: (id) => notFound('ResourceNotFound', `The request '${id}'`),
    properties: [
      ...['id', 'status', 'createdDateTime', 'completedDateTime', 'approvalId', 'customData', 'action'],
      ...['principalId', 'roleDefinitionId', 'directoryScopeId', 'appScopeId', 'isValidationOnly'],
      ...['targetScheduleId', 'justification', 'createdBy', 'scheduleInfo', 'ticketInfo'],
    ],
    filterable: {
      ...BY_NAME,
      ...sorts('text', 'status', 'action', 'targetScheduleId', 'approvalId'),
      ...sorts('date', 'createdDateTime', 'completedDateTime'),
    },
    navigations: {
      ...OF_ROLES,
      targetSchedule: one(target, ({ store }, { targetScheduleId }) =>
        roleHoldings(store).find(({ id }) => id === targetScheduleId),
      ),
      ...(!isEligible && { activatedUsing }),
    },
  };
}

const DIRECTORY_ROLE: EntityKind = {
  type: 'directoryRole',
  directory: true,
  missing: missingObject,
  properties: ['id', 'deletedDateTime', 'description', 'displayName', 'roleTemplateId'],
  filterable: sorts('text', 'id', 'displayName', 'description', 'roleTemplateId'),
  navigations: {
    members: people(
      (call, row) =>
        holdersOf(call, row)
          .filter(({ directoryScopeId }) => directoryScopeId === EVERYWHERE)
          .map(({ principalId }) => textOf(principalId)),
      'directoryObjects',
    ),
    scopedMembers: {
      kind: 'scopedRoleMembership',
      many: true,
      rows: (call, role) => scopedMemberships(call).filter(({ roleId }) => roleId === role['id']),
    },
  },
};

const SCOPED_MEMBERSHIP: EntityKind = {
  type: 'scopedRoleMembership',
  missing: missingObject,
  properties: ['id', 'roleId', 'administrativeUnitId', 'roleMemberInfo'],
  filterable: {},
  navigations: {},
};

const DIRECTORY_ROLE_TEMPLATE: EntityKind = {
  type: 'directoryRoleTemplate',
  missing: missingObject,
  properties: ['id', 'deletedDateTime', 'description', 'displayName'],
  filterable: {},
  navigations: {},
};

/** Holdings that are for now, or for good, or to come: what schedules list. */
export const schedules =
  (isEligible: boolean) =>
  ({ store, now }: Call): Entity[] =>
    roleHoldings(store).filter(
      (row) => (row['isEligible'] === true) === isEligible && (row['endDateTime'] ?? '9') > now,
    );

export const instances =
  (isEligible: boolean) =>
  (call: Call): Entity[] =>
    schedules(isEligible)(call).filter((row) => isInEffect(row, call.now));

export const requests =
  (isEligible: boolean) =>
  ({ store }: Call): Entity[] =>
    store.all('roleScheduleRequests').filter((row) => row['isEligible'] === isEligible);

export const ROLE_KINDS = {
  directoryRole: DIRECTORY_ROLE,
  directoryRoleAssignment: DIRECTORY_ROLE_ASSIGNMENT,
  directoryRoleDefinition: DIRECTORY_ROLE_DEFINITION,
  directoryRoleTemplate: DIRECTORY_ROLE_TEMPLATE,
  roleAssignmentSchedule: schedule(false),
  roleAssignmentScheduleInstance: instance(false),
  roleAssignmentScheduleRequest: request(false),
  roleEligibilitySchedule: schedule(true),
  roleEligibilityScheduleInstance: instance(true),
  roleEligibilityScheduleRequest: request(true),
  scopedRoleMembership: SCOPED_MEMBERSHIP,
} satisfies Partial<Record<KindName, EntityKind>>;
