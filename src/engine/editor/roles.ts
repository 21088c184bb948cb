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
  { document }: References,
  folder: string,
): Promise<readonly string[]> {
  if (section !== 'packages' || list !== 'resourceRoles' || member !== 'role') return [];
  const entry = document.packages?.[String(key)];
  const resource = entry?.resourceRoles?.[Number(index)]?.resource;
  if (entry === undefined || resource === undefined) return [];
  const offered = (document.catalogs ?? {})[entry.catalog]?.resources?.[resource];
  if (offered !== undefined && 'group' in offered) return GROUP_ROLES;
  const { seed } = document.tenant;
  const directory =
    seed === undefined
      ? undefined
      : (await loadSeed({ file: path.resolve(folder, seed), cwd: folder, within: folder })).seed;
  const granted = Object.entries(document.packages ?? {}).flatMap(([owner, each]) =>
    each.catalog !== entry.catalog
      ? []
      : (each.resourceRoles ?? []).flatMap((said, at) =>
          said.resource === resource && (owner !== key || at !== index) ? [said.role] : [],
        ),
  );
  return [...new Set([...seededRoles(directory, offered), ...granted])];
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
