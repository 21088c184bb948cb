/** Files that are named as the configuration and are another one: told once, with what is meant instead. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Diagnostic, DiagnosticCode } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/did-you-mean.ts';
import { includedFiles } from './include.ts';
import { readYaml } from './yaml/read-yaml.ts';
import type { MapNode } from './yaml/source-node.ts';

/** The name that a configuration has where nobody names it. */
const ROOT = 'governance.yaml';
/** Folders above a file in which its configuration is looked for. */
const MOST_ABOVE = 4;

/** A configuration of nearly the same name, or the one in a folder of that name or beside that. */
export async function nearFile(absolute: string): Promise<string | undefined> {
  const inside = await readdir(absolute).catch(() => undefined);
  if (inside?.includes(ROOT) === true) return path.join(absolute, ROOT);
  const folder = path.dirname(absolute);
  const beside = await readdir(folder).catch((): string[] => []);
  if (inside !== undefined && beside.includes(ROOT)) return path.join(folder, ROOT);
  const near = didYouMean(
    path.basename(absolute),
    beside.filter((name) => /\.ya?ml$/.test(name) && path.join(folder, name) !== absolute),
  );
  return near === undefined ? undefined : path.join(folder, near);
}

/** Why a document is not a configuration by itself; undefined where it may be one. */
export async function wrongRoot(
  root: MapNode,
  absolute: string,
  shown: (file: string) => string,
): Promise<Diagnostic | undefined> {
  const has = (...names: readonly string[]) => names.every((name) => root.members.has(name));
  const name = shown(absolute);
  const wrong = (summary: string, hint: string, code: DiagnosticCode = 'CONFIG_FOREIGN'): Diagnostic => ({
    code,
    severity: 'error',
    summary: `${name} is ${summary}`,
    hint,
  });
  if (has('formatVersion', 'lineage'))
    return wrong('a state, not a configuration', 'Name the configuration with --file');
  if (has('formatVersion'))
    return wrong('a saved plan, not a configuration', `Write entente show ${name}, or entente apply ${name}`);
  // What says of which tenant it is, or is of a version, is meant to be a configuration.
  if (has('version')) return undefined;
  if (has('tenant', 'users') || has('tenant', 'groups'))
    return wrong('a directory seed, not a configuration', 'Name the configuration with --file');
  if (has('tenant')) return undefined;
  if (has('tests') && root.members.size === 1)
    return wrong('a file of access tests, not a configuration', `Write entente test ${name}`);
  const above = await rootIncluding(absolute);
  return above === undefined
    ? undefined
    : wrong(
        `included by ${shown(above)}, and not a configuration by itself`,
        `Write --file ${shown(above)}`,
        'CONFIG_INCLUDE',
      );
}

/** The configuration in a folder above that includes a file. */
async function rootIncluding(absolute: string): Promise<string | undefined> {
  let folder = path.dirname(absolute);
  for (let steps = 0; steps < MOST_ABOVE; steps += 1) {
    const file = path.join(folder, ROOT);
    const { root } = file === absolute ? {} : await readYaml(file, ROOT);
    const included = root?.type === 'map' ? (await includedFiles(root, folder, folder)).files : [];
    if (included.some((each) => each.path === absolute)) return file;
    folder = path.dirname(folder);
  }
  return undefined;
}
