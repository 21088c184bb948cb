/** Changes of objects of several types at once (`/directoryObjects/delta`), which `$filter` names by type or by id. */
import type { Call } from '../context.ts';
import type { Collection, Scope, Seen, Tracked } from './delta-state.ts';
import { stateNow, TRACKED } from './delta-state.ts';
import { isGuid } from '../guid.ts';
import { entityOf } from '../json.ts';
import { badRequest } from '../wire/query.ts';
import { KINDS } from '../read/kinds.ts';
import { ServiceError } from '../wire/service-error.ts';

const GRANTS: Tracked = {
  collection: 'appRoleAssignments',
  kind: 'appRoleAssignment',
  rows: ({ store }) => store.all('appRoleAssignments'),
};
const typeOf = ({ kind }: Tracked) => KINDS[kind].type;
const BY_TYPE: ReadonlyMap<string, Tracked> = new Map(
  [...TRACKED, GRANTS].map((tracked) => [typeOf(tracked).toLowerCase(), tracked]),
);
/** Types that can be followed, and of which this service has no objects. */
const WITHOUT_OBJECTS = ['device', 'orgcontact'];
const MAX_TERMS = 50;

interface Chosen {
  readonly types: ReadonlySet<string>;
  readonly ids: ReadonlySet<string>;
}

const unsupported = (text: string) =>
  new ServiceError(400, 'Request_UnsupportedQuery', `Filter '${text}' is not supported.`);

/** Terms such as `isof('microsoft.graph.user')` and `id eq '…'`, joined by `or`. */
function chosenBy(filter: string | undefined): Chosen {
  if (filter === undefined) throw badRequest('A $filter by type (isof) or by id is required.');
  const [types, ids] = [new Set<string>(), new Set<string>()];
  const terms = filter.split(/\s+or\s+/i).map((term) => term.trim());
  if (terms.length > MAX_TERMS) throw unsupported(`${filter.slice(0, 80)}… (more than ${MAX_TERMS} terms)`);
  for (const term of terms) {
    const type = /^isof\('microsoft\.graph\.(\w+)'\)$/i.exec(term)?.[1]?.toLowerCase();
    const id = /^id\s+eq\s+'([^']*)'$/i.exec(term)?.[1]?.toLowerCase();
    if (type !== undefined && (BY_TYPE.has(type) || WITHOUT_OBJECTS.includes(type))) types.add(type);
    else if (id !== undefined && isGuid(id)) ids.add(id);
    else throw unsupported(term);
  }
  return { types, ids };
}

/** What is selected of a type: names that are written for it (`microsoft.graph.user/surname`), and those for all. */
function selectedOf(type: string, select: Scope['select']): Scope['select'] {
  const prefix = `microsoft.graph.${type}/`.toLowerCase();
  return select?.flatMap((name) => {
    if (!name.includes('/')) return [name];
    return name.toLowerCase().startsWith(prefix) ? [name.slice(prefix.length)] : [];
  });
}

/** Types and ids together are what both name; roles of applications go by their type alone. */
function seen(call: Call, { select, filter }: Scope): Map<string, Seen> {
  const { types, ids } = chosenBy(filter);
  const state = new Map<string, Seen>();
  for (const [name, tracked] of BY_TYPE) {
    if (types.size === 0 ? tracked === GRANTS : !types.has(name)) continue;
    const type = typeOf(tracked);
    const scope = { select: selectedOf(type, select), filter: undefined };
    const chosen =
      ids.size === 0 || tracked === GRANTS ? () => true : (id: string) => ids.has(id.toLowerCase());
    for (const [id, { properties, ...rest }] of stateNow(call, tracked, scope))
      if (chosen(id))
        state.set(id, {
          ...rest,
          properties: { '@odata.type': `#microsoft.graph.${type}`, ...entityOf(properties) },
        });
  }
  return state;
}

export const DIRECTORY_OBJECTS: Collection = {
  collection: 'directoryObjects',
  kind: 'directoryObject',
  seen,
};
