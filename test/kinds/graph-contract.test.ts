/** The kinds and the embedded tenant, each held against Microsoft's own type metadata. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type {
  AccessPackage,
  AccessPackageAssignmentRequestWorkflowExtension,
  AccessPackageAssignmentPolicy,
  AccessPackageCatalog,
  AccessPackageResource,
  ConnectedOrganization,
  CrossTenantAccessPolicyConfigurationPartner,
  EntitlementManagementSettings,
} from '@microsoft/microsoft-graph-types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KINDS } from '../../src/kinds/registry.ts';
import type { Members, Shape } from '../../src/model/shape.ts';
import { bareType, parseCsdl } from '../support/csdl.ts';
import type { Csdl } from '../support/csdl.ts';
import { governed, openWorkbench } from '../support/workbench.ts';
import type { Workbench } from '../support/workbench.ts';

/** Attributes of each kind; the compiler compares the names with Microsoft's types for TypeScript. */
const GRAPH_NAMES = {
  settings: [
    'externalUserLifecycleAction',
    'durationUntilExternalUserDeletedAfterBlocked',
  ] satisfies (keyof EntitlementManagementSettings)[],
  endUserSettings: ['relatedPeopleInsightLevel', 'showApproverDetailsToMembers', 'isEnabled'],
  connectedOrganization: [
    'displayName',
    'description',
    'state',
    'identitySources',
    'internalSponsors',
    'externalSponsors',
  ] satisfies (keyof ConnectedOrganization)[],
  crossTenantAccess: [
    'tenantId',
    'b2bCollaborationInbound',
    'inboundTrust',
    'automaticUserConsentSettings',
  ] satisfies (keyof CrossTenantAccessPolicyConfigurationPartner)[],
  catalog: [
    'displayName',
    'description',
    'state',
    'isExternallyVisible',
    'catalogType',
  ] satisfies (keyof AccessPackageCatalog)[],
  catalogResource: [
    'originSystem',
    'originId',
    'displayName',
    'attributes',
  ] satisfies (keyof AccessPackageResource)[],
  accessPackage: [
    'catalog',
    'displayName',
    'description',
    'isHidden',
    'incompatibleAccessPackages',
    'incompatibleGroups',
  ] satisfies (keyof AccessPackage)[],
  customExtension: [
    '@odata.type',
    'displayName',
    'description',
    'endpointConfiguration',
    'authenticationConfiguration',
    'clientConfiguration',
    'callbackConfiguration',
  ] satisfies ('@odata.type' | keyof AccessPackageAssignmentRequestWorkflowExtension)[],
  policy: [
    'accessPackage',
    'displayName',
    'description',
    'allowedTargetScope',
    'specificAllowedTargets',
    'automaticRequestSettings',
    'expiration',
    'requestorSettings',
    'requestApprovalSettings',
    'reviewSettings',
    'notificationSettings',
    'questions',
    'customExtensionStageSettings',
  ] satisfies (keyof AccessPackageAssignmentPolicy)[],
} as const;

const CSDL_FILE = path.resolve(import.meta.dirname, '../../../shared/graph/entitlement.csdl.xml');
const known = existsSync(CSDL_FILE);
if (!known)
  console.warn(
    `Skipped: ${CSDL_FILE} is not there, so the types are not compared with Microsoft's metadata.`,
  );

describe('attribute names', () => {
  it.each(Object.entries(GRAPH_NAMES))('of %s are those of Microsoft Graph', (kind, names) => {
    // The catalog of a resource or extension is where it was read, not a property.
    const own = Object.keys(KINDS.get(kind)?.attributes ?? {}).filter(
      (name) => kind === 'accessPackage' || name !== 'catalog',
    );
    expect([...own].sort()).toEqual(
      [...own].filter((name) => (names as readonly string[]).includes(name)).sort(),
    );
    expect(own.length).toBeGreaterThan(1);
  });
});

