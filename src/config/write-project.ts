/** A whole configuration as files: in one, or the root and one for each catalog with what belongs to it. */
import type { JsonObject, JsonValue } from '../model/value.ts';
import { isObject } from '../model/value.ts';
import type { Remark } from './write-yaml.ts';
import { writeYaml } from './write-yaml.ts';

export interface ProjectText {
  /** What stands before the sections: version, tenant, state. */
  readonly base: JsonObject;
  readonly sections: Readonly<Record<string, JsonValue>>;
  readonly remarks: readonly Remark[];
  /** First comment of the root file; may be empty. */
  readonly header: string;
}

/** Sections in the order in which people read them: what others refer to comes first. */
const READING_ORDER = ['settings', 'connectedOrganizations', 'catalogs', 'packages', 'policies'];

export function inReadingOrder(
  sections: Readonly<Record<string, JsonValue>>,
): Readonly<Record<string, JsonValue>> {
  const rank = (name: string) => READING_ORDER.indexOf(name);
  return Object.fromEntries(Object.entries(sections).sort(([a], [b]) => rank(a) - rank(b)));
}

/** Folder of the catalogs' files, beside the root file. */
export const CATALOG_FOLDER = 'catalogs';

/** The texts of a split configuration by path relative to its folder; `root` is the name of the root file. */
export function splitProject(root: string, project: ProjectText): ReadonlyMap<string, string> {
  const { catalogs, packages, policies, ...shared } = project.sections;
  const keys = Object.keys(members(catalogs));
  const include = keys.length === 0 ? {} : { include: [`${CATALOG_FOLDER}/*.yaml`] };
  const files = new Map([
    [root, writeYaml({ ...project.base, ...include, ...shared }, project.remarks, project.header)],
  ]);
  for (const key of keys) {
    const own = picked(packages, (entry) => entry['catalog'] === key);
    const part = {
      catalogs: { [key]: members(catalogs)[key] },
      packages: own,
      policies: picked(policies, (entry) => Object.hasOwn(own, String(entry['accessPackage']))),
    };
    const filled = Object.entries(part).filter(([, section]) => Object.keys(section).length > 0);
    files.set(`${CATALOG_FOLDER}/${key}.yaml`, writeYaml(Object.fromEntries(filled), project.remarks));
  }
  return files;
}

function members(section: JsonValue | undefined): JsonObject {
  return isObject(section) ? section : {};
}

function picked(section: JsonValue | undefined, belongs: (entry: JsonObject) => boolean): JsonObject {
  const entries = Object.entries(members(section));
  return Object.fromEntries(entries.filter(([, entry]) => isObject(entry) && belongs(entry)));
}
