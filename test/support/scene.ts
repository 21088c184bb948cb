/** Scenes: a statement of Microsoft's documentation, played in a tenant that YAML governs. */
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { loadConfiguration } from '../../src/config/load.ts';
import type { Directory } from '../../src/schema/directory.ts';
import { openTenant } from '../../src/tenant/open.ts';
import { playWorld } from './agreement.ts';
import { fetchFrom } from './tenant-fetch.ts';
import { temporaryFolder } from './cli.ts';
import type { World } from './world-arbitrary.ts';
import { USER_PROPERTIES } from './user-properties.ts';

type Row = Record<string, unknown>;

export interface Scene {
  /** What becomes of a request, in the tenant and by the analysis, which have to agree. */
  request(who: string, key?: string): Promise<string>;
  /** The same of several people, by their names. */
  requests(key: string, people: readonly string[]): Promise<Record<string, string>>;
  /** A call below `/v1.0`, as an application or as a person; an error has its code in `error`. */
  send(method: string, at: string, body?: unknown, headers?: Record<string, string>): Promise<Row>;
  /** A request that stays in the tenant. */
  stay(who: string, key: string): Promise<Row>;
  /** Direct assignment by an administrator: the state, or the code of the refusal. */
  assign(who: string, key: string, policy: string): Promise<string>;
  /** Replaces members of a policy as the portal would; the code of the refusal, or nothing. */
  change(policy: string, members: Row): Promise<string | undefined>;
  advance(duration: string): Promise<void>;
  user(mail: string): Promise<Row | undefined>;
  close(): Promise<void>;
}

export const EM = '/identityGovernance/entitlementManagement';
export const FABRIKAM = '11111111-1111-4111-8111-111111111111';

/** Contoso, with members, guests, and partners with and without an Entra tenant. */
export const CONTOSO: Directory = {
  tenant: { displayName: 'Contoso', domains: ['contoso.com'] },
  users: [
    { userPrincipalName: 'carol@contoso.com', mail: 'carol@contoso.com', displayName: 'Carol' },
    {
      userPrincipalName: 'alice@contoso.com',
      mail: 'alice@contoso.com',
      displayName: 'Alice',
      manager: 'carol@contoso.com',
      department: 'Sales',
    },
    {
      userPrincipalName: 'gone@contoso.com',
      mail: 'gone@contoso.com',
      displayName: 'Gone',
      accountEnabled: false,
    },
    { mail: 'bob@fabrikam.com', displayName: 'Bob', userType: 'Guest', externalUserState: 'Accepted' },
    {
      mail: 'wendy@woodgrove.example',
      displayName: 'Wendy',
      userType: 'Guest',
      externalUserState: 'Accepted',
    },
  ],
  groups: [
    { displayName: 'Team', members: [] },
    { displayName: 'Readers', members: ['alice@contoso.com'] },
    {
      displayName: 'Sellers',
      groupTypes: ['DynamicMembership'],
      membershipRule: '(user.department -eq "Sales")',
    },
  ],
  organizations: [
    { tenantId: FABRIKAM, displayName: 'Fabrikam Inc.', domains: ['fabrikam.com', 'dev.fabrikam.com'] },
  ],
};

const HEAD = 'version: 1\ntenant: { embedded: unused }\n';

/** Opens a scene: `yaml` without version and tenant is applied by the product. */
export async function openScene(
  yaml: string,
  newcomers: World['newcomers'] = [],
  directory: Directory = CONTOSO,
): Promise<Scene> {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'governance.yaml'), HEAD + yaml);
  const { configuration, diagnostics } = await loadConfiguration({
    file: 'governance.yaml',
    cwd: folder,
    env: {},
  });
  if (configuration === undefined) throw new Error(JSON.stringify(diagnostics));
  const tenant = await openTenant({ seed: directory, now: () => new Date('2026-01-01T00:00:00Z') });
  const { document } = configuration;
  const world: World = { directory, document, held: [], hiddenLater: [], newcomers };
  const played = await playWorld(world, tenant, path.join(folder, 'state.json'));
  const signIns = new Map(newcomers.map(({ mail, signIn }) => [mail, signIn]));
  const send: Scene['send'] = async (method, at, body, headers = {}) => {
    const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    const { text } = await fetchFrom(tenant, `/v1.0${at}`, init);
    const answer = (text === '' ? {} : JSON.parse(text)) as Row;
    const error = answer['error'] as Row | undefined;
    return error === undefined ? answer : { error: error['code'] };
  };
  const request: Scene['request'] = async (who, key = 'tango') => {
    const { tenant: real, access } = await played.request(who, key);
    expect({ who, key, access }).toEqual({ who, key, access: real });
    return real;
  };
  return {
    request,
    async requests(key, people) {
      const found: Record<string, string> = {};
      for (const who of people) found[who] = await request(who, key);
      return found;
    },
    send,
    stay: (who, key) => {
      const signIn = signIns.get(who);
      const assignment = { accessPackageId: played.idOf(`accessPackage.${key}`) };
      return send(
        'POST',
        `${EM}/assignmentRequests`,
        { requestType: 'userAdd', assignment, justification: 'Because' },
        {
          'x-entente-user': who,
          'x-entente-accept-privacy': 'true',
          ...(signIn !== undefined && { 'x-entente-sign-in': JSON.stringify(signIn) }),
        },
      );
    },
    async assign(who, key, policy) {
      const assignment = {
        accessPackageId: played.idOf(`accessPackage.${key}`),
        assignmentPolicyId: played.idOf(`policy.${policy}`),
        target: { email: who },
      };
      const body = { requestType: 'adminAdd', assignment };
      const { error, state } = await send('POST', `${EM}/assignmentRequests`, body);
      return String(error ?? state);
    },
    async change(key, members) {
      const at = `${EM}/assignmentPolicies/${played.idOf(`policy.${key}`)}`;
      const { id, createdDateTime, modifiedDateTime, ...policy } = await send(
        'GET',
        `${at}?$expand=accessPackage`,
      );
      expect([id, createdDateTime, modifiedDateTime]).not.toContain(undefined);
      const { error } = await send('PUT', at, { ...policy, ...members });
      return error === undefined ? undefined : String(error);
    },
    async advance(duration) {
      await send('POST', '/entente/clock', { duration });
    },
    async user(mail) {
      const { value } = await send('GET', `/users?$top=999&$select=${USER_PROPERTIES}`);
      return (value as Row[]).find((row) => row['mail'] === mail);
    },
    async close() {
      await tenant.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** A catalog for external users with the package Tango under one policy, given as a YAML flow map's members. */
export function tangoFor(policy: string, more = ''): string {
  return `
catalogs: { main: { displayName: Main, isExternallyVisible: true } }
packages: { tango: { catalog: main, displayName: Tango } }
policies: { tango: { accessPackage: tango, displayName: Tango, ${policy} } }
${more}`;
}
