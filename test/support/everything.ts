/** A configuration that says something of every member that the account calls declared. */
import { FULL_POLICY } from './full-policy.ts';
import { governed } from './workbench.ts';

export const EVERYTHING = governed({
  settings: {
    externalUserLifecycleAction: 'blockSignInAndDelete',
    durationUntilExternalUserDeletedAfterBlocked: 'P14D',
  },
  connectedOrganizations: {
    others: {
      displayName: 'Others',
      identitySources: [
        { social: 'facebook' },
        { crossCloudTenantId: '22222222-2222-4222-8222-222222222222', cloudInstance: 'microsoftonline.us' },
      ],
    },
    fabrikam: {
      displayName: 'Fabrikam',
      identitySources: [
        { domain: 'fabrikam.com' },
        { domain: 'woodgrove.example' },
        { domain: 'tailspin.example', issuerUri: 'https://login.tailspin.example' },
      ],
    },
  },
  catalogs: {
    partners: {
      displayName: 'Partners',
      resources: {
        team: {
          group: 'Project Tango',
          attributes: [
            {
              name: 'employeeId',
              question: { type: 'text', text: 'Which desk?', isRequired: true },
              isEditable: true,
              isPersistedOnAssignmentRemoval: true,
            },
          ],
        },
      },
      customExtensions: {
        remind: {
          type: 'assignmentWorkflow',
          displayName: 'Remind the desk',
          logicApp: {
            subscriptionId: '38ab2ccc-3747-4567-b36b-9478f5602f0d',
            resourceGroupName: 'desk',
            logicAppWorkflowName: 'remind',
          },
          callback: { timeoutDuration: 'PT1H' },
        },
      },
      roles: { owner: [{ group: 'Audit' }] },
    },
  },
  packages: {
    tango: {
      catalog: 'partners',
      displayName: 'Tango',
      resourceRoles: [{ resource: 'team', role: 'Member' }],
    },
  },
  policies: {
    full: { accessPackage: 'tango', displayName: 'Full', ...FULL_POLICY },
    direct: { accessPackage: 'tango', displayName: 'Direct', allowedTargetScope: 'allMemberUsers' },
    automatic: {
      accessPackage: 'tango',
      displayName: 'Automatic',
      allowedTargetScope: 'specificDirectoryUsers',
      specificAllowedTargets: [{ attributeRule: '(user.department -eq "Sales")' }],
      automaticRequestSettings: {
        requestAccessForAllowedTargets: true,
        removeAccessWhenTargetLeavesAllowedTargets: true,
        gracePeriodBeforeAccessRemoval: 'P7D',
      },
    },
    answering: {
      accessPackage: 'tango',
      displayName: 'Answering',
      allowedTargetScope: 'allMemberUsers',
      requestApprovalSettings: {
        isApprovalRequiredForAdd: true,
        stages: [
          {
            primaryApprovers: [
              ...['targetUserSponsors', 'targetApplicationOwners', 'targetAgentIdentitySponsorsOrOwners'],
              { targetManager: { managerLevel: 2 } },
            ],
            fallbackPrimaryApprovers: [{ group: 'Audit' }],
          },
        ],
      },
    },
    workloads: {
      accessPackage: 'tango',
      displayName: 'Workloads',
      allowedTargetScope: 'specificDirectoryServicePrincipals',
      specificAllowedTargets: [{ servicePrincipal: 'Tango Tracker' }],
    },
    users: {
      accessPackage: 'tango',
      displayName: 'Users',
      allowedTargetScope: 'specificDirectoryUsers',
      specificAllowedTargets: [{ user: 'alice@contoso.com' }, { group: 'Audit' }],
      expiration: { type: 'afterDateTime', endDateTime: '2030-01-01T00:00:00Z' },
      reviewSettings: {
        isEnabled: true,
        primaryReviewers: [{ group: 'Audit' }],
        schedule: {
          expiration: { type: 'afterDuration', duration: 'P25D' },
          recurrence: {
            pattern: { type: 'absoluteYearly', interval: 1, month: 6, dayOfMonth: 1 },
            range: {
              type: 'endDate',
              startDate: '2026-06-01',
              endDate: '2030-06-01',
              recurrenceTimeZone: 'UTC',
            },
          },
        },
      },
      requestApprovalSettings: {
        isApprovalRequiredForAdd: true,
        stages: [
          {
            primaryApprovers: [{ requestorManager: { managerLevel: 2 } }],
            fallbackPrimaryApprovers: [{ group: 'Audit' }],
          },
        ],
      },
    },
  },
});
