/** Access tests: what a configuration must let people do, and what not. */
import path from 'node:path';
import type { AccessModel, CheckOutcome, Step } from '../../access/index.ts';
import { checkGuarantees, runAccessTests } from '../../access/index.ts';
import type { LoadedTest } from '../../config/access-tests.ts';
import { accessTestFiles, configuredTests, loadAccessTests } from '../../config/access-tests.ts';
import type { Configuration } from '../../config/configuration.ts';
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
}

export async function test(options: TestOptions, host: Host): Promise<Tested> {
  const project = await openProject(options, host);
  const tests = await collect(project, options.files, host);
  const { model, notes } = await offlineModel(project, host);
  const { configuration } = project;
  const placeOf = placesIn(configuration);
  const outcomes = [
    ...runAccessTests(model, tests, configuration.document.sponsors),
    ...(options.files.length > 0 ? [] : guaranteeOutcomes(configuration, model, host.now())),
  ];
  return {
    outcomes,
    notes,
    placeOf: ({ at }) => at && placeOf(at.address, at.path),
    failed: outcomes.some(({ mismatches }) => mismatches.length > 0),
  };
}

/** One for each guarantee of the configuration. */
function guaranteeOutcomes(
  configuration: Configuration,
  model: AccessModel,
  now: number,
): readonly CheckOutcome[] {
  const { document } = configuration;
  return checkGuarantees({ model, document, now, placeOf: placesIn(configuration) }).map(
    ({ name, index, failed, violations }): CheckOutcome => ({
      test: { placeOf: (path) => configuration.rangeOf(['guarantees', index, ...path]) },
      ...{ name, requestor: 'guarantee', package: undefined, expected: 'guaranteed', path: [] },
      mismatches: failed
        ? violations.map(({ summary }) => ({
            ...{ what: 'guarantee', expected: 'never possible', actual: summary, path: [] },
          }))
        : [],
      steps: (failed && violations[0]?.counterexample?.after.steps) || [],
    }),
  );
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
  const hasGuarantees = files.length === 0 && (configuration.document.guarantees ?? []).length > 0;
  if (tests.length > 0 || hasGuarantees) return tests;
  throw failure(
    'TEST_NONE',
    'There are no access tests',
    `Write tests: [...] in ${configuration.rootFile}, or a file such as ${path.join(path.dirname(configuration.rootFile), 'partners.access.yaml')} (docs/access-tests.md)`,
  );
}
