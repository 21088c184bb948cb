/** Roles on what is managed that nothing declares, without those that come with creating it. Pure. */
import type { AccessResource } from '../access/index.ts';
import { parentIn } from '../kinds/parents.ts';
import { KINDS } from '../kinds/registry.ts';
import { asString } from '../model/value.ts';

/**
 * Roles that were given on what is managed. Who created that has one by the service: where a principal has such a role
 * on everything that is managed and nothing declares it, or alone has it, that is the creator.
 */
export function addedRoles(
  undeclared: readonly AccessResource[],
  tracked: ReadonlySet<string>,
): AccessResource[] {
  const roles = undeclared.flatMap((resource) => {
    const kind = KINDS.get(resource.kind);
    const within = kind && parentIn(kind, resource.attributes);
    if (kind?.access?.byCreation === undefined || within === undefined || !tracked.has(within)) return [];
    const principal = asString(resource.attributes['principal']) ?? '';
    return [{ resource, within, principal, byCreation: kind.access.byCreation(resource.attributes) }];
  });
  const owners = roles.filter(({ byCreation }) => byCreation);
  const all = new Set(owners.map(({ within }) => within));
  const isCreator = (owner: (typeof owners)[number]): boolean => {
    const alone = owners.every((other) => other === owner || other.within !== owner.within);
    const where = new Set(
      owners.filter(({ principal }) => principal === owner.principal).map(({ within }) => within),
    );
    return alone || (all.size > 1 && where.size === all.size);
  };
  return roles.filter((role) => !(role.byCreation && isCreator(role))).map(({ resource }) => resource);
}
