/** Documents and facts that say the same in another way: other keys, other labels, another order. */
import type { DirectoryFacts } from '../../../../src/access/index.ts';
import { KINDS } from '../../../../src/kinds/registry.ts';
import type { Members, Shape } from '../../../../src/model/shape.ts';
import type { JsonObject, JsonValue } from '../../../../src/model/value.ts';
import { isList, isObject } from '../../../../src/model/value.ts';
import type { Governance } from '../../../../src/schema/governance.ts';
import type { Choice } from '../random.ts';

/** Members that a key of a section is written in; `resources` are those of catalogs. */
const REFERENCES = {
  catalogs: ['catalog'],
  packages: ['accessPackage', 'incompatibleAccessPackages'],
  policies: [],
  connectedOrganizations: ['connectedOrganization'],
  resources: ['resource'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type KeyedSection = keyof typeof REFERENCES;
export const KEYED_SECTIONS = [
  'catalogs',
  'packages',
  'policies',
  'connectedOrganizations',
  'resources',
] as const;

export type Rename = (text: string) => string;

const asDocument = (value: JsonValue) => value as unknown as Governance;
const asValue = (document: Governance) => document as unknown as JsonObject;

const mapped = (value: JsonValue | undefined, each: (entry: JsonValue, key: string) => [string, JsonValue]) =>
  Object.fromEntries(
    Object.entries(isObject(value) ? value : {}).map(([key, entry]) => each(entry ?? null, key)),
  );

/** A document in which everything of a section has another key. */
export function withKeys(document: Governance, section: KeyedSection, rename: Rename): Governance {
  const names: readonly string[] = REFERENCES[section];
  const follow = (value: JsonValue, name = ''): JsonValue => {
    if (isList(value)) return value.map((each) => follow(each, name));
    if (typeof value === 'string') return names.includes(name) ? rename(value) : value;
    return isObject(value) ? mapped(value, (entry, key) => [key, follow(entry, key)]) : value;
  };
  const followed = follow(asValue(document)) as JsonObject;
  const rekeyed = (entries: JsonValue | undefined) => mapped(entries, (entry, key) => [rename(key), entry]);
  if (section !== 'resources') return asDocument({ ...followed, [section]: rekeyed(followed[section]) });
  return asDocument({
    ...followed,
    catalogs: mapped(followed['catalogs'], (catalog, key) => [
      key,
      { ...(catalog as JsonObject), resources: rekeyed((catalog as JsonObject)['resources']) },
    ]),
  });
}

/** What people hold is told by address. */
export function factsWithKeys(facts: DirectoryFacts, section: KeyedSection, rename: Rename): DirectoryFacts {
  if (section !== 'packages') return facts;
  const renamed = (address: string) => `accessPackage.${rename(address.slice('accessPackage.'.length))}`;
  return {
    ...facts,
    users: new Map(
      [...facts.users].map(([id, user]) => [id, { ...user, holds: (user.holds ?? []).map(renamed) }]),
    ),
  };
}

export const LABELLED_SECTIONS = ['catalogs', 'packages', 'policies', 'connectedOrganizations'] as const;
export type LabelledSection = (typeof LABELLED_SECTIONS)[number];

export function withLabels(document: Governance, section: LabelledSection, rename: Rename): Governance {
  const entries = mapped(asValue(document)[section], (entry, key) => {
    const { displayName } = entry as JsonObject;
    return [
      key,
      {
        ...(entry as JsonObject),
        ...(typeof displayName === 'string' && { displayName: rename(displayName) }),
      },
    ];
  });
  return asDocument({ ...asValue(document), [section]: entries });
}

/** Labels of a section, each as often as it is there. */
export const labelsIn = (document: Governance, section: LabelledSection): string[] =>
  Object.values(document[section] ?? {})
    .map(({ displayName }): unknown => displayName)
    .filter((each) => typeof each === 'string');

/** Everybody and every group is called something else. */
export function factsWithLabels(facts: DirectoryFacts, rename: Rename): DirectoryFacts {
  const called = <T extends { readonly label: string }>(all: ReadonlyMap<string, T>) =>
    new Map<string, T>([...all].map(([id, entry]) => [id, { ...entry, label: rename(entry.label) }]));
  return { ...facts, users: called(facts.users), groups: called(facts.groups) };
}

/** Members whose order counts. */
const LISTS = new Set([...KINDS.values()].flatMap(({ attributes }) => listsIn(attributes)));

function listsIn(members: Members): string[] {
  const inside = (shape: Shape): string[] => {
    if (shape.type === 'object') return listsIn(shape.members);
    return shape.type === 'list' || shape.type === 'set' ? inside(shape.of) : [];
  };
  return Object.entries(members).flatMap(([name, shape]) => [
    ...(shape.type === 'list' ? [name] : []),
    ...inside(shape),
  ]);
}

/** Sets, maps and sections in another order. */
export function shuffled(document: Governance, choice: Choice): Governance {
  const visit = (value: JsonValue, name = ''): JsonValue => {
    if (isList(value)) {
      const items = value.map((each) => visit(each));
      return LISTS.has(name) ? items : choice.shuffled(items);
    }
    if (!isObject(value)) return value;
    return Object.fromEntries<JsonValue>(
      choice.shuffled(Object.entries(value)).map(([key, each]) => [key, visit(each ?? null, key)]),
    );
  };
  return asDocument(visit(asValue(document)));
}

/** A document in which two names have changed places wherever the member stands: `group`, `user`. */
export function exchanged(
  document: Governance,
  member: string,
  [one, two]: readonly [string, string],
): Governance {
  const visit = (value: JsonValue, name = ''): JsonValue => {
    if (isList(value)) return value.map((each) => visit(each, name));
    if (typeof value === 'string' && name === member)
      return value === one ? two : value === two ? one : value;
    return isObject(value) ? mapped(value, (entry, key) => [key, visit(entry, key)]) : value;
  };
  return asDocument(visit(asValue(document)));
}
