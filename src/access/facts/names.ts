/** What people call things. Two of one name are told apart, wherever one of them is named. */
import type { ResourceAddress } from '../../model/address.ts';
import { groupBy } from '../../model/group-by.ts';
import { onceFor } from '../../model/once.ts';
import type { DirectoryFacts } from './facts.ts';
import type { Named } from './policy-view.ts';

/** What is said of a directory object that left. */
export const GONE = 'no longer in the directory';

/** What people call a directory object; a name that another object has too is followed by what tells them apart. */
export function nameOf(directory: DirectoryFacts, id: string): string {
  return toldApart(directory, id, labelOf(directory, id));
}

/** A label of a directory object, with what tells it apart from others of that label. */
export function toldApart(directory: DirectoryFacts, id: string, label: string): string {
  if (label === id || !sharedLabels(directory).has(label)) return label;
  return `${label} (${directory.users.get(id)?.userPrincipalName ?? id})`;
}

function labelOf({ users, groups, names, departed }: DirectoryFacts, id: string): string {
  const name = users.get(id)?.label ?? groups.get(id)?.label ?? names?.[id] ?? id;
  return departed?.has(id) === true ? `${name} (${GONE})` : name;
}

const sharedLabels = onceFor((directory: DirectoryFacts): ReadonlySet<string> => {
  const ids = new Set([
    ...directory.users.keys(),
    ...directory.groups.keys(),
    ...Object.keys(directory.names ?? {}),
  ]);
  return repeated([...ids].map((id) => labelOf(directory, id)));
});

function repeated(labels: Iterable<string>): ReadonlySet<string> {
  const [seen, twice] = [new Set<string>(), new Set<string>()];
  for (const label of labels) (seen.has(label) ? twice : seen).add(label);
  return twice;
}

/** Packages and their catalogs; an AccessModel is one. */
interface Shelf {
  readonly packages: ReadonlyMap<ResourceAddress, Named & { readonly catalog: ResourceAddress }>;
  readonly catalogs: ReadonlyMap<ResourceAddress, Named>;
  /** Names of packages that others own and that were not read. */
  readonly referred?: ReadonlyMap<ResourceAddress, string>;
}

/** What people call a package: its name, and where another has the name too, its catalog or else its address. */
export function packageName({ packages, catalogs, referred }: Shelf, address: ResourceAddress): string {
  const found = packages.get(address);
  if (found === undefined) return referred?.get(address) ?? address;
  const others = packagesByName(packages).get(found.displayName) ?? [];
  if (others.length < 2) return found.displayName;
  const catalogOf = (other: ResourceAddress) => {
    const catalog = packages.get(other)?.catalog ?? '';
    return catalogs.get(catalog)?.displayName ?? catalog;
  };
  const catalog = catalogOf(address);
  const alone = others.every((other) => other === address || catalogOf(other) !== catalog);
  return `${found.displayName} (${alone ? catalog : address})`;
}

const packagesByName = onceFor((packages: Shelf['packages']) => {
  const named = groupBy(packages.values(), ({ displayName }) => displayName);
  return new Map([...named].map(([name, found]) => [name, found.map(({ address }) => address)]));
});
