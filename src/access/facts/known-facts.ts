/** Directory facts from what a run has looked up anyway, or an earlier one recorded: enough for a plan, offline. */
import type { JsonObject } from '../../model/value.ts';
import { asString } from '../../model/value.ts';
import type { LookupKey } from '../../model/principal.ts';
import { parseLookup } from '../../model/principal.ts';
import type { DirectoryFacts, GroupFacts, Person } from './facts.ts';

/** What a look-up found; the graph room's DirectoryEntry is one. */
export interface KnownEntry {
  readonly id: string;
  readonly label: string;
  readonly type: string;
  /** Graph properties. */
  readonly properties: JsonObject;
}

export interface KnownInput {
  /** Look-up key → id, '' for a domain of no Entra tenant, `TYPE:ID` for look-ups by id. */
  readonly lookups: Readonly<Record<string, string>>;
  readonly names?: Readonly<Record<string, string>>;
  readonly entries?: Iterable<KnownEntry>;
}

/** Facts about exactly what was looked up; managers, members and everyone else stay unknown. */
export function knownFacts({ lookups, names = {}, entries = [] }: KnownInput): DirectoryFacts {
  const users = new Map<string, Person>();
  const groups = new Map<string, GroupFacts>();
  const tenantOfDomain = new Map<string, string>();
  const labels: Record<string, string> = { ...names };
  for (const [key, value] of Object.entries(lookups)) {
    const { type, text } = parseLookup(key as LookupKey);
    if (type === 'domain') tenantOfDomain.set(text.toLowerCase(), value);
    else if (type === 'user')
      users.set(value, { id: value, label: names[value] ?? text, userPrincipalName: text });
    else if (type === 'guest')
      users.set(value, { id: value, label: names[value] ?? text, mail: text, userType: 'Guest' });
    else if (type === 'group') groups.set(value, { label: names[value] ?? text });
    else if (type === 'id') byId(value, names, users, groups);
    else labels[value] ??= text;
  }
  for (const entry of entries) {
    if (entry.type === 'user') users.set(entry.id, personOf(entry));
    else if (entry.type === 'group') groups.set(entry.id, groupFacts(entry));
    else labels[entry.id] = entry.label;
  }
  return { users, groups, names: labels, tenantOfDomain };
}

function byId(
  value: string,
  names: Readonly<Record<string, string>>,
  users: Map<string, Person>,
  groups: Map<string, GroupFacts>,
): void {
  const [type, id = ''] = value.split(':');
  const label = names[id] ?? id;
  if (type === 'user' && !users.has(id)) users.set(id, { id, label });
  if (type === 'group' && !groups.has(id)) groups.set(id, { label });
}

/** A user of the directory as Graph describes them. */
export function personOf({ id, label, properties }: KnownEntry): Person {
  const { userType, accountEnabled } = properties;
  const mail = asString(properties['mail']);
  const userPrincipalName = asString(properties['userPrincipalName']);
  return {
    id,
    label,
    ...((userType === 'Member' || userType === 'Guest') && { userType }),
    ...(typeof accountEnabled === 'boolean' && { accountEnabled }),
    ...(mail !== undefined && { mail }),
    ...(userPrincipalName !== undefined && { userPrincipalName }),
    properties,
  };
}

function groupFacts({ label, properties }: KnownEntry): GroupFacts {
  const membershipRule = asString(properties['membershipRule']);
  return {
    label,
    ...(membershipRule !== undefined && { membershipRule }),
    ...(properties['isAssignableToRole'] === true && { isAssignableToRole: true }),
  };
}
