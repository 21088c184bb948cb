/** The embedded tenant's seed: a YAML file of `schema/directory.schema.json`. */
import path from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { sortDiagnostics } from '../diagnostics/diagnostic.ts';
import type { Directory } from './generated/directory.ts';
import validateDirectory from './generated/validate-directory.js';
import { readYaml } from './read-yaml.ts';
import { rangeAt } from './source-node.ts';
import { substitute } from './substitute.ts';
import { validateDocument } from './validate.ts';

export interface SeedResult {
  readonly seed?: Directory;
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, string>;
}

/** Reads and checks a seed file, absolute or relative to `cwd`. */
export async function loadSeed(options: {
  readonly file: string;
  readonly cwd: string;
}): Promise<SeedResult> {
  const absolute = path.resolve(options.cwd, options.file);
  const relative = path.relative(options.cwd, absolute);
  const name = relative.startsWith('..') ? absolute : relative;
  const { file, root, diagnostics } = await readYaml(absolute, name);
  const sources = new Map(file === undefined ? [] : [[name, file.text]]);
  if (file === undefined) {
    const hint = 'Check tenant.seed in the configuration';
    return { diagnostics: diagnostics.map((fault) => ({ ...fault, hint })), sources };
  }
  if (diagnostics.length > 0) return { diagnostics, sources };
  if (root?.type !== 'map') {
    const summary = `${name} is not a directory seed`;
    const hint = 'Begin with: tenant: { displayName: ..., domains: [...] }';
    return { diagnostics: [{ code: 'CONFIG_EMPTY', severity: 'error', summary, hint }], sources };
  }
  const { value, diagnostics: unresolved } = substitute(root, {});
  const faults = validateDocument(validateDirectory, value, (at, aspect) => rangeAt(root, at, aspect));
  const found = sortDiagnostics([...unresolved, ...faults]);
  return found.length > 0
    ? { diagnostics: found, sources }
    : { seed: value as unknown as Directory, diagnostics: [], sources };
}
