/** People, groups and applications that several places name, written once under `sponsors`. Pure. */
import { compareNameLists } from '../model/natural-order.ts';
import { groupBy } from '../model/group-by.ts';
import type { Principal } from '../model/principal.ts';
import { principalLookup } from '../model/principal.ts';
import { DiagnosticError } from '../diagnostics/diagnostic.ts';
import type { Naming } from '../kinds/kind.ts';
import type { DirectoryNames } from './directory-names.ts';
import type { LiveObject } from './live-object.ts';
import { freeKey, readableSlug } from './keys.ts';
import type { KnownNames } from './known-names.ts';

export interface GatheredSponsors {
  /** Keys of entries by id, lower case. */
  readonly keys: ReadonlyMap<string, string>;
  /** The section; empty where the document has it already. */
  readonly entries: Readonly<Record<string, Principal>>;
}

/** Places that make an entry worth a key. */
const LEAST_USES = 2;

/**
 * The sponsors of organizations, and everyone else whom several places name. One whom the directory does not know stays
 * at each place, where a remark says so.
 */
export function gatherSponsors(
  objects: readonly LiveObject[],
  { principals, labels }: DirectoryNames,
  { sponsors, sponsorsGiven }: KnownNames,
): GatheredSponsors {
  const known = new Map(
    Object.entries(sponsors).map(([key, principal]) => [lookupIn(principal), key] as const),
  );
  const found = [...namedIn(objects)].flatMap(([id, uses]) => {
    const principal = principals.get(id);
    return principal === undefined ? [] : [{ id, uses, principal, label: labels.get(id) ?? '' }];
  });
  const keyOf = ({ id, principal }: { readonly id: string; readonly principal: Principal }) =>
    known.get(lookupIn(principal)) ?? known.get(lookupIn({ id }));
  const keys = new Map(
    found.flatMap((each) => {
      const key = keyOf(each);
      return key === undefined ? [] : [[each.id, key] as const];
    }),
  );
  if (sponsorsGiven) return { keys, entries: {} };
  const worth = found.filter(({ uses }) => uses.sponsor || uses.count >= LEAST_USES);
  const fresh = worth
    .filter(({ id }) => !keys.has(id))
    .map((each) => ({ ...each, ...calls(each.principal, each.label) }))
    .sort((a, b) => compareNameLists([a.short, a.long, a.id], [b.short, b.long, b.id]));
  const taken = new Set(keys.values());
  const sharing = groupBy(fresh, ({ short }) => short);
  for (const { id, short, long } of fresh) {
    const alone = (sharing.get(short)?.length ?? 0) === 1;
    const key = freeKey(alone ? short : long, (each) => taken.has(each));
    taken.add(key);
    keys.set(id, key);
  }
  const written = worth.flatMap(({ id, principal }) => {
    const key = keys.get(id);
    return key === undefined ? [] : [[key, principal] as const];
  });
  const entries = written.sort(([a], [b]) => compareNameLists([a], [b]));
  const inUse = new Set(written.map(([key]) => key));
  return {
    keys: new Map([...keys].filter(([, key]) => inUse.has(key))),
    entries: Object.fromEntries(entries),
  };
}

interface Uses {
  readonly count: number;
  /** True for a sponsor of an organization. */
  readonly sponsor: boolean;
}

/** Whom places name that take the key of an entry, by id in lower case. */
function namedIn(objects: readonly LiveObject[]): ReadonlyMap<string, Uses> {
  const uses = new Map<string, Uses>();
  for (const { kind, object } of objects) {
    const ofOrganization = kind.access?.part === 'organization';
    const naming: Naming = {
      explicit: false,
      kept: false,
      reference: (value) => value,
      named: (id) => ({ id }),
      domainOf: () => undefined,
      principal(id) {
        const { count = 0, sponsor = false } = uses.get(id.toLowerCase()) ?? {};
        uses.set(id.toLowerCase(), { count: count + 1, sponsor: sponsor || ofOrganization });
        return { id };
      },
    };
    try {
      kind.yaml.declare(object.attributes, '', naming);
    } catch (error) {
      // It is told of when it is placed.
      if (!(error instanceof DiagnosticError)) throw error;
    }
  }
  return uses;
}

/** Look-ups do not tell apart what is written in either case. */
function lookupIn(principal: Principal): string {
  return principalLookup(principal).toLowerCase();
}

/** A key for someone, and a longer one for where another would have the same. */
function calls(principal: Principal, label: string): { readonly short: string; readonly long: string } {
  const address = 'user' in principal ? principal.user : 'guest' in principal ? principal.guest : undefined;
  const name = 'group' in principal ? principal.group : label;
  const [local = '', domain = ''] = (address ?? '').split(/@(?=[^@]*$)/);
  const short = readableSlug(local) ?? readableSlug(name) ?? readableSlug(address ?? '') ?? 'sponsor';
  return { short, long: readableSlug(`${short}-${domain}`) ?? short };
}
