import path from 'node:path';
import { runAccessTests } from '../../access/index.ts';
import { accessTestFiles, configuredTests, loadAccessTests } from '../../config/access-tests.ts';
import type { LoadedTest } from '../../config/access-tests.ts';
import { hasErrors } from '../../diagnostics/diagnostic.ts';
import { testsJson, testsJunit, renderTests } from '../../report/access-tests-text.ts';
import type { TestReport } from '../../report/access-tests-text.ts';
import { counted } from '../../report/style.ts';
import { placesIn } from '../../engine/access/places.ts';
import { failure } from '../../diagnostics/failure.ts';
import { offlineModel } from '../../engine/access/offline-model.ts';
import type { Project } from '../../engine/project.ts';
import { openProject } from '../../engine/project.ts';
import { putFile } from '../../engine/put-file.ts';
import type { GlobalOptions } from '../terminal.ts';
import { Exit, Terminal } from '../terminal.ts';

export interface TestOptions extends GlobalOptions {
  /** Empty: the configuration's own tests, and those of files beside it. */
  readonly files: readonly string[];
  readonly json?: boolean;
  /** Where to write JUnit XML. */
  readonly junit?: string;
}

const FAILED = 2;

/** `entente test`: 2 when a test fails. */
export async function test(options: TestOptions): Promise<number> {
  const terminal = new Terminal(options);
  const project = await openProject(options, terminal);
  const tests = await collect(project, options.files, terminal);
  const { model, notes } = await offlineModel(project, terminal);
  const { configuration } = project;
  const placeOf = placesIn(configuration);
  const report: TestReport = {
    outcomes: runAccessTests(model, tests, configuration.document.sponsors),
    notes,
    placeOf: ({ at }) => at && placeOf(at.address, at.path),
  };
  if (options.junit !== undefined) await write(options.junit, testsJunit(report));
  if (options.json === true) terminal.document(testsJson(report));
  else terminal.data(renderTests(report, terminal));
  return report.outcomes.some(({ mismatches }) => mismatches.length > 0) ? FAILED : 0;
}

/** The tests to run; prints what is wrong with them and exits with 1. */
async function collect(
  { configuration }: Project,
  files: readonly string[],
  terminal: Terminal,
): Promise<readonly LoadedTest[]> {
  const chosen = files.length > 0 ? files : await accessTestFiles(configuration);
  const read = await Promise.all(
    chosen.map((file) => loadAccessTests({ file, cwd: process.cwd() }, configuration)),
  );
  const diagnostics = read.flatMap((each) => each.diagnostics);
  await terminal.diagnostics(diagnostics, new Map(read.flatMap(({ sources }) => [...sources])));
  if (hasErrors(diagnostics)) {
    terminal.progress(`\n${counted(diagnostics.length, 'error')} in the access tests; nothing was tested.`);
    throw new Exit(1);
  }
  const own = files.length > 0 ? [] : configuredTests(configuration);
  const tests = [...own, ...read.flatMap((each) => each.tests)];
  if (tests.length > 0) return tests;
  throw failure(
    'TEST_NONE',
    'There are no access tests',
    `Write tests: [...] in ${configuration.rootFile}, or a file such as ${path.join(path.dirname(configuration.rootFile), 'partners.access.yaml')} (docs/access-tests.md)`,
  );
}

async function write(file: string, text: string): Promise<void> {
  try {
    await putFile(file, text, (before) => /^\s*(<\?xml[^>]*>\s*)?<testsuites?\b/.test(before));
  } catch (error) {
    throw failure('TEST_WRITE', `Cannot write ${file}: ${(error as Error).message}`, 'Name another file');
  }
}
