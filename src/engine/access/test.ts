/** Access tests: what a configuration must let people do, and what not. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { AccessModel, CheckOutcome, Coverable, Step } from '../../access/index.ts';
import { checkGuarantees, coverage, runAccessTests, suggestTests } from '../../access/index.ts';
import type { LoadedTest } from '../../config/access-tests.ts';
import { accessTestFiles, configuredTests, loadAccessTests } from '../../config/access-tests.ts';
import type { Configuration } from '../../config/configuration.ts';
import { checkTestNames } from '../../config/checks/check-test-names.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { DiagnosticError, hasErrors } from '../../diagnostics/diagnostic.ts';
import { failure } from '../../diagnostics/failure.ts';
import { writeYaml } from '../../config/yaml/write-yaml.ts';
import { counted } from '../../model/counted.ts';
import { printable } from '../../model/printable.ts';
import type { JsonObject } from '../../model/value.ts';
import type { Host } from '../host.ts';
import type { Project, ProjectOptions } from '../project.ts';
import { openProject } from '../project.ts';
import { readSeed } from '../connection/connect.ts';
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
  const outcomes = [
    ...runAccessTests(model, tests, configuration.document.sponsors),
    ...(options.files.length > 0 ? [] : guaranteeOutcomes(configuration, model, host.now())),
  ];
  let covered: Tested['coverage'] | undefined;
  return {
    outcomes,
    notes,
    placeOf: ({ at }) => at && placeOf(at.address, at.path),
    // Of all that there is each test is asked, which takes longer than the tests: only where someone wants to know.
    get coverage() {
      return (covered ??= coverage(model, outcomes).map((each) => ({
        ...each,
        place: placeOf(each.address, each.path),
      })));
    },
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
      // It touches nothing by itself: it is about whatever there is.
      ...{ asked: [], requestors: [], approversExpected: false },
    }),
  );
}

/**
 * The tests that are missing, as a file of access tests: made from what holds today, so that they pass. Without a test
 * to suggest, comments only.
 */
export async function suggest(options: TestOptions, host: Host): Promise<string> {
  const project = await openProject(options, host);
  const named = options.files.length > 0 ? options.files : await accessTestFiles(project.configuration);
  // A shell has made the file already that it is to write the suggestions to.
  const filled = await Promise.all(named.map((file) => isFilled(path.resolve(host.cwd, file))));
  const files = named.filter((_file, index) => filled[index]);
  const written = await collected(project, { files, own: options.files.length === 0 }, host);
  const { model } = await offlineModel(project, host);
  const { sponsors } = project.configuration.document;
  const places = coverage(model, runAccessTests(model, written, sponsors));
  const { tests, without } = suggestTests(model, places, sponsors);
  const remarks = [
    tests.length === 0 ? 'There is nothing to suggest' : 'What holds today; keep what is meant to stay so',
    ...without.map(({ label }) => `Without a test that passes: ${label}`),
  ].map(printable);
  if (tests.length === 0) return remarks.map((line) => `# ${line}\n`).join('');
  // Tests are JSON: absent members are left out.
  return writeYaml(JSON.parse(JSON.stringify({ tests })) as JsonObject, [], remarks.join('\n'));
}

async function isFilled(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return found?.size !== 0;
}

/** The tests to run; rejects with what is wrong with them. */
async function collect(
  project: Project,
  files: readonly string[],
  host: Host,
): Promise<readonly LoadedTest[]> {
  const chosen = files.length > 0 ? files : await accessTestFiles(project.configuration);
  const tests = await collected(project, { files: chosen, own: files.length === 0 }, host);
  const hasGuarantees = files.length === 0 && (project.configuration.document.guarantees ?? []).length > 0;
  if (tests.length > 0 || hasGuarantees) return tests;
  const { rootFile } = project.configuration;
  throw failure(
    'TEST_NONE',
    'There are no access tests',
    `Write tests: [...] in ${rootFile}, or a file such as ${path.posix.join(path.posix.dirname(rootFile), 'partners.access.yaml')} (docs/access-tests.md)`,
  );
}

/** Those of files, and with `own` the configuration's too. */
async function collected(
  project: Project,
  { files, own }: { readonly files: readonly string[]; readonly own: boolean },
  host: Host,
): Promise<readonly LoadedTest[]> {
  const { configuration } = project;
  const read = await Promise.all(
    files.map((file) => loadAccessTests({ file, cwd: host.cwd }, configuration)),
  );
  const tests = [...(own ? configuredTests(configuration) : []), ...read.flatMap((each) => each.tests)];
  const diagnostics = [
    ...read.flatMap((each) => each.diagnostics),
    ...(await unknownNames(project, tests, host)),
  ];
  const sources = new Map([...project.sources, ...read.flatMap(({ sources }) => [...sources])]);
  if (hasErrors(diagnostics)) {
    const conclusion = `${counted(diagnostics.length, 'error')} in the access tests; nothing was tested.`;
    throw new DiagnosticError(diagnostics, { sources, conclusion });
  }
  await host.diagnostics(diagnostics, sources);
  return tests;
}

/** Names of people and groups that the seed, where there is one, does not hold. */
async function unknownNames(
  project: Project,
  tests: readonly LoadedTest[],
  host: Host,
): Promise<readonly Diagnostic[]> {
  const { document, folder } = project.configuration;
  if (document.tenant.seed === undefined || tests.length === 0) return [];
  const seed = await readSeed(path.resolve(folder, document.tenant.seed), host, project);
  return checkTestNames(tests, document.sponsors, seed);
}
