/** Registered applications (`/applications`), and what stands in them. */
import type { Structure } from './language.ts';
import {
  flag,
  guid,
  instant,
  integer,
  listOf,
  navigated,
  of,
  READ_ONLY,
  REQUIRED,
  text,
} from './language.ts';

export const APPLICATION_TYPES: Readonly<Record<string, Structure>> = {
  application: {
    base: 'directoryObject',
    members: {
      displayName: text({ ...REQUIRED, maxLength: 256 }),
      description: text({ maxLength: 1024 }),
      notes: text(),
      identifierUris: listOf('String'),
      signInAudience: text({
        values: [
          ...['AzureADMyOrg', 'AzureADMultipleOrgs', 'AzureADandPersonalMicrosoftAccount'],
          'PersonalMicrosoftAccount',
        ],
      }),
      tags: listOf('String'),
      uniqueName: text(),
      serviceManagementReference: text(),
      groupMembershipClaims: text(),
      isDeviceOnlyAuthSupported: flag(),
      isFallbackPublicClient: flag(),
      samlMetadataUrl: text(),
      tokenEncryptionKeyId: guid(),
      appRoles: listOf('appRole'),
      requiredResourceAccess: listOf('requiredResourceAccess'),
      api: of('apiApplication'),
      web: of('webApplication'),
      spa: of('redirectingApplication'),
      publicClient: of('redirectingApplication'),
      info: of('informationalUrl'),
      parentalControlSettings: of('parentalControlSettings'),
      appId: text(READ_ONLY),
      applicationTemplateId: text(READ_ONLY),
      createdDateTime: instant(READ_ONLY),
      disabledByMicrosoftStatus: text(READ_ONLY),
      publisherDomain: text(READ_ONLY),
      owners: navigated('directoryObject', true),
    },
  },
  extensionProperty: {
    base: 'directoryObject',
    members: {
      name: text(REQUIRED),
      dataType: text({
        ...REQUIRED,
        values: ['Binary', 'Boolean', 'DateTime', 'Integer', 'LargeInteger', 'String'],
      }),
      targetObjects: listOf('String', { ...REQUIRED, minItems: 1 }),
      isMultiValued: flag(),
      appDisplayName: text(READ_ONLY),
      isSyncedFromOnPremises: flag(READ_ONLY),
    },
  },
  passwordCredential: {
    members: {
      displayName: text(),
      startDateTime: instant(),
      endDateTime: instant(),
      customKeyIdentifier: text(READ_ONLY),
      hint: text(READ_ONLY),
      keyId: guid(READ_ONLY),
      secretText: text(READ_ONLY),
    },
  },
  addPassword: { members: { passwordCredential: of('passwordCredential') } },
  keyCredential: {
    members: {
      type: text({ ...REQUIRED, values: ['AsymmetricX509Cert', 'X509CertAndPassword', 'Symmetric'] }),
      usage: text({ ...REQUIRED, values: ['Verify', 'Sign'] }),
      key: text(REQUIRED),
      customKeyIdentifier: text(),
      displayName: text(),
      startDateTime: instant(),
      endDateTime: instant(),
      keyId: guid(READ_ONLY),
    },
  },
  secretPassword: { graphName: 'passwordCredential', members: { secretText: text(REQUIRED) } },
  addKey: {
    members: {
      keyCredential: of('keyCredential', REQUIRED),
      passwordCredential: of('secretPassword'),
      proof: text(REQUIRED),
    },
  },
  removeKey: { members: { keyId: guid(REQUIRED), proof: text(REQUIRED) } },
  addTokenSigningCertificate: { members: { displayName: text(REQUIRED), endDateTime: instant() } },
  setVerifiedPublisher: { members: { verifiedPublisherId: text(REQUIRED) } },
  removePassword: { members: { keyId: guid(REQUIRED) } },
  getAvailableExtensionProperties: { members: { isSyncedFromOnPremises: flag() } },
  requiredResourceAccess: {
    members: { resourceAppId: text(REQUIRED), resourceAccess: listOf('resourceAccess', REQUIRED) },
  },
  resourceAccess: { members: { id: guid(REQUIRED), type: text({ ...REQUIRED, values: ['Role', 'Scope'] }) } },
  apiApplication: {
    members: {
      acceptMappedClaims: flag(),
      requestedAccessTokenVersion: integer(),
      knownClientApplications: listOf('Guid'),
      oauth2PermissionScopes: listOf('permissionScope'),
      preAuthorizedApplications: listOf('preAuthorizedApplication'),
    },
  },
  permissionScope: {
    members: {
      id: guid(REQUIRED),
      value: text(),
      type: text(),
      isEnabled: flag(),
      adminConsentDescription: text(),
      adminConsentDisplayName: text(),
      userConsentDescription: text(),
      userConsentDisplayName: text(),
      origin: text(READ_ONLY),
    },
  },
  preAuthorizedApplication: { members: { appId: text(REQUIRED), delegatedPermissionIds: listOf('String') } },
  webApplication: {
    members: {
      homePageUrl: text(),
      logoutUrl: text(),
      redirectUris: listOf('String'),
      implicitGrantSettings: of('implicitGrantSettings'),
    },
  },
  implicitGrantSettings: { members: { enableAccessTokenIssuance: flag(), enableIdTokenIssuance: flag() } },
  redirectingApplication: { members: { redirectUris: listOf('String') } },
  informationalUrl: {
    members: {
      marketingUrl: text(),
      privacyStatementUrl: text(),
      supportUrl: text(),
      termsOfServiceUrl: text(),
      logoUrl: text(READ_ONLY),
    },
  },
  parentalControlSettings: {
    members: { countriesBlockedForMinors: listOf('String'), legalAgeGroupRule: text() },
  },
};
