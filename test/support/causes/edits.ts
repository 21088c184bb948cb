/** A configuration that is written out and the edits of it that the bench of causes makes: a line of every sort. */
import type { Base, Edit } from './bench.ts';
import { DIRECTORY } from './directory.ts';

/** Everything written out, over two files. */
export const PLAIN: Base = {
  files: {
    'directory.yaml': DIRECTORY,
    'governance.yaml': `version: 1
tenant: { embedded: .entente/tenant, seed: directory.yaml }
state: { file: .entente/state.json }
include: [project.yaml]
variables:
  partnerDays: 90
  auditDays: 30
  audience: specificDirectoryUsers
settings:
  externalUserLifecycleAction: blockSignInAndDelete
  durationUntilExternalUserDeletedAfterBlocked: P30D
sponsors:
  alice: { user: alice@contoso.com }
  carol: { user: carol@contoso.com }
  desk: { group: Desk }
  bob: { guest: bob@fabrikam.com }
  wendy: { guest: wendy@woodgrove.example }
  reviewer: { user: dave@contoso.com }
  frank: { id: 5b1c6d0e-37a4-4c55-9d5b-0f6c2f3a1e90 }
connectedOrganizations:
  fabrikam:
    displayName: Fabrikam
    description: Builds
    identitySources:
      - domain: fabrikam.com
    internalSponsors:
      - alice
      - desk
    externalSponsors: [bob]
  woodgrove:
    displayName: Woodgrove
    description: Tests
    identitySources:
      - domain: woodgrove.example
    internalSponsors: [alice]
    externalSponsors: [wendy]
  idle:
    displayName: Idle
    description: Proposed
    identitySources:
      - domain: idle.example
    internalSponsors: [alice]
`,
    'project.yaml': `catalogs:
  projects:
    displayName: Projects
    description: Everything partners can request
    isExternallyVisible: true
    resources:
      engineers: { group: Engineers }
      library: { group: Library }
    roles:
      owner:
        - desk
packages:
  tango:
    catalog: projects
    displayName: Tango
    description: Engineers
    resourceRoles:
      - { resource: engineers, role: Member }
    incompatibleAccessPackages:
      - audit
  audit:
    catalog: projects
    displayName: Audit of Tango
    description: Auditors
    resourceRoles:
      - { resource: library, role: Member }
policies:
  partners:
    accessPackage: tango
    displayName: Partner engineers
    description: Of connected partners
    allowedTargetScope: specificConnectedOrganizationUsers
    specificAllowedTargets:
      - { connectedOrganization: fabrikam }
      - { connectedOrganization: woodgrove }
    requestApprovalSettings:
      isApprovalRequiredForAdd: true
      isRequestorJustificationRequired: true
      stages:
        - durationBeforeAutomaticDenial: P7D
          primaryApprovers:
            - externalSponsors
          fallbackPrimaryApprovers:
            - alice
        - durationBeforeAutomaticDenial: P7D
          primaryApprovers:
            - internalSponsors
          fallbackPrimaryApprovers:
            - desk
    expiration: { type: afterDuration, duration: 'P\${var.partnerDays}D' }
    reviewSettings:
      isEnabled: true
      expirationBehavior: removeAccess
      primaryReviewers:
        - reviewer
        - desk
      fallbackReviewers:
        - carol
      schedule:
        expiration: { type: afterDuration, duration: P14D }
        recurrence:
          pattern: { type: absoluteMonthly, interval: 3 }
          range: { type: noEnd }
    questions:
      - type: text
        text: Which contract?
        isRequired: true
  auditors:
    accessPackage: audit
    displayName: Auditors
    description: Members of the audit team
    allowedTargetScope: \${var.audience}
    specificAllowedTargets:
      - { group: Audit }
      - { user: alice@contoso.com }
    requestApprovalSettings:
      isApprovalRequiredForAdd: true
      stages:
        - primaryApprovers: [requestorManager]
          fallbackPrimaryApprovers: [desk, frank]
    expiration:
      type: afterDuration
      duration: 'P\${var.auditDays}D'
`,
  },
};

const G = 'governance.yaml';
const P = 'project.yaml';

