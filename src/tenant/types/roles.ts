/** Bodies of calls on roles of the directory and on invitations. */
import type { Structure } from './language.ts';
import { flag, guid, instant, listOf, of, READ_ONLY, reference, REQUIRED, text } from './language.ts';

const SCHEDULE_REQUEST: Structure = {
  base: 'entity',
  members: {
    action: of('unifiedRoleScheduleRequestActions', REQUIRED),
    principalId: guid(REQUIRED),
    roleDefinitionId: guid(REQUIRED),
    directoryScopeId: text(),
    appScopeId: text(),
    justification: text(),
    scheduleInfo: of('requestSchedule'),
    ticketInfo: of('ticketInfo'),
    isValidationOnly: flag(),
    customData: text(),
    targetScheduleId: text(),
    status: text(READ_ONLY),
  },
};

export const ROLE_TYPES: Readonly<Record<string, Structure>> = {
  /** A role of the directory: held on all of it, or on one object or unit. */
  directoryRoleAssignment: {
    graphName: 'unifiedRoleAssignment',
    base: 'entity',
    members: {
      principalId: guid(REQUIRED),
      roleDefinitionId: guid(REQUIRED),
      directoryScopeId: text(REQUIRED),
      appScopeId: text(),
      condition: text(),
    },
  },
  directoryRoleDefinition: {
    graphName: 'unifiedRoleDefinition',
    base: 'entity',
    members: {
      displayName: text(REQUIRED),
      description: text(),
      isEnabled: flag({ required: 'new' }),
      isBuiltIn: flag(READ_ONLY),
      templateId: text(),
      version: text(),
      resourceScopes: listOf('String'),
      rolePermissions: listOf('unifiedRolePermission', { required: 'new' }),
    },
  },
  unifiedRolePermission: {
    members: {
      allowedResourceActions: listOf('String', REQUIRED),
      excludedResourceActions: listOf('String'),
      condition: text(),
    },
  },
  unifiedRoleAssignmentScheduleRequest: SCHEDULE_REQUEST,
  unifiedRoleEligibilityScheduleRequest: SCHEDULE_REQUEST,
  requestSchedule: {
    members: {
      startDateTime: instant(),
      expiration: of('expirationPattern'),
      recurrence: of('patternedRecurrence'),
    },
  },
  ticketInfo: { members: { ticketNumber: text(), ticketSystem: text() } },
  directoryRole: { base: 'entity', members: { roleTemplateId: guid(REQUIRED) } },
  scopedRoleMembership: {
    base: 'entity',
    members: {
      roleId: guid(REQUIRED),
      administrativeUnitId: guid(),
      roleMemberInfo: of('roleMember', REQUIRED),
    },
  },
  roleMember: { graphName: 'identity', members: { id: guid(REQUIRED), displayName: text() } },
  validateProperties: {
    members: {
      entityType: text(),
      displayName: text(),
      mailNickname: text(),
      onBehalfOfUserId: guid(),
    },
  },
  invitation: {
    base: 'entity',
    members: {
      invitedUserEmailAddress: text({ required: 'new' }),
      inviteRedirectUrl: text({ required: 'new' }),
      invitedUserDisplayName: text(),
      invitedUserType: text({ values: ['Guest', 'Member'] }),
      sendInvitationMessage: flag(),
      resetRedemption: flag(),
      invitedUser: reference('user'),
      invitedUserMessageInfo: of('invitedUserMessageInfo'),
      inviteRedeemUrl: text(READ_ONLY),
      status: text(READ_ONLY),
    },
  },
  invitedUserMessageInfo: {
    members: {
      messageLanguage: text(),
      customizedMessageBody: text(),
      ccRecipients: listOf('recipient'),
    },
  },
  recipient: { members: { emailAddress: of('emailAddress') } },
  emailAddress: { members: { address: text(), name: text() } },
};
