/** The embedded tenant's seed: a YAML file of `schema/directory.schema.json`. */
import path from 'node:path';
import { slashed } from '../files/shown-path.ts';
import { isBelow } from './read-content.ts';
import { nearFile } from './wrong-root.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { sortDiagnostics } from '../diagnostics/diagnostic.ts';
import type { Directory } from '../schema/directory.ts';
import { SEED_SECTIONS } from '../schema/sections.ts';
import validateDirectory from '../schema/validate-directory.js';
import { checkSeed } from './checks/check-seed.ts';
import { PUBLISHED } from './advice/schema-view.ts';
import type { StandaloneFile } from './standalone.ts';
import { readStandalone } from './standalone.ts';

const CHECKED_BY = { validate: validateDirectory, root: PUBLISHED.directory };

export interface SeedResult {
  readonly seed?: Directory;
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, string>;
}

/** What to do about a seed that cannot be read: names are looked up in the folder of the configuration alone. */
async function seedMeant({ file, cwd, within }: StandaloneFile): Promise<string> {
  const absolute = path.resolve(cwd, file);
  const near = within !== undefined && isBelow(within, absolute) ? await nearFile(absolute) : undefined;
  const isSeed = near !== undefined && path.basename(near) !== 'governance.yaml';
  return isSeed
    ? `Did you mean "${slashed(path.relative(within ?? cwd, near))}"?`
    : 'Check tenant.seed: a file below the folder of the configuration';
}

/** Reads and checks a seed file, absolute or relative to `cwd`. */
export async function loadSeed(options: StandaloneFile): Promise<SeedResult> {
  const { value, rangeOf, diagnostics, sources } = await readStandalone(options, CHECKED_BY, {
    what: 'a directory seed',
    begin: 'tenant: { displayName: ..., domains: [...] }',
    unreadable: options.within === undefined ? 'Name a directory seed with --seed' : await seedMeant(options),
    section: 'tenant',
    sections: SEED_SECTIONS,
  });
  if (value === undefined) return { diagnostics, sources };
  const seed = value as unknown as Directory;
  const found = checkSeed(seed).map((each) => {
    const range = rangeOf(each.path);
    return range === undefined ? each : { ...each, range };
  });
  return found.length > 0 ? { diagnostics: sortDiagnostics(found), sources } : { seed, diagnostics, sources };
}
