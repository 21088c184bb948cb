/** A plan in which everything that somebody may choose is called by one name. */
import type { AccessChange } from '../../src/access/compare/access-change.ts';
import type { Action, Change, Plan } from '../../src/plan/plan.ts';

const ACTIONS: readonly Action[] = ['create', 'update', 'replace', 'delete', 'adopt', 'forget'];
const COUNTS = { create: 1, update: 1, replace: 1, delete: 1, adopt: 1, forget: 1, move: 0, noop: 0 };
/** A plan that says `name` wherever somebody may choose what is said. */
export function planOf(name: string): Plan {
  const source = { file: `teams/${name}.yaml`, line: 3, column: 5 };
  const attributes = (more: string) => ({
    displayName: `${name}${more}`,
    description: `first\n${name}${more}\nlast`,
    [name || 'empty']: name,
    accessPackage: 'accessPackage.p',
    specificAllowedTargets: [{ '@odata.type': name, connectedOrganization: 'connectedOrganization.o' }],
    questions: [{ text: name, choices: [name, { deep: [name, [name]] }] }],
    role: name,
    resource: 'catalogResource.c/r',
  });
  const change = (action: Action, kind: string, address: string): Change => ({
    address,
    kind,
    action,
    reason: 'declared',
    displayName: name,
    movedFrom: name,
    facts: [name],
    id: name,
    before: action === 'create' ? null : attributes(''),
    after: action === 'delete' || action === 'forget' ? null : attributes(' more'),
    changedPaths: [name],
    replacePaths: [name],
    source,
    dependsOn: [name],
  });
  const changes = [
    ...ACTIONS.map((action) => change(action, 'policy', `policy.${name}-${action}`)),
    change('create', 'accessPackage', 'accessPackage.p'),
    change('create', 'connectedOrganization', 'connectedOrganization.o'),
    change('create', 'catalogResource', 'catalogResource.c/r'),
    change('create', 'packageResourceRole', `packageResourceRole.p/r/${name}`),
  ];
  const access: AccessChange = {
    requestor: { type: 'group', id: name, label: name },
    package: { address: `accessPackage.${name}`, displayName: name },
    severity: 'critical',
    summary: `${name} may now request ${name}`,
    details: [name, `approval: ${name}`],
    causes: [{ address: `policy.${name}`, path: name, source }],
  };
  return {
    formatVersion: 1,
    digest: name,
    tool: { name: 'entente', version: 'test' },
    createdAt: '2026-01-01T00:00:00Z',
    tenant: { id: name, displayName: name, kind: 'graph' },
    configuration: { digest: 'd', environment: name, files: [{ name, digest: name }] },
    state: { lineage: name, serial: 0 },
    mode: 'normal',
    refreshed: false,
    targets: [name],
    changes,
    drift: [
      {
        address: `policy.${name}`,
        kind: 'policy',
        displayName: name,
        id: name,
        before: attributes(''),
        after: attributes(' more'),
        changedPaths: [name],
      },
      {
        address: name,
        kind: 'policy',
        displayName: name,
        id: name,
        before: {},
        after: null,
        changedPaths: [],
      },
    ],
    unmanaged: [{ kind: 'policy', id: name, displayName: name, within: name }],
    access: { gained: [access], lost: [access], changed: [access] },
    findings: [
      { rule: name, severity: 'error', address: name, message: name, source, hint: name },
      { rule: name, severity: 'warning', message: `See ${name}`, source },
    ],
    summary: COUNTS,
    names: { p1: name, [name]: name },
    lookups: {},
  };
}
