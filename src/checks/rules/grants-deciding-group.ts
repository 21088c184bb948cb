import { dutiesOfCatalog, dutiesOfOrganization, dutiesOfPackage } from '../../access/index.ts';
import type { Governed } from '../governed.ts';
import { grantedGroups } from '../granted-groups.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'grants-deciding-group',
  title: 'A package whose holders come to decide about access',
  severity: 'error',
  rationale:
    'The package grants membership of a group that approves, reviews, sponsors or administers. Its holders then decide about the access of others, and in several steps about their own.',
  remedy: 'Let another group decide, whose members no package grants, or take the role out of the package.',
  *check(governed) {
    const roles = rolesOfGroups(governed);
    for (const { role, group, label, one } of grantedGroups(governed)) {
      const what = roles.get(group);
      if (what === undefined) continue;
      const message = `Holders of ${one.name} become ${role.role} of ${label}, which ${what}`;
      yield { address: role.address, path: role.path, message };
    }
  },
});

const VERBS = { approve: 'approves', review: 'reviews', administer: 'administers' } as const;

/** What groups decide, by id: the first thing found stands for all. */
function rolesOfGroups({ access, packages, catalogs, organizations }: Governed): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const note = (id: string, text: string) => {
    if (!found.has(id)) found.set(id, text);
  };
  for (const { address, name } of packages)
    for (const { capability, actor } of dutiesOfPackage(access, address))
      if (actor.id !== undefined && (capability === 'approve' || capability === 'review'))
        note(
          actor.id,
          capability === 'approve'
            ? `approves requests for ${name}`
            : `${VERBS[capability]} who holds ${name}`,
        );
  for (const { address, name } of catalogs)
    for (const { actor } of dutiesOfCatalog(access, address))
      if (actor.id !== undefined) note(actor.id, `${VERBS.administer} the catalog ${name}`);
  for (const { address, name } of organizations)
    for (const { actor, capability } of dutiesOfOrganization(access, address))
      if (actor.id !== undefined)
        note(
          actor.id,
          capability === 'review'
            ? `sponsors ${name} and reviews what its people hold`
            : `sponsors ${name} and approves requests of its people`,
        );
  return found;
}
