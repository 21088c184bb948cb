/** What applications may do for people (delegated permissions that were granted), as a reader sees it. */
import { missingObject, sorts } from './directory-kinds.ts';
import type { EntityKind } from './kind.ts';
import type { KindName } from './kind-name.ts';

const CONSENT: EntityKind = {
  type: 'oAuth2PermissionGrant',
  missing: missingObject,
  properties: ['clientId', 'consentType', 'id', 'principalId', 'resourceId', 'scope'],
  filterable: sorts('text', 'id', 'clientId', 'consentType', 'principalId', 'resourceId', 'scope'),
  navigations: {},
};

export const CONSENT_KINDS = { oAuth2PermissionGrant: CONSENT } satisfies Partial<
  Record<KindName, EntityKind>
>;
