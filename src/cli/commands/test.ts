import path from 'node:path';
import { failure } from '../../diagnostics/failure.ts';
import type { TestOptions } from '../../engine/access/test.ts';
import { suggest, test as testOf } from '../../engine/access/test.ts';
import { putFile } from '../../engine/put-file.ts';
import { pathFromRepository } from '../../engine/repository.ts';
import { fileOutputs } from '../put-page.ts';
import { renderTests, testsJson, testsJunit } from '../../report/access-tests-text.ts';
import {
  coverageData,
  coverageLcov,
  LCOV_BEGIN,
  percentage,
  renderCoverage,
} from '../../report/coverage-text.ts';
import type { GlobalOptions } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';

export interface TestCommandOptions extends GlobalOptions, TestOptions {
  readonly json?: boolean;
  /** Where to write JUnit XML. */
  readonly junit?: string;
  /** Say what no test touches. */
  readonly coverage?: boolean;
  /** Where to write LCOV. */
  readonly coverageLcov?: string;
  /** The least share, in percent, that tests have to touch. */
  readonly coverageMin?: number;
  /** Print the missing tests and run none. */
  readonly suggest?: boolean;
}

const FAILED = 2;

/** `entente test`: 2 when a test fails, or when the tests touch too little. */
export async function test(options: TestCommandOptions, terminal: Terminal): Promise<number> {
  if (options.suggest === true) {
    terminal.data(await suggest(options, terminal));
    return 0;
  }
  const { junit, coverageLcov: lcov, coverageMin } = options;
  const outputs = [...fileOutputs(junit), ...fileOutputs(lcov)];
  const tested = await testOf({ ...options, outputs }, terminal);
  if (junit !== undefined) await write(junit, testsJunit(tested), isJunit, terminal.cwd);
  if (lcov !== undefined) {
    const text = coverageLcov(tested.coverage, pathFromRepository(terminal.cwd));
    await write(lcov, text, (before) => before.startsWith(LCOV_BEGIN), terminal.cwd);
  }
  const covers = options.coverage === true || coverageMin !== undefined;
  if (options.json === true)
    terminal.document(testsJson(tested, covers ? { coverage: coverageData(tested.coverage) } : {}));
  else
    terminal.data(
      renderTests(tested, terminal) + (covers ? `\n${renderCoverage(tested.coverage, terminal)}` : ''),
    );
  const tooLittle = coverageMin !== undefined && percentage(tested.coverage) < coverageMin;
  if (tooLittle) terminal.progress(`The tests touch less than ${coverageMin} % of the configuration.`);
  return tested.failed || tooLittle ? FAILED : 0;
}

const isJunit = (before: string) => /^\s*(<\?xml[^>]*>\s*)?<testsuites name="entente test"/.test(before);

async function write(
  file: string,
  text: string,
  isOurs: (before: string) => boolean,
  cwd: string,
): Promise<void> {
  try {
    await putFile(path.resolve(cwd, file), text, isOurs);
  } catch (error) {
    throw failure('TEST_WRITE', `Cannot write ${file}: ${(error as Error).message}`, 'Name another file');
  }
}
