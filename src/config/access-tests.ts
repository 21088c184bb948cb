/** Access tests: the section `tests` of the configuration, and files of their own (`schema/access-tests.schema.json`). */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { AttributePath } from '../model/path.ts';
import type { Diagnostic, SourceRange } from '../diagnostics/diagnostic.ts';
import { hasErrors, sortDiagnostics } from '../diagnostics/diagnostic.ts';
import { withPlaces } from '../diagnostics/with-places.ts';
import type { Governance } from '../schema/governance.ts';
import { judging } from './checks/declared-reference.ts';
import { checkAccessTests } from './checks/check-access-tests.ts';
import type { Configuration } from './configuration.ts';
import validateAccessTests from '../schema/validate-access-tests.js';
import { PUBLISHED } from './advice/schema-view.ts';
import type { StandaloneFile } from './standalone.ts';
import { byPath } from '../files/shown-path.ts';
import { readStandalone } from './standalone.ts';

const CHECKED_BY = { validate: validateAccessTests, root: PUBLISHED.accessTests };

type Spec = NonNullable<Governance['tests']>[number];

/** A test and where its parts stand. */
export interface LoadedTest {
  readonly spec: Spec;
  /** Place of a part of the test. */
  readonly placeOf: (path: AttributePath) => SourceRange | undefined;
}

export interface AccessTestsResult {
  /** Empty when a diagnostic is an error. */
  readonly tests: readonly LoadedTest[];
  readonly diagnostics: readonly Diagnostic[];
  /** Text by shown file name. */
  readonly sources: ReadonlyMap<string, string>;
}

/** The tests of the configuration itself. */
export function configuredTests(configuration: Configuration): readonly LoadedTest[] {
  return loaded(configuration.document.tests ?? [], (at) => configuration.rangeOf(at));
}

/**
 * Reads a file of tests, absolute or relative to `cwd`. `configuration`: what they are about; undefined while it is not
 * valid, so that only the file itself can be judged.
 */
export async function loadAccessTests(
  options: StandaloneFile,
  configuration: Pick<Configuration, 'declarations' | 'document'> | undefined,
): Promise<AccessTestsResult> {
  const { value, rangeOf, diagnostics, sources } = await readStandalone(options, CHECKED_BY, {
    what: 'a file of access tests',
    begin: 'tests: [ { requestor: new@fabrikam.com, can: [...] } ]',
    unreadable: 'Name a file of access tests, such as partners.access.yaml',
    section: 'tests',
    sections: ['tests'],
  });
  if (value === undefined) return { tests: [], diagnostics, sources };
  if (configuration === undefined) return { tests: [], diagnostics, sources };
  const { declarations } = configuration;
  const specs = (value as unknown as { readonly tests: readonly Spec[] }).tests;
  const found = sortDiagnostics(
    checkAccessTests(specs, judging(declarations, configuration.document), configuration.document).map(
      ({ aspect, ...each }) => {
        const range = rangeOf(each.path, aspect);
        const placed = withPlaces(each, rangeOf);
        return range === undefined ? placed : { ...placed, range };
      },
    ),
  );
  return { tests: hasErrors(found) ? [] : loaded(specs, (at) => rangeOf(at)), diagnostics: found, sources };
}

/** Files of tests beside the files of a configuration, absolute, in a stable order. */
export async function accessTestFiles({
  folder,
  files,
}: Pick<Configuration, 'folder' | 'files'>): Promise<readonly string[]> {
  const folders = [...new Set(files.map(({ name }) => path.dirname(path.resolve(folder, name))))].sort(
    byPath,
  );
  const found = await Promise.all(
    folders.map(async (each) => {
      const names = await readdir(each);
      return names
        .filter((name) => /\.access\.ya?ml$/.test(name))
        .sort()
        .map((name) => path.join(each, name));
    }),
  );
  return found.flat();
}

function loaded(
  specs: readonly Spec[],
  rangeOf: (path: AttributePath) => SourceRange | undefined,
): readonly LoadedTest[] {
  return specs.map((spec, index) => ({ spec, placeOf: (path) => rangeOf(['tests', index, ...path]) }));
}
