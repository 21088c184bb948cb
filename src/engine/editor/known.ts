/** Definitions and references of a configuration and its access tests, whichever of its environments is chosen. */
import { readYaml } from '../../config/yaml/read-yaml.ts';
import type { Definition, Reference } from '../../config/references.ts';
import { keyAt, referencesOf, referencesOfTests } from '../../config/references.ts';
import type { MapNode } from '../../config/yaml/source-node.ts';
import { shownPath } from '../../files/shown-path.ts';
import { load } from '../project.ts';
import type { EditorHost, EditorOptions, Examined, OpenTexts } from './workspace.ts';
import { isTestFile } from './workspace.ts';

export interface Known {
  readonly definitions: readonly Definition[];
  /** Each place once. */
  readonly references: readonly Reference[];
}

/** What is known of a configuration, which is worked out once. */
export function knownOf(
  examined: Examined,
  options: EditorOptions,
  host: EditorHost,
  texts: OpenTexts,
): Promise<Known> {
  const known = kept.get(examined) ?? gather(examined, options, host, texts);
  kept.set(examined, known);
  return known;
}

const kept = new WeakMap<Examined, Promise<Known>>();

async function gather(
  { root, files, loaded }: Examined,
  options: EditorOptions,
  host: EditorHost,
  texts: OpenTexts,
): Promise<Known> {
  const roots = await readRoots(files, host, texts);
  const environments = [...new Set(roots.flatMap((each) => environmentsOf(each.root)))];
  const others = environments.filter((env) => env !== options.env);
  const loads = [loaded, ...(await Promise.all(others.map((env) => load({ file: root, env }, host, texts))))];
  const all = loads.flatMap(({ tree }) => (tree === undefined ? [] : [referencesOf(tree, host.env)]));
  const definitions = all.flatMap((each) => each.definitions);
  // What an environment says of an entry stands under its key as well.
  const overlaid = roots.flatMap(({ root: node }) =>
    environmentsOf(node).flatMap((env) =>
      definitions.flatMap(({ address, path: at }) => keyAt(node, address, ['environments', env, ...at])),
    ),
  );
  const document = all[0]?.document;
  const ofTests = roots.flatMap(({ file, root: node }) =>
    isTestFile(file) && document !== undefined ? referencesOfTests(node, document) : [],
  );
  return {
    definitions: distinct([...definitions, ...overlaid], ({ address }) => address),
    references: distinct([...all.flatMap((each) => each.references), ...ofTests], ({ to }) => to),
  };
}

/** Names of the environments that some files speak of. */
export async function environmentsIn(files: readonly string[], host: EditorHost): Promise<readonly string[]> {
  const roots = await readRoots(files, host, new Map());
  return [...new Set(roots.flatMap(({ root }) => environmentsOf(root)))];
}

/** Files that are maps, as far as they can be read. */
async function readRoots(files: readonly string[], host: EditorHost, texts: OpenTexts) {
  const parsed = await Promise.all(
    files.map(async (file) => {
      const { root } = await readYaml(file, shownPath(file, host.cwd), { instead: texts.get(file) });
      return root?.type === 'map' ? [{ file, root }] : [];
    }),
  );
  return parsed.flat();
}

function environmentsOf(root: MapNode): readonly string[] {
  const section = root.members.get('environments')?.value;
  return section?.type === 'map' ? [...section.members.keys()] : [];
}

/** Each place once for each thing that it names. */
function distinct<T extends Definition | Reference>(all: readonly T[], nameOf: (each: T) => string): T[] {
  const found = new Map<string, T>();
  for (const each of all) {
    const key = [nameOf(each), each.file.name, each.start].join('\0');
    if (!found.has(key)) found.set(key, each);
  }
  return [...found.values()];
}