describe.skipIf(!known)("Microsoft's metadata", () => {
  let csdl: Csdl;
  beforeAll(() => {
    csdl = parseCsdl(readFileSync(CSDL_FILE, 'utf8'));
  });

  /** Places where a shape and the metadata differ. */
  function* differences(shape: Shape, type: string, at: string): Generator<string> {
    switch (shape.type) {
      case 'object':
        yield* memberDifferences(shape.members, bareType(type), at);
        return;
      case 'list':
      case 'set':
        if (!type.startsWith('Collection(')) yield `${at} is a ${shape.type}, but ${type}`;
        yield* differences(shape.of, bareType(type), at);
        return;
      case 'enum': {
        const members = csdl.enumOf(bareType(type))?.filter((member) => member !== 'unknownFutureValue');
        const missing = members?.filter((member) => !shape.values.includes(member)) ?? [];
        const invented = shape.values.filter((value) => members?.includes(value) === false);
        if (members !== undefined && missing.length + invented.length > 0)
          yield `${at}: lacks ${missing.join()}, invents ${invented.join()}`;
        return;
      }
      case 'boolean':
        if (type !== 'Edm.Boolean') yield `${at} is a boolean, but ${type}`;
        return;
      case 'duration':
        if (type !== 'Edm.Duration') yield `${at} is a duration, but ${type}`;
        return;
      case 'integer':
        if (type !== 'Edm.Int32') yield `${at} is an integer, but ${type}`;
        return;
      case 'instant':
        if (type !== 'Edm.DateTimeOffset') yield `${at} is an instant, but ${type}`;
        return;
      default:
    }
  }

  function* memberDifferences(members: Members, type: string, at: string): Generator<string> {
    const properties = csdl.propertiesOf(type);
    for (const [name, member] of Object.entries(members)) {
      // What one of a type that the metadata does not have holds is said in one member.
      if (name === '@odata.type' || name === 'id' || name === 'unlisted') continue;
      const found = properties.get(name);
      if (found === undefined) yield `${at}.${name} is unknown to ${type}`;
      else yield* differences(member, found, `${at}.${name}`);
    }
  }

  /** Members that the model gives a name of its own: where the object was found, or how a link is flattened. */
  const OWN: Readonly<Record<string, readonly string[]>> = {
    catalogResource: ['catalog'],
    // Members of the concrete endpoint and authentication; the types of the properties are abstract.
    customExtension: ['catalog', 'endpointConfiguration', 'authenticationConfiguration'],
    policy: ['specificAllowedTargets[].connectedOrganizationId'],
  };

  it.each(Object.keys(GRAPH_NAMES))('knows every attribute of %s, with its type and enum values', (name) => {
    const kind = KINDS.get(name);
    const type = bareType(kind?.graph.type ?? '');
    const own = OWN[name] ?? [];
    const members = Object.fromEntries(
      Object.entries(kind?.attributes ?? {}).filter(([member]) => !own.includes(member)),
    );
    expect([...memberDifferences(members, type, name)]).toEqual([]);
  });

  it('has no property of a policy that Entente cannot declare', () => {
    const filledByService = ['id', 'createdDateTime', 'modifiedDateTime', 'catalog'];
    const settable = [...csdl.propertiesOf('accessPackageAssignmentPolicy').keys()].filter(
      (name) => !filledByService.includes(name),
    );
    expect(Object.keys(KINDS.get('policy')?.attributes ?? {}).sort()).toEqual(settable.sort());
  });

  describe('knows everything that the embedded tenant answers with:', () => {
    let bench: Workbench;
    let waiting = '';
    beforeAll(async () => {
      bench = await openWorkbench();
      await bench.apply(
        governed({
          settings: {},
          connectedOrganizations: {
            fabrikam: {
              displayName: 'Fabrikam',
              identitySources: [{ domain: 'fabrikam.com' }, { domain: 'woodgrove.example' }],
            },
          },
          catalogs: {
            partners: { displayName: 'Partners', resources: { team: { group: 'Project Tango' } } },
          },
          packages: {
            tango: {
              catalog: 'partners',
              displayName: 'Tango',
              resourceRoles: [{ resource: 'team', role: 'Member' }],
            },
          },
          policies: {
            partners: {
              accessPackage: 'tango',
              displayName: 'Partners',
              allowedTargetScope: 'specificConnectedOrganizationUsers',
              specificAllowedTargets: [{ connectedOrganization: 'fabrikam' }],
              reviewSettings: { isEnabled: true, primaryReviewers: [{ user: 'alice@contoso.com' }] },
              questions: [{ type: 'text', text: 'Why?' }],
            },
            approved: {
              accessPackage: 'tango',
              displayName: 'Approved',
              requestApprovalSettings: {
                isApprovalRequiredForAdd: true,
                stages: [{ primaryApprovers: [{ user: 'alice@contoso.com' }] }],
              },
            },
          },
        }),
      );
      const [accessPackageId, assignmentPolicyId] = await Promise.all([
        bench.idOf('accessPackage.tango'),
        bench.idOf('policy.partners'),
      ]);
      const assign = (email: string, policy: string) =>
        bench.portal('POST', '/assignmentRequests', {
          requestType: 'adminAdd',
          assignment: { accessPackageId, assignmentPolicyId: policy, target: { email } },
        });
      await assign('new@woodgrove.example', assignmentPolicyId);
      waiting = String((await assign('bob@fabrikam.com', await bench.idOf('policy.approved')))['id']);
    });
    afterAll(() => bench.close());

    /** Property names that a type does not have. */
    function* strangers(value: unknown, type: string, at: string): Generator<string> {
      if (Array.isArray(value)) for (const item of value) yield* strangers(item, type, at);
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
      const properties = csdl.propertiesOf(type);
      for (const [name, member] of Object.entries(value)) {
        const found = properties.get(name);
        if (name.startsWith('@') || name === 'id') continue;
        if (found === undefined) yield `${at}.${name}`;
        else if (!found.includes('Edm.')) yield* strangers(member, bareType(found), `${at}.${name}`);
      }
    }

    it.each([
      ['/settings', 'entitlementManagementSettings'],
      ['/connectedOrganizations', 'connectedOrganization'],
      ['/catalogs', 'accessPackageCatalog'],
      ['/accessPackages?$expand=catalog,resourceRoleScopes($expand=role,scope)', 'accessPackage'],
      [
        '/assignmentPolicies?$expand=accessPackage,questions,customExtensionStageSettings',
        'accessPackageAssignmentPolicy',
      ],
      [
        '/assignmentRequests?$expand=accessPackage,requestor,assignment($expand=target)',
        'accessPackageAssignmentRequest',
      ],
      ['/assignments?$expand=target,accessPackage,assignmentPolicy', 'accessPackageAssignment'],
      ['/accessPackageAssignmentApprovals/WAITING?$expand=stages', 'approval'],
    ])('%s', async (at, type) => {
      const body = await bench.portal('GET', at.replace('WAITING', waiting));
      const items = (body['value'] as unknown[] | undefined) ?? [body];
      expect(items.length).toBeGreaterThan(0);
      expect([...strangers(items, type, type)]).toEqual([]);
    });
  });
});
