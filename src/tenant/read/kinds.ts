/** Every kind of entity that can be read. */
import { APPLICATION_KINDS } from './application-kinds.ts';
import { ASSIGNMENT_KINDS } from './assignment-kinds.ts';
import { CATALOG_KINDS } from './catalog-kinds.ts';
import { CONSENT_KINDS } from './consent-kinds.ts';
import { DIRECTORY_KINDS } from './directory-kinds.ts';
import type { EntityKind } from './kind.ts';
import type { KindName } from './kind-name.ts';
import { ORGANIZATION_KINDS } from './organization-kinds.ts';
import { OUTER_DOOR_KINDS } from './outer-door-kinds.ts';
import { ROLE_KINDS } from './role-kinds.ts';
import { SUGGESTION_KINDS } from './suggestion-kinds.ts';
import { UNIT_KINDS } from './unit-kinds.ts';
import { UPLOAD_KINDS } from './upload-kinds.ts';

export const KINDS: Readonly<Record<KindName, EntityKind>> = {
  ...APPLICATION_KINDS,
  ...ASSIGNMENT_KINDS,
  ...CATALOG_KINDS,
  ...CONSENT_KINDS,
  ...DIRECTORY_KINDS,
  ...ORGANIZATION_KINDS,
  ...OUTER_DOOR_KINDS,
  ...ROLE_KINDS,
  ...SUGGESTION_KINDS,
  ...UNIT_KINDS,
  ...UPLOAD_KINDS,
};
