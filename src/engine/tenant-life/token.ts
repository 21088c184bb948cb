/** Test tokens of the embedded tenant. */
import type { JsonObject } from '../../model/value.ts';
import type { Host } from '../host.ts';
import type { ProjectOptions } from '../project.ts';
import { inEmbeddedTenant, post } from './session.ts';

export interface TokenOptions extends ProjectOptions {
  /** The person whom the token is for: a UPN, a mail address or an id. */
  readonly as?: string;
  /** The application that it is for: a name or an id; true for the one that Entente calls as. */
  readonly app?: string | true;
  /** Permissions of a person's token, between spaces. */
  readonly scopes?: string;
  /** Permissions of an application's token, between spaces. */
  readonly roles?: string;
  /** Roles of the directory, by name. */
  readonly directoryRole: readonly string[];
  /** ISO 8601, such as PT1H. */
  readonly lifetime?: string;
}

const OWN_APPLICATION = 'Entente';

/** Resolves to `{ token, expiresOn }`; rejects with TENANT_REFUSED for what cannot be had, TENANT_REAL for a real tenant. */
export function issueToken(options: TokenOptions, host: Host): Promise<JsonObject> {
  const { as, app, scopes, roles, directoryRole, lifetime, ...project } = options;
  const body = {
    ...(as !== undefined && { as }),
    ...(app !== undefined && { app: app === true ? OWN_APPLICATION : app }),
    ...(scopes !== undefined && { scopes: words(scopes) }),
    ...(roles !== undefined && { roles: words(roles) }),
    ...(lifetime !== undefined && { lifetime }),
    directoryRoles: directoryRole,
  };
  return inEmbeddedTenant(project, host, ({ graph }) => post(graph, '/entente/tokens', body));
}

const words = (text: string) => text.split(/[\s,]+/).filter((word) => word !== '');
