/** The tenant itself, as a reader sees it. */
import { entityOf, textsOf } from '../json.ts';
import { missingObject } from './directory-kinds.ts';
import type { EntityKind } from './kind.ts';
import type { KindName } from './kind-name.ts';

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

export const ORGANIZATION_KINDS = { organization: ORGANIZATION } satisfies Partial<
  Record<KindName, EntityKind>
>;
