/** Connected organizations and the tenant-wide settings (CONTRACT 2, 12). */
import type { Structure } from './language.ts';
import {
  duration,
  flag,
  guid,
  instant,
  listOf,
  navigated,
  NOT_NULL,
  of,
  READ_ONLY,
  REQUIRED,
  text,
} from './language.ts';

export const ORGANIZATION_TYPES: Readonly<Record<string, Structure>> = {
  connectedOrganization: {
    base: 'entity',
    members: {
      displayName: text(REQUIRED),
      description: text(),
      state: of('connectedOrganizationState', NOT_NULL),
      identitySources: listOf('identitySource', REQUIRED),
      createdDateTime: instant(READ_ONLY),
      modifiedDateTime: instant(READ_ONLY),
      internalSponsors: navigated('directoryObject', true),
      externalSponsors: navigated('directoryObject', true),
    },
  },
  identitySource: { abstract: true, members: {} },
  azureActiveDirectoryTenant: {
    base: 'identitySource',
    members: { tenantId: guid(REQUIRED), displayName: text() },
  },
  crossCloudAzureActiveDirectoryTenant: {
    base: 'identitySource',
    members: { tenantId: guid(REQUIRED), cloudInstance: text(REQUIRED), displayName: text() },
  },
  domainIdentitySource: {
    base: 'identitySource',
    members: { domainName: text(REQUIRED), displayName: text() },
  },
  externalDomainFederation: {
    base: 'identitySource',
    members: { domainName: text(REQUIRED), issuerUri: text(REQUIRED), displayName: text() },
  },
  socialIdentitySource: {
    base: 'identitySource',
    members: { socialIdentitySourceType: of('socialIdentitySourceType', REQUIRED), displayName: text() },
  },
  entitlementManagementSettings: {
    base: 'entity',
    members: {
      externalUserLifecycleAction: of('accessPackageExternalUserLifecycleAction', NOT_NULL),
      durationUntilExternalUserDeletedAfterBlocked: duration(),
    },
  },
  controlConfiguration: {
    base: 'entity',
    abstract: true,
    members: {
      isEnabled: flag(NOT_NULL),
      createdBy: text(READ_ONLY),
      createdDateTime: instant(READ_ONLY),
      modifiedBy: text(READ_ONLY),
      modifiedDateTime: instant(READ_ONLY),
    },
  },
  endUserSettings: {
    base: 'controlConfiguration',
    members: {
      relatedPeopleInsightLevel: of('accessPackageSuggestionRelatedPeopleInsightLevel', REQUIRED),
      showApproverDetailsToMembers: flag(REQUIRED),
    },
  },
};
