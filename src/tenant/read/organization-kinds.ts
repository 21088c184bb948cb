/** The tenant itself, its domains and what it has bought, as a reader sees them. */
import type { Entity } from '../json.ts';
import { entityOf, textOf, textsOf } from '../json.ts';
import { missingObject } from './directory-kinds.ts';
import type { EntityKind } from './kind.ts';
import type { KindName } from './kind-name.ts';
import { people } from './links.ts';

const ORGANIZATION: EntityKind = {
  type: 'organization',
  missing: missingObject,
  properties: [
    ...['id', 'deletedDateTime', 'businessPhones', 'city', 'country', 'countryLetterCode', 'createdDateTime'],
    ...[
      'defaultUsageLocation',
      'directorySizeQuota',
      'displayName',
      'isMultipleDataLocationsForServicesEnabled',
    ],
    ...['marketingNotificationEmails', 'onPremisesLastSyncDateTime'],
    ...['onPremisesSyncEnabled', 'partnerTenantType', 'postalCode', 'preferredLanguage', 'privacyProfile'],
    ...['securityComplianceNotificationMails', 'securityComplianceNotificationPhones', 'state', 'street'],
    ...['technicalNotificationMails', 'tenantType', 'assignedPlans', 'provisionedPlans', 'verifiedDomains'],
  ],
  view: (_call, { id, displayName, domains, profile }) => ({
    id,
    displayName,
    businessPhones: [],
    marketingNotificationEmails: [],
    securityComplianceNotificationMails: [],
    securityComplianceNotificationPhones: [],
    technicalNotificationMails: [],
    tenantType: 'AAD',
    directorySizeQuota: { used: 0, total: 50_000 },
    assignedPlans: [],
    provisionedPlans: [],
    verifiedDomains: textsOf(domains).map((name, index) => ({
      capabilities: 'Email',
      isDefault: index === 0,
      isInitial: index === 0,
      name,
      type: 'Managed',
    })),
    ...entityOf(profile),
  }),
  filterable: {},
  navigations: {},
};

const LICENSE_DETAILS: EntityKind = {
  type: 'licenseDetails',
  missing: missingObject,
  properties: ['id', 'skuId', 'skuPartNumber', 'servicePlans'],
  filterable: {},
  navigations: {},
};

const SUBSCRIBED_SKU: EntityKind = {
  type: 'subscribedSku',
  missing: missingObject,
  properties: [
    ...['accountName', 'accountId', 'appliesTo', 'capabilityStatus', 'consumedUnits', 'id', 'prepaidUnits'],
    ...['servicePlans', 'skuId', 'skuPartNumber', 'subscriptionIds'],
  ],
  filterable: {},
  navigations: {},
};

/** Names of the tenant; its id is the name. */
const DOMAIN: EntityKind = {
  type: 'domain',
  missing: missingObject,
  properties: [
    ...[
      'authenticationType',
      'availabilityStatus',
      'id',
      'isAdminManaged',
      'isDefault',
      'isInitial',
      'isRoot',
    ],
    ...['isVerified', 'passwordNotificationWindowInDays', 'passwordValidityPeriodInDays', 'state'],
    'supportedServices',
  ],
  filterable: {},
  navigations: {
    domainNameReferences: people(({ store }, { id }) =>
      store
        .all('users')
        .filter(({ userPrincipalName }) =>
          textOf(userPrincipalName)
            .toLowerCase()
            .endsWith(`@${textOf(id)}`),
        )
        .map((user) => textOf(user['id'])),
    ),
  },
};

/** All are verified, and the first one is the default. */
export function domains(tenant: Entity | undefined): Entity[] {
  return textsOf(tenant?.['domains']).map((name, index) => ({
    id: name,
    authenticationType: 'Managed',
    isAdminManaged: true,
    isDefault: index === 0,
    isInitial: index === 0,
    isRoot: true,
    isVerified: true,
    supportedServices: ['Email'],
  }));
}

export const ORGANIZATION_KINDS = {
  domain: DOMAIN,
  licenseDetails: LICENSE_DETAILS,
  organization: ORGANIZATION,
  subscribedSku: SUBSCRIBED_SKU,
} satisfies Partial<Record<KindName, EntityKind>>;
