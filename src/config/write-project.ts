/** A whole configuration as files: in one, or the root and one for each catalog (or other container) with what lives in it. */
import type { JsonObject, JsonValue } from '../model/value.ts';
import { isObject } from '../model/value.ts';
import type { Kind } from '../kinds/kind.ts';
import { CONTAINER_KINDS, parentKind } from '../kinds/parents.ts';
import { KINDS } from '../kinds/registry.ts';
import { SECTION_KINDS } from '../schema/sections.ts';
import type { Remark } from './yaml/write-yaml.ts';
import { writeYaml } from './yaml/write-yaml.ts';

export interface ProjectText {
  /** What stands before the sections: version, tenant, state. */
  readonly base: JsonObject;
  readonly sections: Readonly<Record<string, JsonValue>>;
  readonly remarks: readonly Remark[];
  /** First comment of the root file; may be empty. */
  readonly header: string;
}

/**
 * Sections in the order in which people read them: what there is one of, what stands by itself, then what others live in
 * followed by what lives there.
 */
export function inReadingOrder(
  sections: Readonly<Record<string, JsonValue>>,
): Readonly<Record<string, JsonValue>> {
  return Object.fromEntries(Object.entries(sections).sort(([a], [b]) => rankOf(a) - rankOf(b)));
}

function rankOf(section: string): number {
  const kind = KINDS.get(SECTION_KINDS[section] ?? '');
  if (kind === undefined) return -1;
  if (kind.identity.by === 'singleton') return 0;
  const depth = depthOf(kind);
  return depth === 0 && !CONTAINER_KINDS.has(kind) ? 1 : 2 + depth;
}

/** How many kinds a kind is within. */
function depthOf(kind: Kind): number {
  const parent = parentKind(kind);
  return parent === undefined ? 0 : 1 + depthOf(parent);
}

/** Sections whose entries get a file each, in a folder beside the root file that is called as the section is. */
export const SPLIT_SECTIONS: readonly string[] = Object.entries(SECTION_KINDS).flatMap(([section, name]) => {
  const kind = KINDS.get(name);
  return kind !== undefined && CONTAINER_KINDS.has(kind) && parentKind(kind) === undefined ? [section] : [];
});

/** The texts of a split configuration by path relative to its folder; `root` is the name of the root file. */
export function splitProject(root: string, project: ProjectText): ReadonlyMap<string, string> {
  const inner = [...partsOf(project.sections)].map(
    ([name, part]) => [name, writeYaml(inReadingOrder(part), project.remarks)] as const,
  );
  const split = SPLIT_SECTIONS.filter((name) => Object.keys(members(project.sections[name])).length > 0);
  const text = {
    ...project.base,
    ...(split.length > 0 && { include: split.map((name) => `${name}/*.yaml`) }),
    ...undivided(project.sections),
  };
  return new Map([[root, writeYaml(text, project.remarks, project.header)], ...inner]);
}

/** The same for a root file that is there already: what lives in nothing else stands in the first of the files. */
export function splitBeside({
  sections,
  remarks,
  header,
}: Omit<ProjectText, 'base'>): ReadonlyMap<string, string> {
  const texts = [...partsOf(sections)].map(([name, part], index) => {
    const [own, first] = index === 0 ? [{ ...undivided(sections), ...part }, header] : [part, ''];
    return [name, writeYaml(inReadingOrder(own), remarks, first)] as const;
  });
  return new Map(texts);
}

/** Sections that get no files of their own. */
function undivided(sections: ProjectText['sections']): ProjectText['sections'] {
  return Object.fromEntries(
    Object.entries(sections).filter(([name]) => !SPLIT_SECTIONS.includes(rootSection(name))),
  );
}

/** What stands in each file, by its name. */
function partsOf(sections: ProjectText['sections']): ReadonlyMap<string, Record<string, JsonObject>> {
  return new Map(
    SPLIT_SECTIONS.flatMap((section) =>
      Object.keys(members(sections[section])).map(
        (key) => [`${section}/${key}.yaml`, partOf(section, key, sections)] as const,
      ),
    ),
  );
}

/** The outermost section that a section's entries live in. */
function rootSection(section: string): string {
  const parent = parentSection(section);
  return parent === undefined ? section : rootSection(parent);
}

function parentSection(section: string): string | undefined {
  const kind = KINDS.get(SECTION_KINDS[section] ?? '');
  const parent = kind === undefined ? undefined : parentKind(kind)?.name;
  return Object.keys(SECTION_KINDS).find((name) => SECTION_KINDS[name] === parent);
}

/** One entry with everything that lives in it, in sections. */
function partOf(section: string, key: string, sections: ProjectText['sections']): Record<string, JsonObject> {
  const part: Record<string, JsonObject> = {
    [section]: picked(sections[section], (_entry, own) => own === key),
  };
  const take = (outer: string) => {
    for (const name of Object.keys(SECTION_KINDS)) {
      if (parentSection(name) !== outer) continue;
      const attribute = KINDS.get(SECTION_KINDS[name] ?? '')?.identity.parent ?? '';
      const own = picked(sections[name], (entry) =>
        Object.hasOwn(part[outer] ?? {}, String(entry[attribute])),
      );
      if (Object.keys(own).length > 0) part[name] = own;
      take(name);
    }
  };
  take(section);
  return part;
}

function members(section: JsonValue | undefined): JsonObject {
  return isObject(section) ? section : {};
}

function picked(
  section: JsonValue | undefined,
  belongs: (entry: JsonObject, key: string) => boolean,
): JsonObject {
  const entries = Object.entries(members(section));
  return Object.fromEntries(entries.filter(([key, entry]) => isObject(entry) && belongs(entry, key)));
}
