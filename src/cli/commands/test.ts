import path from 'node:path';
import { failure } from '../../diagnostics/failure.ts';
import type { TestOptions } from '../../engine/access/test.ts';
import { test as testOf } from '../../engine/access/test.ts';
import { putFile } from '../../engine/put-file.ts';
import { fileOutputs } from '../put-page.ts';
import { renderTests, testsJson, testsJunit } from '../../report/access-tests-text.ts';
import type { GlobalOptions } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';

export interface TestCommandOptions extends GlobalOptions, TestOptions {
  readonly json?: boolean;
  /** Where to write JUnit XML. */
  readonly junit?: string;
}

const FAILED = 2;

/** `entente test`: 2 when a test fails. */
export async function test(options: TestCommandOptions, terminal: Terminal): Promise<number> {
  const tested = await testOf({ ...options, outputs: fileOutputs(options.junit) }, terminal);
  if (options.junit !== undefined) await write(options.junit, testsJunit(tested), terminal.cwd);
  if (options.json === true) terminal.document(testsJson(tested));
  else terminal.data(renderTests(tested, terminal));
  return tested.failed ? FAILED : 0;
}

async function write(file: string, text: string, cwd: string): Promise<void> {
  try {
    await putFile(path.resolve(cwd, file), text, (before) =>
      /^\s*(<\?xml[^>]*>\s*)?<testsuites name="entente test"/.test(before),
    );
  } catch (error) {
    throw failure('TEST_WRITE', `Cannot write ${file}: ${(error as Error).message}`, 'Name another file');
  }
}
