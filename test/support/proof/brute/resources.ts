/** Small worlds and their people in the terms of the product. */
import type { AccessResource, DirectoryFacts, Person } from '../../../../src/access/index.ts';
import type { JsonObject, JsonValue } from '../../../../src/model/value.ts';
import type { Valuation } from './people.ts';
import { PEOPLE } from './people.ts';
import type { Approver, Name, OrganizationState, Policy, SignIn, SmallWorld, Stage } from './small-world.ts';
import { MANAGER, READERS } from './small-world.ts';

export const PACKAGE = 'accessPackage.p';
export const CATALOG = 'catalog.main';
const OTHER_PACKAGE = 'accessPackage.q';
const GROUP = 'readers';
const WOODGROVE = '11111111-1111-4111-8111-111111111111';

/** The moment at which the worlds are looked at. */
export const NOW = Date.parse('2026-01-01T00:00:00Z');

const mailOf = ({ name, signIn, status }: Valuation): string => {
  const domain = { home: 'contoso.example', woodgrove: 'woodgrove.example' }[signIn as string] ?? signIn;
  return `${name ?? status}@${domain}`;
};

export function personOf(valuation: Valuation): Person {
  const { name, signIn, status, enabled, inReaders, holds, sales } = valuation;
  const mail = mailOf(valuation);
  const way: Pick<Person, 'signIn'> =
    signIn === 'home'
      ? {}
      : {
          signIn:
            signIn === 'woodgrove' ? { kind: 'entra', tenantId: WOODGROVE } : { kind: 'oneTimePasscode' },
        };
  if (status === 'absent') return { label: mail, mail, ...way };
  const userType = status === 'member' ? 'Member' : 'Guest';
  const isManaged = status === 'member' && name !== MANAGER;
  return {
    ...{
      id: name ?? `imagined ${valuation.label}`,
      label: valuation.label,
      mail,
      userType,
      accountEnabled: enabled,
    },
    ...way,
    groups: inReaders ? [GROUP] : [],
    manager: isManaged ? MANAGER : null,
    holds: holds === undefined ? [] : [holds === 'p' ? PACKAGE : OTHER_PACKAGE],
    properties: { userType, mail, accountEnabled: enabled, department: sales ? 'Sales' : null },
  };
}

/** What is known of the named people: everything, but not what each of them holds. */
export const FACTS: DirectoryFacts = {
  users: new Map(
    PEOPLE.filter(({ name, holds }) => name !== undefined && holds === undefined).map((valuation) => {
      const { groups: _, holds: __, ...person } = personOf(valuation);
      return [valuation.name ?? '', { ...person, id: valuation.name ?? '', label: valuation.name ?? '' }];
    }),
  ),
  groups: new Map([
    [GROUP, { label: 'Readers', members: READERS }],
    ['one', { label: 'Library' }],
    ['two', { label: 'Library' }],
  ]),
  tenantOfDomain: new Map([['woodgrove.example', WOODGROVE]]),
  ownDomains: new Set(['contoso.example']),
  complete: true,
};

export function resourcesOf(world: SmallWorld): AccessResource[] {
  const { catalog, excluded, organizations, roles, grants, policies } = world;
  const resource = (address: string, attributes: JsonObject): AccessResource => ({
    ...{ address, kind: address.slice(0, address.indexOf('.')), attributes },
  });
  const accessPackage = (name: string, more: JsonObject): JsonObject => ({
    ...{ catalog: CATALOG, displayName: name, description: '', isHidden: false },
    ...{ incompatibleAccessPackages: [], incompatibleGroups: [] },
    ...more,
  });
  return [
    resource(CATALOG, {
      ...{ displayName: 'Main', description: '' },
      ...{ state: catalog.published ? 'published' : 'unpublished', isExternallyVisible: catalog.visible },
    }),
    ...roles.map(({ role, who }) =>
      resource(`catalogRole.main/${role}/${who}`, { catalog: CATALOG, role, principal: who }),
    ),
    ...['one', 'two'].map((group) =>
      resource(`catalogResource.main/${group}`, {
        ...{ catalog: CATALOG, originSystem: 'AadGroup', originId: group },
      }),
    ),
    ...Object.entries(organizations).map(([key, each]) =>
      resource(`connectedOrganization.${key}`, organizationAttributes(key, each)),
    ),
    resource(OTHER_PACKAGE, accessPackage('Q', {})),
    resource(
      PACKAGE,
      accessPackage('P', {
        incompatibleAccessPackages: excluded.q === true ? [OTHER_PACKAGE] : [],
        incompatibleGroups: excluded.readers === true ? [GROUP] : [],
      }),
    ),
    ...grants.map(({ group, role }) =>
      resource(`packageResourceRole.p/${group}/${role}`, {
        ...{ catalog: CATALOG, accessPackage: PACKAGE, resource: `catalogResource.main/${group}`, role },
      }),
    ),
    ...policies.flatMap((policy, index) =>
      policy === undefined ? [] : [resource(policyAddress(index), policyAttributes(policy, index))],
    ),
  ];
}

export const policyAddress = (index: number): string => `policy.p${index}`;

