/**
 * A configuration of the shape of a public one (179 packages, 182 policies made from 9 templates), said twice: with
 * templates, and with every policy written out. Names are invented.
 */
import { stringify } from 'yaml';

export interface Templated {
  readonly templated: string;
  readonly expanded: string;
  readonly directory: string;
}

type Members = Record<string, unknown>;

const TEMPLATES = 9;
const CATALOGS = 12;
const TEAMS = 8;

/** The body of a template, with its parameters as the two forms of the text say them. */
function body(index: number, days: unknown, approvers: unknown): Members {
  const stage = {
    primaryApprovers: approvers,
    durationBeforeAutomaticDenial: `P${7 + index}D`,
    isApproverJustificationRequired: index % 2 === 0,
  };
  return {
    displayName: 'Initial Policy',
    description: `Requests of kind ${index}: approved by the team, for a limited time`,
    allowedTargetScope: 'specificDirectoryUsers',
    requestorSettings: {
      enableTargetsToSelfAddAccess: true,
      enableTargetsToSelfRemoveAccess: true,
      allowCustomAssignmentSchedule: index % 3 === 0,
    },
    requestApprovalSettings: {
      isApprovalRequiredForAdd: true,
      isRequestorJustificationRequired: true,
      stages: index % 2 === 0 ? [stage] : [stage, { ...stage, primaryApprovers: [{ group: 'Security' }] }],
    },
    expiration: { type: 'afterDuration', duration: days },
    reviewSettings: {
      isEnabled: true,
      expirationBehavior: 'removeAccess',
      primaryReviewers: [{ group: 'Security' }],
      schedule: {
        expiration: { type: 'afterDuration', duration: 'P14D' },
        recurrence: {
          pattern: { type: 'absoluteMonthly', interval: 1 + (index % 6) },
          range: { type: 'noEnd' },
        },
      },
    },
  };
}

export function makeTemplated({ packages = 179, policies = 182 } = {}): Templated {
  const catalogs: Members = {};
  for (let index = 0; index < CATALOGS; index += 1)
    catalogs[`c${index}`] = {
      displayName: `Catalog ${index}`,
      description: 'x',
      isExternallyVisible: false,
      resources: Object.fromEntries([[`team`, { group: `Team ${index % TEAMS}` }]]),
    };
  const policyTemplates: Members = {};
  for (let index = 0; index < TEMPLATES; index += 1)
    policyTemplates[`kind-${index}`] = {
      parameters: { days: { type: 'integer', default: 90 }, approvers: { type: 'array' } },
      policy: body(index, 'P${param.days}D', '${param.approvers}'),
    };
  const short: Record<string, Members> = {};
  const long: Record<string, Members> = {};
  const written: Members = {};
  for (let index = 0; index < packages; index += 1) {
    const entry = {
      catalog: `c${index % CATALOGS}`,
      displayName: `Package ${index}`,
      description: `What members of team ${index} need`,
      resourceRoles: [{ resource: 'team', role: 'Member' }],
    };
    short[`p${index}`] = { ...entry, policies: {} };
    long[`p${index}`] = entry;
  }
  for (let index = 0; index < policies; index += 1) {
    const owner = `p${index % packages}`;
    const name = index < packages ? 'initial' : 'second';
    const team = [{ group: `Team ${index % TEAMS}` }];
    const kind = index % TEMPLATES;
    const days = index % 4 === 0 ? 30 : 90;
    const own = { ...(name === 'second' && { displayName: 'Second Policy' }), specificAllowedTargets: team };
    (short[owner]?.['policies'] as Members)[name] = {
      template: `kind-${kind}`,
      parameters: { ...(days !== 90 && { days }), approvers: team },
      ...own,
    };
    written[`${owner}-${name}`] = { accessPackage: owner, ...body(kind, `P${days}D`, team), ...own };
  }
  const groups = [...Array.from({ length: TEAMS }, (_, index) => `Team ${index}`), 'Security'];
  const head = { version: 1, tenant: { embedded: '.tenant', seed: 'directory.yaml' } };
  const text = (document: Members) => stringify(document, { aliasDuplicateObjects: false, lineWidth: 0 });
  return {
    templated: text({ ...head, policyTemplates, catalogs, packages: short }),
    expanded: text({ ...head, catalogs, packages: long, policies: written }),
    directory: text({
      tenant: { displayName: 'Contoso', domains: ['contoso.com'] },
      users: [{ userPrincipalName: 'alice@contoso.com', displayName: 'Alice' }],
      groups: groups.map((displayName) => ({ displayName, members: ['alice@contoso.com'] })),
    }),
  };
}
