/** Templates for what several imported entries say alike. Pure. */
import { TEMPLATE_LAYOUT } from '../kinds/template-layout.ts';
import { groupBy } from '../model/group-by.ts';
import type { AttributePath } from '../model/path.ts';
import type { JsonObject, JsonValue } from '../model/value.ts';
import { equalValues, isObject } from '../model/value.ts';
import { freeKey, slug } from './keys.ts';

export interface Proposal {
  /** How many entries take a template. */
  readonly entries: number;
  /** How many templates there are. */
  readonly templates: number;
  /** The sections with the templates, and with what each entry says besides its own. */
  readonly sections: Readonly<Record<string, JsonValue>>;
}

/** Fewer members are not worth a name. */
const LEAST_MEMBERS = 2;

/**
 * What templates would make of imported sections; undefined when no entries are alike. Entries with a remark inside, at
 * one of `remarked`, stay as they are: in a template the remark would be one about others.
 */
export function proposeTemplates(
  sections: Readonly<Record<string, JsonValue>>,
  remarked: readonly AttributePath[],
): Proposal | undefined {
  const { section, body, own } = TEMPLATE_LAYOUT;
  const entries = sections[section];
  if (entries === undefined || !isObject(entries)) return undefined;
  const isOwn = (name: string) => (own as readonly string[]).includes(name);
  const noted = new Set(
    remarked.flatMap(([outer, key, ...inside]) =>
      outer === section && inside.length > 0 ? [String(key)] : [],
    ),
  );
  const candidates = Object.entries(entries).flatMap(([key, entry]) => {
    if (entry === undefined || !isObject(entry) || noted.has(key)) return [];
    const shared = Object.fromEntries(Object.entries(entry).filter(([name]) => !isOwn(name)));
    return Object.keys(shared).length < LEAST_MEMBERS ? [] : [{ key, entry, shared }];
  });
  const alike = [...groupBy(candidates, ({ shared }) => JSON.stringify(sorted(shared))).values()].filter(
    ({ length }) => length > 1,
  );
  if (alike.length === 0) return undefined;
  const templates: Record<string, JsonValue> = {};
  const rewritten: Record<string, JsonValue> = {};
  for (const group of alike) {
    const [{ entry: first, shared }] = group as [(typeof group)[number]];
    const common = Object.entries(first).filter(
      ([name, value]) =>
        isOwn(name) &&
        name !== TEMPLATE_LAYOUT.owner &&
        group.every(({ entry }) => equalValues(entry[name], value)),
    );
    const content: JsonObject = { ...Object.fromEntries(common), ...shared };
    const name = freeName(first, templates);
    templates[name] = { [body]: content };
    for (const { key, entry } of group) {
      const rest = Object.entries(entry).filter(([member]) => !Object.hasOwn(content, member));
      rewritten[key] = { template: name, ...Object.fromEntries(rest) };
    }
  }
  const replaced = Object.entries(entries).map(([key, entry]) => [key, rewritten[key] ?? entry ?? null]);
  return {
    entries: Object.keys(rewritten).length,
    templates: alike.length,
    sections: {
      policyTemplates: templates,
      ...sections,
      [section]: Object.fromEntries(replaced) as JsonObject,
    },
  };
}

/** A name for a template: what one of its entries is called, with a number where that is taken. */
function freeName({ displayName }: JsonObject, taken: Readonly<Record<string, JsonValue>>): string {
  const base = (typeof displayName === 'string' ? slug(displayName) : undefined) ?? 'template';
  return freeKey(base, (name) => Object.hasOwn(taken, name));
}

/** The same value with members in one order. */
function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, member]) => [name, sorted(member ?? null)]));
}
