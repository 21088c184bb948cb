/** The embedded tenant's seed: a YAML file of `schema/directory.schema.json`. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Directory } from '../schema/directory.ts';
import { SEED_SECTIONS } from '../schema/sections.ts';
import validateDirectory from '../schema/validate-directory.js';
import type { StandaloneFile } from './standalone.ts';
import { readStandalone } from './standalone.ts';

export interface SeedResult {
  readonly seed?: Directory;
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, string>;
}

/** Reads and checks a seed file, absolute or relative to `cwd`. */
export async function loadSeed(options: StandaloneFile): Promise<SeedResult> {
  const { value, diagnostics, sources } = await readStandalone(options, validateDirectory, {
    what: 'a directory seed',
    begin: 'tenant: { displayName: ..., domains: [...] }',
    unreadable:
      options.within === undefined
        ? 'Name a directory seed with --seed'
        : 'Check tenant.seed: a file below the folder of the configuration',
    section: 'tenant',
    sections: SEED_SECTIONS,
  });
  return value === undefined
    ? { diagnostics, sources }
    : { seed: value as unknown as Directory, diagnostics, sources };
}
