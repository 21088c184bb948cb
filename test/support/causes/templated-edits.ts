/** A configuration with templates and the edits of it that the bench of causes makes. */
import type { Base, Edit } from './bench.ts';
import { DIRECTORY } from './directory.ts';

const G = 'governance.yaml';

/** Templates with parameters, defaults and an environment. */
export const TEMPLATED: Base = {
  env: 'test',
  files: {
    'directory.yaml': DIRECTORY,
    'governance.yaml': `version: 1
tenant: { embedded: .entente/tenant, seed: directory.yaml }
state: { file: .entente/state.json }
environments:
  test:
    policies:
      special:
        expiration: { type: afterDuration, duration: P10D }
    connectedOrganizations:
      fabrikam:
        externalSponsors: [bob]
  other:
    variables: { audience: nobody }
variables:
  audience: Audit
sponsors:
  carol: { user: carol@contoso.com }
  bob: { guest: bob@fabrikam.com }
policyTemplates:
  reviewed:
    parameters:
      days: { type: integer, default: 90 }
      second: { type: string, default: erin@contoso.com }
      approvers: { type: array, default: [{ user: carol@contoso.com }] }
    policy:
      displayName: Employees
      description: Approved by Operations
      allowedTargetScope: specificDirectoryUsers
      specificAllowedTargets: [{ group: '\${var.audience}' }]
      expiration: { type: afterDuration, duration: 'P\${param.days}D' }
      requestApprovalSettings:
        isApprovalRequiredForAdd: true
        stages:
          - primaryApprovers: '\${param.approvers}'
            fallbackPrimaryApprovers: [{ user: '\${param.second}' }]
  other:
    parameters:
      days: { type: integer, default: 90 }
      approvers: { type: array, default: [{ user: carol@contoso.com }] }
    policy:
      displayName: Employees
      description: Approved by Operations
      allowedTargetScope: specificDirectoryUsers
      specificAllowedTargets: [{ group: '\${var.audience}' }]
      expiration: { type: afterDuration, duration: 'P\${param.days}D' }
defaults:
  policies:
    requestorSettings: { enableTargetsToSelfAddAccess: true, enableTargetsToSelfRemoveAccess: true }
  packages:
    isHidden: false
  catalogs:
    databases:
      policies: { template: reviewed }
connectedOrganizations:
  fabrikam:
    displayName: Fabrikam
    description: Builds
    identitySources:
      - domain: fabrikam.com
    internalSponsors: [carol]
catalogs:
  databases:
    displayName: Databases
    description: What developers can read
    isExternallyVisible: true
    resources: { library: { group: Library } }
packages:
  orders:
    catalog: databases
    displayName: Orders
    description: The database of orders
    resourceRoles: [{ resource: library, role: Member }]
    policies:
      employees: { parameters: { days: 30 } }
  invoices:
    catalog: databases
    displayName: Invoices
    description: The database of invoices
    resourceRoles: [{ resource: library, role: Member }]
    policies:
      employees: { displayName: Employees of finance }
  stock:
    catalog: databases
    displayName: Stock
    description: The stock
    resourceRoles: [{ resource: library, role: Member }]
    policies:
      staff:
        template: reviewed
        displayName: Staff
        requestApprovalSettings:
          isApprovalRequiredForAdd: true
          stages: [{ primaryApprovers: [{ group: Desk }] }]
policies:
  special:
    template: reviewed
    accessPackage: stock
    displayName: Special
    parameters:
      days: 14
      approvers: [{ user: alice@contoso.com }]
    specificAllowedTargets: [{ user: erin@contoso.com }]
    expiration: { type: afterDuration, duration: P20D }
  partners:
    accessPackage: orders
    displayName: Partners
    description: By sponsors
    allowedTargetScope: specificConnectedOrganizationUsers
    specificAllowedTargets: [{ connectedOrganization: fabrikam }]
    expiration: { type: afterDuration, duration: P30D }
    requestApprovalSettings:
      isApprovalRequiredForAdd: true
      stages: [{ primaryApprovers: [externalSponsors], fallbackPrimaryApprovers: [carol] }]
`,
  },
};

