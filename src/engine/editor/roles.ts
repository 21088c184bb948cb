/** Roles that can be written for the resource of a package: those that the seed tells, and those that others grant. */
import path from 'node:path';
import { loadSeed } from '../../config/seed.ts';
import type { References } from '../../config/references.ts';
import { GROUP_ROLES } from '../../model/group-roles.ts';
import type { AttributePath } from '../../model/path.ts';
import type { Directory } from '../../schema/directory.ts';

/** The roles for the entry of `resourceRoles` whose role stands at `at`; none for any other place. */
export async function rolesAt(
  [section, key, list, index, member]: AttributePath,
  { document, declarations }: References,
  folder: string,
): Promise<readonly string[]> {
  if (section !== 'packages' || list !== 'resourceRoles' || member !== 'role') return [];
  const entry = document.packages?.[String(key)];
  const resource = entry?.resourceRoles?.[Number(index)]?.resource;
  if (entry === undefined || resource === undefined) return [];
  const offered = (document.catalogs ?? {})[entry.catalog]?.resources?.[resource];
  if (offered !== undefined && 'group' in offered) return GROUP_ROLES;
  const { seed } = document.tenant;
  const directory = seed === undefined ? undefined : (await seedAt(path.resolve(folder, seed), folder)).seed;
  const granted = declarations.flatMap(({ path: at, spec }) => {
    const said = spec as { readonly catalog?: unknown; readonly resource?: unknown; readonly role?: unknown };
    const isOther = at[1] !== key || at[3] !== index;
    const same = said.catalog === entry.catalog && said.resource === resource;
    return isOther && same && typeof said.role === 'string' ? [said.role] : [];
  });
  return [...new Set([...seededRoles(directory, offered), ...granted])];
}

function seedAt(file: string, within: string) {
  return loadSeed({ file, cwd: within, within });
}

function seededRoles(directory: Directory | undefined, offered: object | undefined): readonly string[] {
  const { application, site } = (offered ?? {}) as {
    readonly application?: unknown;
    readonly site?: unknown;
  };
  const applications = directory?.servicePrincipals?.filter(({ displayName }) => displayName === application);
  const sites = directory?.sites?.filter(({ webUrl }) => webUrl === site);
  return [
    ...(applications ?? []).flatMap(({ appRoles = [] }) => appRoles.map(({ displayName }) => displayName)),
    ...(sites ?? []).flatMap(({ roles = [] }) => roles),
  ];
}