function organizationAttributes(
  key: string,
  { configured, sources, sponsors }: OrganizationState,
): JsonObject {
  return {
    ...{ displayName: `Organization ${key}`, description: '', state: configured ? 'configured' : 'proposed' },
    identitySources: sources.map(sourceOf),
    ...{ internalSponsors: sponsors, externalSponsors: [] },
  };
}

function sourceOf(source: SignIn): JsonObject {
  return source === 'woodgrove'
    ? { '@odata.type': 'azureActiveDirectoryTenant', tenantId: WOODGROVE }
    : { '@odata.type': 'domainIdentitySource', domainName: source };
}

function policyAttributes({ scope, terms }: Policy, index: number): JsonObject {
  const { stages = [], days, ended, closed, reviewers, onBehalf = [] } = terms;
  const automatic = scope.type === 'automatic';
  return {
    ...{ accessPackage: PACKAGE, displayName: `Policy ${index}`, description: '' },
    allowedTargetScope: automatic ? 'specificDirectoryUsers' : scope.type,
    specificAllowedTargets: targetsOf(scope),
    automaticRequestSettings: automatic
      ? {
          ...{ requestAccessForAllowedTargets: true, removeAccessWhenTargetLeavesAllowedTargets: true },
          gracePeriodBeforeAccessRemoval: 'P7D',
        }
      : null,
    expiration:
      ended === true
        ? { type: 'afterDateTime', endDateTime: '2025-01-01T00:00:00Z' }
        : days === undefined
          ? { type: 'noExpiration' }
          : { type: 'afterDuration', duration: `P${days}D` },
    requestorSettings: {
      ...{ enableTargetsToSelfAddAccess: closed !== true, enableTargetsToSelfUpdateAccess: false },
      ...{ enableTargetsToSelfRemoveAccess: true, allowCustomAssignmentSchedule: false },
      enableOnBehalfRequestorsToAddAccess: onBehalf.length > 0,
      ...{ enableOnBehalfRequestorsToUpdateAccess: false, enableOnBehalfRequestorsToRemoveAccess: false },
      onBehalfRequestors: onBehalf.map(principal),
    },
    requestApprovalSettings: {
      ...{ isApprovalRequiredForAdd: stages.length > 0, isApprovalRequiredForUpdate: false },
      isRequestorJustificationRequired: terms.justification === true,
      stages: stages.map(stageAttributes),
    },
    reviewSettings: reviewers === undefined ? null : reviewAttributes(reviewers),
    notificationSettings: { isAssignmentNotificationDisabled: false },
    questions: [],
  };
}

function targetsOf(scope: Policy['scope']): JsonValue[] {
  switch (scope.type) {
    case 'automatic':
      return [{ '@odata.type': 'attributeRuleMembers', membershipRule: 'user.department -eq "Sales"' }];
    case 'specificDirectoryUsers':
      return [...(scope.users ?? []), ...(scope.readers === true ? (['readers'] as const) : [])].map(
        principal,
      );
    case 'specificConnectedOrganizationUsers':
      return scope.organizations.map((key) => ({
        ...{
          '@odata.type': 'connectedOrganizationMembers',
          connectedOrganizationId: `connectedOrganization.${key}`,
        },
      }));
    default:
      return [];
  }
}

function principal(who: Name | 'readers'): JsonObject {
  return who === 'readers'
    ? { '@odata.type': 'groupMembers', groupId: GROUP }
    : { '@odata.type': 'singleUser', userId: who };
}

function stageAttributes({ primary, fallback = [], escalation }: Stage): JsonObject {
  const escalates = escalation !== undefined;
  return {
    ...{ durationBeforeAutomaticDenial: 'P14D', durationBeforeEscalation: escalates ? 'P2D' : 'PT0S' },
    ...{ isApproverJustificationRequired: true, isEscalationEnabled: escalates },
    approverInformationVisibility: 'default',
    primaryApprovers: primary.map(approver),
    fallbackPrimaryApprovers: fallback.map(approver),
    escalationApprovers: (escalation ?? []).map(approver),
    fallbackEscalationApprovers: [],
  };
}

function approver(who: Approver): JsonObject {
  if (who === 'manager') return { '@odata.type': 'requestorManager', managerLevel: 1 };
  return who === 'sponsors' ? { '@odata.type': 'internalSponsors' } : principal(who);
}

function reviewAttributes(reviewers: readonly ('self' | Name | 'readers')[]): JsonObject {
  return {
    ...{ isEnabled: true, expirationBehavior: 'removeAccess', isRecommendationEnabled: true },
    ...{ isReviewerJustificationRequired: true, isSelfReview: reviewers.includes('self') },
    primaryReviewers: reviewers.flatMap((each) => (each === 'self' ? [] : [principal(each)])),
    fallbackReviewers: [],
    schedule: {
      startDateTime: '2026-02-01T00:00:00Z',
      expiration: { type: 'afterDuration', duration: 'P14D' },
      recurrence: { pattern: { type: 'absoluteMonthly', interval: 3 }, range: { type: 'noEnd' } },
    },
  };
}
