/** Groups whose members a package makes its holders. */
import { grantedGroup, nameOf } from '../access/index.ts';
import type { Governed } from './governed.ts';

type Package = Governed['packages'][number];

export interface GrantedGroup {
  readonly one: Package;
  readonly role: Package['roles'][number];
  /** Id of the group. */
  readonly group: string;
  readonly label: string;
}

/** Every role of a group that a package grants, by package. */
export function grantedGroups({ access, packages }: Governed): readonly GrantedGroup[] {
  return packages.flatMap((one) => {
    const grants = new Map((access.grantsOf.get(one.address) ?? []).map((grant) => [grant.address, grant]));
    return one.roles.flatMap((role) => {
      const grant = grants.get(role.address);
      const group = grant && grantedGroup(grant);
      if (group === undefined) return [];
      return [{ one, role, group, label: nameOf(access.directory, group) }];
    });
  });
}
