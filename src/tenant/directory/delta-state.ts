/** What `delta` follows in each collection of the directory, and how a client sees it at a moment. */
import type { Call } from '../context.ts';
import { parseFilter } from '../wire/filter.ts';
import { idsIn } from './groups.ts';
import type { Entity, Json } from '../json.ts';
import { textOf } from '../json.ts';
import { consentsIn } from './lookups.ts';
import type { Query } from '../wire/query.ts';
import { parseQuery } from '../wire/query.ts';
import type { KindName } from '../read/kind-name.ts';
import { KINDS } from '../read/kinds.ts';
import { asSelected } from '../read/render.ts';
import { membersOfUnit } from '../read/unit-kinds.ts';
import { directoryRoles, holdersOf } from '../permissions/active-roles.ts';

export interface Tracked {
  readonly collection: string;
  readonly kind: KindName;
  readonly rows: (call: Call) => readonly Entity[];
  /** Links to other objects that are tracked as well: ids by the name of the link. */
  readonly links?: Readonly<Record<string, (call: Call, row: Entity) => readonly string[]>>;
}

export const TRACKED: readonly Tracked[] = [
  { collection: 'users', kind: 'user', rows: ({ store }) => store.all('users') },
  {
    collection: 'groups',
    kind: 'group',
    rows: ({ store }) => store.all('groups'),
    links: {
      members: ({ store }, row) => idsIn(store, row, 'members'),
      owners: ({ store }, row) => idsIn(store, row, 'owners'),
    },
  },
  {
    collection: 'directory/administrativeUnits',
    kind: 'administrativeUnit',
    rows: ({ store }) => store.all('administrativeUnits'),
    links: { members: membersOfUnit },
  },
  { collection: 'applications', kind: 'application', rows: ({ store }) => store.all('applications') },
  {
    collection: 'servicePrincipals',
    kind: 'servicePrincipal',
    rows: ({ store }) => store.all('servicePrincipals'),
  },
  {
    collection: 'directoryRoles',
    kind: 'directoryRole',
    rows: directoryRoles,
    links: { members: (call, row) => holdersOf(call, row).map(({ principalId }) => textOf(principalId)) },
  },
];

/** Followed by itself alone, and not among objects of several types. */
export const CONSENTS: Tracked = {
  collection: 'oauth2PermissionGrants',
  kind: 'oAuth2PermissionGrant',
  rows: ({ store }) => consentsIn(store),
};

/** What a client asked for at first, and goes on getting. */
export interface Scope {
  readonly select: readonly string[] | undefined;
  readonly filter: string | undefined;
}

/** What a client sees of an object: its properties, and whom its links lead to. */
export type Seen = Readonly<Record<string, Json>>;

/** Something that a client can follow. */
export interface Collection {
  readonly collection: string;
  readonly kind: KindName;
  /** What a client sees of it now, by id. */
  readonly seen: (call: Call, scope: Scope) => Map<string, Seen>;
}

/** What a client sees of one type now, by id. */
export function stateNow(call: Call, tracked: Tracked, scope: Scope): Map<string, Seen> {
  const kind = KINDS[tracked.kind];
  const linkNames = Object.keys(tracked.links ?? {});
  // A link is tracked where it is asked for, and members also where nothing is.
  const followed = linkNames.filter((name) => scope.select?.includes(name) ?? name === 'members');
  const select = scope.select?.filter((name) => !linkNames.includes(name));
  const query: Query = {
    ...parseQuery(new URLSearchParams()),
    select: select?.length === 0 ? ['id'] : select,
  };
  const matches = scope.filter === undefined ? () => true : parseFilter(scope.filter, { id: 'text' }).matches;
  const rows = tracked.rows(call).filter((row) => matches(row));
  return new Map(
    rows.map((row) => {
      const links = followed.map((name) => [name, tracked.links?.[name]?.(call, row) ?? []] as const);
      const seen = asSelected({ ...call, query }, kind, row);
      return [textOf(row['id']), { properties: seen, links: Object.fromEntries(links) }];
    }),
  );
}
