/** Packages that are suggested to a person, as that person sees them. */
import { isEntity, textOf } from '../json.ts';
import { hidesRoles } from '../lifecycle/assignments.ts';
import { notFound } from '../wire/service-error.ts';
import type { EntityKind } from './kind.ts';
import type { KindName } from './kind-name.ts';

const missing = (id: string) => notFound('ResourceNotFound', `The suggestion '${id}'`);

/** Its id is that of the package. */
const SUGGESTION: EntityKind = {
  type: 'accessPackageSuggestion',
  missing,
  properties: ['id', 'reasons'],
  filterable: { id: 'text' },
  navigations: {
    accessPackage: {
      kind: 'availableAccessPackage',
      many: false,
      rows: ({ store }, row) => [store.get('accessPackages', textOf(row['id']))].filter(isEntity),
    },
  },
};

const AVAILABLE_PACKAGE: EntityKind = {
  type: 'availableAccessPackage',
  missing,
  properties: ['id', 'displayName', 'description'],
  filterable: { id: 'text', displayName: 'text' },
  navigations: {
    resourceRoleScopes: {
      kind: 'roleScope',
      many: true,
      rows: (call, { id }) =>
        hidesRoles(call, textOf(id)) ? [] : call.store.where('roleScopes', 'accessPackageId', textOf(id)),
    },
  },
};

export const SUGGESTION_KINDS = {
  accessPackageSuggestion: SUGGESTION,
  availableAccessPackage: AVAILABLE_PACKAGE,
} satisfies Partial<Record<KindName, EntityKind>>;