export const TEMPLATED_EDITS: readonly Edit[] = [
  {
    name: 'the default of a parameter',
    file: G,
    after: 'reviewed:',
    from: 'default: 90',
    to: 'default: 120',
  },
  {
    name: 'the default of a list',
    file: G,
    after: 'reviewed:',
    from: 'default: [{ user: carol@contoso.com }]',
    to: 'default: [{ user: dave@contoso.com }]',
  },
  {
    name: 'the default of a parameter that is a principal',
    file: G,
    after: 'reviewed:',
    from: 'default: erin@contoso.com',
    to: 'default: dave@contoso.com',
  },
  {
    name: "a template's body",
    file: G,
    from: "      requestApprovalSettings:\n        isApprovalRequiredForAdd: true\n        stages:\n          - primaryApprovers: '${param.approvers}'",
    to: "      requestApprovalSettings:\n        isApprovalRequiredForAdd: false\n        stages:\n          - primaryApprovers: '${param.approvers}'",
    at: 'isApprovalRequiredForAdd: false',
  },
  {
    name: "a target in a template's body",
    file: G,
    after: 'reviewed:',
    from: "[{ group: '${var.audience}' }]",
    to: '[{ group: Desk }]',
  },
  {
    name: "a variable in a template's body",
    file: G,
    from: '  audience: Audit',
    to: '  audience: Engineers',
  },
  {
    name: "a use's parameter",
    file: G,
    from: 'employees: { parameters: { days: 30 } }',
    to: 'employees: { parameters: { days: 60 } }',
  },
  {
    name: "a use's parameter that goes",
    file: G,
    from: 'employees: { parameters: { days: 30 } }',
    to: 'employees: {}',
  },
  {
    name: 'a parameter that is a list',
    file: G,
    from: 'approvers: [{ user: alice@contoso.com }]',
    to: 'approvers: [{ user: erin@contoso.com }]',
  },
  {
    name: 'another template of a use',
    file: G,
    from: '    template: reviewed\n    accessPackage: stock',
    to: '    template: other\n    accessPackage: stock',
    at: 'special:\n    template',
  },
  {
    name: 'defaults of policies',
    file: G,
    from: 'enableTargetsToSelfAddAccess: true',
    to: 'enableTargetsToSelfAddAccess: false',
  },
  { name: 'defaults of packages', file: G, from: 'isHidden: false', to: 'isHidden: true' },
  { name: "an environment's value", file: G, from: 'duration: P10D', to: 'duration: P45D' },
  { name: "an environment's sponsors", file: G, from: 'externalSponsors: [bob]', to: 'externalSponsors: []' },
  {
    name: 'an override of a template',
    file: G,
    from: 'stages: [{ primaryApprovers: [{ group: Desk }] }]',
    to: 'stages: [{ primaryApprovers: [{ group: Audit }] }]',
  },
  {
    name: 'a target in place of a template',
    file: G,
    from: '[{ user: erin@contoso.com }]',
    to: '[{ user: dave@contoso.com }]',
  },
  {
    name: 'an override that goes',
    file: G,
    from: `        requestApprovalSettings:
          isApprovalRequiredForAdd: true
          stages: [{ primaryApprovers: [{ group: Desk }] }]
`,
    to: '',
    at: '      staff:',
  },
  {
    name: 'a use that comes',
    file: G,
    from: '      employees: { displayName: Employees of finance }\n',
    to: '      employees: { displayName: Employees of finance }\n      more: { displayName: More }\n',
    at: 'more: {',
  },
  {
    name: "a sponsor's entry used in an environment",
    file: G,
    from: 'bob: { guest: bob@fabrikam.com }',
    to: 'bob: { guest: wendy@woodgrove.example }',
  },
];
