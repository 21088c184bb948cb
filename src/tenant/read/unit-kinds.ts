/** Administrative units as a reader sees them, and what is in them. */
import type { Call } from '../context.ts';
import type { Entity } from '../json.ts';
import { textsOf } from '../json.ts';
import { scopedMemberships } from '../permissions/active-roles.ts';
import { missingObject, sorts } from './directory-kinds.ts';
import type { EntityKind } from './kind.ts';
import type { KindName } from './kind-name.ts';
import { people } from './links.ts';

/** Ids of the users and groups in a unit; those of a unit with a rule are not worked out. */
export const membersOfUnit = (_call: Call, row: Entity): readonly string[] => textsOf(row['memberIds']);

const ADMINISTRATIVE_UNIT: EntityKind = {
  type: 'administrativeUnit',
  directory: true,
  missing: missingObject,
  properties: [
    ...['id', 'deletedDateTime', 'description', 'displayName', 'isMemberManagementRestricted'],
    ...['membershipRule', 'membershipRuleProcessingState', 'membershipType', 'visibility'],
  ],
  filterable: sorts('text', 'id', 'displayName', 'description'),
  navigations: {
    members: people(membersOfUnit, 'directoryObjects'),
    scopedRoleMembers: {
      kind: 'scopedRoleMembership',
      many: true,
      rows: (call, unit) =>
        scopedMemberships(call).filter(({ administrativeUnitId }) => administrativeUnitId === unit['id']),
    },
  },
};

export const UNIT_KINDS = {
  administrativeUnit: ADMINISTRATIVE_UNIT,
} satisfies Partial<Record<KindName, EntityKind>>;
