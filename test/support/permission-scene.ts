/** A served tenant with two catalogs, and people who have one role each on the first. */
import { expect } from 'vitest';
import { openTenant } from '../../src/tenant/open.ts';
import type { Tenant } from '../../src/tenant/open.ts';
import { serveTenant } from '../../src/tenant/wire/serve.ts';
import type { ServedTenant } from '../../src/tenant/wire/serve.ts';

export const EM = '/identityGovernance/entitlementManagement';
export const ROLES = '/roleManagement/entitlementManagement/roleAssignments';
const DEFINITIONS = {
  owner: 'ae79f266-94d4-4dab-b730-feca7e132178',
  reader: '44272f93-9762-48e8-af59-1b5351b1d6b3',
  manager: '7f480852-ebdc-47d4-87de-0d8498384a83',
  assigner: 'e2182095-804a-4656-ae11-64734e9b7ae5',
  creator: 'ba92d953-d8e0-4e39-a797-0cbedb0a89e8',
} as const;

const PEOPLE = ['owner', 'reader', 'manager', 'assigner', 'creator', 'nothing', 'approver', 'grouped'];
export const SEED = {
  tenant: { displayName: 'Contoso', domains: ['contoso.com'] },
  users: [
    ...PEOPLE.map((name) => ({ userPrincipalName: `${name}@contoso.com`, displayName: name })),
    {
      userPrincipalName: 'governor@contoso.com',
      displayName: 'governor',
      directoryRoles: ['Identity Governance Administrator' as const],
    },
    {
      userPrincipalName: 'auditor@contoso.com',
      displayName: 'auditor',
      directoryRoles: ['Global Reader' as const],
    },
  ],
  groups: [
    { displayName: 'Owned', owners: ['owner@contoso.com'] },
    { displayName: 'Foreign' },
    { displayName: 'Owners', members: ['grouped@contoso.com'] },
  ],
  servicePrincipals: [{ displayName: 'Tracker' }],
};

export let tenant: Tenant;
export let served: ServedTenant;

interface Answered {
  readonly status: number;
  readonly body: Record<string, unknown>;
}
type Send = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answered>;

export function bearing(token: string): Send {
  return async (method, path, body, headers = {}) => {
    const answer = await fetch(served.url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
  };
}
/** The token that may do everything; no text that another test prints, since the command line hides it from then on. */
export const TOKEN = 'token-of-the-scene-4711';
export const everything: Send = (...request) => bearing(TOKEN)(...request);

export async function tokenOf(body: Record<string, unknown>): Promise<string> {
  const { status, body: answer } = await everything('POST', '/entente/tokens', body);
  expect({ status, answer }).toMatchObject({ status: 201 });
  return String(answer['token']);
}
export const as = async (name: string, more: Record<string, unknown> = {}) =>
  bearing(await tokenOf({ as: `${name}@contoso.com`, ...more }));

export const codeOf = ({ body }: Answered) => (body['error'] as { code: string } | undefined)?.code;
export const namesOf = ({ body }: Answered) =>
  (body['value'] as { displayName: string }[]).map(({ displayName }) => displayName).sort();

async function made(path: string, body: unknown): Promise<string> {
  const answer = await everything('POST', path, body);
  expect(answer).toMatchObject({ status: 201 });
  return String(answer.body['id']);
}
async function idOf(collection: string, name: string): Promise<string> {
  const { body } = await everything('GET', `/${collection}?$filter=displayName eq '${name}'`);
  return (body['value'] as { id: string }[])[0]?.id ?? '';
}
export const policyOf = (accessPackage: string, approver?: string) => ({
  displayName: 'All',
  description: 'All members',
  allowedTargetScope: 'allMemberUsers',
  specificAllowedTargets: [],
  expiration: { type: 'noExpiration' },
  requestorSettings: { enableTargetsToSelfAddAccess: true },
  ...(approver !== undefined && {
    requestApprovalSettings: {
      isApprovalRequiredForAdd: true,
      stages: [
        {
          durationBeforeAutomaticDenial: 'P7D',
          isEscalationEnabled: false,
          primaryApprovers: [{ '@odata.type': '#microsoft.graph.singleUser', userId: approver }],
        },
      ],
    },
  }),
  accessPackage: { id: accessPackage },
});

export interface Place {
  readonly catalog: string;
  readonly package: string;
  readonly policy: string;
}
export let mine: Place;
export let other: Place;
const ids = new Map<string, string>();
export const id = (name: string) => ids.get(name) ?? '';

async function place(name: string): Promise<Place> {
  const catalog = await made(`${EM}/catalogs`, { displayName: name, isExternallyVisible: false });
  const accessPackage = await made(`${EM}/accessPackages`, {
    displayName: `${name} work`,
    catalog: { id: catalog },
  });
  const policy = await made(`${EM}/assignmentPolicies`, policyOf(accessPackage, id('approver')));
  return { catalog, package: accessPackage, policy };
}
const grant = (role: keyof typeof DEFINITIONS, principalId: string, appScopeId: string) =>
  made(ROLES, { principalId, roleDefinitionId: DEFINITIONS[role], appScopeId });

export async function openScene(): Promise<void> {
  tenant = await openTenant({ seed: SEED });
  served = await serveTenant(tenant, { port: 0, token: TOKEN });
  for (const name of [...PEOPLE, 'governor', 'auditor']) ids.set(name, await idOf('users', name));
  for (const name of ['Owned', 'Foreign', 'Owners']) ids.set(name, await idOf('groups', name));
  ids.set('Tracker', await idOf('servicePrincipals', 'Tracker'));
  mine = await place('Mine');
  other = await place('Other');
  const scope = `/AccessPackageCatalog/${mine.catalog}`;
  for (const role of ['owner', 'reader', 'manager', 'assigner'] as const) await grant(role, id(role), scope);
  await grant('owner', id('Owners'), scope);
  await grant('owner', id('Tracker'), scope);
  await grant('creator', id('creator'), '/');
}

export async function closeScene(): Promise<void> {
  await served.close();
  await tenant.close();
}