export const PLAIN_EDITS: readonly Edit[] = [
  {
    name: 'a sponsor entry of an organization',
    file: G,
    from: '{ guest: bob@fabrikam.com }',
    to: '{ guest: wendy@woodgrove.example }',
  },
  {
    name: 'a sponsor entry that reviews',
    file: G,
    from: '{ user: dave@contoso.com }',
    to: '{ user: erin@contoso.com }',
  },
  {
    name: 'a sponsor entry that is fallback approver and sponsor',
    file: G,
    from: 'desk: { group: Desk }',
    to: 'desk: { group: Audit }',
  },
  {
    name: 'a sponsor entry that says an id',
    file: G,
    from: 'frank: { id: 5b1c6d0e-37a4-4c55-9d5b-0f6c2f3a1e90 }',
    to: 'frank: { user: erin@contoso.com }',
  },
  { name: 'a variable inside of a text', file: G, from: 'partnerDays: 90', to: 'partnerDays: 120' },
  { name: 'a variable of another policy', file: G, from: 'auditDays: 30', to: 'auditDays: 60' },
  {
    name: 'a variable that is the whole value',
    file: G,
    from: 'audience: specificDirectoryUsers',
    to: 'audience: specificDirectoryServicePrincipals',
  },
  {
    name: 'the life cycle of guests',
    file: G,
    from: 'externalUserLifecycleAction: blockSignInAndDelete',
    to: 'externalUserLifecycleAction: blockSignIn',
  },
  { name: 'the days until deletion', file: G, from: 'P30D', to: 'P60D' },
  { name: 'an identity source', file: G, from: 'domain: woodgrove.example', to: 'domain: elsewhere.example' },
  {
    name: 'an identity source added',
    file: G,
    from: '- domain: woodgrove.example\n',
    to: '- domain: woodgrove.example\n      - domain: more.example\n',
    at: 'more.example',
  },
  {
    name: 'an internal sponsor added',
    file: G,
    from: '      - desk\n',
    to: '      - desk\n      - carol\n',
    at: '      - carol',
  },
  { name: 'an internal sponsor removed', file: G, from: '      - desk\n', to: '', at: 'internalSponsors:' },
  {
    name: 'an internal sponsor exchanged',
    file: G,
    from: '      - desk\n',
    to: '      - carol\n',
    at: '      - carol',
  },
  {
    name: 'an external sponsor in a flow list',
    file: G,
    from: 'externalSponsors: [wendy]',
    to: 'externalSponsors: [bob]',
  },
  {
    name: 'a package hidden',
    file: P,
    from: '    description: Engineers\n',
    to: '    description: Engineers\n    isHidden: true\n',
    at: 'isHidden',
  },
  {
    name: 'a catalog role added',
    file: P,
    from: '        - desk\npackages',
    to: '        - desk\n        - alice\npackages',
    at: '        - alice',
  },
  {
    name: 'a catalog role exchanged',
    file: P,
    from: '        - desk\npackages',
    to: '        - carol\npackages',
    at: '        - carol',
  },
  {
    name: 'a resource exchanged',
    file: P,
    from: 'engineers: { group: Engineers }',
    to: 'engineers: { group: Audit }',
  },
  {
    name: 'a granted role added',
    file: P,
    from: '      - { resource: engineers, role: Member }\n',
    to: '      - { resource: engineers, role: Member }\n      - { resource: library, role: Member }\n',
    at: '- { resource: library',
  },
  {
    name: 'a granted role exchanged',
    file: P,
    from: '- { resource: engineers, role: Member }',
    to: '- { resource: engineers, role: Owner }',
  },
  {
    name: 'an exclusion removed',
    file: P,
    from: '    incompatibleAccessPackages:\n      - audit\n',
    to: '',
    at: '  tango:',
  },
  {
    name: 'the scope',
    file: P,
    from: 'allowedTargetScope: specificConnectedOrganizationUsers\n    specificAllowedTargets:\n      - { connectedOrganization: fabrikam }\n      - { connectedOrganization: woodgrove }',
    to: 'allowedTargetScope: allExternalUsers',
  },
  {
    name: 'a target exchanged',
    file: P,
    from: '- { connectedOrganization: woodgrove }',
    to: '- { connectedOrganization: idle }',
  },
  {
    name: 'a target removed',
    file: P,
    from: '      - { connectedOrganization: woodgrove }\n',
    to: '',
    at: 'specificAllowedTargets:',
  },
  {
    name: 'a user among the targets',
    file: P,
    from: '- { user: alice@contoso.com }',
    to: '- { user: erin@contoso.com }',
  },
  {
    name: 'a user added to the targets',
    file: P,
    from: '      - { user: alice@contoso.com }\n',
    to: '      - { user: alice@contoso.com }\n      - { user: erin@contoso.com }\n',
    at: 'erin',
  },
  { name: 'a group among the targets', file: P, from: '- { group: Audit }', to: '- { group: Library }' },
  {
    name: 'approval switched off',
    file: P,
    from: 'isApprovalRequiredForAdd: true\n      isRequestor',
    to: 'isApprovalRequiredForAdd: false\n      isRequestor',
  },
  {
    name: 'justification switched off',
    file: P,
    from: 'isRequestorJustificationRequired: true',
    to: 'isRequestorJustificationRequired: false',
  },
  { name: 'a fallback approver', file: P, from: '            - alice\n', to: '            - carol\n' },
  {
    name: 'a fallback approver added',
    file: P,
    from: '            - alice\n',
    to: '            - alice\n            - carol\n',
    at: '            - carol',
  },
  {
    name: 'the primary approver',
    file: P,
    from: '            - externalSponsors',
    to: '            - carol',
  },
  {
    name: 'a manager exchanged',
    file: P,
    from: 'primaryApprovers: [requestorManager]',
    to: 'primaryApprovers: [carol]',
  },
  {
    name: 'a stage removed',
    file: P,
    from: `        - durationBeforeAutomaticDenial: P7D
          primaryApprovers:
            - internalSponsors
          fallbackPrimaryApprovers:
            - desk
`,
    to: '',
    at: 'stages:',
  },
  {
    name: 'a duration written out',
    file: P,
    from: "duration: 'P${var.partnerDays}D'",
    to: 'duration: P365D',
  },
  {
    name: 'an end that goes',
    file: P,
    from: "      type: afterDuration\n      duration: 'P${var.auditDays}D'\n",
    to: '      type: noExpiration\n',
  },
  { name: 'a reviewer exchanged', file: P, from: '        - reviewer\n', to: '        - carol\n' },
  { name: 'a reviewer removed', file: P, from: '        - reviewer\n', to: '', at: 'primaryReviewers:' },
  { name: 'a fallback reviewer', file: P, from: '        - carol\n', to: '        - alice\n' },
  { name: 'a review switched off', file: P, from: 'isEnabled: true', to: 'isEnabled: false' },
  { name: 'a review rarer', file: P, from: 'interval: 3', to: 'interval: 6' },
  {
    name: 'a review without an answer',
    file: P,
    from: 'expirationBehavior: removeAccess',
    to: 'expirationBehavior: keepAccess',
  },
  { name: 'a question no longer required', file: P, from: 'isRequired: true', to: 'isRequired: false' },
  { name: 'another package for a policy', file: P, from: 'accessPackage: audit', to: 'accessPackage: tango' },
  {
    name: 'self-review',
    file: P,
    from: 'isEnabled: true\n',
    to: 'isEnabled: true\n      isSelfReview: true\n',
    at: 'isSelfReview',
  },
  {
    name: 'extension allowed',
    file: P,
    from: "    expiration: { type: afterDuration, duration: 'P${var",
    to: "    requestorSettings: { enableTargetsToSelfAddAccess: true, enableTargetsToSelfUpdateAccess: true }\n    expiration: { type: afterDuration, duration: 'P${var",
    at: 'requestorSettings',
  },
  {
    name: 'a policy removed',
    file: P,
    from: `  auditors:
    accessPackage: audit
    displayName: Auditors
    description: Members of the audit team
    allowedTargetScope: \${var.audience}
    specificAllowedTargets:
      - { group: Audit }
      - { user: alice@contoso.com }
    requestApprovalSettings:
      isApprovalRequiredForAdd: true
      stages:
        - primaryApprovers: [requestorManager]
          fallbackPrimaryApprovers: [desk, frank]
    expiration:
      type: afterDuration
      duration: 'P\${var.auditDays}D'
`,
    to: '',
    at: 'policies:',
  },
];
