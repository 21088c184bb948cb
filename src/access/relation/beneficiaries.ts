/** For whom requests on behalf of others can be made: those whom a policy has in its scope, and the package does not refuse. */
import type { AccessModel } from '../facts/model.ts';
import { nameOf } from '../facts/names.ts';
import type { PolicyView } from '../facts/policy-view.ts';
import { EXTERNAL_SCOPES } from '../facts/policy-view.ts';
import type { Requestor } from '../facts/requestor.ts';
import { isExternalClass, userOf } from '../facts/requestor.ts';
import { preconditions } from './preconditions.ts';
import { Reasoning } from './reasoning.ts';

/** By id, address or class, with what people call them. */
export type Beneficiaries = ReadonlyMap<string, string>;

/** Whom a policy has in its scope. */
export function beneficiariesOf(model: AccessModel, policy: PolicyView): Beneficiaries {
  const found = inScopeOf(model, policy);
  // Of the others nobody requests access; who was assigned it may have it extended or taken back on their behalf.
  return found.length > 0 ? namedIn(found) : new Map([[policy.scope, 'those who are assigned it']]);
}

/** Those of them for whom access can be requested; whether they take requests of themselves does not count. */
export function addableOf(model: AccessModel, policy: PolicyView): Beneficiaries {
  const found = inScopeOf(model, policy);
  return found.length > 0
    ? namedIn(found.filter(({ requestor }) => isAdmissible(model, policy, requestor)))
    : beneficiariesOf(model, policy);
}

interface Beneficiary {
  readonly id: string;
  readonly label: string;
  readonly requestor: Requestor;
}

function namedIn(found: readonly Beneficiary[]): Beneficiaries {
  return new Map(found.map(({ id, label }) => [id, label]));
}

function inScopeOf(model: AccessModel, policy: PolicyView): readonly Beneficiary[] {
  const { directory, organizations } = model;
  return [
    ...policy.users.map((id) => ({
      ...{ id, label: nameOf(directory, id) },
      requestor: { type: 'person', person: userOf(directory, id) } as const,
    })),
    ...policy.groups.map((id) => ({
      ...{ id, label: nameOf(directory, id) },
      requestor: { type: 'group', id } as const,
    })),
    ...policy.organizations.map((address) => ({
      ...{ id: address, label: organizations.get(address)?.displayName ?? address },
      requestor: { type: 'connectedOrganization', address } as const,
    })),
    ...(CLASSES_IN[policy.scope] ?? []).map((scope) => ({ id: scope, ...CLASSES[scope] })),
  ];
}

type ClassScope =
  'allMemberUsers' | 'allDirectoryUsers' | 'allConfiguredConnectedOrganizationUsers' | 'allExternalUsers';

const CLASSES: Readonly<Record<ClassScope, Omit<Beneficiary, 'id'>>> = {
  allMemberUsers: { label: 'all members', requestor: { type: 'members' } },
  allDirectoryUsers: {
    label: 'guests who are in the directory',
    requestor: { type: 'anyExternalUser', guests: true },
  },
  allConfiguredConnectedOrganizationUsers: {
    label: 'every configured organization',
    requestor: { type: 'configuredOrganizations' },
  },
  allExternalUsers: { label: 'anyone on the internet', requestor: { type: 'anyExternalUser' } },
};

/** Scopes with those whose people they hold as well. */
const CLASSES_IN: Readonly<Record<string, readonly ClassScope[]>> = {
  allMemberUsers: ['allMemberUsers'],
  allDirectoryUsers: ['allMemberUsers', 'allDirectoryUsers'],
  allConfiguredConnectedOrganizationUsers: ['allConfiguredConnectedOrganizationUsers'],
  allExternalUsers: ['allConfiguredConnectedOrganizationUsers', 'allExternalUsers'],
};

/** False where all of them are refused, those who are in the directory already as well, by anyone's request. */
function isAdmissible(model: AccessModel, policy: PolicyView, requestor: Requestor): boolean {
  const view = model.packages.get(policy.package);
  if (view === undefined) return false;
  const isVisible = model.catalogs.get(view.catalog)?.externallyVisible !== false;
  if (EXTERNAL_SCOPES.includes(policy.scope) && !isVisible) return false;
  const sorts = isExternalClass(requestor) ? [requestor, { ...requestor, guests: true }] : [requestor];
  return sorts.some((each) => {
    const reason = preconditions(new Reasoning(model, each, view.address, false), view);
    return reason === undefined || reason === 'factsMissing' || reason === 'holdsAlready';
  });
}
