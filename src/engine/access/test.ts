/** Access tests: what a configuration must let people do, and what not. */
import path from 'node:path';
import type { CheckOutcome, Coverable, Step } from '../../access/index.ts';
import { coverage, runAccessTests } from '../../access/index.ts';
import type { LoadedTest } from '../../config/access-tests.ts';
import { accessTestFiles, configuredTests, loadAccessTests } from '../../config/access-tests.ts';
import { DiagnosticError, hasErrors } from '../../diagnostics/diagnostic.ts';
import { failure } from '../../diagnostics/failure.ts';
import { counted } from '../../model/counted.ts';
import type { Host } from '../host.ts';
import type { Project, ProjectOptions } from '../project.ts';
import { openProject } from '../project.ts';
import { offlineModel } from './offline-model.ts';
import type { Place } from './places.ts';
import { placesIn } from './places.ts';

export interface TestOptions extends ProjectOptions {
  /** Empty: the configuration's own tests, and those of files beside it. */
  readonly files: readonly string[];
}

export interface Tested {
  readonly outcomes: readonly CheckOutcome[];
  /** What the answers rest on. */
  readonly notes: readonly string[];
  readonly placeOf: (step: Step) => Place | undefined;
  readonly failed: boolean;
  /** What of the configuration the tests can touch, and how often they do. */
  readonly coverage: readonly Covered[];
}

/** Something that tests can touch, and where the configuration says it. */
export interface Covered extends Coverable {
  readonly place: Place | undefined;
}

export async function test(options: TestOptions, host: Host): Promise<Tested> {
  const project = await openProject(options, host);
  const tests = await collect(project, options.files, host);
  const { model, notes } = await offlineModel(project, host);
  const { configuration } = project;
  const placeOf = placesIn(configuration);
  const outcomes = runAccessTests(model, tests, configuration.document.sponsors);
  return {
    outcomes,
    notes,
    placeOf: ({ at }) => at && placeOf(at.address, at.path),
    coverage: coverage(model, outcomes).map((each) => ({ ...each, place: placeOf(each.address, each.path) })),
    failed: outcomes.some(({ mismatches }) => mismatches.length > 0),
  };
}

/** The tests to run; rejects with what is wrong with them. */
async function collect(
  { configuration }: Project,
  files: readonly string[],
  host: Host,
): Promise<readonly LoadedTest[]> {
  const chosen = files.length > 0 ? files : await accessTestFiles(configuration);
  const read = await Promise.all(
    chosen.map((file) => loadAccessTests({ file, cwd: host.cwd }, configuration)),
  );
  const diagnostics = read.flatMap((each) => each.diagnostics);
  const sources = new Map(read.flatMap(({ sources }) => [...sources]));
  if (hasErrors(diagnostics)) {
    const conclusion = `${counted(diagnostics.length, 'error')} in the access tests; nothing was tested.`;
    throw new DiagnosticError(diagnostics, { sources, conclusion });
  }
  await host.diagnostics(diagnostics, sources);
  const own = files.length > 0 ? [] : configuredTests(configuration);
  const tests = [...own, ...read.flatMap((each) => each.tests)];
  if (tests.length > 0) return tests;
  throw failure(
    'TEST_NONE',
    'There are no access tests',
    `Write tests: [...] in ${configuration.rootFile}, or a file such as ${path.join(path.dirname(configuration.rootFile), 'partners.access.yaml')} (docs/access-tests.md)`,
  );
}
