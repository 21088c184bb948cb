/** Who is in a group: by the directory, by delivery of a package, by rule; and through other groups. */
import type { Entity } from '../json.ts';
import { textOf, textsOf } from '../json.ts';
import { matchesRule } from './membership-rule.ts';
import type { Store } from '../storage/store.ts';

export type GroupRole = 'members' | 'owners';

const FIELDS = { members: 'memberIds', owners: 'ownerIds' } as const;

/** Ids of the users and groups directly in a group. */
export function idsIn(store: Store, group: Entity, role: GroupRole): string[] {
  const id = textOf(group['id']);
  if (role === 'members') {
    const byRule = membersByRule(store, group);
    if (byRule !== undefined) return byRule;
  }
  const changes = store.where('groupMemberships', 'groupId', id).filter((row) => row['role'] === role);
  const ids = new Set(textsOf(group[FIELDS[role]]));
  for (const { userId, present } of changes) {
    if (present === true) ids.add(textOf(userId));
    else ids.delete(textOf(userId));
  }
  return [...ids];
}

/** Undefined when the group has no rule, or one that is not understood: then its listed members stand. */
function membersByRule(store: Store, group: Entity): string[] | undefined {
  const rule = ruleOf(group);
  if (rule === undefined) return undefined;
  const matching: string[] = [];
  for (const user of store.all('users')) {
    const matches = matchesRule(rule, user);
    if (matches === undefined) return undefined;
    if (matches) matching.push(textOf(user['id']));
  }
  return matching;
}

function ruleOf(group: Entity): string | undefined {
  const rule = textOf(group['membershipRule']);
  return textsOf(group['groupTypes']).includes('DynamicMembership') && rule !== '' ? rule : undefined;
}

/** Whether a user or group is directly in a group. */
function isIn(store: Store, group: Entity, id: string): boolean {
  const rule = ruleOf(group);
  const user = rule === undefined ? undefined : store.get('users', id);
  const byRule = rule === undefined || user === undefined ? undefined : matchesRule(rule, user);
  if (byRule !== undefined) return byRule;
  const change = store.get('groupMemberships', membershipKey(textOf(group['id']), 'members', id));
  return change === undefined ? textsOf(group['memberIds']).includes(id) : change['present'] === true;
}

/** A role that can be delivered; who is eligible is not in the group until they activate it. */
export type DeliveredRole = GroupRole | 'eligibleMembers' | 'eligibleOwners';

/** A user's role in a group. */
export interface Membership {
  readonly groupId: string;
  readonly role: DeliveredRole;
  readonly userId: string;
}

/** The directory's own list is left as it is, so that a seed that is applied again does not undo a change. */
export function setMembership(store: Store, { groupId, role, userId }: Membership, present: boolean): void {
  const listed =
    (role === 'members' || role === 'owners') &&
    textsOf(store.get('groups', groupId)?.[FIELDS[role]]).includes(userId);
  const key = membershipKey(groupId, role, userId);
  if (listed === present) {
    if (store.get('groupMemberships', key) !== undefined) store.delete('groupMemberships', key);
  } else store.put('groupMemberships', key, { groupId, role, userId, present });
}

function membershipKey(groupId: string, role: DeliveredRole, userId: string): string {
  return `${groupId} ${role} ${userId}`;
}

/** Ids of all groups that a user is in, directly or through other groups. */
export function groupIdsOf(store: Store, userId: string): ReadonlySet<string> {
  const found = new Set<string>();
  const groups = store.all('groups');
  const waiting = [userId];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    for (const group of groups) {
      const groupId = textOf(group['id']);
      if (found.has(groupId) || !isIn(store, group, id)) continue;
      found.add(groupId);
      waiting.push(groupId);
    }
  }
  return found;
}

/** Ids of all users in a group, directly or through other groups. */
export function usersIn(store: Store, groupId: string): string[] {
  return objectsIn(store, groupId).filter((id) => store.get('users', id) !== undefined);
}

/** Ids of all that is in a group, directly or through other groups. */
export function objectsIn(store: Store, groupId: string): string[] {
  const found = new Set<string>();
  const seen = new Set<string>([groupId]);
  const waiting = [groupId];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const group = store.get('groups', id);
    for (const member of group === undefined ? [] : idsIn(store, group, 'members')) {
      if (member !== groupId) found.add(member);
      if (store.get('groups', member) !== undefined && !seen.has(member)) {
        seen.add(member);
        waiting.push(member);
      }
    }
  }
  return [...found].sort();
}
