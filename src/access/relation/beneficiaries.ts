/** For whom requests on behalf of others can be made: those whom a policy has in its scope, and the package does not refuse. */
import { compareNames } from '../../model/natural-order.ts';
import { onceFor } from '../../model/once.ts';
import { objectsOf } from '../../model/value.ts';
import type { DirectoryFacts, Person } from '../facts/facts.ts';
import type { AccessModel } from '../facts/model.ts';
import { nameOf } from '../facts/names.ts';
import { isPartOf } from '../facts/part-of.ts';
import type { PolicyView } from '../facts/policy-view.ts';
import { EXTERNAL_SCOPES, objectAt } from '../facts/policy-view.ts';
import type { RequestorName } from '../facts/requestor-name.ts';
import type { Requestor } from '../facts/requestor.ts';
import { isExternalClass, userOf } from '../facts/requestor.ts';
import { managerOf } from './approver-list.ts';
import { preconditions } from './preconditions.ts';
import { Reasoning } from './reasoning.ts';

/** Some of those for whom access is requested. */
export interface ForWhom {
  /** What people call them. */
  readonly label: string;
  /** Absent where only an assignment tells who they are. */
  readonly requestor?: Requestor;
}

/** By id, address or class. */
export type Beneficiaries = ReadonlyMap<string, ForWhom>;

/** Whom a policy has in its scope. */
export function beneficiariesOf(model: AccessModel, policy: PolicyView): Beneficiaries {
  const found = inScopeOf(model, policy);
  // Of the others nobody requests access; who was assigned it may have it extended or taken back on their behalf.
  return found.length > 0
    ? namedIn(found)
    : new Map([[policy.scope, { label: 'those who are assigned it' }]]);
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
  return new Map(found.map(({ id, label, requestor }) => [id, { label, requestor }]));
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
export function isAdmissible(model: AccessModel, policy: PolicyView, requestor: Requestor): boolean {
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

/** Names of the guests who are known to be managers, of this level, of those for whom it is. */
export function guestManagers(
  model: AccessModel,
  { id: level }: Pick<RequestorName, 'id'>,
  beneficiaries: Beneficiaries,
): readonly string[] {
  const { directory } = model;
  const whole = [...beneficiaries.values()].flatMap(({ requestor }) => requestor ?? []);
  const found = managed(directory).flatMap((person) => {
    const manager = managerOf(directory, person, Number(level));
    const isGuest = typeof manager === 'string' && directory.users.get(manager)?.userType === 'Guest';
    return isGuest && whole.some((each) => isAmongThem(model, person, each)) ? [manager] : [];
  });
  return [...new Set(found)].map((id) => nameOf(directory, id)).sort(compareNames);
}

/** Those of them who are known to have this manager, of this level. */
export function managedBy(
  model: AccessModel,
  manager: string,
  level: number,
  beneficiaries: Beneficiaries,
): readonly Person[] {
  const whole = [...beneficiaries.values()].flatMap(({ requestor }) => requestor ?? []);
  return managed(model.directory).filter(
    (person) =>
      managerOf(model.directory, person, level) === manager &&
      whole.some((each) => isAmongThem(model, person, each)),
  );
}

/** Those whose manager is known. */
const managed = onceFor(({ users }: DirectoryFacts): readonly Person[] =>
  [...users.values()].filter(({ manager }) => typeof manager === 'string'),
);

function isAmongThem(model: AccessModel, person: Person, whole: Requestor): boolean {
  if (whole.type === 'person') return whole.person.id === person.id;
  return isPartOf(model, { type: 'person', person }, whole);
}

/** Whether managers request for those whom a policy is for. */
export function letsManagersRequest(policy: PolicyView): boolean {
  return managerLevelsRequesting(policy).length > 0;
}

/** Of which levels they are. */
export function managerLevelsRequesting({ attributes }: PolicyView): readonly number[] {
  return objectsOf(objectAt(attributes, 'requestorSettings')['onBehalfRequestors'])
    .filter((subject) => MANAGERS.includes(subject['@odata.type']))
    .map(({ managerLevel }) => Number(managerLevel ?? 1));
}

const MANAGERS: readonly unknown[] = ['targetManager', 'requestorManager'];
